"""Sheets sorted, cut, renamed, spoilt: what was typed is found, and nothing is emptied."""

from datetime import datetime

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.edits.saving import ANALYSE, QA, column, qa_line, spoil
from tests.plant import CASE, Plant
from tests.tables import HEADER


def test_a_locked_cell_changed_is_ignored_and_restored(asked: Plant) -> None:
    def change(page: Worksheet) -> None:
        page.cell(HEADER + 1, column(page, "等级")).value = "B"
        page.cell(HEADER + 1, column(page, "完成时限")).value = datetime(2027, 1, 1)

    spoil(asked, change)
    asked.run()

    assert asked.case().level == "A"
    assert (qa_line(asked)["等级"], qa_line(asked)["完成时限"]) == ("A", datetime(2026, 11, 25, 9))


def test_a_cell_that_is_not_for_this_kind_of_task_is_ignored(plant: Plant) -> None:
    plant.complain(
        "| 信息类别 | 其他信息 | 信息细类 | 服务 | \n | 主责部门 | 品质保证部 |".replace(
            "| \n", "|\n"
        )
    )
    plant.run()
    plant.type(QA, "任务", ANALYSE, {"担当": "王强", "结论": "供方责任", "供方名称": "无锡精铸"})
    plant.run()

    assert plant.task("handle").typed == {"person": "王强"}
    assert plant.tasks(step="negotiate") == []


def test_a_row_deleted_comes_back(asked: Plant) -> None:
    asked.type(QA, "任务", ANALYSE, {"担当": "王强"})
    asked.run()
    spoil(asked, lambda page: page.delete_rows(HEADER + 1))
    asked.run()

    assert qa_line(asked)["担当"] == "王强"


@pytest.mark.parametrize("way", ["renamed", "deleted"])
def test_a_column_that_is_gone_empties_nothing(asked: Plant, way: str) -> None:
    asked.type(QA, "任务", ANALYSE, {"担当": "王强", "原因分析": "夹具毛刺"})
    asked.run()

    def change(page: Worksheet) -> None:
        at = column(page, "原因分析")
        if way == "renamed":
            page.cell(HEADER, at).value = "原因"
        else:
            page.delete_cols(at)

    spoil(asked, change)
    asked.run()

    assert asked.task("analyse").typed == {"person": "王强", "cause": "夹具毛刺"}
    assert qa_line(asked)["原因分析"] == "夹具毛刺"


def test_a_sheet_renamed_is_read_all_the_same(asked: Plant) -> None:
    def change(page: Worksheet) -> None:
        page.title = "任务 11月"
        page.cell(HEADER + 1, column(page, "担当")).value = "王强"

    spoil(asked, change)
    asked.run()

    assert asked.task("analyse").typed == {"person": "王强"}


def test_rows_sorted_and_columns_moved_are_read_all_the_same(plant: Plant) -> None:
    plant.complain()
    plant.complain("| 反馈内容 | 第二件 |")
    plant.run()

    def change(page: Worksheet) -> None:
        rows = [[cell.value for cell in page[row]] for row in (HEADER + 1, HEADER + 2)]
        for row, values in zip((HEADER + 2, HEADER + 1), rows, strict=True):
            for at, value in enumerate(values, 1):
                page.cell(row, at).value = value
        page.insert_cols(3)
        page.insert_rows(2)
        page.cell(HEADER + 2, column_at(page, "担当")).value = "王强"

    def column_at(page: Worksheet, title: str) -> int:
        return next(cell.column for cell in page[HEADER + 1] if cell.value == title)

    spoil(plant, change)
    plant.run()

    assert plant.task("analyse", "FK-20261123-002").typed == {"person": "王强"}
    assert plant.task("analyse", CASE).typed == {}


def test_a_row_copied_and_typed_over_loses_neither_text(asked: Plant) -> None:
    asked.type(QA, "任务", ANALYSE, {"原因分析": "毛刺"})
    asked.run()

    def change(page: Worksheet) -> None:
        for at in range(1, page.max_column + 1):
            page.cell(HEADER + 5, at).value = page.cell(HEADER + 1, at).value
        page.cell(HEADER + 5, column(page, "原因分析")).value = "材质"

    spoil(asked, change)
    asked.run()

    assert asked.task("analyse").typed == {"cause": "毛刺"}
    assert "材质" in str([asked.rows(name) for name in ("conflicts", "strays")])


def test_text_beside_every_row_is_told_to_its_department(asked: Plant) -> None:
    spoil(
        asked,
        lambda page: page.cell(HEADER + 9, column(page, "备注")).__setattr__("value", "已隔离"),
    )
    asked.run()
    reminder = (asked.root / "outbox" / QA / "提醒.txt").read_text("utf-8-sig")

    assert "已隔离" in reminder
    assert asked.task("analyse").typed == {}


@pytest.mark.parametrize("text", ["=1/0", "=VLOOKUP(A1,B:C,2)"])
def test_a_formula_that_gives_no_value_empties_nothing(asked: Plant, text: str) -> None:
    asked.type(QA, "任务", ANALYSE, {"原因分析": "夹具毛刺"})
    asked.run()
    spoil(
        asked,
        lambda page: page.cell(HEADER + 1, column(page, "原因分析")).__setattr__("value", text),
    )
    asked.run()

    assert asked.task("analyse").typed == {"cause": "夹具毛刺"}
    assert qa_line(asked)["原因分析"] == "夹具毛刺"


def test_a_sheet_without_its_stamp_changes_nothing_and_is_given_back(asked: Plant) -> None:
    book = openpyxl.load_workbook(asked.book(QA))
    del book["_meta"]
    book.custom_doc_props.props = []
    page = book["任务"]
    page.cell(HEADER + 1, column(page, "担当")).value = "王强"
    book.save(asked.book(QA))
    saved = asked.book(QA).read_bytes()
    asked.run()

    assert asked.task("analyse").typed == {}
    assert [path.read_bytes() for path in asked.answers(f"{QA}/通知")] == [saved]
    assert "_meta" in openpyxl.load_workbook(asked.book(QA)).sheetnames, "published again"
    assert "没有发布标记" in (asked.root / "outbox" / QA / "提醒.txt").read_text("utf-8-sig")


def test_a_sheet_that_cannot_be_read_is_given_back_and_published_again(asked: Plant) -> None:
    asked.book(QA).write_bytes(b"\0" * 5000)
    asked.run()

    assert [path.read_bytes() for path in asked.answers(f"{QA}/通知")] == [b"\0" * 5000]
    assert qa_line(asked)["客户"] == "苏州恒达电机"
