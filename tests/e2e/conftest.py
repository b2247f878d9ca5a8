"""Whatever an end-to-end test did, journal, tables and books agree when it is over."""

from collections.abc import Iterator

import pytest

from tests.e2e.auditing import audit
from tests.e2e.people import People
from tests.plant import Plant


@pytest.fixture
def people(plant: Plant) -> People:
    return People(plant)


@pytest.fixture(autouse=True)
def books_hold(request: pytest.FixtureRequest) -> Iterator[None]:
    """The journal replayed gives the same tables, and the auditor's reckoning the same books."""
    plant: Plant | None = None
    if "plant" in request.fixturenames:
        plant = request.getfixturevalue("plant")
    yield
    if plant is not None:
        plant.look_at_dashboard()
        plant.run()
        assert plant.broken() == []
        assert audit(plant.ws.folders.state, plant.ws.folders.workbooks) == (0, [])
