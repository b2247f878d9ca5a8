"""One filled form as it was read: the record, and everything there is to say about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from feedback_xl.forms.reading import CellValue
from feedback_xl.forms.shapes import Form
from feedback_xl.problems import Problem, any_returns
from feedback_xl.records import Submission
from feedback_xl.xlsx.cells import Picture

Raw = Mapping[str, CellValue]


@dataclass(frozen=True)
class Repair:
    """What the program put right in a cell: told before → after."""

    field: str
    label: str
    cell: str
    before: str
    after: str
    text: str


@dataclass(frozen=True)
class Filled:
    """A form as filled: typed, raw, and with its problems and repairs."""

    form: Form
    submission: Submission
    raw: Raw  # field id, or table/line/column → the cell as it stood
    places: Mapping[str, tuple[str, str]]  # the same keys → (sheet, cell) in the sender's file
    problems: tuple[Problem, ...] = ()
    repairs: tuple[Repair, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)
    modified_by: str = ""
    pictures: tuple[Picture, ...] = ()

    @property
    def is_returned(self) -> bool:
        return any_returns(self.problems)

    @property
    def asked(self) -> tuple[str, ...]:
        """Labels of what is missing though not demanded."""
        return tuple(p.label for p in self.problems if p.code == "FIELD_ASKED")
