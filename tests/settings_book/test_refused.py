"""A faulty 设置.xlsx is refused as a whole, every mistake marked; the last good one stays."""

from datetime import datetime

import openpyxl
import pytest

from feedback_xl.app import whole_books
from feedback_xl.xlsx.cells import CellValue
from feedback_xl.xlsx.fill import Formula
from tests.plant import Plant
from tests.settings_book.manager import Manager
from tests.tables import cells_of

PEOPLE = [
    {"姓名": "李芳", "部门": "营业部", "状态": "在职"},
    {"姓名": "张敏", "部门": "营业部", "状态": "离职"},
    {"姓名": "王刚", "部门": "营业部", "状态": "在职"},
]


@pytest.fixture
def staffed(manager: Manager) -> Manager:
    """With a first good version: a department of the company's own, people, a supplier."""
    manager.add("部门", {"名称": "财务部"})
    for person in PEOPLE:
        manager.add("人员", person)
    manager.add("供方", {"名称": "永固钢球"})
    manager.approve()
    manager.save()
    manager.plant.run()
    manager.plant.clock.wait(60)
    manager.plant.run()
    return manager


def make_every_mistake(manager: Manager) -> list[tuple[str, str]]:
    """One mistake of each kind in one workbook; gives (code, sheet) of each."""
    manager.type("公司", manager.row_of("公司", "默认接受天数"), {"设定值": "一周"})
    manager.change("公司", "部门完成时限", {"设定值": "全部"})
    manager.change("公司", "离职交接、告知客户、指定接任期限", {"设定值": 999})
    manager.change("公司", "公司名称", {"设定值": None})
    manager.change("公司", "文件编号", {"设定值": Formula("=NOW()")})
    row = max(r for r, _ in manager.sheet("公司").cells) + 1
    manager.type("公司", row, {"设定值": "多出的一行"})
    manager.change("部门", "技术部", {"别名": "品保"})
    manager.change("部门", "生产制造部", {"名称": "制造/一课"})
    manager.clear("部门", "推行小组")
    manager.clear("部门", "资材部")
    manager.change("部门", "营业部", {"部长": "查无此人"})
    manager.change("人员", "李芳", {"部门": "不存在的部", "接任人": "李芳"})
    manager.change("人员", "王刚", {"邮箱": "不是邮箱", "代理人": "张敏"})
    manager.add("人员", {"姓名": "王刚", "部门": "营业部", "状态": "在职"})
    manager.change("等级", "AA", {"小时": 0, "计时方式": "看情况"})
    manager.clear("等级", "B")
    manager.add("工作日历", {"日期": "某天", "班/休": "休"})
    manager.add("国家日历", {"年": 2027, "开始": "2027-02-05", "结束": "2027-02-01", "班/休": "休"})
    manager.add("国家日历", {"年": 2027, "开始": "2027-03-01", "结束": "2027-06-01", "班/休": "休"})
    manager.add("国家日历", {"年": 2027, "开始": "2026-07-01", "班/休": "休"})
    manager.add("国家日历", {"年": 2027, "开始": "2027-05-01", "班/休": "休"})
    manager.add("国家日历", {"年": 2027, "开始": "2027-05-01", "班/休": "班"})
    manager.add("班次", {"开始": "20:00", "结束": "04:00"})
    manager.add("班次", {"开始": "11:00", "结束": "11:30"})
    manager.clear("代码", "传真")
    manager.add("客户时限", {"客户编码或名称": "查无此客", "等级": "A", "小时": 12, "依据": "协议"})
    manager.approve(承认=None)
    return [
        ("QUANTITY_UNCLEAR", "公司"),
        ("SETTING_NO_SHARE", "公司"),
        ("SETTING_OUT_OF_RANGE", "公司"),
        ("SETTING_ROW_GONE", "公司"),
        ("FORMULA_NO_VALUE", "公司"),
        ("SETTING_ROW_EXTRA", "公司"),
        ("SETTING_TWICE", "部门"),
        ("SETTING_NAME_UNSAFE", "部门"),
        ("SETTING_RENAMED", "部门"),
        ("SETTING_DEPARTMENT_BUSY", "部门"),
        ("SETTING_DEPARTMENT_NEEDED", "部门"),
        ("SETTING_PERSON_UNKNOWN", "部门"),
        ("CHOICE_UNKNOWN", "人员"),
        ("SETTING_SUCCESSOR_SELF", "人员"),
        ("SETTING_SUCCESSOR_NONE", "人员"),
        ("SETTING_PERSON_UNKNOWN", "人员"),
        ("EMAIL_WRONG", "人员"),
        ("SETTING_TWICE", "人员"),
        ("SETTING_OUT_OF_RANGE", "等级"),
        ("CHOICE_UNKNOWN", "等级"),
        ("SETTING_ROW_GONE", "等级"),
        ("DATE_UNCLEAR", "工作日历"),
        ("SETTING_SPAN_BACKWARDS", "国家日历"),
        ("SETTING_SPAN_LONG", "国家日历"),
        ("SETTING_OTHER_YEAR", "国家日历"),
        ("SETTING_DAY_BOTH", "国家日历"),
        ("SETTING_SHIFT_BACKWARDS", "班次"),
        ("SETTING_SHIFTS_OVERLAP", "班次"),
        ("SETTING_CODE_GONE", "代码"),
        ("SETTING_CUSTOMER_UNKNOWN", "客户时限"),
        ("SETTING_MISSING", "修订履历"),
    ]


