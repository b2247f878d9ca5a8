"""A customer's file with its tasks and questions while something is decided about it.

What `CaseFile` is to a case: the working copy whose changes the journal keeps.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from feedback_xl.procedure.casefile import standing_task
from feedback_xl.procedure.company import Company
from feedback_xl.records import Approval, Change, Task


class CustomerFile:
    """Working copy of one customer; `row` is empty for one the ledger has not seen."""

    def __init__(
        self,
        company: Company,
        number: str,
        row: Mapping[Any, Any] | None = None,
        tasks: Iterable[Task] = (),
        approvals: Iterable[Approval] = (),
    ) -> None:
        self.company, self.number = company, number
        self.row: dict[str, Any] = dict(row or {})
        self.tasks = {task.number: task for task in tasks}
        self.approvals = {approval.key: approval for approval in approvals}
        self._changes: dict[tuple[str, str], dict[str, Any]] = {}

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(Change(what, key, values) for (what, key), values in self._changes.items())

    @property
    def is_filed(self) -> bool:
        """Whether form A was handed in; else it is not there, or known from a form B alone."""
        return bool(self.row) and not self.row["provisional"]

    def set(self, **values: Any) -> None:
        self.row |= values
        self._note("customers", self.number, values)

    def open_task_of(self, step: str) -> Task | None:
        """The task of a step that waits; there is at most one."""
        own = (task for task in self.tasks.values() if task.step == step)
        return next((task for task in own if task.state == "open"), None)

    def open_task(self, step: str, at: datetime, **more: Any) -> None:
        number = f"{self.number}-T{len(self.tasks) + 1:02d}"
        task = standing_task(self.company, step, number, at, customer=self.number, **more)
        self.tasks[number] = task
        self._note("tasks", number, asdict(task))

    def set_task(self, task: Task, **values: Any) -> Task:
        different = {n: v for n, v in values.items() if getattr(task, n) != v}
        changed = replace(task, **different)
        self.tasks[task.number] = changed
        if different:
            self._note("tasks", task.number, different)
        return changed

    def open_question(self, kind: str, about: str) -> Approval | None:
        """What of this kind waits for the head; there is at most one."""
        own = (item for item in self.approvals.values() if (item.kind, item.about) == (kind, about))
        return next((item for item in own if item.state == "open"), None)

    def ask(self, kind: str, about: str, at: datetime, **values: Any) -> Approval:
        """Put a question before the head; it takes the place of the one that waits."""
        self.withdraw(kind, about)
        approval = Approval(
            key=f"{self.number}-P{len(self.approvals) + 1:02d}",
            kind=kind,
            by=self.company.approvals[kind].by,
            about=about,
            customer=self.number,
            asked_at=at,
            **values,
        )
        self.approvals[approval.key] = approval
        self._note("approvals", approval.key, approval.as_row())
        return approval

    def withdraw(self, kind: str, about: str) -> None:
        """Take back a question that is no longer asked."""
        if standing := self.open_question(kind, about):
            self.approvals[standing.key] = replace(standing, state="withdrawn")
            self._note("approvals", standing.key, {"state": "withdrawn"})

    def _note(self, what: str, key: str, values: Mapping[str, Any]) -> None:
        self._changes.setdefault((what, key), {}).update(values)
