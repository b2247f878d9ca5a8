"""A plant with two customers, and somebody who keeps 出货数据.xlsx."""

import pytest

from tests.plant import Plant
from tests.settings_book.manager import Manager
from tests.tables import CUSTOMER


@pytest.fixture
def keeper(plant: Plant) -> Manager:
    """Somebody who knows what was shipped."""
    plant.drop(plant.fill(CUSTOMER, "customer"))
    plant.run()
    plant.complain("| 客户名称 | 无锡精工有限公司 |")
    plant.run()
    return Manager(plant, "出货数据", "shipments")
