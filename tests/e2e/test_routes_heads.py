"""What only a head decides, and how a case ends or begins anew; told through files only."""

import shutil

import pytest

from tests.e2e.people import (
    ACCEPTED,
    ANALYSED,
    FINAL,
    HEAD,
    NO_CAPA,
    QA,
    SALES,
    People,
    day,
)
from tests.plant import CASE
from tests.tables import type_into

SECOND = "FK-20261123-002"


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


@pytest.mark.clause("P4.2-b2")
@pytest.mark.parametrize(
    ("decision", "limit"), [("同意", "11-25 09:45"), ("不同意", "11-25 09:00")]
)
def test_a_clock_begins_later_only_where_the_head_of_sales_agrees(
    people: People, decision: str, limit: str
) -> None:
    plant = people.plant
    plant.complain()
    plant.run()
    plant.drop(plant.fill("| 收到时间 | 09:45 |", plant.answer("营业部/回执")))
    people.run()
    [asked] = people.asked(SALES)
    assert asked["承认内容"] == f"{CASE} 收到时间改为 2026-11-23 09:45"
    assert people.row("reply")["回复时限"] == day("11-25 09:00"), "until it is decided"
    people.decide(SALES, "收到时间改晚", decision, 意见="客户通话记录")
    people.run()

    assert people.row("reply")["回复时限"] == people.row("analyse")["完成时限"] == day(limit)


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
    assert len(people.asked(SALES)) == 1 and people.asked(QA) == []
    assert people.plant.inbox() == []
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


@pytest.mark.clause("P4.2-c4")
def test_what_is_no_longer_asked_for_no_longer_waits_for_the_head(people: People) -> None:
    people.plant.complain()
    people.run()
    more_time = {"办理状态": "申请延期", "延期至": day("11-30 12:00"), "转交/延期理由": "设备在修"}
    people.work("analyse", {"担当": "王强"}, more_time)
    people.work("judge", {"处置": "作废", "理由": "重复录入", "等级改为": "B", "判定人": "张敏"})
    people.run()
    assert [line["种类"] for line in people.asked(QA)] == ["延期"]
    assert sorted(str(line["种类"]) for line in people.asked(SALES)) == ["作废", "降级"]
    people.work("analyse", ANALYSED, NO_CAPA)
    people.work("judge", {"处置": None, "等级改为": "A"})
    people.run()
    assert people.asked(QA) == people.asked(SALES) == []
    assert people.booked("analyse")[0]["任务状态"] == "已完成"


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"处置": "客户撤回", "理由": "不要了"}, "「客户撤回」只用于客户要求变更"),
        ({"处置": "重新处理", "理由": "再发"}, "尚未结案,不必重新处理"),
        ({"处置": "并入其他反馈", "并入编号": CASE, "理由": "同批"}, "不能并入本件自身"),
        ({"处置": "并入其他反馈", "并入编号": SECOND, "理由": "同批"}, f"没有反馈 {SECOND}"),
    ],
)
def test_what_cannot_be_done_is_said_in_the_row(
    people: People, cells: dict[str, str], told: str
) -> None:
    people.plant.complain()
    people.run()
    people.work("judge", cells)
    people.run()
    assert told in people.hint("judge")
    assert people.state() == "待接收"


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


def test_two_cases_cannot_be_merged_into_each_other(people: People) -> None:
    """The second question falls with the case it would have been merged into."""
    other = "FK-20261123-002"
    people.plant.complain()
    people.plant.complain("| 反馈内容 | 同一件事,第二次来电 |")
    people.run()
    for case, into in ((CASE, other), (other, CASE)):
        cells = {"处置": "并入其他反馈", "并入编号": into, "理由": "同一件事"}
        people.work("judge", cells, case=case)
        people.run()
    for case in (CASE, other):
        people.decide(SALES, "并案", "同意", case=case)
    people.run()

    states = [people.plant.case(number).state for number in (CASE, other)]
    assert states == ["merged", "transferred"]


def test_a_matter_without_a_clock_is_never_asked_to_begin_later(people: People) -> None:
    people.plant.complain("| 业务类型 | 表扬建议 |")
    people.run()
    [receipt] = people.plant.answers("营业部/回执")
    people.at("11-23 12:00")
    people.plant.drop(people.plant.fill("| 收到时间 | 11:00 |", receipt))
    people.run()

    assert people.asked(SALES) == []
    assert people.plant.case().state == "closed"
