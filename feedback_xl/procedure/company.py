"""The typed shapes of the procedure's data: what a company decided, as one frozen value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from feedback_xl.procedure.workdays import Calendar

Options = Mapping[str, Sequence[str]]  # id → (label, alias, alias, …)
Facts = Mapping[str, object]


@dataclass(frozen=True)
class Condition:
    """Field → allowed values; all must hold. A fact may be one value or a list of them."""

    wants: Mapping[str, tuple[str, ...]]

    def holds(self, facts: Facts) -> bool:
        return all(
            any(value in allowed for value in _as_list(facts.get(name)))
            for name, allowed in self.wants.items()
        )


ALWAYS = Condition({})


def _as_list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]


@dataclass(frozen=True)
class Need:
    """A cell that must be filled, with one of `values` if any are named, when `when` holds."""

    field: str
    values: tuple[str, ...] = ()
    when: Condition = ALWAYS

    def is_met(self, facts: Facts) -> bool:
        if not self.when.holds(facts):
            return True
        value = facts.get(self.field)
        if self.values:
            return value in self.values
        return value not in (None, "")


@dataclass(frozen=True)
class Opening:
    """A step that opens when `when` holds and the fields of `needs` are filled."""

    step: str
    when: Condition
    needs: tuple[str, ...] = ()

    def is_due(self, facts: Facts) -> bool:
        return self.when.holds(facts) and all(facts.get(name) for name in self.needs)


@dataclass(frozen=True)
class Department:
    id: str
    name: str
    aliases: tuple[str, ...]
    source: tuple[str, ...]


@dataclass(frozen=True)
class Level:
    id: str
    label: str
    meaning: str
    hours: float
    mode: str
    since: date
    source: str


@dataclass(frozen=True)
class Step:
    """A kind of task: who does it, on which clock, what must be typed, what it opens."""

    id: str
    demand: str
    department: str  # a department's id, or main | co | sender
    clock: str
    fills: tuple[str, ...]
    needs: tuple[Need, ...]
    since: date
    source: tuple[str, ...]
    role: str = ""
    days: int = 0
    form: str = ""
    result: str = ""  # the cell that holds what the customer is to be told
    wanted: tuple[Need, ...] = ()
    opens: tuple[Opening, ...] = ()

    def missing(self, facts: Facts) -> list[str]:
        """Fields still to be filled before the task is done."""
        return [need.field for need in self.needs if not need.is_met(facts)]

    def outstanding(self, facts: Facts) -> list[str]:
        """Fields still to be filled before the case can close."""
        return [need.field for need in self.wanted if not need.is_met(facts)]


@dataclass(frozen=True)
class Route:
    id: str
    when: Condition
    main: str
    opens: tuple[Opening, ...]
    since: date
    source: tuple[str, ...]
    fixed: bool = False


@dataclass(frozen=True)
class State:
    id: str
    word: str
    when: Condition
    open: bool = True


@dataclass(frozen=True)
class Word:
    id: str
    word: str
    symbol: str = ""


@dataclass(frozen=True)
class RecordForm:
    """Document control of one record form (clause 5)."""

    form: str
    number: str
    owner: str
    retention: str


@dataclass(frozen=True)
class Company:
    """Everything the organisation decided, in force at one moment."""

    version: str
    name: str
    document: str
    document_version: str
    front: str  # the department that speaks with customers
    department_share: float
    advise_share: float
    silence_days: int
    late_entry_hours: float
    ahead_minutes: float
    departments: Mapping[str, Department]
    levels: Mapping[str, Level]
    raises: tuple[tuple[str, Mapping[str, str]], ...]
    records: Mapping[str, RecordForm]
    lists: Mapping[str, Options]
    steps: Mapping[str, Step]
    routes: tuple[Route, ...]
    states: Mapping[str, State]
    time_states: Mapping[str, Word]
    outcomes: Mapping[str, Word]
    calendar: Calendar

    def options(self, name: str) -> Options:
        """A code list; `department` and `level` come from what the company is made of."""
        if name == "department":
            return {d.id: (d.name, *d.aliases) for d in self.departments.values()}
        return self.lists[name]

    def label(self, list_name: str, value: object) -> str:
        """What people read for a list value; several joined by 、, unknown ones as they are."""
        options = self.options(list_name)
        return "、".join(
            options[item][0] if item in options else item
            for item in map(str, _as_list(value))
            if item not in ("None", "")
        )

    def department_name(self, department: str) -> str:
        known = self.departments.get(department)
        return known.name if known else department

    def rank(self, level: str) -> int:
        """0 for the most urgent level."""
        return list(self.levels).index(level)
