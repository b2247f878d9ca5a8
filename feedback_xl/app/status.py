"""What `status` and `explain` tell, from the ledger alone."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from feedback_xl.app.workspace import Workspace
from feedback_xl.language import listed, say
from feedback_xl.ledger import queries
from feedback_xl.problems import Fault
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Case, Task, TimeState
from feedback_xl.settings import Folders


def status_of(root: Path) -> dict[str, Any]:
    """Counts of files, cases and tasks, and what waits in the inbox."""
    with Workspace.open(root) as workspace:
        snapshot = workspace.snapshot()
        with workspace.ledger.reading() as book:
            outcomes = queries.arrivals_by_outcome(book)
            pending = len(queries.open_follow_ups(book))
        late = [c for c in snapshot.cases.values() if snapshot.reply_state(c) is TimeState.LATE]
        open_tasks = [t for t in snapshot.tasks if t.state == "open"]
        names = snapshot.company.department_name
        return {
            "workspace": str(workspace.folders.root),
            "as_of": snapshot.as_of.isoformat(sep=" "),
            "journal": snapshot.seq,
            "files": dict(sorted(outcomes.items())),
            "cases": len(snapshot.cases),
            "open_cases": len(snapshot.open_cases),
            "late_replies": len(late),
            "returns_open": len(snapshot.open_returns),
            "open_tasks": {
                names(d): sum(t.department == d for t in open_tasks)
                for d in snapshot.company.departments
            },
            "follow_ups_open": pending,
            **_waiting(workspace.folders),
        }


def _waiting(folders: Folders) -> dict[str, dict[str, str]]:
    """What the last cycle left in the inbox or could not publish, and why."""
    if not folders.waiting.exists():
        return {"held": {}, "waiting": {}}
    found: dict[str, dict[str, str]] = json.loads(folders.waiting.read_text("utf-8"))
    return found


def explanation_of(root: Path, number: str) -> Iterator[str]:
    """How the limits of a case, or of one task, came about."""
    with Workspace.open(root) as workspace:
        snapshot = workspace.snapshot()
    case = snapshot.cases.get(number.upper())
    tasks = [task for task in snapshot.tasks if number.upper() in (task.number, task.case)]
    if case is None and not tasks:
        raise Fault(f"no case or task has the number {number}", "numbers look like FK-20261123-001")
    if case is not None:
        yield from _case(snapshot, case)
    for task in tasks:
        yield from _task(snapshot, task)


def _case(snapshot: Snapshot, case: Case) -> Iterator[str]:
    company = snapshot.company
    number, customer, subject = case.number, case.customer_name, case.subject
    yield say("commands.case", number=number, customer=customer, subject=subject)
    state, typed = snapshot.state_word(case), case.level_typed
    yield "  " + say("commands.level", level=case.level, typed=typed, state=state)
    route = next(route for route in company.routes if route.id == case.route)
    main, clauses = company.department_name(case.main), listed(route.source)
    yield "  " + say("commands.main", department=main, route=route.id, clauses=clauses)
    for (number, _), current in sorted(snapshot.rounds.items()):
        if number == case.number:
            yield "  " + say("commands.round", round=current.round, settings=current.settings)
            yield from (f"    {line}" for line in current.derivation)
            if current.first_reply_at:
                verdict = company.time_states[current.verdict].word
                at = current.first_reply_at
                yield "    " + say("commands.first_reply", at=at, verdict=verdict)


def _task(snapshot: Snapshot, task: Task) -> Iterator[str]:
    step = snapshot.company.steps[task.step]
    told = {"department": snapshot.company.department_name(task.department), "demand": step.demand}
    yield say("commands.task", number=task.number, clauses=listed(step.source), **told)
    yield from (f"    {line}" for line in task.derivation)
    state = snapshot.word(snapshot.task_state(task))
    done = say("commands.done_at", state=state, at=task.done_at) if task.done_at else state
    yield f"    {done}"
