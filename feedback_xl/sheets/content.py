"""What stands in a sheet before it is drawn: plain values that can be compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from feedback_xl.records import digest
from feedback_xl.sheets.declaration import SheetPlan
from feedback_xl.xlsx.cells import CellValue


@dataclass(frozen=True)
class Clock:
    """A clock still running, for the formulas that are right whenever the book is opened."""

    limit: datetime
    advise: datetime | None = None


@dataclass(frozen=True)
class Count:
    """One field of the strip above a table: a word and how many rows it is true of."""

    word: str
    number: int  # as of this publication
    kind: str = ""  # late | soon | today: counted by a formula; "" where time changes nothing


@dataclass(frozen=True)
class Thumbnail:
    """A small picture in a row; `sha` tells which, `words` what it shows."""

    path: Path
    sha: str
    words: str


@dataclass(frozen=True)
class Line:
    """One row: its key, its cells, and which of its cells people may type into."""

    key: str
    cells: Mapping[str, CellValue]
    open: frozenset[str] = frozenset()
    links: Mapping[str, str] = field(default_factory=dict)
    clock: Clock | None = None  # what its state and hours are reckoned by
    asked: frozenset[str] = frozenset()  # cells still to be filled
    disputed: frozenset[str] = frozenset()  # cells two people filled differently
    typed: Mapping[str, str] = field(default_factory=dict)  # the open cells as text, for the base
    thumbnails: Sequence[Thumbnail] = ()  # in the column of that type


@dataclass(frozen=True)
class Content:
    """One sheet's content; above the table a strip of counts, a note, and alerts of a line each."""

    plan: SheetPlan
    lines: Sequence[Line]
    counts: Sequence[Count] = ()
    note: str = ""
    alerts: Sequence[str] = ()
    offers: Mapping[str, Sequence[str]] = field(default_factory=dict)  # column → drop-down

    def as_json(self) -> dict[str, Any]:
        """What counts as content: not as-of, not sequence, not what NOW() gives."""
        return {
            "sheet": self.plan.id,
            "columns": [column.id for column in self.plan.columns],
            "above": [*(c.__dict__ for c in self.counts), self.note, *self.alerts],
            "lines": [
                {
                    "key": line.key,
                    "cells": dict(line.cells),
                    "open": sorted(line.open),
                    "links": dict(line.links),
                    "clock": line.clock and [line.clock.limit, line.clock.advise],
                    "asked": sorted(line.asked),
                    "disputed": sorted(line.disputed),
                    "thumbnails": [[each.sha, each.words] for each in line.thumbnails],
                }
                for line in self.lines
            ],
            "offers": {column: list(values) for column, values in self.offers.items()},
        }

    def base(self) -> dict[str, dict[str, str]]:
        """Key → field → text of the cells people may change; empty cells are left out.

        Customers stay for ever: their rows need no base until somebody types into them.
        """
        typed = {
            line.key: {n: t for n, t in line.typed.items() if t} for line in self.lines if line.open
        }
        if self.plan.row_of == "customers":
            return {key: cells for key, cells in typed.items() if cells}
        return typed


def content_digest(contents: Sequence[Content]) -> str:
    """The same for the same content of a whole book."""
    return digest([content.as_json() for content in contents])
