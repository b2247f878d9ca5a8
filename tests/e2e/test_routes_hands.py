"""What a form opens, who judges it and in whose hands it is; through files only."""

import pytest

from tests.e2e.people import (
    ACCEPTED,
    ANALYSED,
    DONE,
    ENG,
    FINAL,
    MFG,
    NO_CAPA,
    PMC,
    PUR,
    QA,
    SALES,
    People,
)
from tests.plant import CASE

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
    assert {CASE, SECOND} <= set(dealings)


@pytest.mark.clause("P4.2-c7")
def test_praise_is_kept_and_chased_by_nobody(people: People) -> None:
    people.plant.complain("| 业务类型 | 表扬建议 | 反馈内容 | 交货及时,感谢 |")
    people.run()
    assert (people.state(), people.listed()["时限状态"]) == ("已结案", "— 不计时")
    assert people.plant.tasks() == []
    assert people.plant.lines(SALES, "进度") == people.plant.lines(SALES, "回复") == []
    dealings = people.plant.lines("顾客档案", "往来记录")
    assert CASE in [line["反馈编号"] for line in dealings]


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
    chain = [
        line["部门"] for line in people.master("任务台账") if "分析并处理" in str(line["处理要求"])
    ]
    assert chain == [PMC, PUR, MFG]

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
    assert people.has("assist") == [ENG, MFG]
    assert people.listed()["协办部门"] == f"{ENG}、{MFG}"
    assert people.row("reply")["部门结果"] == "等待(已回 0/3)"
    assert [p.name for p in people.plant.answers(f"{MFG}/反馈单")] == [f"{CASE}.xlsx"]


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


@pytest.mark.clause("P4.2-c4", "P4.2-c8", "P4.2-c10")
def test_one_of_two_departments_is_late(people: People) -> None:
    people.plant.complain("| 协办部门 | 生产制造部 |")
    people.run()
    assert people.row("reply")["部门结果"] == "等待(已回 0/2)"
    people.at("11-24 10:00")
    people.work("analyse", ANALYSED, NO_CAPA)
    people.run()
    assert people.row("reply")["部门结果"] == "等待(已回 1/2)"
    people.work("reply", FINAL)
    people.run()
    assert "部门结果未齐" in people.hint("reply")

    people.at("11-25 11:00")
    people.work("assist", DONE, {"处理措施及结果": "夹具已更换"}, by=MFG)
    people.run()
    states = {line["部门"]: line["时限状态"] for line in people.master("任务台账")}
    assert (states[QA], states[MFG]) == ("● 按时完成", "▲ 超期完成")
    both = f"{QA}:更换夹具,全检库存\n{MFG}:夹具已更换"
    assert people.listed()["处理结果"] == both
    assert people.state() == "已回复,待客户确认", "what was typed counts once the results are in"
