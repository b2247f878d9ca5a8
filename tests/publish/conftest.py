"""A plant whose books have been published."""

import pytest

from tests.plant import Plant
from tests.tables import CUSTOMER


@pytest.fixture
def known(plant: Plant) -> Plant:
    """A customer with a file and nothing to be done about it: no clock runs but a complaint's."""
    plant.drop(plant.fill(CUSTOMER + "| 简称 | 苏州恒达电机 | 客户状态 | 潜在 |", "customer"))
    plant.step()
    return plant


@pytest.fixture
def published(plant: Plant) -> Plant:
    """A customer with a file, an AA complaint of his, and one form that came back."""
    plant.drop(plant.fill(CUSTOMER, "customer"))
    plant.step()
    plant.complain("| 客户名称 | 恒达电机 | 信息等级 | AA |\n | AA电话通知(姓名、时间) | 王强 |")
    plant.complain("| 客户名称 | 恒达电机 | 反馈内容 | |")
    plant.run()
    return plant
