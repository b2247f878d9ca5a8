"""Who does what when: every form that is handed in, and everything the departments will type."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from feedback_xl.demo.cast import dealt, defects, material
from feedback_xl.demo.matters import Plant
from feedback_xl.demo.script import Answer
from feedback_xl.procedure.company import Company

# Of twenty reports: so many of each kind; and by which way they come (visits: the trip reports).
_KINDS = {"defect": 12, "other": 4, "change": 2, "praise": 1, "trip": 1}
_CHANNELS = {
    "电话": 8,
    "微信": 4,
    "邮件": 4,
    "客户系统": 2,
    "传真": 1,
    "客户接待": 1,
    "信函": 1,
    "其他": 1,
}
_LATE, _REFUSED = 0.07, 0.05


@dataclass
class Author:
    """Writes the story: `forms` reports in the `days` before `end`."""

    company: Company
    end: datetime
    days: int
    forms: int
    random: Random
    _answers: list[Answer] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.start = (self.end - timedelta(days=self.days)).replace(hour=8, minute=0, second=0)
        self.plant = Plant(self.company, self.random)
        self.customers = material("customers")["customer"][: 10 + self.forms // 2]
        self.rows = dealt(defects(), self.random)
