"""What a derivation says, line by line, and when a limit is only 暂定."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from feedback_xl.procedure.company import Company
from feedback_xl.procedure.deadlines import limit_words, round_deadline, working_days_deadline
from feedback_xl.procedure.load import shipped_company
from feedback_xl.procedure.modes import MODES
from feedback_xl.procedure.workdays import Calendar, CompanyDay
from feedback_xl.records import Deadline
from tests.procedure.calendars import SHIPPED

COMPANY = shipped_company()


def due(start: str, level: str, mode: str, company: Company = COMPANY) -> Deadline:
    rule = replace(company.levels[level], mode=mode)
    return round_deadline(datetime.fromisoformat(start), rule, company)


def on(calendar: Calendar) -> Company:
    return replace(COMPANY, calendar=calendar)


@pytest.mark.parametrize(
    ("start", "mode", "said"),
    [
        ("2026-09-30 17:00", "calendar", "B级 72小时,自然小时(P4.2-b2、P4.2-c9)"),
        ("2026-09-30 17:00", "business_hours", "工作时间:只计 08:00-12:00、13:00-17:00(P4.2-b2"),
        ("2026-09-30 17:00", "workday_24h", "跳过 2026-10-01~10-07(7天)"),
        ("2026-09-30 17:00", "calendar_roll", "跳过 2026-10-03~10-07(5天)"),
        ("2026-09-30 17:00", "business_hours", "跳过 2026-10-01~10-07(7天)、2026-10-11(1天)、"),
        ("2026-11-23 09:00", "calendar_roll", "顺延至下一工作时刻"),
        ("2026-11-27 00:00", "workday_24h", "时限 2026-12-01 24:00"),
        ("2026-11-27 00:00", "calendar", "时限 2026-11-29 24:00"),
    ],
)
def test_the_derivation_names_clause_mode_days_skipped_and_limit(
    start: str, mode: str, said: str
) -> None:
    assert said in "\n".join(due(start, "B", mode).lines)


@pytest.mark.parametrize("mode", MODES)
def test_nothing_is_said_of_days_off_where_none_was_skipped(mode: str) -> None:
    assert "跳过" not in "\n".join(due("2026-11-23 09:00", "AA", mode).lines)


def test_the_company_s_own_days_off_are_skipped_with_their_reason() -> None:
    off = {date(2026, 8, day): CompanyDay(works=False, reason="夏休") for day in range(3, 8)}

    found = due("2026-07-31 10:00", "AA", "workday_24h", on(replace(SHIPPED, company=off)))

    assert found.limit == datetime(2026, 8, 10, 10, 0)
    assert "跳过 2026-08-01~08-09(9天,夏休)" in found.lines


@pytest.mark.parametrize(
    ("hours", "limit", "said"),
    [
        (12, "2026-11-23 21:00", ";客户约定 12小时,早于A级48小时"),
        (48, "2026-11-25 09:00", ""),
        (96, "2026-11-25 09:00", ""),
    ],
)
def test_the_shorter_of_level_and_contract_holds(hours: float, limit: str, said: str) -> None:
    start = datetime(2026, 11, 23, 9, 0)
    found = round_deadline(start, COMPANY.levels["A"], COMPANY, customer_hours=hours)

    assert found.limit == datetime.fromisoformat(limit)
    assert found.lines[1] == f"A级 48小时,自然小时(P4.2-b2、P4.2-c9){said}"
    assert found.hours == min(hours, 48)


def test_a_share_of_the_hours_is_said() -> None:
    found = round_deadline(datetime(2026, 11, 23, 9, 0), COMPANY.levels["B"], COMPANY, 0.8)

    assert "其中 80%,即 57.6小时" in found.lines
    assert found.limit == datetime(2026, 11, 25, 18, 36)


@pytest.mark.parametrize(
    ("start", "level", "mode", "limit"),
    [
        ("2026-12-30 10:00", "A", "workday_24h", "2027-01-04 10:00"),
        ("2026-12-30 10:00", "A", "business_hours", "2027-01-08 10:00"),
        ("2026-12-30 10:00", "A", "calendar_roll", "2027-01-04 08:00"),
        ("2026-12-22 10:00", "B", "business_hours", "2027-01-05 10:00"),
    ],
)
def test_a_limit_over_days_not_announced_is_provisional_and_says_so(
    start: str, level: str, mode: str, limit: str
) -> None:
    found = due(start, level, mode)

    assert found.limit == datetime.fromisoformat(limit)
    assert found.provisional
    assert found.lines[-1].startswith("暂定:2027年工作日历尚未公布")


@pytest.mark.parametrize(
    ("start", "level", "mode"),
    [
        ("2026-12-30 10:00", "A", "calendar"),
        ("2030-05-01 10:00", "B", "calendar"),
        ("2026-12-30 00:00", "A", "workday_24h"),  # 24:00 of 31 December
        ("2026-12-30 10:00", "AA", "calendar_roll"),
    ],
)
def test_a_limit_that_asked_no_day_of_an_unknown_year_is_certain(
    start: str, level: str, mode: str
) -> None:
    found = due(start, level, mode)

    assert not found.provisional
    assert "暂定" not in "\n".join(found.lines)


def test_days_the_company_has_settled_itself_are_known() -> None:
    own = {date(2027, 1, day): CompanyDay(works=day == 2) for day in (1, 2)}

    found = due("2026-12-31 10:00", "AA", "workday_24h", on(replace(SHIPPED, company=own)))

    assert (found.limit, found.provisional) == (datetime(2027, 1, 2, 10, 0), False)


def test_working_days_say_what_they_skipped_and_what_is_provisional() -> None:
    found = working_days_deadline(datetime(2026, 12, 30, 10, 0, 30), 3, COMPANY)

    assert found.limit == datetime(2027, 1, 5, 17, 0)
    assert found.lines[:4] == (
        "起算 2026-12-30 10:00(任务开始)",
        "3个工作日,至当日下班",
        "跳过 2027-01-01~01-03(3天)",
        "时限 2027-01-05 17:00",
    )
    assert "暂定" in found.lines[-1]


def test_midnight_is_the_end_of_the_day_before() -> None:
    assert limit_words(datetime(2026, 12, 1, 0, 0)) == "2026-11-30 24:00"
    assert limit_words(datetime(2026, 12, 1, 0, 1), "%m-%d") == "12-01 00:01"


def test_a_night_shift_is_said_to_end_at_24() -> None:
    night = replace(SHIPPED, shifts=((time(16, 0), time(0, 0)),))

    found = due("2026-11-27 17:00", "AA", "business_hours", on(night))

    assert "只计 16:00-24:00" in found.lines[1]
    assert found.limit == datetime(2026, 12, 2, 17, 0)
