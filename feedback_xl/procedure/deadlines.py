"""From a start and a rule to the minute something is due, and the sentences that say why."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from feedback_xl.language import listed, say
from feedback_xl.procedure.company import Company, Level
from feedback_xl.procedure.modes import MODES, Reach
from feedback_xl.procedure.workdays import DAY, Calendar, days_between, runs
from feedback_xl.records import Deadline, TimeState

WORKING_DAYS = "working_days"
TO_THE_DAY = "%Y-%m-%d"


def round_deadline(
    start: datetime,
    level: Level,
    company: Company,
    share: float = 1.0,
    since: str = "contact",
    *,
    customer_hours: float | None = None,
) -> Deadline:
    """When a round of `level` that began at `start` is due; `share` of the level's hours.

    `since`: contact | task_start, what the clock starts from. `customer_hours` is what the
    customer's own contract allows: the shorter of the two holds.

    Source: P4.2-b2, P4.2-c9; one clock from the customer's contact (A-1).
    """
    hours = min(level.hours, customer_hours or level.hours)
    lines = [_start_line(start, since), _level_line(level, hours, company.calendar)]
    if share != 1:
        hours *= share
        lines.append(say("deadlines.share", share=share, hours=hours))
    return hours_deadline(start, hours, level.mode, company, lines)


def working_days_deadline(
    start: datetime, days: int, company: Company, since: str = "task_start"
) -> Deadline:
    """End of shift of the `days`-th working day after `start`."""
    lines = [_start_line(start, since), say("deadlines.working_days", days=days)]
    return days_deadline(start, days, company, lines)


def hours_deadline(
    start: datetime, hours: float, mode: str, company: Company, lines: Iterable[str]
) -> Deadline:
    """When `hours` that began at `start` are over in this mode; `lines` say whence they are."""
    run, calendar = MODES[mode], company.calendar
    start = _to_the_minute(start)
    reach = run(start, _budget(hours), calendar)
    advise = run(start, _budget(hours * company.advise_share), calendar).limit
    return _deadline(start, reach, advise, hours, mode, company, lines)


def days_deadline(start: datetime, days: int, company: Company, lines: Iterable[str]) -> Deadline:
    """When the `days`-th working day after `start` is over."""
    start = _to_the_minute(start)
    reach = Reach(company.calendar.end_of_working_day(start, days), start)
    advise = _to_the_minute(start + (reach.limit - start) * company.advise_share)
    return _deadline(start, reach, advise, 0, WORKING_DAYS, company, lines)


def mode_words(mode: str, calendar: Calendar) -> str:
    """How hours of this mode run, in words."""
    shifts = listed(f"{begin:%H:%M}-{_end_of_shift(end)}" for begin, end in calendar.shifts)
    return say(f"deadlines.mode_{mode}", shifts=shifts)


def limit_words(limit: datetime, day: str = TO_THE_DAY) -> str:
    """A limit for people: midnight is 24:00 of the day that it ends."""
    if limit.time() == time.min:
        return f"{(limit - DAY).strftime(day)} 24:00"
    return f"{limit.strftime(day)} {limit:%H:%M}"


def span_words(first: date, last: date, pattern: str = TO_THE_DAY) -> str:
    """ "2026-10-01~10-07", or the day alone where it is one."""
    begin = first.strftime(pattern)
    if first == last:
        return begin
    return f"{begin}~{last.strftime('%m-%d' if first.year == last.year else pattern)}"


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


def _deadline(
    start: datetime,
    reach: Reach,
    advise: datetime,
    hours: float,
    mode: str,
    company: Company,
    lines: Iterable[str],
) -> Deadline:
    """The limit with its lines: first what it rests on, then what came of it."""
    days = list(days_between(*reach.span)) if reach.span else []
    unknown = sorted({day.year for day in days if not company.calendar.is_known(day)})
    told = [
        *lines,
        *_skipped(days, company.calendar),
        say("deadlines.limit", limit=limit_words(reach.limit)),
        say("deadlines.advise", advise=limit_words(advise), share=company.advise_share),
    ]
    if unknown:
        told.append(say("deadlines.provisional", years=listed(map(str, unknown))))
    return Deadline(start, reach.limit, advise, hours, mode, bool(unknown), tuple(told))


def _skipped(days: Iterable[date], calendar: Calendar) -> Iterator[str]:
    """The days off among those the calendar was asked about, and the company's reasons."""
    spans = [
        _span(first, last, calendar)
        for first, last in runs([day for day in days if not calendar.is_working(day)])
    ]
    if spans:
        yield say("deadlines.skipped", spans=listed(spans))


def _span(first: date, last: date, calendar: Calendar) -> str:
    days = list(days_between(first, last))
    reasons = dict.fromkeys(filter(None, map(calendar.reason, days)))
    about = "".join(f",{reason}" for reason in reasons)
    return say("deadlines.span", days=span_words(first, last), count=len(days), reasons=about)


def _start_line(start: datetime, since: str) -> str:
    return say("deadlines.start", start=start, since=say(f"deadlines.{since}"))


def _level_line(level: Level, hours: float, calendar: Calendar) -> str:
    mode = mode_words(level.mode, calendar)
    line = say(
        "deadlines.level", level=level.label, hours=level.hours, mode=mode, source=level.source
    )
    if hours == level.hours:
        return line
    return line + say("deadlines.customer", hours=hours, level=level.label, level_hours=level.hours)


def _end_of_shift(end: time) -> str:
    return "24:00" if end == time.min else f"{end:%H:%M}"


def _budget(hours: float) -> timedelta:
    return timedelta(minutes=round(hours * 60))


def _to_the_minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)
