"""Who judges, who has it, what only a head decides, how a case ends; through files only."""

import shutil

import pytest

from tests.e2e.people import (
    ACCEPTED,
    ANALYSED,
    DONE,
    ENG,
    FINAL,
    HEAD,
    MFG,
    NO_CAPA,
    PMC,
    PUR,
    QA,
    SALES,
    People,
    day,
)
from tests.plant import CASE
from tests.tables import type_into

SECOND = "FK-20261123-002"
DELIVERY = "| 信息类别 | 其他信息 | 信息细类 | 交期 |\n| 反馈内容 | 订单HT-7晚到三天 |"
SERVICE = "| 信息类别 | 其他信息 | 信息细类 | 服务 |\n| 反馈内容 | 电话无人接听 |"


# --- forms that bring more than one case, or none to chase


@pytest.mark.clause("P4.2-a1", "P2")
def test_a_trip_report_opens_two_cases(people: People) -> None:
    people.plant.complain("""
        | 反馈方式 | 客户走访 | 拜访对象 | 王工 |
        | 出差日期起 | 2026-11-23 | 出差日期止 | 2026-11-23 |
        | 类别 | 等级 | 内容 |
        | 其他信息 | B | 希望下月改为每周交货 |
    """)
    people.run()
    found, wish = people.listed(), people.listed(SECOND)
    assert (found["主责部门"], found["等级"]) == (QA, "A")
    assert (wish["主责部门"], wish["等级"], wish["反馈内容"]) == (
        SALES,
        "B",
        "希望下月改为每周交货",
    )
    assert (people.has("analyse"), people.has("handle", SECOND)) == ([QA], [SALES])
    dealings = [line["反馈编号"] for line in people.plant.lines("顾客档案", "往来记录")]
    assert sorted(map(str, dealings)) == [CASE, SECOND]


@pytest.mark.clause("P4.2-c7")
def test_praise_is_kept_and_chased_by_nobody(people: People) -> None:
    people.plant.complain("| 业务类型 | 表扬建议 | 反馈内容 | 交货及时,感谢 |")
    people.run()
    assert (people.state(), people.listed()["时限状态"]) == ("已结案", "— 不计时")
    assert people.plant.tasks() == []
    assert people.plant.lines(SALES, "进度") == people.plant.lines(SALES, "回复") == []
    [dealing] = people.plant.lines("顾客档案", "往来记录")
    assert dealing["反馈编号"] == CASE


# --- judging


@pytest.mark.clause("P3.3", "P4.2-c1", "P4.2-c3")
@pytest.mark.parametrize(
    ("form", "folder"),
    [
        ("| 信息等级 | AA | AA电话通知(姓名、时间) | 王强 09:40 |", SALES),
        ("| 信息等级 | B | 紧急程度 | 紧急 |", SALES),
        ("", QA),
    ],
    ids=["the highest level", "a level the rule raised", "from another department"],
)
def test_sales_confirms_what_it_did_not_judge_and_nobody_waits_for_it(
    people: People, form: str, folder: str
) -> None:
    people.plant.complain(form, to=folder)
    people.run()
    assert people.has("judge") == [SALES]
    assert people.has("analyse") == [QA], "handed over at once"
    people.work("analyse", ANALYSED, NO_CAPA)
    people.work("reply", FINAL, ACCEPTED)
    people.run()
    assert people.state() == "已结案"
    people.work("judge", {"判定确认": "是", "判定人": "李部"})
    people.run()
    assert people.has("judge") == []


def test_what_sales_judged_itself_needs_no_confirmation(people: People) -> None:
    people.plant.complain()
    people.run()
    assert people.has("judge") == []
    assert people.row("judge")["现判定"] == f"产品质量信息 A级\n主责 {QA}", "but may be corrected"


@pytest.mark.clause("P4.2-b1", "P4.2-c1")
def test_another_category_goes_to_another_department(people: People) -> None:
    people.plant.complain("| 信息细类 | 交期 |")
    people.run()
    people.work("judge", {"类别改为": "其他信息", "判定人": "张敏"})
    people.run()
    assert (people.has("analyse"), people.has("handle")) == ([], [PMC])
    assert people.listed()["主责部门"] == PMC
    people.work("judge", {"主责改为": ENG, "协办改为": f"{MFG}、{PUR}"})
    people.run()
    assert (people.has("handle"), people.has("assist")) == ([ENG], [MFG, PUR])


