"""The clocks of tasks: a share of the round, days of their own, a day somebody planned."""

from datetime import date, datetime

from feedback_xl.language import say
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.deadlines import (
    hours_deadline,
    limit_words,
    round_deadline,
    working_days_deadline,
)
from feedback_xl.procedure.rules import Step
from feedback_xl.records import Deadline, Round


def own_clock(
    company: Company, step: Step, at: datetime, level: str, planned: date | None = None
) -> Deadline | None:
    """A clock that starts when the task opens; None where nothing is timed."""
    if step.clock == "none":
        return None
    if planned is not None:
        return planned_deadline(at, planned, company)
    if step.clock in ("working_days", "planned", "hand_over"):
        return working_days_deadline(at, company.term(step), company)
    return round_deadline(at, company.levels[level], company, since="task_start")


def planned_deadline(start: datetime, day: date, company: Company) -> Deadline:
    """End of shift of the day somebody planned it for."""
    limit = company.calendar.end_of(day)
    advise = start + (limit - start) * company.advise_share
    return Deadline(
        start=start,
        limit=limit,
        advise=advise.replace(second=0, microsecond=0),
        hours=0,
        mode="planned",
        lines=(
            say("deadlines.planned", day=f"{day:%Y-%m-%d}"),
            say("deadlines.limit", limit=limit_words(limit)),
        ),
    )


def share_deadline(current: Round, share: float, company: Company) -> Deadline | None:
    """A share of a round's hours on the round's own mode; None where the round has no clock."""
    if current.limit_at is None:
        return None
    hours = current.hours * share
    lines = [*current.derivation[:2], say("deadlines.share", share=share, hours=hours)]
    return hours_deadline(current.started_at, hours, current.mode, company, lines)
