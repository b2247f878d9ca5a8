"""An employee is moved or leaves: his customers and work pass to his successor (P4.3)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date

from feedback_xl.procedure.casefile import standing_task
from feedback_xl.procedure.company import Company, Person
from feedback_xl.procedure.decided import Version
from feedback_xl.records import Case, Change, HandOver, Json, Task

IN_SERVICE = "active"
_BETWEEN_NAMES = re.compile(r"([、,,;;/\n]+)")  # several people may share one cell

Customer = Mapping[str, Json]  # a row of the ledger


@dataclass(frozen=True)
class Belongings:
    """What stands in a person's name."""

    customers: tuple[Customer, ...]
    tasks: tuple[Task, ...]
    cases: tuple[Case, ...]


def departure(person: Person, versions: Iterable[Version]) -> tuple[str, str]:
    """The version of the settings by which he is away, and the department he goes from."""
    number, department = "", person.department
    for version in versions:
        cells = {c.field: c for c in version.changes if (c.sheet, c.key) == ("people", person.name)}
        if "status" in cells:
            moved = cells.get("department")
            number = version.number
            department = str(moved.old) if moved and moved.old else person.department
    return number, department


def belongings(
    name: str,
    earlier: HandOver | None,
    customers: Iterable[Customer],
    tasks: Iterable[Task],
    cases: Iterable[Case],
    company: Company,
) -> Belongings:
    """Customers, open tasks and open cases of a person.

    Where another successor was named before, what he was given and still has belongs to it.
    """
    given, before = earlier or HandOver(*[""] * 6, begun_at=None), ""  # type: ignore
    return Belongings((), (), ())
