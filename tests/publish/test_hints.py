"""系统提示: what a row still needs, in the words of its own columns."""

from datetime import datetime
from typing import Any

import pytest

from tests.plant import CASE, Plant

QA = "品质保证部"


def hint(plant: Plant, department: str = QA, sheet: str = "任务", row: str = f"{CASE}-T01") -> str:
    line = next(line for line in plant.lines(department, sheet) if line["_key"] == row)
    return str(line["系统提示"] or "")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "还缺:担当、原因分析、处理措施及结果、办理状态"),
        ({"担当": "王强", "办理状态": "处理中"}, "还缺:原因分析、处理措施及结果、办理状态"),
        ({"办理状态": "差不多"}, "办理状态：填写为“差不多”"),
        ({"完成时间": "明天"}, "完成时间：填写为“明天”"),
        ({"完成时间": datetime(2026, 12, 24, 9, 0)}, "应在 2026-11-23 09:00 之后、现在之前"),
        ({"完成时间": datetime(2026, 11, 20, 9, 0)}, "应在 2026-11-23 09:00 之后、现在之前"),
        ({"办理状态": "转交", "转交至": "技术部"}, "还缺:转交/延期理由"),
        (
            {"办理状态": "转交", "转交至": "技术部", "转交/延期理由": "设计问题"},
            "主责由程序文件规定,不能转交;需要其他部门时请填「请协办」",
        ),
        ({"办理状态": "申请延期", "转交/延期理由": "等样品"}, "还缺:延期至"),
        (
            {
                "办理状态": "申请延期",
                "转交/延期理由": "等样品",
                "延期至": datetime(2026, 11, 27, 17),
            },
            f"待部长承认:{CASE}-T01(品质保证部)延期至 2026-11-27 17:00",
        ),
    ],
)
def test_a_task_s_row_says_what_is_missing_or_not_understood(
    plant: Plant, typed: dict[str, Any], told: str
) -> None:
    plant.complain()
    plant.run()
    if typed:
        plant.type(QA, "任务", f"{CASE}-T01", typed)
        plant.run()

    assert told in hint(plant)


def test_a_confirmation_s_row_waits_for_its_form(plant: Plant) -> None:
    plant.complain("| 业务类型 | 退货 |")
    plant.run()
    row = plant.task("confirm").number

    assert hint(plant, row=row) == "等待《售后不良信息确认表》"


def test_a_customer_s_earlier_wish_is_shown(plant: Plant) -> None:
    plant.complain("| 要求回复时间 | 2026-11-24 12:00 |")
    plant.run()

    assert "客户要求 11-24 12:00 前回复" in hint(plant)
    assert "客户要求 11-24 12:00 前回复" in hint(plant, "营业部", "回复", f"{CASE}-T02")


def test_a_limit_in_a_year_without_a_calendar_is_provisional(plant: Plant) -> None:
    plant.clock.move_to(datetime(2026, 12, 30, 10, 0))
    plant.complain("| 收到日期 | 2026-12-30 | 业务类型 | 退货 |")
    plant.run()
    row = plant.task("confirm", "FK-20261230-001").number

    assert "时限暂定:该年工作日历尚未公布" in hint(plant, row=row)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"回复类型": "初步回复"}, "还缺:回复内容、下次回复日期"),
        (
            {"回复类型": "最终回复", "回复内容": "已更换"},
            "部门结果未齐,最终回复待齐后生效;可先作初步回复",
        ),
        ({"回复内容": "已更换"}, "还缺:回复类型"),
    ],
)
def test_a_reply_s_row_says_what_it_needs_to_count(
    plant: Plant, typed: dict[str, Any], told: str
) -> None:
    plant.complain()
    plant.run()
    assert hint(plant, "营业部", "回复", f"{CASE}-T02") == "还缺:回复类型、回复内容"
    plant.type("营业部", "回复", f"{CASE}-T02", typed)
    plant.run()

    assert told in hint(plant, "营业部", "回复", f"{CASE}-T02")


def test_after_the_final_reply_the_customer_s_opinion_is_waited_for(plant: Plant) -> None:
    plant.complain("| 信息类别 | 其他信息 | 信息细类 | 交期 |")
    plant.run()
    done = {"担当": "周工", "处理措施及结果": "提前", "办理状态": "已完成"}
    plant.type("生产管理课", "任务", f"{CASE}-T01", done)
    plant.run()
    plant.type("营业部", "回复", f"{CASE}-T02", {"回复类型": "最终回复", "回复内容": "提前三天"})
    plant.run()

    assert "待客户意见:填「接受」即结案" in hint(plant, "营业部", "回复", f"{CASE}-T02")


def test_the_history_speaks_in_words_people_know(plant: Plant) -> None:
    plant.complain()
    plant.step()
    changes = "| 信息类别 | 其他信息 | 信息细类 | 交期 |\n | 收到时间 | 08:30 | 协办部门 | 技术部 |"
    plant.drop(plant.fill(changes, plant.answer("营业部/回执")))
    plant.run()
    told = {
        line["项目"]: (line["原值"], line["新值"])
        for line in plant.lines("总台账", "变更履历")
        if line["编号"] == CASE
    }

    assert told["类别"] == ("产品质量信息", "其他信息")
    assert told["主责部门"] == (QA, "生产管理课")
    assert told["协办部门"] == (None, "技术部")
    assert told["收到时间"] == ("2026-11-23 09:00", "2026-11-23 08:30")
