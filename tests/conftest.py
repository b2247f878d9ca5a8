"""Fixtures every room may use; `Plant` is what most end-to-end tests speak with."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedback_xl.app.found import found_workspace
from feedback_xl.language import SOURCE, speak
from feedback_xl.xlsx.reader import Reader
from tests.plant import Plant


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("FEEDBACK_XL_"):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def chinese_is_spoken() -> None:
    """A workspace speaks its own language; whatever stands alone speaks the source's."""
    speak(SOURCE)


@pytest.fixture(scope="session")
def shared_reader() -> Iterator[Reader]:
    """One reading child for all tests of a worker."""
    with Reader() as reader:
        yield reader


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty workspace, to be copied."""
    root = tmp_path_factory.mktemp("founded") / "plant"
    found_workspace(root)
    return root


@pytest.fixture
def plant(
    founded: Path, tmp_path: Path, shared_reader: Reader, request: pytest.FixtureRequest
) -> Iterator[Plant]:
    """A workspace of its own for one test, on Monday 2026-11-23 at 10:00."""
    root = tmp_path / "plant"
    shutil.copytree(founded, root)
    dashboard = request.node.get_closest_marker("dashboard") is not None
    with Plant(root, shared_reader, dashboard=dashboard) as served:
        yield served
