"""The whole line: a call is written down, answered, handled, told to the customer and closed."""

from datetime import datetime, timedelta

import pytest

from tests.plant import CASE, Plant

QA, SALES = "品质保证部", "营业部"
RESULT = {
    "担当": "王强",
    "原因分析": "夹具毛刺",
    "处理措施及结果": "更换夹具,全检库存",
    "办理状态": "已完成",
}
NO_CAPA = {"启动纠正措施": "否", "不启动理由": "偶发,夹具已更换"}
FINAL = {
    "回复类型": "最终回复",
    "回复内容": "已更换夹具",
    "回复方式": "电话",
    "回复人": "张敏",
    "回复时间": datetime(2026, 11, 23, 15, 30),
}


def results(plant: Plant) -> str:
    [line] = plant.lines(SALES, "回复")
    return str(line["部门结果"])


def master(plant: Plant) -> dict[str, object]:
    [line] = plant.lines("总台账", "顾客反馈清单")
    return dict(line)


@pytest.mark.clause("P1", "P4.1-4b", "P4.2-a3", "P4.2-c4", "P4.2-c9", "P4.2-e2")
def test_from_the_call_to_the_closed_case(plant: Plant) -> None:
    aa = "| 信息等级 | AA | AA电话通知(姓名、时间) | 王强 09:40 |"
    plant.complain(f"| 收到日期 | 2026-11-22 | 收到时间 | 20:00 |\n {aa}")
    plant.run()
    [task] = plant.lines(QA, "任务")
    limit = datetime(2026, 11, 23, 20, 0)
    assert plant.inbox() == []
    assert len(plant.answers(f"{SALES}/回执")) == len(plant.answers(f"{QA}/反馈单")) == 1
    assert (task["等级"], task["完成时限"], task["剩余(h)"]) == ("AA", limit, 10.0)
    assert (master(plant)["回复时限"], master(plant)["状态"]) == (limit, "待判定(营业部)")
    assert results(plant) == "等待(已回 0/1)"
    plant.type(SALES, "判定", f"{CASE}-T03", {"判定确认": "是", "判定人": "张敏"})
    plant.run()
    assert master(plant)["状态"] == "待接收"

    plant.clock.move_to(datetime(2026, 11, 23, 13, 0))
    plant.type(QA, "任务", f"{CASE}-T01", RESULT)
    plant.run()
    assert results(plant) == "可回复(已回 1/1)"
    assert (master(plant)["处理结果"], master(plant)["状态"]) == (
        f"{QA}:更换夹具,全检库存",
        "待回复客户",
    )

    plant.clock.move_to(datetime(2026, 11, 23, 15, 40))
    plant.type(SALES, "回复", f"{CASE}-T02", FINAL)
    plant.run()
    assert master(plant)["状态"] == "已回复,待客户确认"
    assert master(plant)["首次回复时间"] == datetime(2026, 11, 23, 15, 30)
    assert master(plant)["时限状态"] == "● 按时完成"

    plant.clock.move_to(datetime(2026, 11, 24, 9, 0))
    plant.type(SALES, "回复", f"{CASE}-T02", {"客户意见": "接受"})
    plant.type(QA, "任务", f"{CASE}-T01", NO_CAPA)
    plant.run()
    closed = master(plant)
    assert (closed["状态"], closed["结案方式"]) == ("已结案", "客户接受")
    assert closed["客户结案日"] == closed["内部结案日"] == datetime(2026, 11, 24, 9, 0)
    assert plant.lines(SALES, "回复") == plant.lines(SALES, "进度") == []
    assert len(plant.lines(QA, "已完成")) == 1
    [dealing] = [x for x in plant.lines("顾客档案", "往来记录") if x["反馈编号"] == CASE]
    assert (dealing["状态"], dealing["重大事件"]) == ("已结案", "★")
    assert plant.broken() == []


