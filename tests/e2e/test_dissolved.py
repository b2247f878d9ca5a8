"""A department that 设置.xlsx no longer has: no work waits for it, and it sees no file any more."""

from datetime import datetime

import pytest

from tests.e2e.people import SALES, People
from tests.plant import CASE, Plant
from tests.settings_book.manager import Manager
from tests.tables import CUSTOMER

LOGISTICS = "物流课"
ABOUT_IT = f"| 信息类别 | 其他信息 | 信息细类 | 服务 | 主责部门 | {LOGISTICS} |"
FINAL = {"回复类型": "最终回复", "回复内容": "已改换承运商"}
WISH = {
    "调阅申请人": "王强",
    "调阅目的": "核对送货地址",
    "希望有效期至": datetime(2026, 12, 4),
}


@pytest.fixture
def manager(plant: Plant) -> Manager:
    """A company with a department of its own."""
    plant.run()
    manager = Manager(plant)
    manager.decide_new("部门", {"名称": LOGISTICS})
    return manager


def dissolve(manager: Manager) -> list[str]:
    """Take the department out; gives what is told against it."""
    manager.clear("部门", LOGISTICS)
    manager.approve(来历="组织调整")
    manager.save()
    manager.plant.run()
    return manager.told()


def test_it_stays_until_its_cases_are_closed_and_one_opened_again_goes_to_another(
    manager: Manager,
) -> None:
    plant = manager.plant
    plant.complain(ABOUT_IT)
    plant.run()
    handled = {"担当": "周工", "处理措施及结果": "改换承运商", "办理状态": "已完成"}
    plant.type(LOGISTICS, "任务", plant.task("handle").number, handled)
    plant.run()
    before = manager.path.read_bytes()
    assert dissolve(manager) == ["SETTING_DEPARTMENT_BUSY"], "all is done, but nothing answered"

    manager.path.write_bytes(before)
    accepted = {**FINAL, "客户意见": "接受"}
    plant.type(SALES, "回复", plant.task("reply").number, accepted)
    plant.run()
    assert dissolve(manager) == []
    again = {"处置": "重新处理", "理由": "客户再次来电"}
    plant.type(SALES, "判定", plant.task("judge").number, again)
    plant.run()

    handling = [(t.round, t.department, t.state) for t in plant.tasks(CASE, "handle")]
    assert handling == [(1, "D01", "done"), (2, "SALES", "open")]


@pytest.mark.clause("P4.1-3b")
def test_its_permissions_end_with_it(manager: Manager, people: People) -> None:
    plant = manager.plant
    plant.drop(plant.fill(CUSTOMER, "customer"))
    plant.run()
    plant.type(LOGISTICS, "客户一览", "D01/KH-00001", WISH)
    plant.run()
    people.decide(SALES, "调阅许可", "同意")
    plant.run()
    [granted] = plant.rows("grants")
    assert (granted["department"], granted["ended_at"]) == ("D01", None)

    assert dissolve(manager) == []

    [ended] = plant.rows("grants")
    assert ended["ended_at"] is not None
    assert ended["ended_at"] < ended["until"]
