"""Quality: analysis, supplier, confirmation, corrective action; told through files only."""

import pytest

from tests.e2e.people import (
    ACCEPTED,
    ANALYSED,
    DONE,
    FINAL,
    INTERIM,
    NO_CAPA,
    PMC,
    PUR,
    QA,
    SALES,
    People,
    day,
)
from tests.plant import CASE
from tests.tables import CONFIRMATION

BLAMED = {**ANALYSED, **NO_CAPA, "结论": "供方责任", "供方名称": "无锡精铸"}
STARTED = {**ANALYSED, "启动纠正措施": "是"}
PLAN = {"8D编号": "8D-2026-018", "计划完成日": "2026-12-18", "对策计划": "改夹具,增首件检查"}
MEASURES = {
    "担当": "王强",
    "原因(产生)": "夹具磨损",
    "原因(流出)": "首件未检",
    "对策": "夹具寿命管理",
    "实际完成日": "2026-12-10",
    "FMEA/控制计划已更新": "是",
    "横向展开": "ZD-3010、ZD-3015",
    "验证批次/依据": "L20261211、L20261212 共400件无异响",
    "验证人": "李检",
    "验证日": "2026-12-14",
}
NO_FAULT = """
    | 确认方式 | 退回品检测 | 不良品收到日期 | 2026-11-23 |
"""
DEFECTS = """
    | 产品型号 | 批号 | 收到数 | 检查数 | 不良数 | 不良现象 | 实物处置 | 处置数 |
    | ZD-3012 | {0} | {1} | {1} | {1} | 异响 | {2} | {3} |
"""
DEFECT = "| ZD-3012 | {0} | {1} | {1} | {1} | 异响 | {2} | {3} |"
SORTED = DEFECTS.format("L1", 12, "报废", 12) + DEFECT.format("L2", 8, "良品入库", 8)
RETURNED = """
    | 业务类型 | 退货 |
    | 产品型号或品名 | 涉及数 |
    | ZD-3012 | 20 |
    | 退货类别 | 使用中不良退货 | 是否补货 | 否 |
"""
CONFIRMED = """
    | 确认方式 | 退回品检测 | 不良品收到日期 | 2026-11-23 |
    | 责任判定 | 本公司责任 | 确认结论 | 滚道划伤 |
    | 启动纠正措施 | 是 | 不启动理由 | |
"""


@pytest.mark.clause("P4.2-c6", "P4.2-c5")
def test_the_supplier_is_approached_objects_and_owes_its_8d(people: People) -> None:
    people.plant.complain()
    people.run()
    people.at("11-23 14:00")
    people.work("analyse", BLAMED)
    people.run()
    approach = people.row("negotiate")
    assert (people.has("negotiate"), approach["处理要求"]) == ([PUR], "与供方交涉:无锡精铸")
    assert approach["完成时限"] == day("11-25 14:00"), "the level's hours from its opening"
    assert people.listed()["主责部门"] == QA, "the customer bought from us"
    assert people.hint("analyse").startswith("已办结;结案前还缺:流出原因")

    people.at("11-23 16:00")
    people.work("negotiate", {"担当": "孙采购", "异议(退回品质保证部)依据": "图纸由我方错发"})
    people.run()
    assert people.has("reconsider") == [QA]
    assert str(people.row("reconsider")["处理要求"]).endswith("请复核结论:图纸由我方错发")
    people.work("reconsider", DONE, {"处理措施及结果": "图纸版本无误,维持供方责任"})
    people.work("analyse", {"流出原因": "进料只抽检外观"})
    people.run()

    people.at("11-24 09:00")
    approached = {"供方联系时间": day("11-24 08:30"), "交涉内容/结果": "供方认可,换料"}
    people.work("negotiate", approached, {"SCAR编号": "SCAR-07", "办理状态": "已完成"})
    people.work("reply", FINAL, ACCEPTED)
    people.run()
    assert people.row("supplier_8d")["完成时限"] == day("12-08 17:00"), "10 working days"
    assert people.state() == "客户已接受,内部处理中"
    people.work("supplier_8d", {"担当": "孙采购", "供方8D要求日": "2026-12-04"})
    people.run()
    assert people.row("supplier_8d")["完成时限"] == day("12-08 17:00"), "what is judged by stays"
    assert "改期至 12-04 17:00" in people.hint("supplier_8d")

    people.at("12-03 10:00")
    people.work("supplier_8d", {"供方8D收到日": "2026-12-03", "办理状态": "已完成"})
    people.run()
    [chased] = people.booked("supplier_8d")
    assert (chased["时限状态"], people.state()) == ("● 按时完成", "已结案")
    assert people.listed()["客户结案日"] == day("11-24 09:00")