@pytest.mark.clause("P4.2-c9")
def test_an_interim_reply_in_time_keeps_the_promise_and_a_late_one_breaks_it(plant: Plant) -> None:
    plant.complain("| 收到日期 | 2026-11-21 | 收到时间 | 12:00 |")  # due 11-23 12:00
    plant.complain("| 收到日期 | 2026-11-21 | 收到时间 | 10:30 |\n | 反馈内容 | 第二件 |")
    plant.run()
    interim = {
        "回复类型": "初步回复",
        "回复内容": "正在分析",
        "下次回复日期": datetime(2026, 11, 25),
    }
    plant.clock.move_to(datetime(2026, 11, 23, 11, 0))
    plant.type(SALES, "回复", f"{CASE}-T02", interim)
    plant.type(SALES, "回复", "FK-20261123-002-T02", interim)
    plant.run()
    states = [line["时限状态"] for line in plant.lines("总台账", "顾客反馈清单")]
    promised = [line["上次回复/承诺日"] for line in plant.lines(SALES, "回复")]

    assert states == ["● 按时完成", "▲ 超期完成"]
    assert promised == ["11-23 11:00 初步回复 承诺 2026-11-25"] * 2


def answered(plant: Plant) -> None:
    plant.complain()
    plant.run()
    plant.type(QA, "任务", f"{CASE}-T01", {**RESULT, **NO_CAPA})
    plant.run()
    plant.type(SALES, "回复", f"{CASE}-T02", {**FINAL, "回复时间": None})
    plant.run()


def test_seven_days_without_a_word_from_the_customer_close_the_case(plant: Plant) -> None:
    answered(plant)
    replied = plant.case().final_reply_at
    assert replied is not None
    plant.clock.move_to(replied + timedelta(days=7) - timedelta(seconds=30))
    plant.run()
    assert plant.case().state == "answered"
    plant.clock.wait(60)
    plant.run()

    assert (master(plant)["状态"], master(plant)["结案方式"]) == ("已结案", "默认接受")
    assert plant.case().customer_closed_at == replied + timedelta(days=7)
    assert plant.broken() == []


@pytest.mark.clause("P4.2-c9")
def test_a_customer_who_does_not_accept_starts_a_second_round(plant: Plant) -> None:
    answered(plant)
    plant.clock.move_to(datetime(2026, 11, 24, 9, 0))
    plant.type(SALES, "回复", f"{CASE}-T02", {"客户意见": "不接受"})
    plant.run()
    [task] = plant.lines(QA, "任务")
    [reply] = plant.lines(SALES, "回复")

    assert (master(plant)["轮次"], master(plant)["状态"]) == (2.0, "重新处理(第2轮)")
    assert task["完成时限"] == reply["回复时限"] == datetime(2026, 11, 26, 9, 0)
    assert (task["担当"], reply["回复内容"]) == (None, None), "the second round is typed anew"
    rounds = {row["round"]: row["verdict"] for row in plant.rows("rounds")}
    assert rounds == {1: "done_on_time", 2: ""}
    steps = sorted((task.step, task.round) for task in plant.tasks())
    assert steps == [("analyse", 1), ("analyse", 2), ("judge", 1), ("reply", 1), ("reply", 2)]
    assert len([t for t in plant.lines("总台账", "任务台账") if t["反馈编号"] == CASE]) == 5


@pytest.mark.clause("P4.2-c6")
def test_a_supplier_s_fault_goes_through_purchasing(plant: Plant) -> None:
    plant.complain()
    plant.run()
    blamed = {**RESULT, **NO_CAPA, "结论": "供方责任", "供方名称": "无锡精铸"}
    plant.type(QA, "任务", f"{CASE}-T01", blamed)
    plant.run()
    plant.type(SALES, "回复", f"{CASE}-T02", {**FINAL, "回复时间": None, "客户意见": "接受"})
    plant.run()
    assert master(plant)["状态"] == "客户已接受,内部处理中", "purchasing is still at it"
    negotiated = {
        "担当": "孙采购",
        "供方联系时间": plant.clock.now(),
        "交涉内容/结果": "同意换料",
        "办理状态": "已完成",
    }
    plant.type("资材部", "任务", plant.task("negotiate").number, negotiated)
    plant.run()
    assert master(plant)["状态"] == "客户已接受,内部处理中", "why did we not find it ourselves?"
    plant.type(QA, "任务", f"{CASE}-T01", {"流出原因": "进料检验未含此项"})
    plant.run()

    assert master(plant)["状态"] == "已结案"
    assert master(plant)["主责部门"] == QA
