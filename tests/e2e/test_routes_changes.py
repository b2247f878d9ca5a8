"""What customers ask to be changed: chains, outcomes, gates and papers; through files only."""

import pytest

from tests.e2e.people import (
    DONE,
    ENG,
    FINAL,
    MFG,
    PMC,
    PUR,
    QA,
    SALES,
    People,
    day,
)
from tests.plant import CASE

CHANGE = """
    | 业务类型 | 变更 | 信息类别 | 其他信息 |
    | 反馈内容 | 客户来函要求变更 |
    | 合同/订单号 | HT-2026-118 | 要求生效日 | 2026-12-20 |
"""
TECHNICAL = CHANGE + "| 变更种类 | 技术要求变更 | 变更前 | 脂润滑 | 变更后 | 油润滑 |"
QUANTITY = CHANGE + "| 变更种类 | 合同数量增加 | 变更前 | 1000件 | 变更后 | 1500件 |"
BOTH = CHANGE + "| 变更种类 | 技术要求变更、交期提前 | 变更前 | 脂润滑 | 变更后 | 油润滑,提前10天 |"
NOTIFIED = [MFG, PUR, PMC, QA]
REVIEWERS = [ENG, MFG, PUR, PMC, QA]
CAN = {"评审意见": "可满足", "评审人": "赵评", "评审日期": "2026-11-24"}
SIGNED = {"回签人": "周签", "回签日期": "2026-11-25", "已作变更内容": "作业指导书改版"}
CONCLUDED = {"评审单号": "PS-31", "评审结论": "可满足", "条件/答复要点": "按期按量"}
AGREED = {"客户协商结果": "同意", "协议日期": "2026-11-24", "协议/订单号": "HT-2026-118-1"}
NOTICE = f"客户要求变更通知单_{CASE}.xlsx"


def notified(people: People) -> list[str]:
    """Departments that have the written notice."""
    outbox = people.plant.root / "outbox"
    return sorted(path.parts[-3] for path in outbox.glob(f"*/通知/{NOTICE}"))


def reviewed(people: People, **otherwise: dict[str, str]) -> None:
    """All five departments review; `otherwise` by department."""
    for name in REVIEWERS:
        people.work("review_change", CAN, otherwise.get(name, {}), by=name)
    people.run()


def book(people: People) -> dict[str, object]:
    """The change in 客户要求变更台账."""
    [line] = people.master("客户要求变更台账")
    return dict(line)


@pytest.mark.clause("P4.2-d1", "P4.2-d2", "P4.2-d3", "P4.2-d4", "P4.2-d5", "P4.2-d8", "P4.2-d9")
def test_a_technical_change_reaches_four_acknowledgements(people: People) -> None:
    people.plant.complain(TECHNICAL)
    people.run()
    assert people.has("determine") == [ENG]
    assert people.row("determine")["变更后"] == "油润滑"
    assert people.row("reply")["部门结果"] == "等待(已回 0/1)"
    people.work("determine", {"技术结论": "附条件可行", "确认人": "钱工"})
    people.run()
    assert people.hint("determine").startswith("还缺:技术条件/理由")
    people.work("determine", {"技术条件/理由": "换密封圈材质", "图纸/规格号": "D-3012-B"})
    people.run()
    assert people.has("agree_technically") == [SALES]
    assert notified(people) == [], "nothing is announced before the agreement"

    people.at("11-24 10:00")
    people.work("agree_technically", {"技术协议编号": "JX-7", "签订日期": "2026-11-24"})
    people.run()
    assert people.has("acknowledge") == NOTIFIED
    assert notified(people) == sorted(NOTIFIED)
    assert {"油润滑", "技术协议 JX-7", "2026-12-20"} <= people.read(MFG, f"通知/{NOTICE}")
    assert people.has("register_change") == [PMC]
    people.work("reply", FINAL, {"客户意见": "接受"})
    for name in NOTIFIED[:3]:
        people.work("acknowledge", SIGNED, by=name)
    people.work("register_change", DONE, {"处理措施及结果": "BOM已改版"})
    people.run()
    assert (book(people)["回签"], people.state()) == ("3/4", "客户已接受,内部处理中")

    people.work("acknowledge", SIGNED, {"切换批次/日期": "L20261221起"}, by=QA)
    people.run()
    assert (book(people)["回签"], people.state()) == ("4/4", "已结案")
    assert book(people)["技术协议编号"] == "JX-7"


@pytest.mark.clause("P4.2-d2", "P4.2-d10")
def test_a_technical_change_that_is_not_feasible_is_explained(people: People) -> None:
    people.plant.complain(TECHNICAL)
    people.run()
    infeasible = {"技术结论": "不可行", "技术条件/理由": "密封温度超出材料极限"}
    people.work("determine", infeasible, {"确认人": "钱工"})
    people.run()
    assert people.has("agree_technically") == people.has("acknowledge") == []
    assert people.has("explain") == [SALES]
    assert "密封温度超出材料极限" in str(people.row("explain")["各部门意见"])
    told = {"解释日期": "2026-11-23", "解释内容": "已向王工说明,改用高温脂"}
    people.work("explain", told)
    people.work("reply", FINAL, {"客户意见": "接受"})
    people.run()
    assert (people.state(), notified(people)) == ("已结案", [])
    assert (book(people)["技术结论"], book(people)["解释内容"]) == ("不可行", told["解释内容"])


