"""顾客档案登记表: files opened, changed, stopped, and what 生产管理课 has to register."""

from datetime import datetime

import pytest

from feedback_xl.records import Outcome
from tests.plant import Plant
from tests.tables import CUSTOMER

CHANGE = """
    | 登记类别 | 变更 | 客户编码 | KH-00001 |
    | 变更依据 | 客户来函 2026-11-20 |
"""


def enter(plant: Plant, table: str) -> None:
    plant.drop(plant.fill(table, "customer"))
    plant.step()


def fields(plant: Plant) -> dict[str, object]:
    [row] = plant.rows("customers")
    found: dict[str, object] = row["fields"]
    return found


@pytest.mark.clause("P4.1-1a", "P4.1-2", "P3.2")
def test_a_confirmed_customer_gets_a_number_and_is_registered_within_a_working_day(
    plant: Plant,
) -> None:
    enter(plant, CUSTOMER)
    [row] = plant.rows("customers")
    [task] = plant.tasks("KH-00001")

    assert (row["key"], row["name"], row["status"]) == (
        "KH-00001",
        "苏州恒达电机有限公司",
        "active",
    )
    assert (task.step, task.department) == ("register", "PMC")
    assert task.limit_at == datetime(2026, 11, 24, 17, 0)
    assert task.values == {"action": "new"}


@pytest.mark.clause("P4.1-2")
def test_a_customer_only_in_sight_is_not_registered(plant: Plant) -> None:
    enter(plant, CUSTOMER + "| 客户状态 | 潜在 |")

    assert plant.tasks("KH-00001") == []


def test_a_customer_that_becomes_one_is_registered_then(plant: Plant) -> None:
    enter(plant, CUSTOMER + "| 客户状态 | 潜在 |")
    enter(plant, CHANGE + "| 客户状态 | 合作中 |")
    [task] = plant.tasks("KH-00001")

    assert task.values == {"action": "new"}, "it has no system code yet"


@pytest.mark.clause("P4.1-4c")
def test_blank_is_unchanged_and_the_word_for_delete_deletes(plant: Plant) -> None:
    enter(plant, CUSTOMER)
    enter(plant, CHANGE + "| 地址 | 无锡市新吴区长江路1号 |\n | 传真 | 清空 |")

    assert fields(plant)["address"] == "无锡市新吴区长江路1号"
    assert "fax" not in fields(plant)
    assert fields(plant)["customer_name"] == "苏州恒达电机有限公司"
    assert plant.rows("customers")[0]["revision"] == 1


def test_products_are_added_and_replaced_by_part_and_none_is_thrown_away(plant: Plant) -> None:
    enter(plant, CUSTOMER + "| 本厂型号 | 客户料号 |\n | ZD-1 | HD-1 |")
    enter(plant, CHANGE + "| 简称 | 恒达 |")
    assert plant.rows("customers")[0]["lines"]["products"] == [
        {"part": "ZD-1", "customer_part": "HD-1"}
    ]
    enter(plant, CHANGE + "| 本厂型号 |\n | ZD-2 |")
    enter(plant, CHANGE + "| 本厂型号 | 客户料号 |\n | ZD-1 | HD-9 |")

    assert plant.rows("customers")[0]["lines"]["products"] == [
        {"part": "ZD-1", "customer_part": "HD-9"},
        {"part": "ZD-2"},
    ]


@pytest.mark.clause("P4.1-1b")
def test_what_every_file_must_say_cannot_be_deleted(plant: Plant) -> None:
    enter(plant, CUSTOMER)
    enter(plant, CHANGE + "| 联系人 | 清空 |")

    assert (plant.arrival()["outcome"], plant.told()) == (Outcome.RETURNED, ["CLEARED_NEEDED"])
    assert fields(plant)["contact"] == "王工"


