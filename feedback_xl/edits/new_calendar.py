"""Limits that were 暂定 move, in the journal, when the calendar they waited for has arrived."""

from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.store import Book
from feedback_xl.procedure.casefile import limits_of
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.recompute import recompute_round, recompute_task
from feedback_xl.records import Change, Decision, Round, Task


def follow_calendar(book: Book, company: Company) -> None:
    """Derive every open provisional limit anew; what comes out the same stays untouched."""
    rounds = {
        (found.case, found.round): found
        for found in queries.rounds(book, schema.rounds.c.provisional)
        if not found.verdict
    }
    tasks = queries.tasks(book, schema.tasks.c.provisional, schema.tasks.c.state == "open")
    changes = [
        *(change for found in rounds.values() if (change := _round(found, company))),
        *(change for task in tasks if (change := _task(task, book, company))),
    ]
    if changes:
        facts = {"rule": "calendar", "moved": [change.key for change in changes]}
        book.record(Decision("timer", "", facts, tuple(changes)))


def _round(found: Round, company: Company) -> Change | None:
    both = recompute_round(found, company)
    if both is None or (both[0].limit == found.limit_at and both[0].provisional):
        return None
    reply, department = both
    values = {**limits_of(reply), "department_limit_at": department.limit}
    return Change("rounds", f"{found.case}/{found.round}", values)


def _task(task: Task, book: Book, company: Company) -> Change | None:
    own = queries.rounds(book, schema.rounds.c.key == f"{task.case}/{task.round}")
    deadline = recompute_task(task, company.steps[task.step], own[0] if own else None, company)
    if deadline is None or (deadline.limit == task.limit_at and deadline.provisional):
        return None
    return Change("tasks", task.number, limits_of(deadline))