@pytest.mark.clause("P4.2-e3", "P4.2-c5")
def test_what_came_back_is_accounted_for_before_the_case_closes(people: People) -> None:
    people.plant.complain(RETURNED)
    people.run()
    prepared = people.plant.answer(f"{QA}/待填")
    halfway = (
        CONFIRMED + DEFECTS.format("L1", 12, "报废", 12) + DEFECT.format("L2", 8, "待处置", "")
    )
    people.plant.drop(people.plant.fill(CONFIRMATION + halfway, prepared), to=QA)
    people.work("analyse", ANALYSED)
    people.run()
    assert people.has("plan_capa") == [QA], "启动纠正措施 was answered on the form"
    assert people.hint("confirm").startswith("已办结;结案前还缺:实物处置(处置数合计须等于收到数")
    assert people.row("reply")["部门结果"] == "等待(已回 1/2)"

    people.at("11-24 10:00")
    people.work("plan_capa", PLAN)
    people.run()
    assert people.row("reply")["部门结果"] == "可回复(已回 2/2)", "the plan is enough"
    people.work("reply", FINAL, ACCEPTED)
    people.run()
    assert people.state() == "纠正措施跟踪"
    assert people.row("capa")["计划完成"] == day("12-18 17:00")
    assert people.row("capa")["计划"] == "8D-2026-018\n2026-12-18\n改夹具,增首件检查"

    people.at("12-14 15:00")
    people.work("capa", MEASURES, {"效果确认": "有效"})
    people.run()
    assert people.state() == "客户已接受,内部处理中", "eight pieces have no place yet"
    [receipt] = [p for p in people.plant.answers(f"{QA}/回执") if p.name.startswith("SH-")]
    people.plant.drop(people.plant.fill(SORTED, receipt), to=QA)
    people.run()
    assert people.state() == "已结案"
    closed = people.listed()
    assert closed["客户结案日"] == day("11-24 10:00")
    assert closed["内部结案日"] >= day("12-14 15:00")
    [capa] = people.master("纠正措施台账")
    assert (capa["效果确认"], capa["时限状态"]) == ("有效", "● 按时完成")


@pytest.mark.clause("P4.2-c9", "P4.2-c4")
def test_a_preliminary_reply_keeps_the_promise_while_the_cause_takes_nine_days(
    people: People,
) -> None:
    people.plant.complain()
    people.run()
    people.at("11-24 15:00")
    people.work("analyse", {"担当": "王强", "办理状态": "处理中"})
    people.work("reply", INTERIM, {"下次回复日期": "2026-12-02"})
    people.run()
    assert people.state() == "已初步回复"
    assert people.row("reply")["上次回复/承诺日"] == "11-24 15:00 初步回复 承诺 2026-12-02"

    people.at("12-02 09:00")
    people.run()
    assert people.row("analyse")["时限状态"] == "× 超期"
    assert people.listed()["时限状态"] == "● 按时完成"
    people.work("analyse", ANALYSED, NO_CAPA)
    people.run()
    people.work("reply", FINAL, ACCEPTED)
    people.run()
    [analysed] = people.booked("analyse")
    assert analysed["时限状态"] == "▲ 超期完成"
    assert (people.listed()["时限状态"], people.state()) == ("● 按时完成", "已结案")
    assert people.listed()["首次回复时间"] == day("11-24 15:00")


@pytest.mark.clause("P4.2-c5", "P4.2-c9")
def test_a_measure_without_effect_begins_anew_and_the_customer_is_told(people: People) -> None:
    people.plant.complain()
    people.run()
    people.work("analyse", STARTED)
    people.run()
    people.work("plan_capa", PLAN)
    people.run()
    people.work("reply", FINAL, ACCEPTED)
    people.run()

    people.at("12-14 15:00")
    people.work("capa", MEASURES, {"效果确认": "无效", "验证批次/依据": "L20261211 仍有2件异响"})
    people.run()
    assert [line["效果确认"] for line in people.master("纠正措施台账")] == ["无效", None]
    assert people.has("capa") == [QA] and people.row("capa")["效果确认"] is None
    assert people.has("inform") == [SALES]
    assert str(people.row("inform")["处理要求"]).endswith("8D-2026-018、L20261211 仍有2件异响")
    assert people.state() == "纠正措施跟踪"
    people.work("inform", DONE, {"处理措施及结果": "已邮件告知王工,新计划1月15日"})
    people.work("capa", {"改期至": "2027-01-15"})
    people.run()
    assert str(people.row("capa")["计划完成"])[:16] == "2026-12-18 17:00", "as first planned"
    assert "改期至 01-15 17:00" in people.hint("capa")
    assert people.state() == "纠正措施跟踪"

    people.at("12-28 10:00")
    people.work("capa", MEASURES, {"效果确认": "有效", "改期至": None})
    people.run()
    assert people.state() == "已结案"
    assert people.listed()["客户结案日"] == day("11-23 10:00")


