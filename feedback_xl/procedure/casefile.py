"""A case with its rounds, tasks, replies and approvals while something is decided about it.

It is the only mutable thing in the procedure: every setting is also noted as a Change, and the
changes are what the journal keeps.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from feedback_xl.procedure.clocks import own_clock, share_deadline
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.deadlines import round_deadline
from feedback_xl.procedure.rules import Route, Step
from feedback_xl.records import Approval, Case, Change, Deadline, Json, Reply, Round, Task

DECIDED = ("void", "merged", "withdrawn")  # states somebody decided, which no fact changes
OF_THE_ROUND = ("department", "reply", "share")  # clocks that begin with the round


class CaseFile:
    """Working copy of one case; `changes` says what became different, `acts` what was decided."""

    def __init__(
        self,
        company: Company,
        case: Case,
        rounds: Iterable[Round] = (),
        tasks: Iterable[Task] = (),
        replies: Iterable[Reply] = (),
        approvals: Iterable[Approval] = (),
    ) -> None:
        self.company = company
        self.case = case
        self.rounds = {item.round: item for item in rounds}
        self.tasks = {item.number: item for item in tasks}
        self.replies = {item.number: item for item in replies}
        self.approvals = {item.key: item for item in approvals}
        self.acts: list[dict[str, Json]] = []
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
    def route(self) -> Route:
        return self.company.route(self.case.route)

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be done, whatever its facts ask for."""
        return self.case.state in DECIDED

    @property
    def round(self) -> Round:
        return self.rounds[self.case.round]

    def current(self, *steps: str) -> list[Task]:
        """Live tasks that count now, of these steps if any are named.

        What is done anew in each round counts in its own round only.
        """
        return [
            task
            for task in self.tasks.values()
            if task.live
            and (not steps or task.step in steps)
            and (task.round == self.case.round or not self.company.steps[task.step].again)
        ]

    @property
    def result_tasks(self) -> list[Task]:
        """Those whose results the final reply waits for."""
        return [task for task in self.current() if self.company.steps[task.step].holds_reply]

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

    def set_approval(self, approval: Approval, **values: Any) -> Approval:
        changed: Approval = self._changed("approvals", approval.key, approval, values)
        self.approvals[approval.key] = changed
        return changed

    def put_reply(self, reply: Reply) -> None:
        known = self.replies.get(reply.number)
        self.replies[reply.number] = reply
        if reply != known:
            self._note("replies", reply.number, asdict(reply))

    def start_round(self, number: int, start: datetime, level: str) -> None:
        """Bind start, level, hours and mode; later settings never touch a round."""
        rule, share = self.company.levels[level], self.company.department_share
        names = (
            self.case.customer,
            self.case.customer_name,
            str(self.case.facts.get("short_name")),
        )
        agreed = self.company.customer_hours(level, *names)
        reply = round_deadline(start, rule, self.company, customer_hours=agreed)
        department = round_deadline(start, rule, self.company, share, customer_hours=agreed)
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

    def open_task(
        self, step: Step, department: str, at: datetime, planned: date | None = None, **more: Any
    ) -> Task:
        """A new task of the present round, on its step's clock; `more` sets fields besides."""
        values: dict[str, Any] = {
            "number": f"{self.case.number}-T{len(self.tasks) + 1:02d}",
            "case": self.case.number,
            "customer": self.case.customer,
            "step": step.id,
            "department": department,
            "role": step.role,
            "round": self.case.round,
            "opened_at": at,
            **limits_of(self._clock(step, at, planned)),
        }
        task = Task(**{**values, **more})
        self.tasks[task.number] = task
        self._note("tasks", task.number, asdict(task))
        return task

    def set_clock(self, task: Task, planned: date | None = None) -> None:
        """Derive an open task's limit anew."""
        step = self.company.steps[task.step]
        self.set_task(task, **limits_of(self._clock(step, task.opened_at, planned)))

    def reset_clocks(self) -> None:
        """After re-grading: open tasks of the round follow its new limits."""
        for task in self.current():
            if task.state == "open" and self.company.steps[task.step].clock in OF_THE_ROUND:
                self.set_clock(task)

    def ask(self, kind: str, about: str, at: datetime, **values: Any) -> Approval:
        """Put something before the head who decides it; the same question stands once."""
        decider = self.company.approvals[kind].decider(self.case.category)
        number = len(self.approvals) + 1
        approval = Approval(
            key=f"{self.case.number}-P{number:02d}",
            kind=kind,
            by=decider,
            about=about,
            case=self.case.number,
            customer=self.case.customer,
            asked_at=at,
            **values,
        )
        for standing in self.approvals.values():
            if (standing.kind, standing.about, standing.state) == (kind, about, "open"):
                if dict(standing.asked) == dict(approval.asked):
                    return standing
                self.set_approval(standing, state="withdrawn")
        self.approvals[approval.key] = approval
        self._note("approvals", approval.key, approval.as_row())
        return approval

    def act(self, what: str, **facts: Json) -> None:
        """Note a decision for the journal's facts."""
        self.acts.append({"act": what, "case": self.case.number, **facts})

    def _clock(self, step: Step, at: datetime, planned: date | None) -> Deadline | None:
        """The round's clock, or one of the step's own; None where nothing is timed."""
        current = self.round
        if step.clock not in OF_THE_ROUND:
            return own_clock(self.company, step, at, current.level, planned)
        if step.clock == "share":
            return share_deadline(current, step.share, self.company)
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


def standing_task(
    company: Company,
    step_id: str,
    number: str,
    at: datetime,
    planned: date | None = None,
    **more: Any,
) -> Task:
    """A task that belongs to no case, on its step's own clock."""
    step = company.steps[step_id]
    values: dict[str, Any] = {
        "number": number,
        "step": step.id,
        "department": step.department,
        "opened_at": at,
        **limits_of(own_clock(company, step, at, "", planned)),
    }
    return Task(**{**values, **more})


def limits_of(deadline: Deadline | None) -> dict[str, Any]:
    """A task's own fields for its clock."""
    if deadline is None:
        return {}
    return {
        "limit_at": deadline.limit,
        "advise_at": deadline.advise,
        "provisional": deadline.provisional,
        "derivation": deadline.lines,
    }