# --- hands


@pytest.mark.clause("P4.2-c3", "P4.2-c4")
def test_a_form_passed_on_twice_is_arbitrated(people: People) -> None:
    people.plant.complain(DELIVERY)
    people.run()
    limit = people.row("handle")["完成时限"]
    people.work("handle", {"担当": "赵", "办理状态": "转交", "转交至": PUR})
    people.run()
    assert people.hint("handle").startswith("还缺:转交/延期理由")
    people.work("handle", {"转交/延期理由": "物料未到"})
    people.run()
    assert people.has("handle") == [PUR]
    assert people.row("handle")["完成时限"] == limit, "the clock goes on"
    assert str(people.row("handle")["处理要求"]).endswith("物料未到")

    passed = {"担当": "孙", "办理状态": "转交", "转交至": MFG, "转交/延期理由": "产能不足"}
    people.work("handle", passed)
    people.run()
    assert people.has("handle") == [PUR], "a second change of hands is the head's"
    assert "待部长承认" in people.hint("handle")
    assert people.asked(QA) == []
    people.decide(SALES, "裁定主责", "同意")
    people.run()
    [asked] = people.asked(SALES)
    assert asked["系统提示"] == "还缺:裁定部门"
    people.decide(SALES, "裁定主责", "同意", 裁定部门=MFG)
    people.run()
    assert people.has("handle") == [MFG]
    assert people.listed()["主责部门"] == MFG
    chain = [(line["部门"], line["任务状态"]) for line in people.booked("handle")]
    assert [department for department, _ in chain] == [PMC, PUR, MFG]

    people.work("handle", DONE)
    people.run()
    assert people.listed()["处理结果"] == f"{MFG}:更换夹具,全检库存"


@pytest.mark.clause("P4.2-c3")
def test_a_form_is_handed_back_once(people: People) -> None:
    people.plant.complain(DELIVERY)
    people.run()
    moved = {"担当": "赵", "办理状态": "转交", "转交至": PUR, "转交/延期理由": "物料"}
    people.work("handle", moved)
    people.run()
    people.work("handle", {"担当": "孙", "办理状态": "退回", "转交/延期理由": "物料齐套,是排程"})
    people.run()
    assert people.has("handle") == [PMC]
    assert people.row("handle")["办理状态"] is None
    people.work("handle", {"担当": "赵", "办理状态": "退回", "转交/延期理由": "仍是物料"})
    people.run()
    [asked] = people.asked(SALES)
    assert (asked["种类"], people.has("handle")) == ("裁定主责", [PMC])
    people.decide(SALES, "裁定主责", "不同意", 意见="由生产管理课处理到底")
    people.run()
    assert "由生产管理课处理到底" in people.hint("handle")
    assert people.asked(SALES) == []


@pytest.mark.clause("P4.2-c5", "P4.2-c4")
def test_who_leads_in_quality_stays_and_asks_others_in(people: People) -> None:
    people.plant.complain()
    people.run()
    moved = {"担当": "王强", "办理状态": "转交", "转交至": MFG, "转交/延期理由": "装配问题"}
    people.work("analyse", moved)
    people.run()
    assert people.has("analyse") == [QA] and people.asked(QA) == []
    assert people.hint("analyse").startswith("主责由程序文件规定,不能转交")
    people.work("analyse", {"办理状态": "处理中", "转交至": None, "请协办": f"{MFG}、{ENG}"})
    people.run()
    assert people.has("assist") == [MFG, ENG]
    assert people.listed()["协办部门"] == f"{MFG}、{ENG}"
    assert people.row("reply")["部门结果"] == "等待(已回 0/3)"
    assert [p.name for p in people.plant.answers(f"{MFG}/反馈单")] == [f"{CASE}.xlsx"]


# --- what only a head decides


