"""How a level's hours run in each mode, against calendar.md 5.3 and on calendars at random."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_xl.procedure.modes import MODES
from feedback_xl.procedure.workdays import DAY, MINUTE, Calendar
from tests.procedure.calendars import SHIPPED, calendars, starts

HOURS = {"AA": 24, "A": 48, "B": 72}
VECTORS = """
| received         | level | calendar    | workday_24h | business_hours | calendar_roll |
| 2026-11-23 09:00 | AA    | 11-24 09:00 | 11-24 09:00 | 11-26 09:00    | 11-24 09:00   |
| 2026-11-23 09:00 | A     | 11-25 09:00 | 11-25 09:00 | 12-01 09:00    | 11-25 09:00   |
| 2026-11-23 09:00 | B     | 11-26 09:00 | 11-26 09:00 | 12-04 09:00    | 11-26 09:00   |
| 2026-11-27 16:30 | AA    | 11-28 16:30 | 11-30 16:30 | 12-02 16:30    | 11-30 08:00   |
| 2026-11-27 16:30 | B     | 11-30 16:30 | 12-02 16:30 | 12-10 16:30    | 11-30 16:30   |
| 2026-11-28 10:00 | AA    | 11-29 10:00 | 12-01 00:00 | 12-02 17:00    | 11-30 08:00   |
| 2026-02-13 16:30 | AA    | 02-14 16:30 | 02-14 16:30 | 02-25 16:30    | 02-14 16:30   |
| 2026-02-13 16:30 | A     | 02-15 16:30 | 02-24 16:30 | 02-28 16:30    | 02-24 08:00   |
| 2026-02-14 16:30 | AA    | 02-15 16:30 | 02-24 16:30 | 02-26 16:30    | 02-24 08:00   |
| 2026-09-19 10:00 | AA    | 09-20 10:00 | 09-21 00:00 | 09-22 17:00    | 09-20 10:00   |
| 2026-09-30 17:00 | AA    | 10-01 17:00 | 10-08 17:00 | 10-10 17:00    | 10-08 08:00   |
| 2026-09-30 17:00 | B     | 10-03 17:00 | 10-10 17:00 | 10-19 17:00    | 10-08 08:00   |
"""
_ROWS = [[cell.strip() for cell in row.split("|")[1:-1]] for row in VECTORS.split("\n")[1:-1]]
EXPECTED = [
    (received, level, mode, limit)
    for received, level, *limits in _ROWS[1:]
    for mode, limit in zip(_ROWS[0][2:], limits, strict=True)
]

modes = st.sampled_from(sorted(MODES))
additive = st.sampled_from(["calendar", "workday_24h", "business_hours"])
budgets = st.integers(0, 120 * 60).map(lambda minutes: MINUTE * minutes)


def limit_of(mode: str, start: datetime, budget: timedelta, calendar: Calendar) -> datetime:
    return MODES[mode](start, budget, calendar).limit


@pytest.mark.clause("P4.2-b2", "P4.2-c9")
@pytest.mark.parametrize(("received", "level", "mode", "limit"), EXPECTED)
def test_limits_are_those_of_the_table(received: str, level: str, mode: str, limit: str) -> None:
    start, budget = datetime.fromisoformat(received), timedelta(hours=HOURS[level])

    assert limit_of(mode, start, budget, SHIPPED) == datetime.fromisoformat(f"2026-{limit}")


@pytest.mark.parametrize(
    ("received", "limit"),
    [
        ("2026-11-23 17:00", "2026-11-24 17:00"),  # the end of a shift is still worked
        ("2026-11-23 12:00", "2026-11-24 12:00"),
        ("2026-11-23 12:01", "2026-11-24 13:00"),
        ("2026-11-23 17:01", "2026-11-25 08:00"),
        ("2026-11-24 06:00", "2026-11-25 08:00"),
    ],
)
def test_a_limit_rolls_to_the_next_working_minute(received: str, limit: str) -> None:
    start = datetime.fromisoformat(received)

    found = limit_of("calendar_roll", start, timedelta(hours=24), SHIPPED)

    assert found == datetime.fromisoformat(limit)


@given(mode=modes, start=starts, later=starts, budget=budgets, more=budgets, calendar=calendars)
def test_limits_only_grow_with_start_and_budget(
    mode: str,
    start: datetime,
    later: datetime,
    budget: timedelta,
    more: timedelta,
    calendar: Calendar,
) -> None:
    start, later = sorted([start, later])
    found = limit_of(mode, start, budget, calendar)

    assert start + budget <= found
    assert found <= limit_of(mode, later, budget, calendar)
    assert found <= limit_of(mode, start, budget + more, calendar)


@given(mode=additive, start=starts, one=budgets, other=budgets, calendar=calendars)
def test_budgets_add_up(
    mode: str, start: datetime, one: timedelta, other: timedelta, calendar: Calendar
) -> None:
    first = limit_of(mode, start, one, calendar)

    assert limit_of(mode, first, other, calendar) == limit_of(mode, start, one + other, calendar)


def is_in_shift(instant: datetime, calendar: Calendar) -> bool:
    """Worked at that minute; the end of a shift belongs to it, midnight to the day it ends."""
    return any(
        begin <= instant <= end
        for day in (instant.date(), (instant - MINUTE).date())
        if calendar.is_working(day)
        for begin, end in calendar.shifts_on(day)
    )


@given(
    mode=st.sampled_from(["business_hours", "calendar_roll"]),
    start=starts,
    budget=budgets,
    calendar=calendars,
)
def test_limits_that_want_working_time_lie_in_a_shift(
    mode: str, start: datetime, budget: timedelta, calendar: Calendar
) -> None:
    assert is_in_shift(limit_of(mode, start, budget, calendar), calendar)


@given(start=starts, budget=budgets, calendar=calendars)
def test_working_days_of_24_hours_end_on_one(
    start: datetime, budget: timedelta, calendar: Calendar
) -> None:
    found = limit_of("workday_24h", start, budget, calendar)
    ends_one = found.time() == time.min and calendar.is_working(found.date() - DAY)

    assert calendar.is_working(found.date()) or ends_one


@given(start=starts, days=st.integers(1, 15), calendar=calendars)
def test_working_days_end_with_the_shift_of_a_working_day(
    start: datetime, days: int, calendar: Calendar
) -> None:
    found = calendar.end_of_working_day(start, days)
    day = (found - MINUTE).date()

    assert calendar.is_working(day)
    assert found == calendar.end_of(day)
    assert found < calendar.end_of_working_day(start, days + 1)