@pytest.mark.clause("P4.2-d6", "P4.2-d7", "P4.2-d8", "P4.2-d9", "P3.2")
def test_a_quantity_that_can_be_met_is_agreed_upon_and_announced(people: People) -> None:
    people.plant.complain(QUANTITY)
    people.run()
    assert people.has("review_change") == REVIEWERS
    assert people.row("review_change", by=PUR)["评审要点"] == "物料齐套日"
    assert people.has("conclude") == [], "not before the departments have spoken"
    people.at("11-24 09:00")
    reviewed(people)
    assert people.row("conclude")["建议结论"] == "可满足"
    assert notified(people) == []
    people.work("conclude", CONCLUDED, AGREED)
    people.run()
    assert people.has("acknowledge") == NOTIFIED
    assert notified(people) == sorted(NOTIFIED)
    assert people.has("register_change") == [PMC]
    assert (book(people)["评审结论"], book(people)["协议/订单号"]) == ("可满足", "HT-2026-118-1")


@pytest.mark.clause("P4.2-d7")
def test_an_agreement_before_the_review_is_held_until_somebody_says_why(people: People) -> None:
    people.plant.complain(QUANTITY)
    people.run()
    people.at("11-24 09:00")
    reviewed(people)
    people.work("conclude", CONCLUDED, AGREED, {"协议日期": "2026-11-20"})
    people.run()
    assert "协议日期早于评审结论" in people.hint("conclude")
    assert people.has("conclude") == [SALES] and notified(people) == []
    people.work("conclude", {"先于评审的说明": "客户停线,部长口头同意先签"})
    people.run()
    assert people.has("conclude") == []
    assert people.has("acknowledge") == NOTIFIED


@pytest.mark.clause("P4.2-d6", "P4.2-d7")
def test_a_quantity_that_can_be_met_with_conditions(people: People) -> None:
    people.plant.complain(QUANTITY)
    people.run()
    people.at("11-24 09:00")
    partly = {"评审意见": "附条件满足", "可满足数量": 1300, "可满足日期": "2026-12-28"}
    reviewed(people, **{PMC: partly})
    assert people.hint("review_change", by=PMC).startswith("还缺:条件/理由")
    assert people.has("conclude") == []
    people.work("review_change", {"条件/理由": "12月28日前1300件,余200件1月10日"}, by=PMC)
    people.run()
    assert people.row("conclude")["建议结论"] == "附条件满足"
    assert f"{PMC}:附条件满足 12月28日前1300件" in str(people.row("conclude")["各部门意见"])

    terms = {"评审结论": "附条件满足", "条件/答复要点": "分两批交货"}
    people.work("conclude", CONCLUDED, terms, AGREED)
    people.run()
    assert people.has("acknowledge") == NOTIFIED
    assert book(people)["评审结论"] == "附条件满足"


@pytest.mark.clause("P4.2-d6", "P4.2-d10")
@pytest.mark.parametrize(
    "outcome",
    [
        {"评审结论": "不能满足"},
        {"评审结论": "附条件满足", "客户协商结果": "不同意"},
    ],
    ids=["cannot", "refused"],
)
def test_a_quantity_that_cannot_be_met_or_agreed_is_explained(
    people: People, outcome: dict[str, str]
) -> None:
    people.plant.complain(QUANTITY)
    people.run()
    people.at("11-24 09:00")
    reviewed(people, **{PUR: {"评审意见": "不能满足", "条件/理由": "轴承交期10周"}})
    assert people.row("conclude")["建议结论"] == "不能满足"
    people.work("conclude", {"评审单号": "PS-31"}, outcome)
    people.run()
    assert people.has("explain") == [SALES] and people.has("acknowledge") == []
    people.work("explain", {"解释日期": "2026-11-24", "解释内容": "轴承交期所限,客户表示理解"})
    people.work("reply", FINAL, {"客户意见": "接受"})
    people.run()
    assert (people.state(), notified(people)) == ("已结案", [])
    assert book(people)["解释内容"] == "轴承交期所限,客户表示理解"


@pytest.mark.clause("P4.2-d1")
def test_a_change_the_customer_withdraws_ends_at_once(people: People) -> None:
    people.plant.complain(QUANTITY)
    people.run()
    people.work("review_change", CAN, by=ENG)
    people.work("judge", {"处置": "客户撤回", "判定人": "张敏"})
    people.run()
    assert people.hint("judge").startswith("还缺:理由")
    people.work("judge", {"理由": "王工来电:订单另议"})
    people.run()
    assert (people.state(), people.listed()["时限状态"]) == ("客户已撤回", "— 不计时")
    assert people.has("review_change") == people.has("reply") == []
    assert book(people)["状态"] == "客户已撤回"


@pytest.mark.clause("P4.2-d1", "P4.2-d3", "P4.2-d8")
def test_technical_and_earlier_at_once_go_both_ways_and_give_one_notice(people: People) -> None:
    people.plant.complain(BOTH)
    people.run()
    assert (people.has("determine"), people.has("review_change")) == ([ENG], REVIEWERS)
    people.at("11-24 09:00")
    people.work("determine", {"技术结论": "可行", "确认人": "钱工"})
    reviewed(people)
    assert people.has("agree_technically") == people.has("conclude") == [SALES]
    people.work("conclude", CONCLUDED, AGREED)
    people.run()
    assert notified(people) == [], "the technical agreement is still awaited"
    people.work("agree_technically", {"技术协议编号": "JX-8", "签订日期": "2026-11-24"})
    people.run()
    assert people.has("acknowledge") == NOTIFIED
    assert [len(people.plant.answers(f"{name}/通知")) for name in NOTIFIED] == [1, 1, 1, 1]
    assert "技术协议 JX-8、合同评审 PS-31" in people.read(QA, f"通知/{NOTICE}")
    assert people.row("acknowledge", by=QA)["完成时限"] == day("11-25 17:00")
