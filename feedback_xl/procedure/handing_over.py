"""An employee is moved or leaves: his customers and work pass to his successor (P4.3)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from feedback_xl.language import say
from feedback_xl.procedure.casefile import standing_task
from feedback_xl.procedure.company import Company, Person
from feedback_xl.procedure.customer_file import CustomerFile
from feedback_xl.procedure.decided import Version
from feedback_xl.procedure.filing import register
from feedback_xl.records import Case, Change, HandOver, Task

_BETWEEN_NAMES = re.compile(r"([、,，;；/\n]+)")  # several people may share a cell


@dataclass(frozen=True)
class Work:
    """What may stand in somebody's name, and what was passed on before."""

    customers: Sequence[CustomerFile]
    tasks: Sequence[Task]  # open
    cases: Sequence[Case]  # open
    grants: Sequence[str]  # numbers of those he asked for and still has
    hand_overs: Sequence[HandOver]


def departure(person: Person, versions: Iterable[Version]) -> tuple[str, str]:
    """The version of 设置.xlsx that set his status, and the department he was in until then."""
    number, department = "", person.department
    for version in versions:
        cells = {c.field: c for c in version.changes if (c.sheet, c.key) == ("people", person.name)}
        if "status" in cells:
            moved = cells.get("department")
            number = version.number
            department = str(moved.old) if moved and moved.old else person.department
    return number, department


def same_departure(begun: HandOver, known: Iterable[HandOver]) -> HandOver | None:
    """The last hand-over of a departure, where another successor was named before."""
    same = [h for h in known if (h.person, h.settings) == (begun.person, begun.settings)]
    return same[-1] if same else None


def rep_of_case(case: Case, known: Iterable[HandOver]) -> str:
    """Who has a case in hand with the customer: who took it, or to whom it was passed since."""
    passed = [hand_over for hand_over in known if case.number in hand_over.cases]
    return passed[-1].successor if passed else case.taken_by


def hand_over_of(task: Task) -> str:
    """The number of the hand-over a task belongs to, if it belongs to one."""
    return task.number.rpartition("-T")[0]


def begin_hand_over(begun: HandOver, work: Work, company: Company) -> tuple[Change, ...]:
    """What he had goes to his successor, and who must see to it gets tasks with limits.

    Where another successor was named before, what that one still has follows.
    """
    earlier = same_departure(begun, work.hand_overs)
    going = _Going(begun, earlier)
    customers = [(file, name) for file in work.customers if (name := going.rep(file))]
    tasks = [(task, name) for task in work.tasks if (name := going.doer(task, company))]
    cases = [case for case in work.cases if going.has(case, work.hand_overs)]
    hand_over = replace(
        begun,
        customers=tuple(file.number for file, _ in customers),
        tasks=tuple(task.number for task, _ in tasks),
        cases=tuple(case.number for case in cases),
    )
    return (
        Change("handovers", begun.number, asdict(hand_over)),
        *(change for file, name in customers for change in _customer_passed(file, name, begun)),
        *(_task_passed(task, name, begun.successor, company) for task, name in tasks),
        *_taken_back(earlier, work.tasks),
        *(Change("grants", number, {"ended_at": begun.begun_at}) for number in work.grants),
        *(Change("tasks", task.number, asdict(task)) for task in _asked(hand_over, company)),
    )


@dataclass(frozen=True)
class _Going:
    """Whose name gives way to the successor's, and where."""

    begun: HandOver
    earlier: HandOver | None

    def rep(self, file: CustomerFile) -> str:
        """The name that gives way; "" where none does."""
        given = self.earlier.customers if self.earlier else ()
        return self._name(file.row["rep"], file.number in given)

    def doer(self, task: Task, company: Company) -> str:
        given = self.earlier.tasks if self.earlier else ()
        return self._name(task.typed.get(company.steps[task.step].who, ""), task.number in given)

    def has(self, case: Case, known: Iterable[HandOver]) -> bool:
        given = self.earlier.cases if self.earlier else ()
        return bool(self._name(rep_of_case(case, known), case.number in given))

    def _name(self, cell: str, was_given: bool) -> str:
        going = [self.begun.person]
        if self.earlier is not None and was_given:
            going.append(self.earlier.successor)
        return next((name for name in going if name in _names(cell)), "")


def _names(cell: str) -> list[str]:
    return _BETWEEN_NAMES.split(cell)


def _renamed(cell: str, name: str, to: str) -> str:
    return "".join(to if part == name else part for part in _names(cell))


def _customer_passed(file: CustomerFile, name: str, begun: HandOver) -> tuple[Change, ...]:
    """The new name in the file; 生产管理课 registers it where the customer is confirmed."""
    before, at = file.row["rep"], begun.begun_at
    rep = _renamed(before, name, begun.successor)
    file.set(rep=rep, fields={**file.row["fields"], "rep": rep}, changed_at=at)
    register(file, "change", say("customer_file.rep_changed", before=before, rep=rep), at)
    return file.changes


def _task_passed(task: Task, name: str, to: str, company: Company) -> Change:
    who = company.steps[task.step].who
    person = {who: _renamed(task.typed[who], name, to)}
    values = {"typed": {**task.typed, **person}, "values": {**task.values, **person}}
    return Change("tasks", task.number, values)


def _taken_back(earlier: HandOver | None, tasks: Iterable[Task]) -> list[Change]:
    """What was asked for the sake of another successor."""
    return [
        Change("tasks", task.number, {"state": "withdrawn"})
        for task in tasks
        if earlier is not None and hand_over_of(task) == earlier.number
    ]


def _asked(hand_over: HandOver, company: Company) -> Iterator[Task]:
    """Taking over by his department, letters by the company, a first contact by the successor."""
    customers, to = hand_over.customers, hand_over.successor
    new = company.people.get(to)
    theirs = new.department if new else hand_over.department
    named = {"typed": {"person": to}, "values": {"person": to}}
    yield _task(1, "take_over", hand_over, company, planned=_last_day(hand_over))
    if customers:
        yield _task(2, "announce", hand_over, company, department=company.front)
    for place, customer in enumerate(customers, 3):
        more = {"department": theirs, "customer": customer, **named}
        yield _task(place, "make_contact", hand_over, company, **more)


def _task(place: int, step: str, hand_over: HandOver, company: Company, **more: Any) -> Task:
    number = f"{hand_over.number}-T{place:02d}"
    values = {"department": hand_over.department, **more}
    return standing_task(company, step, number, hand_over.begun_at, **values)


def _last_day(hand_over: HandOver) -> date | None:
    """The day he goes, if that lies ahead."""
    day = date.fromisoformat(hand_over.since) if hand_over.since else None
    return day if day and day >= hand_over.begun_at.date() else None