def test_one_mistake_of_each_kind_refuses_the_whole_book_and_each_is_marked(
    staffed: Manager,
) -> None:
    plant = staffed.plant
    plant.complain("| 信息类别 | 其他信息 | 主责部门 | 推行小组 |")
    plant.run()
    good = plant.ws.company
    expected = make_every_mistake(staffed)
    staffed.save()
    saved = staffed.path.read_bytes()

    plant.run()
    plant.clock.wait(60)
    plant.run()

    assert plant.ws.company == good
    assert staffed.path.read_bytes() == saved
    refused = plant.ws.whole_books["settings"].refused
    assert refused is not None
    found = {(problem.code, problem.sheet) for problem in refused.problems}
    assert sorted(set(expected) - found) == []
    assert_marked(staffed, [p for p in refused.problems if p.field])
    assert any("填写有误" in why for why in plant.ws.held_files().values())
    assert plant.ws.waiting == {}
    assert plant.broken() == []


def assert_marked(manager: Manager, problems: list) -> None:
    """Every wrong cell stands on the first sheet, is coloured and has a comment."""
    book = openpyxl.load_workbook(manager.marked)
    listed = {str(row[2].value) for row in book["填写问题"].iter_rows(min_row=5) if row[2].value}
    for problem in problems:
        cell = book[problem.sheet][problem.cell]
        assert f"{problem.sheet}!{problem.cell}" in listed, problem
        assert cell.comment is not None, problem
        assert cell.fill.fgColor.rgb in ("FFF8CBAD", "FFFFE699"), problem


def test_a_corrected_book_is_taken_and_the_marked_copy_goes(staffed: Manager) -> None:
    plant = staffed.plant
    staffed.change("等级", "AA", {"小时": -1})
    staffed.approve()
    staffed.save()
    plant.run()
    assert staffed.marked.exists()

    staffed.change("等级", -1, {"小时": 12})
    staffed.save()
    plant.run()

    assert plant.ws.company.levels["AA"].hours == 12
    assert not staffed.marked.exists()
    assert plant.broken() == []


def test_after_a_restart_a_refused_book_is_still_refused_and_told_once(staffed: Manager) -> None:
    plant = staffed.plant
    staffed.change("等级", "AA", {"小时": "很快"})
    staffed.approve()
    staffed.save()
    plant.run()
    entries = len(plant.entries())

    plant.restart()
    plant.run()

    assert staffed.told() == ["QUANTITY_UNCLEAR"]
    assert len(plant.entries()) == entries


def refuse(manager: Manager) -> list[str]:
    """What is told about a book that is to be refused."""
    before = manager.plant.ws.company
    manager.save()
    manager.plant.run()
    assert manager.plant.ws.company == before
    return manager.told()


@pytest.mark.clause("P0-1")
def test_a_change_without_a_line_in_the_revisions_is_refused(staffed: Manager) -> None:
    staffed.change("等级", "AA", {"小时": 12})

    assert refuse(staffed) == ["SETTING_NO_REVISION"]