@pytest.mark.clause("P4.2-b2", "P4.2-c1")
def test_a_level_is_raised_at_once_and_lowered_by_the_head_of_sales_only(people: People) -> None:
    people.plant.complain("| 信息等级 | B |")
    people.run()
    assert people.row("analyse")["完成时限"] == day("11-26 09:00")
    people.work("analyse", {"担当": "王强", "升级为": "A"})
    people.run()
    assert people.row("analyse")["完成时限"] == day("11-25 09:00"), "the start is kept"
    people.work("judge", {"等级改为": "AA", "判定人": "张敏"})
    people.run()
    assert people.row("reply")["回复时限"] == day("11-24 09:00")
    people.work("analyse", {"升级为": "B"})
    people.run()
    assert people.listed()["等级"] == "AA", "quality assurance never lowers"

    people.work("judge", {"等级改为": "A"})
    people.run()
    assert "降级须填理由,并由营业部部长承认" in people.hint("judge")
    people.work("judge", {"理由": "客户更正:未停线"})
    people.run()
    [asked] = people.asked(SALES)
    assert asked["承认内容"] == f"{CASE} 由AA级降为A级"
    assert people.listed()["等级"] == "AA" and "待部长承认" in people.hint("judge")
    people.decide(SALES, "降级", "不同意", 意见="等书面更正")
    people.run()
    assert people.listed()["等级"] == "AA" and "等书面更正" in people.hint("judge")

    people.work("judge", {"理由": "客户书面更正:未停线"})
    people.run()
    people.decide(SALES, "降级", "同意")
    people.run()
    assert (people.listed()["等级"], people.row("reply")["回复时限"]) == ("A", day("11-25 09:00"))
    decisions = people.plant.lines("总台账", "承认记录")
    assert [line["决定"] for line in decisions] == ["不同意", "同意"]


@pytest.mark.clause("P4.2-b2", "P4.2-c3")
@pytest.mark.parametrize(
    "place",
    ["inbox/营业部/承认表.xlsx", f"outbox/{SALES}/承认表.xlsx", f"outbox/{QA}/承认/承认表.xlsx"],
)
def test_a_decision_typed_anywhere_but_in_the_head_s_folder_decides_nothing(
    people: People, place: str
) -> None:
    people.plant.complain()
    people.run()
    people.work("judge", {"等级改为": "B", "理由": "误判", "判定人": "张敏"})
    people.run()
    [asked] = people.asked(SALES)
    copy = people.plant.root / place
    shutil.copyfile(people.approvals(SALES), copy)
    type_into(copy, "承认", str(asked["_key"]), {"决定": "同意", "承认人": HEAD})
    people.plant.stamp(copy)
    people.run()
    assert people.listed()["等级"] == "A"
    assert len(people.asked(SALES)) == 1 and people.plant.inbox() == []
    notices = [p.name for p in people.plant.root.glob("outbox/*/[退通]*/*") if p.is_file()]
    assert any("承认表" in name for name in notices), "given back"


@pytest.mark.clause("P4.2-c4")
@pytest.mark.parametrize("decision", ["同意", "不同意"])
def test_more_time_is_granted_by_the_head_and_the_first_limit_still_counts(
    people: People, decision: str
) -> None:
    people.plant.complain()
    people.run()
    asked = {"办理状态": "申请延期", "延期至": day("11-30 12:00"), "转交/延期理由": "设备在修"}
    people.work("analyse", {"担当": "王强"}, asked)
    people.run()
    [question] = people.asked(QA)
    assert question["承认内容"] == f"{CASE}-T01({QA})延期至 2026-11-30 12:00"
    people.decide(QA, "延期", decision, 意见="先出临时措施")
    people.run()
    granted = "批准延期至 11-30 12:00(考核仍按原时限)" in people.hint("analyse")
    assert granted is (decision == "同意")
    assert ("部长不同意" in people.hint("analyse")) is (decision == "不同意")

    people.at("11-27 10:00")
    people.work("analyse", ANALYSED, NO_CAPA)
    people.run()
    [analysed] = people.booked("analyse")
    assert (analysed["完成时限"], analysed["时限状态"]) == (day("11-25 09:00"), "▲ 超期完成")
    assert analysed["批准延期至"] == (day("11-30 12:00") if decision == "同意" else None)


