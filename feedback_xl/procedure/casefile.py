"""A case with its rounds, tasks and replies while something is being decided about it.

It is the only mutable thing in the procedure: every setting is also noted as a Change, and the
changes are what the journal keeps.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from feedback_xl.procedure.company import Company, Step
from feedback_xl.procedure.deadlines import round_deadline, working_days_deadline
from feedback_xl.records import Case, Change, Deadline, Reply, Round, Task


class CaseFile:
    """Working copy of one case; `changes` says what became different."""

    def __init__(
        self,
        company: Company,
        case: Case,
        rounds: Iterable[Round] = (),
        tasks: Iterable[Task] = (),
        replies: Iterable[Reply] = (),
        *,
        task_count: int = 0,
    ) -> None:
        self.company = company
        self.case = case
        self.rounds = {item.round: item for item in rounds}
        self.tasks = {item.number: item for item in tasks}
        self.replies = {item.number: item for item in replies}
        self._task_count = max(task_count, len(self.tasks))
        self._changes: dict[tuple[str, str], dict[str, Any]] = {}
        self._before = frozenset(self.tasks)

    @classmethod
    def opened(cls, company: Company, case: Case) -> "CaseFile":
        """A file for a case the ledger has not seen."""
        file = cls(company, case)
        file._note("cases", case.number, asdict(case))
        return file

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(Change(what, key, values) for (what, key), values in self._changes.items())

    @property
    def opened_tasks(self) -> list[Task]:
        """Tasks that were not there when the file was taken out."""
        return [task for number, task in self.tasks.items() if number not in self._before]

    @property
    def round(self) -> Round:
        return self.rounds[self.case.round]

    def current(self, *steps: str) -> list[Task]:
        """Live tasks of the present round, of these steps if any are named."""
        return [
            task
            for task in self.tasks.values()
            if task.live and task.round == self.case.round and (not steps or task.step in steps)
        ]

    @property
    def result_tasks(self) -> list[Task]:
        """Those whose results the final reply waits for."""
        return [task for task in self.current() if task.role]

    @property
    def final_reply(self) -> Reply | None:
        """The final reply of the present round."""
        found = [r for r in self.replies.values() if r.round == self.case.round]
        return next((r for r in found if r.kind == "final"), None)

    def set_case(self, **values: Any) -> None:
        self.case = self._changed("cases", self.case.number, self.case, values)

    def set_task(self, task: Task, **values: Any) -> Task:
        changed: Task = self._changed("tasks", task.number, task, values)
        self.tasks[task.number] = changed
        return changed

    def set_round(self, **values: Any) -> None:
        current = self.round
        key = f"{current.case}/{current.round}"
        self.rounds[current.round] = self._changed("rounds", key, current, values)

    def put_reply(self, reply: Reply) -> None:
        known = self.replies.get(reply.number)
        self.replies[reply.number] = reply
        if reply != known:
            self._note("replies", reply.number, asdict(reply))

    def start_round(self, number: int, start: datetime, level: str) -> None:
        """Bind start, level, hours and mode; later settings never touch a round."""
        rule = self.company.levels[level]
        reply = round_deadline(start, rule, self.company)
        department = round_deadline(start, rule, self.company, self.company.department_share)
        started = Round(
            case=self.case.number,
            round=number,
            started_at=reply.start,
            level=level,
            hours=reply.hours,
            mode=reply.mode,
            limit_at=reply.limit,
            department_limit_at=department.limit,
            advise_at=department.advise,
            provisional=reply.provisional,
            settings=self.company.version,
            derivation=reply.lines,
        )
        known = self.rounds.get(number)
        if known is not None:  # re-graded: what was already answered stays answered
            started = replace(started, first_reply_at=known.first_reply_at, verdict=known.verdict)
        self.rounds[number] = started
        self._note("rounds", f"{started.case}/{number}", asdict(started))

    def open_task(self, step: Step, department: str, at: datetime, detail: str = "") -> Task:
        """A new task of the present round, on its step's clock."""
        self._task_count += 1
        task = Task(
            number=f"{self.case.number}-T{self._task_count:02d}",
            case=self.case.number,
            customer=self.case.customer,
            step=step.id,
            department=department,
            role=step.role,
            round=self.case.round,
            opened_at=at,
            detail=detail,
            **_limits(self._clock(step, at)),
        )
        self.tasks[task.number] = task
        self._note("tasks", task.number, asdict(task))
        return task

    def reset_clocks(self) -> None:
        """After re-grading: open tasks of the round follow its new limits."""
        for task in self.current():
            step = self.company.steps[task.step]
            if task.state == "open" and step.clock in ("department", "reply"):
                self.set_task(task, **_limits(self._clock(step, task.opened_at)))

    def _clock(self, step: Step, at: datetime) -> Deadline | None:
        """The round's clock, or one of the step's own; None where nothing is timed."""
        current = self.round
        if step.clock not in ("department", "reply"):
            return _own_clock(self.company, step, at, current.level)
        limit = current.limit_at if step.clock == "reply" else current.department_limit_at
        if limit is None or current.advise_at is None:
            return None
        return Deadline(
            current.started_at,
            limit,
            current.advise_at,
            current.hours,
            current.mode,
            current.provisional,
            current.derivation,
        )

    def _changed(self, what: str, key: str, record: Any, values: Mapping[str, Any]) -> Any:
        different = {n: v for n, v in values.items() if getattr(record, n) != v}
        if not different:
            return record
        self._note(what, key, different)
        return replace(record, **different)

    def _note(self, what: str, key: str, values: Mapping[str, Any]) -> None:
        self._changes.setdefault((what, key), {}).update(values)


def _own_clock(company: Company, step: Step, at: datetime, level: str) -> Deadline | None:
    """A clock that starts when the task opens."""
    if step.clock == "none":
        return None
    if step.clock == "working_days":
        return working_days_deadline(at, step.days, company)
    return round_deadline(at, company.levels[level], company, since="任务开始")


def _limits(deadline: Deadline | None) -> dict[str, Any]:
    """A task's own fields for its clock."""
    if deadline is None:
        return {}
    return {
        "limit_at": deadline.limit,
        "advise_at": deadline.advise,
        "provisional": deadline.provisional,
        "derivation": deadline.lines,
    }


def registration_task(
    company: Company, customer: str, number: str, at: datetime, detail: str, values: dict[str, Any]
) -> Task:
    """生产管理课 registers a confirmed customer or product (P4.1-2)."""
    step = company.steps["register"]
    return Task(
        number=number,
        customer=customer,
        step=step.id,
        department=step.department,
        opened_at=at,
        detail=detail,
        values=values,
        **_limits(_own_clock(company, step, at, "")),
    )
