"""What stands first above a task sheet: limits nobody can keep, and limits not yet certain."""

from dataclasses import replace
from datetime import datetime

import pytest

from feedback_xl.procedure.load import shipped_company
from feedback_xl.procedure.workdays import Year
from feedback_xl.publish.ahead import MOST_NAMED, due_while_away, warnings_above
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Task
from tests.plant import Plant
from tests.tables import KEY, cells_of

COMPANY = shipped_company()
HOLIDAY = datetime(2026, 9, 30, 8, 0)


def a_snapshot(now: datetime) -> Snapshot:
    """An empty ledger looked at on that day."""
    nothing: dict[str, list[object]] = {}
    fields = dict.fromkeys(Snapshot.__dataclass_fields__, nothing)
    rows = ("tasks", "arrivals", "returns", "confirmations", "strays", "history")
    fields |= dict.fromkeys(rows, ())
    fields |= {"company": COMPANY, "now": now, "seq": 1, "changed_at": None}
    return Snapshot(**fields)  # type: ignore[arg-type]


def a_task(limit: str, number: int = 1, **more: object) -> Task:
    case = f"FK-20260928-{number:03d}"
    due = datetime.fromisoformat(limit)
    task = Task(f"{case}-T01", "analyse", "QA", HOLIDAY, case=case, limit_at=due)
    return replace(task, **more)  # type: ignore[arg-type]


def test_before_a_holiday_what_falls_into_it_is_named_earliest_first() -> None:
    tasks = [
        a_task("2026-10-08 17:00", 1),
        a_task("2026-10-03 00:00", 2),
        a_task("2026-10-02 09:00", 3),
    ]

    assert warnings_above(a_snapshot(HOLIDAY), tasks) == [
        "⚠ 10-01~10-07 放假,期间到期 2 件:FK-20260928-003 10-02 09:00、FK-20260928-002 10-02 24:00"
    ]


def test_a_long_list_is_cut_and_says_how_many_there_are() -> None:
    many = MOST_NAMED + 1
    tasks = [a_task("2026-10-02 09:00", number) for number in range(1, many + 1)]
    [told] = warnings_above(a_snapshot(HOLIDAY), tasks)

    assert f"期间到期 {many} 件" in told
    assert told.count("FK-") == MOST_NAMED
    assert told.endswith("等")


@pytest.mark.parametrize(
    "task",
    [
        a_task("2026-10-02 09:00", done_at=HOLIDAY, state="done"),
        a_task("2026-09-30 09:00"),
        a_task("2026-10-02 09:00", limit_at=None),
    ],
)
def test_nothing_is_said_where_nothing_falls_into_it(task: Task) -> None:
    assert warnings_above(a_snapshot(HOLIDAY), [task]) == []


def test_nothing_is_said_on_an_ordinary_day() -> None:
    task = a_task("2026-10-02 09:00")

    assert warnings_above(a_snapshot(datetime(2026, 9, 29, 8, 0)), [task]) == []


def test_days_off_not_announced_are_said_to_be_provisional() -> None:
    limits = [("FK-20261230-001", datetime(2027, 1, 2, 9, 0))]
    [told] = due_while_away(a_snapshot(datetime(2026, 12, 31, 8, 0)), limits)

    assert told.startswith("⚠ 01-01~01-03 放假(暂定),")


def test_an_unannounced_year_is_told_while_something_provisional_is_open() -> None:
    provisional = a_task("2027-01-05 17:00", provisional=True)
    late_autumn = a_snapshot(datetime(2026, 11, 16, 8, 0))
    years = {**COMPANY.calendar.years, 2027: Year(frozenset(), frozenset())}
    known = replace(COMPANY, calendar=replace(COMPANY.calendar, years=years))

    assert warnings_above(late_autumn, [provisional]) == ["⚠ 2027年工作日历尚未公布,跨年时限为暂定"]
    assert warnings_above(late_autumn, [a_task("2027-01-05 17:00")]) == []
    assert warnings_above(a_snapshot(datetime(2026, 11, 13, 8, 0)), [provisional]) == []
    assert warnings_above(replace(late_autumn, company=known), [provisional]) == []


def above(plant: Plant, sheet: str, department: str = "品质保证部") -> list[str]:
    """What stands between the band and the table: the strip's fields, then the alerts."""
    page = cells_of(plant.book(department)).sheet(sheet)
    assert page is not None
    header = next(row for (row, _), text in page.cells.items() if text == KEY)
    return [str(text) for (row, _), text in sorted(page.cells.items()) if 2 < row < header]


def alerts(plant: Plant, sheet: str, department: str = "品质保证部") -> list[str]:
    return [text for text in above(plant, sheet, department) if text.startswith("⚠")]


def test_on_friday_the_sheets_begin_with_what_falls_due_over_the_weekend(plant: Plant) -> None:
    plant.clock.move_to(datetime(2026, 11, 26, 18, 0))
    plant.complain("| 收到日期 | 2026-11-26 | 收到时间 | 17:30 |")
    plant.run()
    assert alerts(plant, "任务") == []

    plant.clock.move_to(datetime(2026, 11, 27, 8, 0))
    plant.run()
    for department, sheet in (("品质保证部", "任务"), ("营业部", "回复")):
        assert alerts(plant, sheet, department) == [
            "⚠ 11-28~11-29 放假,期间到期 1 件:FK-20261126-001 11-28 17:30"
        ]
        assert len(plant.lines(department, sheet)) == 1  # the table follows a row further down

    plant.clock.move_to(datetime(2026, 11, 28, 8, 0))
    plant.run()
    assert alerts(plant, "任务") == []


def test_a_form_that_came_back_is_looked_after_before_the_weekend_too(plant: Plant) -> None:
    plant.clock.move_to(datetime(2026, 11, 27, 8, 0))
    plant.complain("| 收到日期 | 2026-11-26 | 收到时间 | 17:30 |\n | 反馈内容 | |")
    plant.run()

    [alert] = alerts(plant, "退回待更正", "营业部")
    assert "期间到期 1 件" in alert


def test_a_limit_at_24_00_is_due_that_day(plant: Plant) -> None:
    plant.complain("| 收到时间 | 00:00 |\n | 信息等级 | AA |")
    plant.run()

    assert "今日到期 1" in above(plant, "任务")