@pytest.mark.clause("P4.2-c5")
def test_other_customers_who_may_be_affected_are_told_by_sales(people: People) -> None:
    people.plant.complain()
    people.run()
    scope = {"其他客户受影响": "是", "受影响范围": "L20261101 另发往无锡新联 60件"}
    people.work("analyse", ANALYSED, NO_CAPA, scope)
    people.run()
    assert people.has("notify") == [SALES]
    asked = "通知相关客户:同批产品可能受影响:L20261101 另发往无锡新联 60件"
    assert people.row("notify")["处理要求"] == asked
    people.work("reply", FINAL, ACCEPTED)
    people.run()
    assert people.state() == "客户已接受,内部处理中"

    people.work("notify", DONE, {"处理措施及结果": "已电话通知无锡新联李工,隔离待挑选"})
    people.run()
    assert people.state() == "已结案"
    assert people.booked("notify")[0]["处理措施及结果"] == "已电话通知无锡新联李工,隔离待挑选"


@pytest.mark.clause("P4.2-c5", "P4.2-e3")
def test_a_concession_waits_for_the_head_of_quality(people: People) -> None:
    people.plant.complain(RETURNED)
    people.run()
    conceded = NO_FAULT + DEFECTS.format("L1", 20, "客户让步接收(特采)", 20)
    people.plant.drop(people.plant.fill(CONFIRMATION + conceded, "confirmation"), to=QA)
    people.run()
    people.work("analyse", ANALYSED)
    people.run()
    people.work("reply", FINAL, ACCEPTED)
    people.run()
    [asked] = people.asked(QA)
    assert (asked["承认内容"], asked["申请"]) == (f"{CASE} 退回品客户让步接收(特采)", f"{QA} 王强")
    assert people.asked(SALES) == []
    assert people.state() == "客户已接受,内部处理中"
    assert "待部长承认" in people.hint("confirm")

    people.decide(QA, "客户让步接收(特采)", "同意", 意见="限本批20件")
    people.run()
    assert people.state() == "已结案"
    [granted] = people.plant.lines("总台账", "承认记录")
    assert (granted["决定"], granted["意见"]) == ("同意", "限本批20件")


@pytest.mark.clause("P4.2-e3")
def test_what_is_refused_as_a_concession_finds_another_place(people: People) -> None:
    people.plant.complain(RETURNED)
    people.run()
    conceded = NO_FAULT + DEFECTS.format("L1", 20, "客户让步接收(特采)", 20)
    people.plant.drop(people.plant.fill(CONFIRMATION + conceded, "confirmation"), to=QA)
    people.work("analyse", ANALYSED)
    people.run()
    people.work("reply", FINAL, ACCEPTED)
    people.decide(QA, "客户让步接收(特采)", "不同意", 意见="涉及安全,须报废")
    people.run()
    assert people.state() == "客户已接受,内部处理中"
    assert "涉及安全,须报废" in people.hint("confirm")

    [receipt] = [p for p in people.plant.answers(f"{QA}/回执") if p.name.startswith("SH-")]
    scrapped = DEFECTS.format("L1", 20, "报废", 20)
    people.plant.drop(people.plant.fill(scrapped, receipt), to=QA)
    people.run()
    assert (people.state(), people.asked(QA)) == ("已结案", [])


@pytest.mark.clause("P4.2-c4", "P4.2-c5")
def test_promised_replacements_are_shipped_before_the_case_closes(people: People) -> None:
    people.plant.complain("""
        | 业务类型 | 换货 | 退货类别 | 使用中不良退货 |
        | 是否补货 | 是 | 补货期限 | 2026-11-27 |
        | 产品型号或品名 | 涉及数 |
        | ZD-3012 | 20 |
    """)
    people.run()
    assert (people.has("ship"), people.row("ship")["完成时限"]) == ([PMC], day("11-27 17:00"))
    replaced = NO_FAULT + DEFECTS.format("L1", 20, "报废", 20)
    people.plant.drop(people.plant.fill(CONFIRMATION + replaced, "confirmation"), to=QA)
    people.work("analyse", ANALYSED)
    people.run()
    people.work("reply", FINAL, ACCEPTED)
    people.work("ship", DONE, {"处理措施及结果": "补货20件"})
    people.run()
    assert people.hint("ship").startswith("还缺:相关单号")
    assert people.state() == "客户已接受,内部处理中"
    people.work("ship", {"相关单号": "CH-20261124-3"})
    people.run()
    assert people.state() == "已结案"