# --- ends and new beginnings


@pytest.mark.clause("P4.2-c9")
def test_a_refused_reply_begins_a_second_round_and_the_first_verdict_stays(people: People) -> None:
    people.plant.complain()
    people.run()
    people.at("11-25 10:00")
    people.work("analyse", ANALYSED, NO_CAPA)
    people.run()
    people.work("reply", FINAL, {"客户意见": "不接受"})
    people.run()
    assert (people.listed()["轮次"], people.state()) == (2, "重新处理(第2轮)")
    assert people.row("analyse")["完成时限"] == day("11-27 10:00")
    assert people.row("analyse")["原因分析"] is None

    people.at("11-26 09:00")
    people.work("analyse", ANALYSED, NO_CAPA, {"原因分析": "轴承游隙超差"})
    people.work("reply", FINAL, ACCEPTED, {"回复内容": "换轴承批次"})
    people.run()
    assert (people.listed()["时限状态"], people.state()) == ("● 按时完成", "已结案")
    first, second = people.booked("analyse")
    assert (first["时限状态"], second["时限状态"]) == ("▲ 超期完成", "● 按时完成")
    assert {row["round"]: row["verdict"] for row in people.plant.rows("rounds")} == {
        1: "done_late",
        2: "done_on_time",
    }


@pytest.mark.clause("P4.2-c9", "P4.2-c1")
def test_a_closed_case_is_taken_up_again(people: People) -> None:
    people.plant.complain()
    people.run()
    people.work("analyse", ANALYSED, NO_CAPA)
    people.work("reply", FINAL, ACCEPTED)
    people.run()
    assert people.state() == "已结案"
    people.at("11-30 09:00")
    people.work("judge", {"处置": "重新处理", "理由": "同批再发", "判定人": "张敏"})
    people.run()
    assert people.state() == "重新处理(第2轮)"
    assert (people.listed()["轮次"], people.listed()["内部结案日"]) == (2, None)
    assert people.row("analyse")["完成时限"] == day("12-02 09:00")


@pytest.mark.clause("P4.2-c1")
def test_a_case_entered_by_mistake_is_void_once_the_head_agrees(people: People) -> None:
    people.plant.complain()
    people.run()
    people.work("judge", {"处置": "作废", "理由": "重复录入", "判定人": "张敏"})
    people.run()
    assert people.state() == "待接收"
    people.decide(SALES, "作废", "同意")
    people.run()
    assert (people.state(), people.listed()["时限状态"]) == ("已作废", "— 不计时")
    assert people.has("analyse") == people.has("reply") == []
    assert people.plant.lines(SALES, "进度") == []


@pytest.mark.clause("P4.2-c1")
def test_a_case_is_merged_into_another_once_the_head_agrees(people: People) -> None:
    people.plant.complain()
    people.plant.complain("| 反馈内容 | 同一批轴承异响,客户再次来电 |")
    people.run()
    people.work("judge", {"处置": "并入其他反馈", "判定人": "张敏"}, case=SECOND)
    people.run()
    assert people.hint("judge", case=SECOND).startswith("还缺:并入编号、理由")
    people.work("judge", {"并入编号": CASE, "理由": "同一批次"}, case=SECOND)
    people.run()
    people.decide(SALES, "并案", "同意")
    people.run()
    assert people.state(SECOND) == f"已并入{CASE}"
    assert people.has("analyse", SECOND) == []
    assert people.has("analyse") == [QA]


@pytest.mark.clause("P4.2-c4", "P4.2-c7", "P4.2-c8")
def test_other_information_is_handled_where_it_belongs(people: People) -> None:
    people.plant.complain(SERVICE)
    people.run()
    assert people.has("handle") == [SALES]
    people.work("handle", DONE, {"处理措施及结果": "增设总机转接"})
    people.run()
    people.work("reply", FINAL, ACCEPTED)
    people.run()
    assert (people.state(), people.listed()["处理结果"]) == ("已结案", f"{SALES}:增设总机转接")
