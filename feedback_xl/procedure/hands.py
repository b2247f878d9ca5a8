"""What is done to a case by hand: another level, other hands, an end."""

from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.records import Moment, Task


def regrade(file: CaseFile, level: str) -> None:
    """Another level from now on; the start is kept (A-7)."""
    file.set_case(level=level)
    file.start_round(file.case.round, file.round.started_at, level)
    file.reset_clocks()
    file.act("level", level=level)


def pass_on(file: CaseFile, task: Task, to: str, moment: Moment, *, back: bool = False) -> None:
    """The same work into other hands; the clock goes on (plant 4.4)."""
    file.set_task(task, state="passed", done_at=moment.saved, noticed_at=moment.seen)
    step = file.company.steps[task.step]
    hands = task.hands if back else task.hands + 1
    told = {"returned": "yes"} if back else {}
    begun = _begun_as_helper(file, task, to)
    file.open_task(
        step,
        to,
        moment.seen,
        came_from=task.number,
        hands=hands,
        detail=str(task.values.get("reason") or ""),
        typed=begun.typed if begun else {},
        values={**(begun.values if begun else {}), **told},
    )
    case = file.case
    if task.role == "main":
        file.set_case(main=to, co=tuple(name for name in case.co if name != to))
    elif task.role == "co":
        co = dict.fromkeys(to if name == task.department else name for name in case.co)
        file.set_case(co=tuple(name for name in co if name != case.main))
    file.act("pass_on", task=task.number, to=to)


def _begun_as_helper(file: CaseFile, task: Task, to: str) -> Task | None:
    """What the new 主责 began as 协办 goes on in its new row."""
    for other in file.current():
        if (task.role, other.role, other.department) == (
            "main",
            "co",
            to,
        ) and other.state == "open":
            return file.set_task(other, state="withdrawn")
    return None


def end(file: CaseFile, state: str, moment: Moment, **values: object) -> None:
    """Nothing more is chased; what was late already stays late, unless it never was a case."""
    round_ = file.round
    if not round_.verdict and round_.limit_at is not None:
        if state != "void" and moment.saved > round_.limit_at:
            file.set_round(verdict="done_late")
        else:
            file.set_round(limit_at=None, department_limit_at=None, advise_at=None)
    for task in file.tasks.values():
        if task.state == "open":
            file.set_task(task, state="withdrawn")
    for approval in file.approvals.values():
        if approval.state == "open":
            file.set_approval(approval, state="withdrawn")
    at = moment.saved
    file.set_case(state=state, closing=state, customer_closed_at=at, closed_at=at, **values)
    file.act("end", state=state, at=at)


def is_fixed(file: CaseFile, task: Task) -> bool:
    """Whether the procedure itself says who leads: that cannot be handed on."""
    return task.role == "main" and file.route.fixed
