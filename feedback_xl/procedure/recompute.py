"""Limits that were 暂定, once the calendar has arrived; everything else stays as it was bound.

`company` is what the round was bound to, with the calendar of now. The lines a limit was bound
with stay in its derivation and the new ones follow.
"""

from feedback_xl.language import say
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.deadlines import days_deadline, hours_deadline
from feedback_xl.procedure.rules import Step
from feedback_xl.records import Deadline, Round, Task


def recompute_round(found: Round, company: Company) -> tuple[Deadline, Deadline] | None:
    """The customer's limit and the departments'; None where nothing was 暂定."""
    if not found.provisional:
        return None
    lines = [*found.derivation, say("deadlines.recomputed")]
    start, hours, mode = found.started_at, found.hours, found.mode
    reply = hours_deadline(start, hours, mode, company, lines)
    return reply, hours_deadline(start, hours * company.department_share, mode, company, lines)


def recompute_task(
    task: Task, step: Step, found: Round | None, company: Company
) -> Deadline | None:
    """An open task's limit, `found` being its round if it has one; None where none was 暂定."""
    if not task.provisional or task.state != "open":
        return None
    lines = [*task.derivation, say("deadlines.recomputed")]
    if found is None or step.clock in ("working_days", "planned"):
        return days_deadline(task.opened_at, company.term(step), company, lines)
    start = task.opened_at if step.clock == "opened" else found.started_at
    share = {"department": company.department_share, "share": step.share}.get(step.clock, 1.0)
    return hours_deadline(start, found.hours * share, found.mode, company, lines)
