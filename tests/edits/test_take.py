"""A task sheet saved: what was typed takes effect, and is told."""

from datetime import datetime, timedelta

import pytest

from tests.edits.saving import ANALYSE, QA, RESULT, qa_line
from tests.plant import CASE, Plant
from tests.tables import type_into


@pytest.mark.clause("P4.2-c8", "P4.2-e2")
def test_a_result_typed_is_in_the_ledger_the_master_and_the_reply_row(asked: Plant) -> None:
    [before] = asked.lines("营业部", "回复")
    asked.clock.wait(3600)
    asked.type(QA, "任务", ANALYSE, RESULT)
    report = asked.run()
    [after] = asked.lines("营业部", "回复")
    [master] = asked.lines("总台账", "顾客反馈清单")

    assert (report.edits, report.conflicts) == (4, 0)
    assert (before["部门结果"], after["部门结果"]) == ("等待(已回 0/1)", "可回复(已回 1/1)")
    assert after["各部门结果汇总"] == f"{QA}:更换夹具" == master["处理结果"]
    assert master["状态"] == "待回复客户"


def test_the_sheet_says_when_something_was_taken_from_it(asked: Plant) -> None:
    asked.clock.move_to(datetime(2026, 11, 23, 14, 5))
    asked.type(QA, "任务", ANALYSE, {"担当": "王强"})
    asked.run()

    assert "11-23 14:05 已收录" in str(qa_line(asked)["系统提示"])
    assert "还缺:原因分析、处理措施及结果、办理状态" in str(qa_line(asked)["系统提示"])


@pytest.mark.clause("P4.1-4b", "P4.2-e1")
def test_who_changed_what_stands_in_the_history(asked: Plant) -> None:
    asked.type(QA, "任务", ANALYSE, {"原因分析": "毛刺"})
    asked.run()
    type_into(asked.book(QA), "任务", ANALYSE, {"原因分析": "夹具毛刺"}, by="李工")
    asked.run()
    told = [
        (line["修改人(文件)"], line["编号"], line["项目"], line["原值"], line["新值"])
        for line in asked.lines("总台账", "变更履历")
        if line["项目"] == "原因分析"
    ]

    assert told == [
        ("王强", ANALYSE, "原因分析", None, "毛刺"),
        ("李工", ANALYSE, "原因分析", "毛刺", "夹具毛刺"),
    ]


def test_a_task_is_done_when_its_sheet_was_saved(asked: Plant) -> None:
    asked.clock.wait(3600)
    asked.type(QA, "任务", ANALYSE, RESULT)
    saved = asked.clock.now()
    asked.clock.wait(1800)
    asked.run()
    task = asked.task("analyse")

    assert task.done_at == saved
    assert task.noticed_at is not None and task.noticed_at >= saved + timedelta(minutes=30)


@pytest.mark.parametrize("hours", [-48, +48])
def test_a_file_s_time_before_its_publication_or_to_come_is_not_believed(
    asked: Plant, hours: int
) -> None:
    asked.clock.wait(3600)
    path = asked.type(QA, "任务", ANALYSE, RESULT)
    asked.stamp(path, asked.clock.now() + timedelta(hours=hours))
    asked.run()

    assert asked.task("analyse").done_at == asked.task("analyse").noticed_at


def test_what_the_program_cannot_understand_is_kept_and_told(asked: Plant) -> None:
    asked.type(QA, "任务", ANALYSE, {**RESULT, "办理状态": "差不多了"})
    asked.run()

    assert asked.task("analyse").state == "open"
    assert asked.task("analyse").typed["status"] == "差不多了"
    assert qa_line(asked)["办理状态"] == "差不多了"
    assert "差不多了" in str(qa_line(asked)["系统提示"])


def test_undoing_a_result_opens_the_task_again(asked: Plant) -> None:
    asked.type(QA, "任务", ANALYSE, RESULT)
    asked.run()
    asked.type(QA, "任务", ANALYSE, {"办理状态": None})
    asked.run()
    [reply] = asked.lines("营业部", "回复")

    assert asked.task("analyse").state == "open"
    assert reply["部门结果"] == "等待(已回 0/1)"


def test_a_supplier_named_puts_a_row_on_purchasing_s_sheet(asked: Plant) -> None:
    asked.type(QA, "任务", ANALYSE, {"结论": "供方责任", "供方名称": "无锡精铸"})
    asked.run()
    [line] = asked.lines("资材部", "任务")

    assert str(line["处理要求"]).startswith("与供方交涉")
    assert [path.stem for path in asked.answers("资材部/反馈单")] == [CASE]


def test_a_sheet_already_read_is_not_read_again_after_a_restart(asked: Plant) -> None:
    asked.type(QA, "任务", ANALYSE, {"担当": "王强"})
    asked.step()
    entries = len(asked.entries())
    asked.restart()
    asked.step()

    assert len(asked.entries()) == entries
