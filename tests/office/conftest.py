"""LibreOffice as a second spreadsheet program, one for each test session."""

import os
from collections.abc import Iterator

import pytest

from feedback_xl.settings import Settings
from tests.office.office import Office, is_installed

MISSING = "no LibreOffice with UNO: apt-get install libreoffice-calc python3-uno"


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A LibreOffice in the company's time zone."""
    if not is_installed():
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with Office(tmp_path_factory.mktemp("office"), Settings().zone) as running:
        yield running
