"""The days off ahead: what must be looked at before everybody has gone home."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from feedback_xl.procedure.workdays import DAY, Calendar, days_between

LEAST_DAYS = 2  # a single day off needs no sweep
ANNOUNCED_BY = (11, 15)  # month and day by which the notice for the next year is looked for


@dataclass(frozen=True)
class Gap:
    """Days off in a row, and the instants between which nobody works."""

    first: date
    last: date
    since: datetime
    until: datetime
    provisional: bool = False


def coming_gap(now: datetime, calendar: Calendar) -> Gap | None:
    """The days off from tomorrow, if today is worked and at least two days off follow."""
    today = now.date()
    if not calendar.is_working(today):
        return None
    back = calendar.next_working_day(today)
    days = list(days_between(today + DAY, back - DAY))
    if len(days) < LEAST_DAYS:
        return None
    return Gap(
        first=days[0],
        last=days[-1],
        since=calendar.end_of(today),
        until=calendar.start_of(back),
        provisional=not all(map(calendar.is_known, [*days, back])),
    )


def due_in(gap: Gap, limits: Iterable[tuple[str, datetime]]) -> list[tuple[str, datetime]]:
    """Those of the named limits nobody can still keep once the gap has begun, earliest first."""
    found = [(name, limit) for name, limit in limits if gap.since < limit <= gap.until]
    return sorted(found, key=lambda item: (item[1], item[0]))


def unannounced_year(now: datetime, calendar: Calendar) -> int | None:
    """The year whose calendar ought to be known by now and is not."""
    year = now.year + ((now.month, now.day) >= ANNOUNCED_BY)
    return None if year in calendar.years else year
