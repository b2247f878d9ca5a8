"""目录: the first tab of a book with many sheets, with ways there and back."""

import openpyxl

from feedback_xl.sheets.declaration import book_plan, department_sheets
from tests.formulas import LivingBook
from tests.plant import Plant

SALES = "营业部"


def test_a_book_with_many_sheets_begins_with_its_contents(plant: Plant) -> None:
    plant.complain()
    plant.run()
    book = openpyxl.load_workbook(plant.book(SALES))
    page = book["目录"]
    rows = [row for row in page.iter_rows(min_row=5, values_only=True) if row[0]]

    assert book.sheetnames[0] == "目录"
    assert book.active is not None and book.active.title == department_sheets("SALES")[0].name
    assert [row[0] for row in rows] == [plan.name for plan in department_sheets("SALES")]
    assert all(row[1] for row in rows)
    [replies] = [row for row in rows if row[0] == "回复"]
    assert replies[2] == 1


def test_links_lead_to_each_sheet_and_back(plant: Plant) -> None:
    plant.run()
    book = openpyxl.load_workbook(plant.root / "workbooks" / "总台账.xlsx")
    there = [cell.hyperlink.location for [cell] in book["目录"]["A5:A17"] if cell.hyperlink]

    assert there == [f"'{plan.name}'!A1" for plan in book_plan("master")]
    for plan in book_plan("master"):
        back = [cell for cell in book[plan.name][1] if cell.hyperlink]
        assert [cell.hyperlink.location for cell in back] == ["'目录'!A1"]


def test_a_book_with_few_sheets_has_none(plant: Plant) -> None:
    plant.run()

    assert "目录" not in openpyxl.load_workbook(plant.book("推行小组")).sheetnames


def test_the_contents_say_where_something_is_late(plant: Plant) -> None:
    plant.complain("| 收到日期 | 2026-11-20 | 收到时间 | 08:00 | \n | 信息等级 | AA |")
    plant.run()
    book = LivingBook(plant.book(SALES), plant.clock.now())

    assert book.value("目录", "D6") == 1  # of 回复


def test_the_settings_are_still_read_with_contents_before_them(plant: Plant) -> None:
    plant.run()
    names = openpyxl.load_workbook(plant.root / "workbooks" / "设置.xlsx").sheetnames

    assert names[0] == "目录"
    assert names[1:-2] == [plan.name for plan in book_plan("settings")]
