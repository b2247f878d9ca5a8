"""Whatever an end-to-end test did, the books agree with the auditor's reckoning when it is over."""

from collections.abc import Iterator

import pytest

from tests.e2e.auditing import audit
from tests.plant import Plant


@pytest.fixture(autouse=True)
def books_hold(request: pytest.FixtureRequest) -> Iterator[None]:
    plant: Plant | None = None
    if "plant" in request.fixturenames:
        plant = request.getfixturevalue("plant")
    yield
    if plant is not None:
        plant.run()
        assert audit(plant.ws.folders.state, plant.ws.folders.workbooks) == (0, [])
