"""A page of paper: lines as high as their text, one A4 where that can be read."""

from datetime import datetime
from io import BytesIO

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from feedback_xl.sheets.page import Page
from feedback_xl.xlsx.draw import Book


def drawn(*texts: str) -> Worksheet:
    book = Book("页", created=datetime(2026, 11, 23), company="ABC有限公司")
    page = Page(book.sheet("页"), (10, 40))
    page.band("题", "注")
    for text in texts:
        page.line(("A", "项", "form_label"), ("B", text, "form_shown"))
    page.finish("页眉")
    sheet: Worksheet = openpyxl.load_workbook(BytesIO(book.close({}, {}))).worksheets[0]
    return sheet


def test_a_line_is_as_high_as_its_longest_text() -> None:
    page = drawn("短", "长" * 60)

    assert 20 <= page.row_dimensions[3].height < 21, "Excel counts in quarters of a point"
    assert page.row_dimensions[4].height >= 4 * 15


def test_the_band_lies_across_all_columns() -> None:
    assert {str(span) for span in drawn("短").merged_cells.ranges} == {"A1:B1", "A2:B2"}


def test_what_can_be_read_on_one_sheet_is_printed_on_one() -> None:
    assert drawn("短").page_setup.fitToHeight in (None, 1)
    assert drawn(*["长" * 60] * 20).page_setup.fitToHeight == 0
