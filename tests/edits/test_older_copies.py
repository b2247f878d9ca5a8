"""Copies of a sheet, saved late: their edits count, and nobody's value is reverted."""

import shutil
from datetime import datetime

import openpyxl
import pytest

from feedback_xl.app.proof import rebuild
from feedback_xl.xlsx.styles import WRONG
from tests.edits.saving import (
    ANALYSE,
    QA,
    bring_back,
    keep_a_copy,
    older_copy,
    qa_line,
)
from tests.plant import Plant
from tests.tables import HEADER, type_into


def test_an_older_copy_reverts_nobody_and_its_own_edits_count(asked: Plant) -> None:
    older = older_copy(asked)
    asked.type(QA, "任务", ANALYSE, {"担当": "王强", "原因分析": "夹具毛刺"})
    asked.run()
    type_into(older, "任务", ANALYSE, {"处理措施及结果": "全检库存"}, by="李工")
    bring_back(asked, older)
    report = asked.run()

    assert (report.edits, report.conflicts) == (1, 0)
    assert asked.task("analyse").typed == {
        "person": "王强",
        "cause": "夹具毛刺",
        "measures": "全检库存",
    }


def test_a_copy_of_the_sheet_typed_into_since_reverts_nobody_but_asks(asked: Plant) -> None:
    """Back to what was printed: an undo, or a copy made before the others typed."""
    same = keep_a_copy(asked)
    asked.type(QA, "任务", ANALYSE, {"担当": "王强", "原因分析": "夹具毛刺"})
    asked.run()
    type_into(same, "任务", ANALYSE, {"处理措施及结果": "全检库存"}, by="李工")
    bring_back(asked, same)
    report = asked.run()

    assert (report.edits, report.conflicts) == (1, 2)
    assert asked.task("analyse").typed == {
        "person": "王强",
        "cause": "夹具毛刺",
        "measures": "全检库存",
    }


def test_the_copy_leaves_the_folder_and_stays_in_the_archive(asked: Plant) -> None:
    older = keep_a_copy(asked)
    type_into(older, "任务", ANALYSE, {"处理措施及结果": "全检库存"})
    bring_back(asked, older)
    asked.run()

    assert [path.name for path in asked.answers(QA)] == ["任务表.xlsx", "提醒.txt"]
    assert asked.broken() == []


def test_an_older_copy_saved_over_the_sheet_reverts_nobody_even_after_a_rebuild(
    asked: Plant,
) -> None:
    older = keep_a_copy(asked)
    asked.type(QA, "任务", ANALYSE, {"担当": "王强"})
    asked.run()
    asked.__exit__()
    rebuild(asked.root, asked.clock)
    asked.__enter__()
    type_into(older, "任务", ANALYSE, {"原因分析": "夹具毛刺"})
    shutil.copyfile(older, asked.book(QA))
    asked.stamp(asked.book(QA))
    asked.run()

    assert asked.task("analyse").typed == {"person": "王强", "cause": "夹具毛刺"}
    assert qa_line(asked)["担当"] == "王强", "the sheet shows both again"


def disputed(plant: Plant) -> None:
    """Two people typed different causes, one of them in an older copy."""
    older = older_copy(plant)
    plant.clock.move_to(datetime(2026, 11, 23, 14, 5))
    plant.type(QA, "任务", ANALYSE, {"原因分析": "划伤"})
    plant.run()
    plant.clock.move_to(datetime(2026, 11, 23, 14, 20))
    type_into(older, "任务", ANALYSE, {"原因分析": "碰伤"}, by="李工")
    bring_back(plant, older)
    plant.run()


def test_a_cell_two_people_changed_keeps_its_value_and_shows_both(asked: Plant) -> None:
    disputed(asked)
    hint = str(qa_line(asked)["系统提示"])

    assert qa_line(asked)["原因分析"] == "划伤"
    assert "原因分析:现为“划伤”" in hint
    assert "11-23 14:20 李工填“碰伤”" in hint


def test_a_disputed_cell_is_marked_until_it_is_settled(asked: Plant) -> None:
    def is_marked() -> bool:
        page = openpyxl.load_workbook(asked.book(QA))["任务"]
        at = next(cell.column for cell in page[HEADER] if cell.value == "原因分析")
        return page.cell(HEADER + 1, at).fill.start_color.rgb[-6:] == WRONG.removeprefix("#")

    disputed(asked)
    assert is_marked()

    asked.type(QA, "任务", ANALYSE, {"原因分析": "碰伤"})
    asked.run()
    assert not is_marked()


@pytest.mark.parametrize("chosen", ["碰伤", "划伤并碰伤", None])
def test_typing_the_cell_anew_settles_it(asked: Plant, chosen: str | None) -> None:
    disputed(asked)
    asked.type(QA, "任务", ANALYSE, {"原因分析": chosen})
    asked.run()

    assert asked.task("analyse").typed.get("cause") == chosen
    assert "现为" not in str(qa_line(asked)["系统提示"])
    assert [row["state"] for row in asked.rows("conflicts")] == ["settled"]


def test_the_same_copy_read_again_asks_only_once(asked: Plant) -> None:
    disputed(asked)
    older = asked.root.parent / "任务表 - 副本.xlsx"
    bring_back(asked, older)
    asked.run()

    assert len(asked.rows("conflicts")) == 1


def test_a_sheet_of_another_department_is_known_by_its_stamp(asked: Plant) -> None:
    older = keep_a_copy(asked)
    type_into(older, "任务", ANALYSE, {"原因分析": "夹具毛刺"})
    shutil.copyfile(older, asked.root / "outbox/技术部" / older.name)
    asked.run()

    assert asked.task("analyse").typed == {"cause": "夹具毛刺"}
    assert [path.name for path in asked.answers("技术部")] == ["任务表.xlsx", "提醒.txt"]


def test_what_was_typed_into_a_task_withdrawn_meanwhile_is_not_lost(asked: Plant) -> None:
    asked.type(QA, "任务", ANALYSE, {"结论": "供方责任", "供方名称": "无锡精铸"})
    asked.run()
    row = asked.task("negotiate").number
    open_in_excel = asked.root.parent / "资材部.xlsx"
    shutil.copyfile(asked.book("资材部"), open_in_excel)
    asked.type(QA, "任务", ANALYSE, {"结论": "本公司责任"})
    asked.run()
    assert asked.tasks(step="negotiate") == []
    type_into(open_in_excel, "任务", row, {"交涉内容/结果": "对方同意换料"}, by="孙采购")
    shutil.copyfile(open_in_excel, asked.book("资材部"))
    asked.stamp(asked.book("资材部"))
    asked.run()

    assert "对方同意换料" in str([asked.rows(name) for name in ("tasks", "conflicts", "strays")])
