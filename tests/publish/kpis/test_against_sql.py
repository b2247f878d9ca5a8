"""Every measure of a year's ledger equals what plain SQL makes of the same tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isclose
from sqlite3 import Connection

import pytest

from feedback_xl.clock import SimulatedClock
from feedback_xl.ledger.connect import sqlite_url
from feedback_xl.ledger.store import Ledger
from feedback_xl.procedure.load import shipped_company
from feedback_xl.publish.kpis import Figures, Period, Reading, all_kpis, lists
from feedback_xl.publish.snapshot import take_snapshot
from tests.publish.kpis.histories import NOW, write_history
from tests.publish.kpis.in_sql import COHORTS, ageing, opened, reckon

FOLDED = ("part", "defect")  # SQL compares them in small letters
MONTHS = Period.last_months(NOW, 14)


@dataclass
class Year:
    figures: Figures
    db: Connection


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """Five thousand forms' worth of ledger, as the program sees it and as SQL does."""
    path = tmp_path_factory.mktemp("year") / "ledger.db"
    company = shipped_company()
    ledger = Ledger.open(
        sqlite_url(path), site="main", clock=SimulatedClock(NOW), program="", settings=""
    )
    write_history(ledger.engine, "main", company, cases=5000)
    with ledger.reading() as book:
        snapshot = take_snapshot(book, company, NOW, path)
    ledger.engine.dispose()
    db = opened(path)
    yield Year(Figures(snapshot), db)
    db.close()


def test_sql_knows_every_measure() -> None:
    assert COHORTS.keys() == all_kpis().keys()


@pytest.mark.parametrize("measure", COHORTS)
def test_a_measure_is_what_sql_makes_of_the_ledger(year: Year, measure: str) -> None:
    kpi, figures = all_kpis()[measure], year.figures
    now = figures.snapshot.as_of
    wanted = reckon(year.db, measure, "", now)
    assert len(wanted) >= (1 if kpi.moment else 10), "the history is too thin to prove anything"
    for period in [figures.month] if kpi.moment else MONTHS:
        same(figures.read(measure, period), wanted.get((period.label, "")), kpi.unit)
    for group in kpi.groups:
        wanted = reckon(year.db, measure, group, now)
        for period in [figures.month] if kpi.moment else MONTHS:
            by = figures.by(measure, period, group)
            told = {key.lower() if group in FOLDED else key: one for key, one in by.items()}
            known = {
                name: one for (month, name), one in wanted.items() if month == period.label and name
            }
            assert told.keys() == known.keys(), (period, group)
            for key, reading in told.items():
                same(reading, known[key], kpi.unit)


def same(
    reading: Reading, wanted: tuple[float | None, float, float | None] | None, unit: str
) -> None:
    """Counts to the last one, ratios to nine digits; nothing to divide by is no number."""
    if wanted is None:
        assert not reading.n
        assert reading.value is None or (unit == "count" and reading.value == 0)
        return
    hits, whole, value = wanted
    scale = 1e6 if unit == "ppm" else 1
    assert reading.n == whole
    assert hits is None or isclose(reading.hits or 0, hits, rel_tol=1e-9)
    assert (reading.value is None) == (value is None)
    assert value is None or isclose(reading.value or 0, value * scale, rel_tol=1e-9, abs_tol=1e-9)


def test_ages_of_what_is_open_are_what_sql_makes_of_them(year: Year) -> None:
    table = lists.ageing(year.figures)
    told = {
        (level, place): count
        for level in ("AA", "A", "B")
        for place, count in enumerate(table[level])
        if count
    }
    wanted = ageing(year.db, year.figures.snapshot.as_of)
    assert told == {(level, place): count for level, place, count in wanted}