def test_what_changed_is_told_to_production_control_but_nothing_restricted(plant: Plant) -> None:
    enter(plant, CUSTOMER)
    plant.run()
    done = {"登录结果": "已登录", "系统客户编码": "C0012", "登录人": "周工"}
    row = plant.tasks("KH-00001")[0].number
    plant.type("生产管理课", "登录", row, {**done, "登录日期": datetime(2026, 11, 23)})
    plant.run()
    enter(plant, CHANGE + "| 简称 | 恒达 | 邮箱 | li@hengda.cn |\n | 联系人 | 李工 |")
    task = plant.tasks("KH-00001")[-1]

    assert task.values == {"action": "change"}
    assert "简称:恒达电机→恒达" in task.detail
    assert "邮箱:已变更(保密)" in task.detail
    assert "li@hengda.cn" not in task.detail
    assert "李工" not in task.detail


def test_a_change_before_the_first_registration_adds_to_the_open_task(plant: Plant) -> None:
    enter(plant, CUSTOMER)
    enter(plant, CHANGE + "| 简称 | 恒达 |")
    [task] = plant.tasks("KH-00001")

    assert task.values == {"action": "new"}
    assert "简称" in task.detail


def test_stop_and_resume_change_the_status_and_are_registered(plant: Plant) -> None:
    enter(plant, CUSTOMER)
    enter(plant, CHANGE + "| 登记类别 | 停用 |")
    assert plant.rows("customers")[0]["status"] == "ended"
    enter(plant, CHANGE + "| 登记类别 | 恢复 | 变更依据 | 重新下单 |")

    assert plant.rows("customers")[0]["status"] == "active"


@pytest.mark.clause("P3.2", "P4.1-2", "P4.1-5")
def test_registered_is_done_and_its_code_comes_back_into_the_file(plant: Plant) -> None:
    enter(plant, CUSTOMER)
    plant.run()
    [task] = plant.tasks("KH-00001")
    plant.type("生产管理课", "登录", task.number, {"登录结果": "已登录", "登录人": "周工"})
    plant.run()
    [line] = plant.lines("生产管理课", "登录")
    assert "还缺:登录日期、系统客户编码" in str(line["系统提示"])
    rest = {"系统客户编码": "C0012", "登录日期": datetime(2026, 11, 23)}
    plant.type("生产管理课", "登录", task.number, rest)
    plant.run()
    [row] = plant.rows("customers")

    assert (row["system_code"], row["registered_at"] is not None) == ("C0012", True)
    assert plant.lines("生产管理课", "登录") == []
    [known] = plant.lines("技术部", "客户一览")
    assert str(known["系统登录状态"]).startswith("已登录 C0012")


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (CUSTOMER + "| 传真 | 0512-66881235 |", "CUSTOMER_EXISTS"),
        (CHANGE + "| 客户编码 | KH-00009 |", "CUSTOMER_UNKNOWN"),
    ],
)
def test_a_file_for_the_wrong_customer_comes_back(plant: Plant, table: str, code: str) -> None:
    enter(plant, CUSTOMER)
    enter(plant, table)

    assert (plant.arrival()["outcome"], plant.told()) == (Outcome.RETURNED, [code])
    assert "传真" not in str(plant.tasks("KH-00001")[0].detail)


def test_the_file_of_a_customer_known_by_complaint_only_keeps_its_number(plant: Plant) -> None:
    plant.complain("| 客户名称 | 苏州恒达电机有限公司 |")
    plant.step()
    enter(plant, CUSTOMER)
    [row] = plant.rows("customers")

    assert (row["key"], row["provisional"]) == ("KH-00001", False)
    assert plant.case().customer == "KH-00001"
    assert row["opened_at"] is not None


@pytest.mark.parametrize("name", ["恒达电机", "苏州恒达电机有限公司", "苏州恒达電机有限公司 "])
def test_complaints_find_their_customer_by_full_or_short_name_only(plant: Plant, name: str) -> None:
    enter(plant, CUSTOMER)
    plant.complain(f"| 客户名称 | {name} |")
    plant.step()
    known = "電" not in name

    assert (plant.case().customer == "KH-00001") is known
    assert ("CUSTOMER_SIMILAR" in plant.told()) is not known