def test_a_line_of_the_revisions_that_holds_is_not_changed(staffed: Manager) -> None:
    staffed.change("修订履历", "SZ-00001", {"承认": "别人"})

    assert "SETTING_REVISION_CHANGED" in refuse(staffed)


def test_every_shift_taken_away_is_refused(staffed: Manager) -> None:
    staffed.clear("班次", staffed.lines("班次")[0]["开始"])
    staffed.clear("班次", staffed.lines("班次")[1]["开始"])
    staffed.approve()

    assert refuse(staffed) == ["SETTING_SHIFTS_NONE"]


def with_book(manager: Manager, change: object) -> None:
    book = openpyxl.load_workbook(manager.path)
    change(book)  # type: ignore[operator]
    book.save(manager.path)
    manager.plant.stamp(manager.path)


def test_a_sheet_and_a_column_that_are_gone_are_told(staffed: Manager) -> None:
    def spoil(book: openpyxl.Workbook) -> None:
        del book["供方"]
        book["产品"]["B4"].value = "编号"

    with_book(staffed, spoil)
    staffed.plant.run()

    assert set(staffed.told()) == {"SETTING_SHEET_GONE", "SETTING_COLUMN_GONE"}


def test_an_error_in_a_cell_is_told(staffed: Manager) -> None:
    def spoil(book: openpyxl.Workbook) -> None:
        book["等级"]["C5"].value = "#REF!"
        book["等级"]["C5"].data_type = "e"

    with_book(staffed, spoil)
    staffed.plant.run()

    assert "CELL_ERROR" in staffed.told()


def test_what_rests_on_a_planned_version_cannot_hold_before_it(manager: Manager) -> None:
    plant = manager.plant
    manager.add("部门", {"名称": "财务部"})
    manager.approve(生效时间="2026-12-01 08:00")
    manager.save()
    plant.run()
    plant.clock.wait(60)
    plant.run()
    manager.add("人员", {"姓名": "周会计", "部门": "财务部", "状态": "在职"})
    manager.approve(来历="新员工")

    assert refuse(manager) == ["SETTING_TOO_EARLY"]


def test_an_older_copy_is_refused(manager: Manager) -> None:
    plant = manager.plant
    old = manager.path.read_bytes()
    for hours in (20, 18):
        manager.decide("等级", "AA", {"小时": hours})
        plant.clock.wait(60)
        plant.run()
    manager.path.write_bytes(old)
    manager.change("等级", "A", {"小时": 40})
    manager.approve(来历="旧版上的修改")

    assert refuse(manager) == ["SETTING_OLD_COPY"]


@pytest.mark.parametrize("data", [b"no workbook at all", b"PK\x03\x04 torn"])
def test_what_is_no_workbook_is_told_too(manager: Manager, data: bytes) -> None:
    plant: Plant = manager.plant
    manager.path.write_bytes(data)
    plant.stamp(manager.path, datetime(2026, 11, 23, 11))
    plant.clock.wait(700)
    plant.run()
    plant.clock.wait(700)
    plant.run()

    assert len(manager.told()) == 1


def test_the_marked_copy_says_what_to_do(staffed: Manager) -> None:
    staffed.change("等级", "AA", {"小时": 12})
    refuse(staffed)

    page = cells_of(staffed.marked).sheet("填写问题")
    assert page is not None
    words: list[CellValue] = list(page.cells.values())
    assert any("仍按上一次承认的设置运行" in str(word) for word in words)


def test_a_line_of_the_revisions_that_is_taken_out_is_refused(staffed: Manager) -> None:
    def spoil(book: openpyxl.Workbook) -> None:
        book["修订履历"].delete_rows(5)

    with_book(staffed, spoil)
    staffed.plant.run()

    assert "SETTING_REVISION_CHANGED" in staffed.told()


def test_a_book_the_program_stumbles_over_holds_nothing_up(
    staffed: Manager, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object) -> None:
        raise ValueError

    monkeypatch.setitem(whole_books.TAKES, "settings", stumble)
    staffed.change("等级", "AA", {"小时": 12})

    assert refuse(staffed) == ["PROGRAM_FAILED"]
    assert staffed.marked.exists()
