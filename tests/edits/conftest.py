"""A plant in the middle of its work."""

import pytest

from tests.plant import Plant


@pytest.fixture
def asked(plant: Plant) -> Plant:
    """A plant whose quality assurance has a complaint on its sheet."""
    plant.complain()
    plant.run()
    return plant
