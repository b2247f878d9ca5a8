"""Which days are worked, against the State Council's notices."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_xl.problems import Fault
from feedback_xl.procedure.deadlines import working_days_deadline
from feedback_xl.procedure.load import shipped_company
from feedback_xl.procedure.workdays import CompanyDay, Shift

COMPANY = shipped_company()
CALENDAR = COMPANY.calendar


def days(*spans: str) -> set[date]:
    """01-01..01-03 of 2026 as dates."""
    found: set[date] = set()
    for span in spans:
        first, _, last = span.partition("..")
        day, end = (date.fromisoformat(f"2026-{text}") for text in (first, last or first))
        while day <= end:
            found.add(day)
            day += timedelta(days=1)
    return found


OFF_2026 = days(
    "01-01..01-03",
    "02-15..02-23",
    "04-04..04-06",
    "05-01..05-05",
    "06-19..06-21",
    "09-25..09-27",
    "10-01..10-07",
)
WORKED_2026 = days("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")


def test_every_day_of_2026_is_as_announced() -> None:
    every = days("01-01..12-31")
    worked = {day for day in every if day.weekday() < 5 and day not in OFF_2026} | WORKED_2026

    assert {day for day in every if CALENDAR.is_working(day)} == worked


@pytest.mark.parametrize(
    "day", ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"]
)
def test_the_make_up_days_of_2025_are_worked(day: str) -> None:
    made_up = date.fromisoformat(day)

    assert made_up.weekday() >= 5
    assert CALENDAR.is_working(made_up)


def test_a_year_not_announced_follows_the_week_and_the_fixed_holidays() -> None:
    assert CALENDAR.is_working(date(2027, 1, 4))
    assert not CALENDAR.is_working(date(2027, 1, 2))
    for month, day in ((1, 1), (10, 1)):
        assert date(2027, month, day).weekday() < 5
        assert not CALENDAR.is_working(date(2027, month, day))
    assert CALENDAR.is_known(date(2026, 12, 31))
    assert not CALENDAR.is_known(date(2027, 1, 1))


def test_the_company_s_days_stand_over_the_state_s() -> None:
    own = {
        date(2026, 11, 28): CompanyDay(works=True, reason="补班"),
        date(2026, 9, 20): CompanyDay(works=False, reason="停电"),
        date(2027, 2, 1): CompanyDay(works=False, reason="春休"),
    }
    calendar = replace(CALENDAR, company=own)

    assert calendar.is_working(date(2026, 11, 28))
    assert not calendar.is_working(date(2026, 9, 20))
    assert calendar.is_known(date(2027, 2, 1))
    assert not calendar.is_working(date(2027, 2, 1))
    assert (calendar.reason(date(2026, 9, 20)), calendar.reason(date(2026, 9, 21))) == ("停电", "")


@pytest.mark.parametrize(
    "shifts",
    [
        (),
        ((time(20, 0), time(4, 0)),),  # over midnight
        ((time(8, 0), time(8, 0)),),
        ((time(13, 0), time(17, 0)), (time(8, 0), time(12, 0))),
        ((time(8, 0), time(12, 0)), (time(11, 0), time(17, 0))),
    ],
)
def test_shifts_stand_in_order_within_a_day(shifts: tuple[Shift, ...]) -> None:
    with pytest.raises(Fault, match="shifts"):
        replace(CALENDAR, shifts=shifts)


@pytest.mark.parametrize(
    ("start", "number", "limit"),
    [
        ("2026-11-23 09:00", 1, "2026-11-24 17:00"),
        ("2026-11-23 09:00", 3, "2026-11-26 17:00"),
        ("2026-11-27 16:30", 1, "2026-11-30 17:00"),
        ("2026-11-28 10:00", 3, "2026-12-02 17:00"),
        ("2026-02-13 16:30", 1, "2026-02-14 17:00"),  # a Saturday worked
        ("2026-02-14 16:30", 1, "2026-02-24 17:00"),  # over the Spring Festival
        ("2026-09-18 10:00", 1, "2026-09-20 17:00"),  # a Sunday worked
        ("2026-09-30 17:00", 2, "2026-10-09 17:00"),
        ("2026-09-30 17:00", 3, "2026-10-10 17:00"),
    ],
)
def test_working_days_end_with_the_shift_of_the_last_one(
    start: str, number: int, limit: str
) -> None:
    found = working_days_deadline(datetime.fromisoformat(start), number, COMPANY)

    assert found.limit == datetime.fromisoformat(limit)
    assert not found.provisional


def test_a_limit_in_a_year_not_announced_is_provisional_and_says_so() -> None:
    found = working_days_deadline(datetime(2026, 12, 30, 10, 0), 3, COMPANY)

    assert found.provisional
    assert any("暂定" in line for line in found.lines)


@given(
    start=st.datetimes(datetime(2025, 1, 1), datetime(2026, 11, 30)),
    number=st.integers(1, 15),
    later=st.timedeltas(timedelta(0), timedelta(days=20)),
)
def test_working_days_only_grow(start: datetime, number: int, later: timedelta) -> None:
    found = working_days_deadline(start, number, COMPANY)

    assert CALENDAR.is_working(found.limit.date())
    assert start < found.advise <= found.limit
    assert found.limit < working_days_deadline(start, number + 1, COMPANY).limit
    assert found.limit <= working_days_deadline(start + later, number, COMPANY).limit
