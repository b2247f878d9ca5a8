"""From a start and a level to the minute something is due, and where the clock stands."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_xl.procedure.deadlines import round_deadline, time_state
from feedback_xl.procedure.load import shipped_company
from feedback_xl.records import Deadline, TimeState

COMPANY = shipped_company()
LEVELS = list(COMPANY.levels)
instants = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31))
levels = st.sampled_from(LEVELS)
MINUTE = timedelta(minutes=1)


def due(start: datetime, level: str, share: float = 1.0) -> Deadline:
    return round_deadline(start, COMPANY.levels[level], COMPANY, share)


@pytest.mark.parametrize(
    ("start", "level", "limit"),
    [
        ("2026-11-22 09:00", "AA", "2026-11-23 09:00"),
        ("2026-11-23 09:00", "AA", "2026-11-24 09:00"),
        ("2026-11-23 09:00", "A", "2026-11-25 09:00"),
        ("2026-11-23 09:00", "B", "2026-11-26 09:00"),
        ("2026-11-27 16:30", "AA", "2026-11-28 16:30"),
        ("2026-11-27 16:30", "B", "2026-11-30 16:30"),
        ("2026-11-28 10:00", "AA", "2026-11-29 10:00"),
        ("2026-02-13 16:30", "AA", "2026-02-14 16:30"),
        ("2026-02-13 16:30", "A", "2026-02-15 16:30"),
        ("2026-02-14 16:30", "AA", "2026-02-15 16:30"),
        ("2026-09-19 10:00", "AA", "2026-09-20 10:00"),
        ("2026-09-30 17:00", "AA", "2026-10-01 17:00"),
        ("2026-09-30 17:00", "B", "2026-10-03 17:00"),
        ("2026-12-30 10:00", "A", "2027-01-01 10:00"),
    ],
)
def test_calendar_hours_run_over_nights_weekends_and_holidays(
    start: str, level: str, limit: str
) -> None:
    found = due(datetime.fromisoformat(start), level)

    assert found.limit == datetime.fromisoformat(limit)
    assert (found.mode, found.provisional) == ("calendar", False)


@pytest.mark.clause("P4.2-b2")
def test_the_derivation_says_start_hours_clause_and_limits() -> None:
    found = due(datetime(2026, 11, 23, 9, 0), "A")

    assert found.lines == (
        "起算 2026-11-23 09:00(客户联系时间)",
        "A级 48小时,自然小时(P4.2-b2、P4.2-c9)",
        "时限 2026-11-25 09:00",
        "建议完成 2026-11-24 23:24(80%)",
    )


@given(start=instants, level=levels, later=st.timedeltas(timedelta(0), timedelta(days=30)))
def test_who_begins_later_is_due_later_by_as_much(
    start: datetime, level: str, later: timedelta
) -> None:
    whole = timedelta(minutes=later // MINUTE)

    assert due(start + whole, level).limit - due(start, level).limit == whole


@given(start=instants)
def test_the_more_urgent_level_is_due_earlier(start: datetime) -> None:
    limits = [due(start, level).limit for level in LEVELS]

    assert limits == sorted(set(limits))


@given(start=instants, level=levels, share=st.integers(0, 10))
def test_shares_of_a_term_add_up_to_it(start: datetime, level: str, share: int) -> None:
    first = due(start, level, share / 10).limit

    assert due(first, level, 1 - share / 10).limit == due(start, level).limit


@given(start=instants, level=levels)
def test_advice_comes_before_the_limit_and_seconds_do_not_count(
    start: datetime, level: str
) -> None:
    found = due(start, level)

    assert found.start == start.replace(second=0, microsecond=0)
    assert found.start < found.advise < found.limit


LIMIT, ADVISE = datetime(2026, 11, 25, 9, 0), datetime(2026, 11, 24, 23, 24)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("done", "now", "state"),
    [
        (None, ADVISE - SECOND, TimeState.NORMAL),
        (None, ADVISE, TimeState.SOON),
        (None, LIMIT, TimeState.SOON),
        (None, LIMIT + SECOND, TimeState.LATE),
        (LIMIT, LIMIT + timedelta(days=9), TimeState.DONE_ON_TIME),
        (LIMIT + SECOND, LIMIT + SECOND, TimeState.DONE_LATE),
    ],
)
def test_the_limit_itself_is_still_on_time(
    done: datetime | None, now: datetime, state: TimeState
) -> None:
    assert time_state(LIMIT, ADVISE, done, now) is state


@given(now=instants, done=st.none() | instants)
def test_without_a_limit_no_clock_runs(now: datetime, done: datetime | None) -> None:
    assert time_state(None, None, done, now) is TimeState.UNTIMED


@given(start=instants, level=levels, one=instants, other=instants)
def test_an_open_clock_never_turns_back(
    start: datetime, level: str, one: datetime, other: datetime
) -> None:
    found = due(start, level)
    order = [TimeState.NORMAL, TimeState.SOON, TimeState.LATE]
    states = [time_state(found.limit, found.advise, None, now) for now in sorted([one, other])]

    assert order.index(states[0]) <= order.index(states[1])
