"""A customer's file: opened, completed, changed by two people, looked through in time (P4.1)."""

from datetime import datetime

import pytest

from tests.e2e.people import HEAD, PMC, SALES, Line, People
from tests.plant import Plant
from tests.tables import CUSTOMER

NUMBER = "KH-00001"
OLD_ACCOUNT, NEW_ACCOUNT = "1102020109001234567", "6222021234567890128"
BANK = f"| 开户行 | 工商银行园区支行 | 账号 | {OLD_ACCOUNT} |"
CHANGE = f"""
    | 登记类别 | 变更 | 客户编码 | {NUMBER} |
    | 变更依据 | 客户来函 2026-11-20 | 作成 | 张敏 |
"""
REGISTERED = {"登录结果": "已登录", "系统客户编码": "C0012", "登录人": "周工"}
WHEN = {"登录日期": datetime(2026, 11, 23)}
ASKED = "档案变更确认"


def hand_in(people: People, table: str) -> None:
    people.plant.drop(people.plant.fill(table, "customer"))
    people.run()


def file_of(people: People) -> Line:
    [line] = [row for row in people.plant.lines("顾客档案", "顾客档案") if row["_key"] == NUMBER]
    return line


def dealings(people: People) -> list[Line]:
    return people.plant.lines("顾客档案", "往来记录")


def to_do(people: People) -> list[Line]:
    return people.plant.lines(SALES, "档案")


def receipt(people: People) -> str:
    papers = sorted(people.plant.root.glob(f"outbox/{SALES}/回执/{NUMBER}_*"))
    return "\n".join(people.read(SALES, f"回执/{papers[-1].name}"))


@pytest.fixture
def known(people: People) -> People:
    """A customer whose file stands and is registered."""
    hand_in(people, CUSTOMER + BANK)
    people.work("register", REGISTERED, WHEN, case=NUMBER)
    people.run()
    return people


@pytest.mark.clause("P4.1-4b")
def test_a_new_bank_account_takes_effect_when_a_second_person_confirms_it(known: People) -> None:
    hand_in(known, CHANGE + f"| 账号 | {NEW_ACCOUNT} | 邮箱 | li@hengda.example |")

    assert known.plant.told() == ["SECOND_PERSON_WAITS"]
    assert "账号的变更待第二人确认" in receipt(known)
    assert (file_of(known)["账号"], file_of(known)["邮箱"]) == (OLD_ACCOUNT, "li@hengda.example")
    [row] = known.asked(SALES)
    assert f"账号:{OLD_ACCOUNT}→{NEW_ACCOUNT}" in str(row["承认内容"])
    assert (row["种类"], row["申请"], row["申请理由"]) == (
        ASKED,
        "营业部 张敏",
        "客户来函 2026-11-20",
    )
    assert "账号" not in str(known.plant.task("register", NUMBER).detail)
    known.decide(SALES, ASKED, "同意")
    known.run()

    assert (file_of(known)["账号"], known.asked(SALES)) == (NEW_ACCOUNT, [])
    detail = known.plant.task("register", NUMBER).detail
    assert detail == "邮箱:已变更(保密)\n账号:已变更(保密)", "生产管理课 registers it as usual"
    [line] = [row for row in dealings(known) if NEW_ACCOUNT in str(row["主题"])]
    assert line["主题"] == f"账号:{OLD_ACCOUNT}→{NEW_ACCOUNT}"
    assert (line["业务类型"], line["重大事件"]) == ("档案变更", "★")
    paper = known.plant.answer(f"{SALES}/通知")
    assert "已按变更后的内容更新客户档案。" in known.read(SALES, f"通知/{paper.name}")


@pytest.mark.clause("P4.1-4b")
def test_who_filled_the_form_is_no_second_person(known: People) -> None:
    hand_in(known, CHANGE + f"| 账号 | {NEW_ACCOUNT} |")
    known.decide(SALES, ASKED, "同意", 承认人="张敏")
    known.run()

    assert file_of(known)["账号"] == OLD_ACCOUNT
    [row] = known.asked(SALES)
    assert "须由另一人确认" in str(row["系统提示"])
    known.decide(SALES, ASKED, "同意", 承认人=HEAD)
    known.run()
    assert file_of(known)["账号"] == NEW_ACCOUNT


@pytest.mark.clause("P4.1-4b")
def test_a_refused_change_of_the_name_changes_nothing_and_its_sender_is_told(
    known: People,
) -> None:
    hand_in(known, CHANGE + "| 客户名称 | 苏州恒达股份有限公司 |")
    known.decide(SALES, ASKED, "不同意", 意见="未见营业执照")
    known.run()

    assert file_of(known)["客户名称"] == "苏州恒达电机有限公司"
    assert known.has("register", NUMBER) == []
    paper = known.plant.answer(f"{SALES}/通知")
    said = known.read(SALES, f"通知/{paper.name}")
    assert "未见营业执照" in said
    assert any(text.startswith("客户档案未变") for text in said)


def test_a_second_change_waits_together_with_the_first_until_it_is_taken_back(
    known: People,
) -> None:
    hand_in(known, CHANGE + f"| 账号 | {NEW_ACCOUNT} |")
    hand_in(known, CHANGE + "| 开户行 | 招商银行 | 作成 | 李娜 |")
    [row] = known.asked(SALES)
    assert (row["申请"], str(row["承认内容"]).count("→")) == ("营业部 张敏、李娜", 2)
    hand_in(known, CHANGE + f"| 账号 | {OLD_ACCOUNT} |")
    [row] = known.asked(SALES)
    assert (str(row["承认内容"]).count("→"), "账号" in str(row["承认内容"])) == (1, False)
    hand_in(known, CHANGE + "| 开户行 | 工商银行园区支行 |")

    assert known.asked(SALES) == []
    assert {row["state"] for row in known.plant.rows("approvals")} == {"withdrawn"}


