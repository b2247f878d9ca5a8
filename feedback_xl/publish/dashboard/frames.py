"""From pandas' tables to the tables of a sheet: plain values, titles in people's words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pandas as pd

from feedback_xl.language import say
from feedback_xl.publish.dashboard.page import Head, Table
from feedback_xl.publish.kpis import Figures, Period
from feedback_xl.publish.links import case_link
from feedback_xl.xlsx.cells import CellValue

WIDTHS = (25.0, 10.0, 10.0, 10.0, 11.0, 10.0, 20.0, 10.0, 12.0, 10.0, 10.0)
WIDE_TEXTS = (26.0, 10.0, 10.0, 18.0, 18.0, 18.0, 13.0, 12.0, 18.0, 9.0, 9.0)  # of lists
MONTHS, MOST_ROWS = 12, 100


def head(name: str, number: str = "text", *, heat: str = "") -> Head:
    """A column by the name of its title."""
    return Head(say(f"dashboard.head_{name}"), number, heat)


def table_of(title: str, frame: pd.DataFrame, heads: Mapping[str, Head], note: str = "") -> Table:
    """These columns of a frame, in this order; of a long one the beginning."""
    shown = frame[list(heads)].head(MOST_ROWS)
    rows = [[value_of(v) for v in row] for row in shown.itertuples(index=False)]
    more = say("dashboard.more", count=len(frame) - len(rows)) if len(frame) > len(rows) else ""
    return Table(title, tuple(heads.values()), rows, note=f"{note} {more}".strip())


def beside(table: Table) -> Table:
    """The same table in the right half, beside the one before."""
    return replace(table, beside=True)


def in_pairs(tables: Sequence[Table]) -> list[Table]:
    """Narrow tables, two beside each other."""
    return [beside(table) if at % 2 else table for at, table in enumerate(tables)]


def with_cases_linked(figures: Figures, frame: pd.DataFrame, table: Table, column: int) -> Table:
    """The same table, its case numbers in that column leading to the master's rows."""
    numbers = frame["case"].head(len(table.rows))
    links = {
        (row, column): case_link(figures.snapshot, number) for row, number in enumerate(numbers)
    }
    return replace(table, links=links)


def by_level(
    figures: Figures, frame: pd.DataFrame, first: Head, title: str, *, heat: str = "levels"
) -> Table:
    """A frame with a name for each row and a column for each level, with the sum."""
    levels = list(figures.snapshot.company.levels)
    heads = [first, *(Head(level, "count", heat) for level in levels), head("sum", "count")]
    names = frame.index if levels == list(frame.columns) else frame.iloc[:, 0]
    counts = frame[levels]
    rows: list[list[CellValue]] = [
        [str(name), *(int(n) for n in row), int(sum(row))]
        for name, row in zip(names, counts.itertuples(index=False), strict=True)
    ]
    return Table(title, tuple(heads), rows)


def value_of(value: Any) -> CellValue:
    """A cell of a frame as a cell of a sheet; nothing for what is missing."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    plain: CellValue = value.item() if hasattr(value, "item") else value
    if isinstance(plain, bool):
        return say("dashboard.yes") if plain else None
    return plain.replace(microsecond=0) if isinstance(plain, datetime) else plain


def months_with_data(figures: Figures) -> list[Period]:
    """The last twelve months, from the first one in which anything was received."""
    received = figures.cohort("K01")["at"]
    if received.empty:
        return []
    first = received.min().date()
    return [m for m in Period.last_months(figures.month.start, MONTHS) if first < m.end]


def span_words(periods: list[Period]) -> str:
    """ "2025-12~2026-11"."""
    first, last = periods[0].label, periods[-1].label
    return first if first == last else f"{first}~{last}"
