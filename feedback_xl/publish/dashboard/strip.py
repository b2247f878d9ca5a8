"""The measures of a sheet as a table: value, period before, trend, target and rating, by word."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from feedback_xl.language import say
from feedback_xl.publish.dashboard.drawing import TOP
from feedback_xl.publish.dashboard.frames import MONTHS
from feedback_xl.publish.dashboard.page import Head, Table
from feedback_xl.publish.kpis import Figures, Kpi, Period, Reading, all_kpis
from feedback_xl.xlsx.cells import CellValue

SYMBOLS = {"good": "●", "near": "△", "missed": "×", "few": "–"}  # as clocks have them
FIRST_DEFINITION = TOP + 2  # the row of the first measure on 指标定义


def measures(figures: Figures, sheet: str) -> Table:
    """The measures that are shown on a sheet of the board, with links to what they mean."""
    kpis = [kpi for kpi in figures.kpis if kpi.sheet == sheet]
    table = table_of(figures, kpis, figures.month, say("dashboard.measures"))
    places = {name: row for row, name in enumerate(all_kpis(), FIRST_DEFINITION)}
    target = f"internal:'{say('dashboard.definitions')}'!A"
    links = {(at, 1): f"{target}{places[str(row[1])]}" for at, row in enumerate(table.rows)}
    return replace(table, links=links)


def table_of(figures: Figures, kpis: Iterable[Kpi], period: Period, title: str) -> Table:
    """These measures over a period, beside the one before, last year's, and twelve months."""
    rows = [
        _row(figures, kpi, period, group)
        for kpi in kpis
        for group in ({}, *_levels_with_targets(figures, kpi))
    ]
    return Table(title, _heads(period), rows)


def _levels_with_targets(figures: Figures, kpi: Kpi) -> list[dict[str, str]]:
    """The levels of a measure that has a target for each instead of one for all."""
    if figures.target(kpi.id) is not None or "level" not in kpi.groups:
        return []
    levels = figures.snapshot.company.levels
    return [{"level": one} for one in levels if figures.target(kpi.id, level=one) is not None]


def _heads(period: Period) -> tuple[Head, ...]:
    spans = (period.label, period.previous.label, period.year_before.label)
    now, before, last_year = (Head(label, "shown") for label in spans)
    names = ("year", "target", "rating", "cases", "late_entries")
    year, target, rating, count, late = (say(f"dashboard.head_{name}") for name in names)
    return (
        Head(say("dashboard.head_measure")),
        Head(say("dashboard.head_id")),
        now,
        before,
        Head(say("dashboard.head_trend")),
        last_year,
        Head(year, "shown"),
        Head(target, "shown"),
        Head(rating, "state"),
        Head(count, "count"),
        Head(late, "count"),
    )


def _row(figures: Figures, kpi: Kpi, period: Period, group: Mapping[str, str]) -> list[CellValue]:
    level = group.get("level")
    name = say("dashboard.of_level", name=kpi.name, level=level) if level else kpi.name
    now = figures.read(kpi.id, period, **group)
    target = kpi.show_target(figures.target(kpi.id, **group))
    rated = rating_word(figures.rating(kpi.id, period, **group))
    if kpi.moment:
        return [name, kpi.id, kpi.show(now), None, "", None, None, target, rated, now.n, None]
    before = figures.read(kpi.id, period.previous, **group)
    last_year = figures.read(kpi.id, period.year_before, **group)
    year = figures.read(kpi.id, Period.rolling(period.start, MONTHS), **group)
    return [
        name,
        kpi.id,
        kpi.show(now),
        kpi.show(before),
        trend_word(kpi, now, before),
        kpi.show(last_year),
        kpi.show(year),
        target,
        rated,
        now.n,
        now.late_entries,
    ]


def rating_word(rating: str) -> str:
    """ "● 达标": a symbol and a word; nothing where there is no target."""
    if rating not in SYMBOLS:
        return ""
    return f"{SYMBOLS[rating]} {say(f'kpis.{rating}')}"


def trend_word(kpi: Kpi, now: Reading, before: Reading) -> str:
    """ "↑ 好转": where the number went, and whether that is good."""
    if now.value is None or before.value is None:
        return ""
    if now.value == before.value:
        return f"→ {say('kpis.same')}"
    rises = now.value > before.value
    word = kpi.trend(now, before)
    if word in ("none", "same"):
        return say("dashboard.rises" if rises else "dashboard.falls")
    return f"{'↑' if rises else '↓'} {say(f'kpis.{word}')}"
