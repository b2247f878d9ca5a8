"""The typed shapes of the procedure's data: what a company decided, as one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from feedback_xl.language import listed
from feedback_xl.procedure.rules import (
    ApprovalKind,
    Condition,
    Options,
    Route,
    State,
    Step,
    Word,
    as_list,
)
from feedback_xl.procedure.workdays import Calendar


@dataclass(frozen=True)
class Department:
    """A department; head, deputy and who is on duty for AA are names among the people."""

    id: str
    name: str
    aliases: tuple[str, ...]
    source: tuple[str, ...] = ()
    head: str = ""
    deputy: str = ""
    duty: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody who works, or worked, for the company (P4.3)."""

    name: str
    department: str
    email: str = ""
    status: str = "active"  # active | moved | left
    deputy: str = ""
    successor: str = ""  # who takes over, where the person moved or left
    since: date | None = None  # of the status


@dataclass(frozen=True)
class Product:
    part: str
    name: str = ""
    kind: str = "ordinary"  # ordinary | safety: records of safety parts are kept longer


@dataclass(frozen=True)
class Supplier:
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class CustomerLimit:
    """Hours that a customer's own contract allows at a level."""

    customer: str  # number or name, as typed
    level: str
    hours: float
    basis: str = ""


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
class RecordForm:
    """Document control of one record form (clause 5)."""

    form: str
    number: str
    owner: str
    retention: str  # in words
    years: Mapping[str, int]  # by kind of product
    approved_by: str = ""  # of the blank in use
    approved_on: date | None = None
    old_until: date | None = None  # earlier blanks are out of use from then on
    source: str = ""


@dataclass(frozen=True)
class Company:
    """Everything the organisation decided, in force at one moment."""

    version: str
    name: str
    document: str
    document_version: str
    list_number: str  # of 顾客反馈清单
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
    approvals: Mapping[str, ApprovalKind]
    states: Mapping[str, State]
    time_states: Mapping[str, Word]
    outcomes: Mapping[str, Word]
    calendar: Calendar
    confirm_when: str  # form C is due: evidence | all
    handover_days: int  # working days (P4.3)
    review_months: Mapping[str, int]  # by the customer's grade (P4.1-4a)
    grant_days: int  # access to a customer's file lasts at most (P4.1-3b)
    major_events: tuple[Condition, ...]  # of a case, flagged in the customer's 往来记录
    targets: Mapping[str, float]  # of measures, as shares
    understood: Mapping[str, Options] = field(default_factory=dict)  # in other languages
    people: Mapping[str, Person] = field(default_factory=dict)  # by name
    products: Mapping[str, Product] = field(default_factory=dict)  # by part number
    suppliers: Mapping[str, Supplier] = field(default_factory=dict)  # by name
    customer_limits: tuple[CustomerLimit, ...] = ()

    def route(self, name: str) -> Route:
        return next(route for route in self.routes if route.id == name)

    def options(self, name: str) -> Options:
        """A code list with all names its choices are understood by, the label first.

        `department` and `person` come from what the company is made of.
        """
        if name == "person":
            return {person: (person,) for person in self.people}
        known = self.lists.get(name, {})
        if name == "department":
            known = {d.id: (d.name, *d.aliases) for d in self.departments.values()}
        elsewhere = self.understood.get(name, {})
        return {code: (*names, *elsewhere.get(code, ())) for code, names in known.items()}

    def label(self, list_name: str, value: object) -> str:
        """What people read for a list value; several are listed, unknown ones as they are."""
        options = self.options(list_name)
        return listed(
            options[item][0] if item in options else item
            for item in map(str, as_list(value))
            if item not in ("None", "")
        )

    def department_name(self, department: str) -> str:
        known = self.departments.get(department)
        return known.name if known else department

    def customer_hours(self, level: str, *names: str) -> float | None:
        """The least hours agreed with the customer of any of these numbers or names."""
        return min(
            (c.hours for c in self.customer_limits if c.level == level and c.customer in names),
            default=None,
        )

    def term(self, step: Step) -> int:
        """Days a step has where it counts in days."""
        return self.handover_days if step.clock == "hand_over" else step.days

    def rank(self, level: str) -> int:
        """0 for the most urgent level."""
        return list(self.levels).index(level)
