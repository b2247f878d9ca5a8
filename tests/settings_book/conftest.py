"""A plant whose books are published, and its manager."""

import pytest

from tests.plant import Plant
from tests.settings_book.manager import Manager


@pytest.fixture
def manager(plant: Plant) -> Manager:
    """Somebody who may change 设置.xlsx."""
    plant.run()
    return Manager(plant)
