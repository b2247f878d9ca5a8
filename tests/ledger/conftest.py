"""A ledger by itself, on a clock that stands at Monday 2026-11-23, 10:00."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from feedback_xl.clock import SimulatedClock
from feedback_xl.ledger.connect import sqlite_url
from feedback_xl.ledger.store import Ledger
from tests.plant import MONDAY


@pytest.fixture
def open_ledger(tmp_path: Path) -> Iterator[Callable[..., Ledger]]:
    """open_ledger(prefix, site) opens one and the same file each time."""
    opened: list[Ledger] = []

    def open_it(prefix: str = "", site: str = "main", name: str = "ledger.db") -> Ledger:
        url, clock = sqlite_url(tmp_path / name), SimulatedClock(MONDAY)
        found = Ledger.open(
            url, site=site, clock=clock, program="test", settings="shipped", prefix=prefix
        )
        opened.append(found)
        return found

    yield open_it
    for ledger in opened:
        ledger.engine.dispose()


@pytest.fixture
def ledger(open_ledger: Callable[..., Ledger]) -> Ledger:
    return open_ledger()
