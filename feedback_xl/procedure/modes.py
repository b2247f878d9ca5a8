"""How a level's hours run: round the clock, or only while the calendar says that people work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from feedback_xl.procedure.workdays import DAY, MINUTE, Calendar, Span


@dataclass(frozen=True)
class Reach:
    """Where a budget ends, and from when on the calendar had a say in it, if it had."""

    limit: datetime
    since: datetime | None = None

    @property
    def span(self) -> tuple[date, date] | None:
        """First and last day the calendar was asked about; midnight belongs to the day it ends."""
        if self.since is None:
            return None
        return self.since.date(), max(self.since.date(), (self.limit - MINUTE).date())


Mode = Callable[[datetime, timedelta, Calendar], Reach]


def _calendar(start: datetime, budget: timedelta, _: Calendar) -> Reach:
    return Reach(start + budget)


def _calendar_roll(start: datetime, budget: timedelta, calendar: Calendar) -> Reach:
    due = start + budget
    return Reach(_walk(due, timedelta(0), calendar, calendar.shifts_on), due)


def _workday_24h(start: datetime, budget: timedelta, calendar: Calendar) -> Reach:
    return Reach(_walk(start, budget, calendar, _whole_day), start)


def _business_hours(start: datetime, budget: timedelta, calendar: Calendar) -> Reach:
    return Reach(_walk(start, budget, calendar, calendar.shifts_on), start)


MODES: Mapping[str, Mode] = {
    "calendar": _calendar,
    "calendar_roll": _calendar_roll,
    "workday_24h": _workday_24h,
    "business_hours": _business_hours,
}


def _whole_day(day: date) -> list[Span]:
    midnight = datetime.combine(day, time.min)
    return [(midnight, midnight + DAY)]


def _walk(
    start: datetime, budget: timedelta, calendar: Calendar, spans: Callable[[date], list[Span]]
) -> datetime:
    """Spend `budget` in the spans of working days; the end of a span still belongs to it."""
    day = (start - MINUTE).date()  # a start at midnight may end the day before
    while True:
        if calendar.is_working(day):
            for begin, end in spans(day):
                begin = max(begin, start)
                if begin + budget <= end:
                    return begin + budget
                budget -= max(end - begin, timedelta(0))
        day += DAY
