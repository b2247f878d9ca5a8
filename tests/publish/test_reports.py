"""客诉周报 and 客诉月报: made once their period is over, left alone then, anew when asked for."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from feedback_xl.app.proof import rebuild
from feedback_xl.app.reports import write_copy
from feedback_xl.publish import books
from feedback_xl.publish.reports import Report
from tests.plant import CASE, Plant

pytestmark = pytest.mark.dashboard

WEEK, MONTH = "客诉周报_2026-W48.xlsx", "客诉月报_2026-11.xlsx"


def reports(plant: Plant) -> list[str]:
    folder = plant.root / "workbooks/报表"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def place(plant: Plant, name: str) -> Path:
    return plant.root / "workbooks/报表" / name


def texts(path: Path, sheet: str) -> list[list[object]]:
    page = openpyxl.load_workbook(path)[sheet]
    return [[cell.value for cell in row if cell.value is not None] for row in page.iter_rows()]


@pytest.fixture
def december(published: Plant) -> Plant:
    """An AA complaint of November, never answered; it is the first of December."""
    published.clock.move_to(datetime(2026, 12, 1, 0, 5))
    published.run()
    return published


def test_nothing_is_made_before_the_period_is_over(published: Plant) -> None:
    published.clock.move_to(datetime(2026, 11, 29, 23, 59))
    published.run()

    assert reports(published) == []


def test_the_week_s_report_comes_on_monday_and_the_month_s_on_the_first(published: Plant) -> None:
    published.clock.move_to(datetime(2026, 11, 30, 0, 1))
    published.run()
    assert reports(published) == [WEEK]

    published.clock.move_to(datetime(2026, 12, 1, 0, 1))
    report = published.run()
    assert reports(published) == [WEEK, MONTH]
    assert f"workbooks/报表/{MONTH}" in report.placed


def test_a_workspace_that_was_made_today_has_nothing_to_report(plant: Plant) -> None:
    plant.run()

    assert reports(plant) == []


def test_what_lies_there_stays_as_people_left_it(december: Plant) -> None:
    path = place(december, MONTH)
    book = openpyxl.load_workbook(path)
    book["对策及承认"]["C5"] = "增加终检"
    book.save(path)
    december.complain("| 反馈内容 | 又发现异响 | 收到日期 | 2026-12-01 | 收到时间 | 00:01 |")
    december.clock.wait(3600)
    december.run()
    december.restart()
    december.run()

    assert openpyxl.load_workbook(path)["对策及承认"]["C5"].value == "增加终检"
    assert december.broken() == []


def test_the_journal_says_what_was_put_there(december: Plant) -> None:
    told = [e.payload["facts"] for e in december.entries() if e.kind == "publication" and e.payload]
    placed = [facts for facts in told if "报表" in facts["book"]]

    assert {f["book"] for f in placed} == {f"workbooks/报表/{WEEK}", f"workbooks/报表/{MONTH}"}
    assert all(len(f["sha"]) == 64 for f in placed)


def test_the_week_lists_what_is_open_by_department_the_overdue_first(december: Plant) -> None:
    december.complain("| 信息等级 | B | 收到日期 | 2026-12-01 | 收到时间 | 00:01 |")
    december.step()
    snapshot = december.ws.snapshot()
    path = write_copy(december.root, Report.of_week(datetime(2026, 11, 23)), snapshot)
    rows = texts(path, "未结案清单")
    start = next(at for at, row in enumerate(rows) if row and "品质保证部" in str(row[0]))

    assert rows[start] == ["品质保证部(2件)"]
    assert rows[start + 2][:3] == ["× 超期", "AA", CASE]
    assert rows[start + 2][-1] == "待判定(营业部)"
    assert rows[start + 3][:2] == ["○ 正常", "B"]
    assert path.name == "客诉周报_2026-W48_截至2026-12-01.xlsx"


def test_the_month_sets_its_measures_beside_target_and_earlier_months(december: Plant) -> None:
    rows = texts(place(december, MONTH), "月报")
    heads = next(row for row in rows if row and row[0] == "指标" and len(row) > 1)
    late = next(row for row in rows if row and row[0] == "首次回复按时率 AA")

    assert heads[:8] == [
        *("指标", "编号", "2026-11", "2026-10", "变化", "2025-11", "近12个月", "目标")
    ]
    assert late[:4] == ["首次回复按时率 AA", "K03", "0.0%", "—"]
    assert "≥100%" in late


def test_the_month_names_its_gravest_cases_and_what_is_overdue(december: Plant) -> None:
    rows = texts(place(december, MONTH), "重点案件")

    assert ["本月重点案件(1件中的1件,按等级和是否超期)"] in rows
    assert ["超期未回复(1件)"] in rows
    assert sum(CASE in row for row in rows) == 2


def test_people_have_lines_to_act_upon_and_boxes_to_sign(december: Plant) -> None:
    page = openpyxl.load_workbook(place(december, MONTH))["对策及承认"]
    rows = texts(place(december, MONTH), "对策及承认")

    assert ["问题点", "对策", "担当", "期限"] in rows
    assert ["作成", "审查", "承认"] in rows
    assert not page["C5"].protection.locked
    assert page.protection.sheet


def test_every_sheet_of_a_report_prints_on_a4(december: Plant) -> None:
    for name in (WEEK, MONTH):
        book = openpyxl.load_workbook(place(december, name))
        assert {page.page_setup.paperSize for page in book if page.title[0] != "_"} == {9}


@pytest.mark.parametrize(
    ("report", "name"),
    [
        (Report.of_month(datetime(2026, 11, 5)), "客诉月报_2026-11_截至2026-12-01.xlsx"),
        (Report.of_month(datetime(2026, 12, 5)), "客诉月报_2026-12_截至2026-12-01.xlsx"),
        (Report.of_month(datetime(2026, 10, 5)), "客诉月报_2026-10_截至2026-12-01.xlsx"),
    ],
    ids=["one that lies there", "one that still runs", "one nobody made"],
)
def test_one_made_on_demand_is_a_copy_and_never_takes_the_place_of_anything(
    december: Plant, report: Report, name: str
) -> None:
    before = place(december, MONTH).read_bytes()
    path = write_copy(december.root, report, december.ws.snapshot())
    assert path == place(december, name)
    assert place(december, MONTH).read_bytes() == before

    path.write_bytes(b"typed into")
    again = write_copy(december.root, report, december.ws.snapshot())
    assert again == path.with_stem(f"{path.stem}_2")
    assert path.read_bytes() == b"typed into"


def test_one_that_people_moved_is_not_made_again_even_after_a_rebuild(december: Plant) -> None:
    signed = place(december, MONTH).rename(place(december, "客诉月报_2026-11_已签.xlsx"))
    place(december, WEEK).unlink()
    december.clock.wait(3600)
    december.run()
    december.__exit__()
    rebuild(december.root, december.clock)
    december.__enter__()
    december.run()

    assert reports(december) == [signed.name]


def test_what_lies_in_its_place_stays(published: Plant) -> None:
    place(published, WEEK).parent.mkdir()
    place(published, WEEK).write_bytes(b"somebody's")
    published.clock.move_to(datetime(2026, 11, 30, 0, 1))
    published.run()

    assert place(published, WEEK).read_bytes() == b"somebody's"
    assert reports(published) == [WEEK, WEEK.replace(".xlsx", "_2.xlsx")]


def test_a_report_entered_before_the_program_was_killed_is_laid_out_at_the_next_start(
    published: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    published.clock.move_to(datetime(2026, 11, 30, 0, 1))
    monkeypatch.setattr(published.ws, "follow_up", lambda: None)
    published.run()
    assert reports(published) == []

    published.restart()
    published.run()

    assert reports(published) == [WEEK]


def test_periods_that_ended_while_the_program_was_off_are_made_up_for(published: Plant) -> None:
    published.clock.move_to(datetime(2027, 3, 2, 9, 0))
    published.run()
    made = reports(published)

    assert [name for name in made if "月报" in name] == [
        f"客诉月报_{month}.xlsx" for month in ("2026-11", "2026-12", "2027-01", "2027-02")
    ]
    weeks = [name for name in made if "周报" in name]
    assert (len(weeks), weeks[0], weeks[-1]) == (
        *(12, "客诉周报_2026-W50.xlsx", "客诉周报_2027-W08.xlsx"),
    )
    [title, *_] = texts(place(published, "客诉月报_2026-12.xlsx"), "月报")
    assert "补作" in str(title)
    assert "2027-03-02" in str(title)


def broken(*_: object) -> None:
    raise RuntimeError("a fault of ours")


def test_a_report_that_cannot_be_made_holds_up_nothing_else(
    published: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedback_xl.publish.reports.report.weekly", broken)
    published.clock.move_to(datetime(2026, 12, 1, 0, 5))
    published.run()

    assert reports(published) == [MONTH]
    status = (published.root / "outbox/状态.txt").read_text("utf-8-sig")
    assert f"workbooks/报表/{WEEK}" in status
    assert "程序出错" in status

    monkeypatch.undo()
    published.clock.wait(3600)
    published.complain("| 反馈内容 | 又发现异响 | 收到日期 | 2026-12-01 | 收到时间 | 00:01 |")
    published.run()
    assert reports(published) == [WEEK, MONTH]


@pytest.mark.parametrize("step", ["__init__", "draw"])
def test_a_dashboard_that_cannot_be_drawn_holds_up_nothing_else(
    published: Plant, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    board = published.root / "workbooks/看板.xlsx"
    before = board.read_bytes()
    monkeypatch.setattr(books.Dashboard, step, broken)
    published.clock.move_to(datetime(2026, 12, 1, 0, 5))
    report = published.run()

    assert board.read_bytes() == before
    assert "workbooks/总台账.xlsx" in report.placed
    assert "看板.xlsx" in (published.root / "outbox/状态.txt").read_text("utf-8-sig")
    assert reports(published) == [WEEK, MONTH]
