"""Which form a workbook is, and where its cells went when people moved them."""

from dataclasses import replace

import pytest

from feedback_xl.forms.parse import read_form
from feedback_xl.problems import Note
from feedback_xl.procedure.load import shipped_company
from feedback_xl.xlsx.cells import Cells
from tests.forms.filling import (
    NOW,
    blank_cells,
    codes,
    ordinary,
    problems,
    read,
    typed,
    with_cells,
    with_rows,
    without_map,
)
from tests.tables import COMPLAINT


@pytest.mark.parametrize(("row", "number"), [(1, 1), (6, 1), (9, 3), (20, 2), (11, 1)])
def test_rows_inserted_above_a_field_are_found_by_labels_and_told(row: int, number: int) -> None:
    cells = ordinary("feedback", "| 填表人 | 李婷 |")
    found = read(with_rows(cells, "反馈信息", row, number))

    assert found.submission == read(cells).submission
    assert problems(found) == [("", "ROWS_MOVED", "remind")]


def test_a_deleted_row_nobody_needed_is_no_loss() -> None:
    cells = ordinary("feedback", "| 填表人 | 李婷 |")
    found = read(with_rows(cells, "反馈信息", 19, -1))  # 客户停线, 涉及安全

    assert found.submission == read(cells).submission


def test_a_deleted_row_that_is_demanded_is_named() -> None:
    found = read(with_rows(ordinary("feedback"), "反馈信息", 11, -1))  # 信息类别, 信息等级

    assert codes(problems(found)) >= {("信息类别", "LABEL_GONE"), ("信息等级", "LABEL_GONE")}
    assert found.is_returned


@pytest.mark.parametrize("form_id", ["feedback", "confirmation", "customer"])
def test_without_the_hidden_map_everything_is_found_by_labels(form_id: str) -> None:
    cells = ordinary(form_id)
    found = read(without_map(cells))

    assert found.form.id == form_id
    assert found.submission == read(cells).submission


@pytest.mark.parametrize("form_id", ["feedback", "confirmation", "customer"])
def test_without_the_map_and_with_rows_moved_everything_is_found_by_labels(form_id: str) -> None:
    cells = ordinary(form_id)
    page = cells.sheets[0].name
    found = read(without_map(with_rows(cells, page, 5, 2)))

    assert found.submission == read(cells).submission


def test_labels_are_found_under_their_other_names_and_with_marks_added() -> None:
    cells = ordinary("feedback")
    renamed = with_cells(cells, "反馈信息", {"A7": "★ 顾客名称：", "A8": "收到日期(必填)"})

    assert read(without_map(renamed)).submission == read(cells).submission


def second_sheet(cells: Cells, other: Cells, name: str, as_name: str) -> Cells:
    sheet = other.sheet(name)
    assert sheet is not None
    return replace(cells, sheets=(*cells.sheets, replace(sheet, name=as_name)))


def verdict(cells: Cells) -> str:
    found = read_form(cells, shipped_company(), NOW)
    return found.code if isinstance(found, Note) else found.form.id


def test_two_filled_forms_in_one_file_are_sent_back() -> None:
    complaint, other = ordinary("feedback"), typed("feedback", COMPLAINT + "| 反馈内容 | 别的事 |")
    copied = second_sheet(complaint, other, "反馈信息", "反馈信息 (2)")
    both = second_sheet(complaint, ordinary("confirmation"), "不良确认", "不良确认")

    assert verdict(copied) == "FORM_TWICE"
    assert verdict(without_map(both)) == "FORM_TWICE"
    assert verdict(both) == "FORM_TWICE"


def test_a_second_form_left_blank_does_no_harm() -> None:
    both = second_sheet(ordinary("feedback"), blank_cells("confirmation"), "不良确认", "不良确认")

    assert verdict(both) == "feedback"


def test_a_workbook_of_something_else_is_none_of_ours() -> None:
    cells = blank_cells("feedback")
    bare = replace(cells, sheets=(replace(cells.sheets[0], cells={(1, 1): "采购清单"}),), stamp="")

    assert verdict(bare) == "FORM_UNKNOWN"


def test_a_version_nobody_knows_is_read_and_told() -> None:
    cells = ordinary("feedback")
    meta = next(s for s in cells.sheets if s.name == "_meta")
    row = next(
        row for (row, column), text in meta.cells.items() if text == "version" and column == 1
    )
    found = read(with_cells(cells, "_meta", {f"B{row}": "Z/9"}))

    assert problems(found) == [("", "VERSION_OTHER", "remind")]


def test_a_form_in_the_old_file_format_is_read_and_told() -> None:
    found = read(replace(ordinary("feedback"), legacy=True))

    assert problems(found) == [("", "LEGACY_FILE", "remind")]
