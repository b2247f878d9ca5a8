"""The last working day before days off, and what falls due while nobody works."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from feedback_xl.procedure.gaps import Gap, coming_gap, due_in, unannounced_year
from feedback_xl.procedure.workdays import CompanyDay, Year
from tests.procedure.calendars import SHIPPED


@pytest.mark.parametrize(
    ("now", "first", "last"),
    [
        ("2026-11-27 00:00", "2026-11-28", "2026-11-29"),  # an ordinary Friday
        ("2026-11-27 18:00", "2026-11-28", "2026-11-29"),
        ("2026-09-30 08:00", "2026-10-01", "2026-10-07"),
        ("2026-02-14 08:00", "2026-02-15", "2026-02-23"),  # a Saturday worked
    ],
)
def test_the_last_working_day_looks_over_the_days_off(now: str, first: str, last: str) -> None:
    found = coming_gap(datetime.fromisoformat(now), SHIPPED)

    assert found is not None
    assert (found.first, found.last) == (date.fromisoformat(first), date.fromisoformat(last))
    assert not found.provisional


@pytest.mark.parametrize(
    "now",
    [
        "2026-11-26 10:00",  # Thursday
        "2026-11-28 10:00",  # already off
        "2026-02-13 10:00",  # a Friday before a Saturday worked
        "2026-10-10 10:00",  # a Saturday worked before a single Sunday
    ],
)
def test_on_other_days_nothing_lies_ahead(now: str) -> None:
    assert coming_gap(datetime.fromisoformat(now), SHIPPED) is None


def test_a_company_with_one_day_off_a_week_has_no_weekend_to_look_over() -> None:
    worked = replace(SHIPPED, company={date(2026, 11, 28): CompanyDay(works=True)})

    assert coming_gap(datetime(2026, 11, 27, 9, 0), worked) is None


def test_days_off_in_a_year_not_announced_are_provisional() -> None:
    found = coming_gap(datetime(2026, 12, 31, 9, 0), SHIPPED)

    assert found is not None
    assert (found.last, found.provisional) == (date(2027, 1, 3), True)


def test_due_is_what_nobody_can_keep_after_going_home() -> None:
    gap = coming_gap(datetime(2026, 9, 30, 0, 0), SHIPPED)
    limits = [
        ("back at work", datetime(2026, 10, 8, 8, 0)),
        ("in the gap", datetime(2026, 10, 2, 9, 0)),
        ("that evening", datetime(2026, 9, 30, 17, 1)),
        ("still at work", datetime(2026, 9, 30, 17, 0)),
        ("a working minute left", datetime(2026, 10, 8, 8, 1)),
    ]

    assert gap == Gap(
        date(2026, 10, 1),
        date(2026, 10, 7),
        datetime(2026, 9, 30, 17, 0),
        datetime(2026, 10, 8, 8, 0),
    )
    assert [name for name, _ in due_in(gap, limits)] == [
        "that evening",
        "in the gap",
        "back at work",
    ]


@pytest.mark.parametrize(
    ("now", "year"),
    [
        ("2026-11-14 23:59", None),
        ("2026-11-15 00:00", 2027),
        ("2027-01-05 08:00", 2027),
        ("2026-06-01 08:00", None),
    ],
)
def test_from_mid_november_the_next_year_is_missed(now: str, year: int | None) -> None:
    known = replace(SHIPPED, years={**SHIPPED.years, 2027: Year(frozenset(), frozenset())})
    instant = datetime.fromisoformat(now)

    assert unannounced_year(instant, SHIPPED) == year
    assert unannounced_year(instant, known) is None