def test_deleting_the_account_of_a_file_takes_two_as_well(known: People) -> None:
    hand_in(known, CHANGE + "| 账号 | 清空 |")
    assert file_of(known)["账号"] == OLD_ACCOUNT
    known.decide(SALES, ASKED, "同意")
    known.run()

    assert file_of(known)["账号"] is None


@pytest.mark.clause("P4.1-1a")
def test_a_customer_known_by_complaint_gets_its_file_within_a_working_day(people: People) -> None:
    people.plant.complain("| 客户名称 | 苏州恒达电机有限公司 |")
    people.run()
    [row] = to_do(people)
    assert (row["客户编码"], row["完成时限"]) == (NUMBER, datetime(2026, 11, 24, 17))
    assert str(row["处理要求"]).startswith("为新接触的客户建立档案")
    assert "还缺" not in str(row["系统提示"])
    hand_in(people, CUSTOMER)

    assert to_do(people) == []
    assert people.plant.task("open_file", NUMBER).state == "done"
    assert (file_of(people)["客户状态"], file_of(people)["待补全"]) == ("合作中", None)


@pytest.mark.clause("P4.1-1b")
def test_a_file_that_lacks_something_is_a_task_until_it_is_complete(people: People) -> None:
    hand_in(people, CUSTOMER + "| 法定代表人 |  | 传真 |  |")
    [row] = to_do(people)
    assert row["缺什么"] == "待补全:法定代表人、传真"
    people.work("complete_file", {"担当/复审人": "张敏", "备注": "已向客户索取"}, case=NUMBER)
    hand_in(people, CHANGE + "| 传真 | 无 |")
    [row] = to_do(people)
    assert (row["缺什么"], row["担当/复审人"]) == ("待补全:法定代表人", "张敏")
    hand_in(people, CHANGE + "| 法定代表人 | 陈建国 |")

    assert to_do(people) == []
    assert people.plant.task("complete_file", NUMBER).state == "done"


@pytest.mark.clause("P4.1-2")
def test_what_production_control_sends_back_is_sales_to_complete(people: People) -> None:
    hand_in(people, CUSTOMER)
    people.work("register", {"登录结果": "资料不全退回", "退回理由": "缺收货地址"}, case=NUMBER)
    people.run()
    [row] = to_do(people)
    assert row["缺什么"] == "登录退回:缺收货地址"
    assert people.has("register", NUMBER) == [PMC], "the registration stays open"
    people.at("11-23 15:00")
    hand_in(people, CHANGE + "| 收货地址 | 苏州市星湖街218号3号门 |")

    assert to_do(people) == []
    assert "收货地址" in people.plant.task("register", NUMBER).detail


@pytest.mark.clause("P4.1-4a")
@pytest.mark.parametrize(("grade", "months"), [("重点", 6), ("一般", 12)])
def test_a_file_is_looked_through_by_the_customer_s_grade(
    plant: Plant, people: People, grade: str, months: int
) -> None:
    hand_in(people, CUSTOMER + f"| 客户等级 | {grade} |")
    year, month = divmod(11 - 1 + months, 12)
    due = datetime(2026 + year, month + 1, 23, 9)
    plant.clock.move_to(due.replace(day=22))
    people.run()
    assert to_do(people) == []
    plant.clock.move_to(due)
    people.run()
    [row] = to_do(people)
    assert "定期复审" in str(row["处理要求"])
    people.work("review_file", {"担当/复审人": "张敏", "复审结果": "无变化"}, case=NUMBER)
    people.run()

    assert to_do(people) == []
    [customer] = plant.rows("customers")
    assert customer["reviewed_at"].date() == due.date()


@pytest.mark.clause("P4.1-4b", "P4.2-a3")
def test_every_dealing_is_in_the_file_and_major_ones_are_flagged(known: People) -> None:
    known.plant.complain("| 客户名称 | 恒达电机 |")
    known.plant.step()
    known.plant.complain("| 客户名称 | 恒达电机 | 信息等级 | AA | 反馈方式 | 客户走访 |")
    known.run()
    hand_in(known, CHANGE + "| 简称 | 恒达 |")
    told = [(row["业务类型"], row["反馈方式"], row["重大事件"]) for row in dealings(known)]

    assert ("首次登记", None, None) in told
    assert ("一般反馈", "电话", None) in told
    assert ("一般反馈", "客户走访", "★") in told
    assert told[-1] == ("档案变更", None, None)
    assert dealings(known)[-1]["主题"] == "简称:恒达电机→恒达"


@pytest.mark.clause("P4.1-5")
def test_every_department_reads_that_a_file_changed_for_thirty_days(known: People) -> None:
    hand_in(known, CHANGE + "| 简称 | 恒达 |")
    [line] = known.plant.lines("技术部", "客户一览")
    assert (line["简称"], line["变更"]) == ("恒达", "变更 11-23")
    known.at("12-24 09:00")
    known.run()

    [line] = known.plant.lines("技术部", "客户一览")
    assert line["变更"] is None
