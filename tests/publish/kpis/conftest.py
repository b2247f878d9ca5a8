"""A made-up year, small enough for every test of what is drawn from it."""

import pytest

from feedback_xl.publish.kpis import Figures
from tests.publish.kpis.histories import history_rows
from tests.publish.kpis.small import figures_of


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    return figures_of(tmp_path_factory.mktemp("made-up"), history_rows(cases=400))
