"""From a start and a rule to the minute something is due, and the sentence that says why."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from feedback_xl.procedure.company import Company, Level
from feedback_xl.procedure.workdays import Calendar
from feedback_xl.records import Deadline, TimeState

Mode = Callable[[datetime, float, Calendar], datetime]


def _calendar_hours(start: datetime, hours: float, calendar: Calendar) -> datetime:  # noqa: ARG001
    return start + timedelta(hours=hours)


MODES: Mapping[str, tuple[str, Mode]] = {"calendar": ("自然小时", _calendar_hours)}


def round_deadline(
    start: datetime, level: Level, company: Company, share: float = 1.0, since: str = "客户联系时间"
) -> Deadline:
    """When a round of `level` that began at `start` is due; `share` of the level's hours.

    `since` says in words what the clock starts from.

    Source: P4.2-b2, P4.2-c9; one clock from the customer's contact (A-1).
    """
    start = start.replace(second=0, microsecond=0)
    words, mode = MODES[level.mode]
    hours = level.hours * share
    limit = mode(start, hours, company.calendar)
    advise = mode(start, hours * company.advise_share, company.calendar)
    return Deadline(
        start=start,
        limit=limit,
        advise=advise,
        hours=hours,
        mode=level.mode,
        lines=(
            f"起算 {start:%Y-%m-%d %H:%M}({since})",
            f"{level.label}级 {level.hours:g}小时,{words}({level.source})",
            f"时限 {limit:%Y-%m-%d %H:%M}",
            f"建议完成 {advise:%Y-%m-%d %H:%M}({company.advise_share:.0%})",
        ),
    )


def working_days_deadline(start: datetime, days: int, company: Company) -> Deadline:
    """End of shift of the `days`-th working day after `start`."""
    calendar = company.calendar
    limit = calendar.end_of_working_day(start, days)
    provisional = not (calendar.is_known(start.date()) and calendar.is_known(limit.date()))
    mark = ",暂定:该年工作日历尚未公布" if provisional else ""
    advise = start + (limit - start) * company.advise_share
    return Deadline(
        start=start,
        limit=limit,
        advise=advise.replace(second=0, microsecond=0),
        hours=0,
        mode="working_days",
        provisional=provisional,
        lines=(
            f"起算 {start:%Y-%m-%d %H:%M}",
            f"{days}个工作日,至当日下班{mark}",
            f"时限 {limit:%Y-%m-%d %H:%M}",
        ),
    )


def time_state(
    limit: datetime | None, advise: datetime | None, done: datetime | None, now: datetime
) -> TimeState:
    """Where a clock stands at `now`; the limit itself is still on time."""
    if limit is None:
        return TimeState.UNTIMED
    if done is not None:
        return TimeState.DONE_ON_TIME if done <= limit else TimeState.DONE_LATE
    if now > limit:
        return TimeState.LATE
    return TimeState.SOON if advise is not None and now >= advise else TimeState.NORMAL
