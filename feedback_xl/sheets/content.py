"""What stands in a sheet before it is drawn: plain values that can be compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from feedback_xl.records import digest
from feedback_xl.sheets.declaration import SheetPlan
from feedback_xl.xlsx.cells import CellValue


@dataclass(frozen=True)
class Line:
    """One row: its key, its cells, and which of its cells people may type into."""

    key: str
    cells: Mapping[str, CellValue]
    open: frozenset[str] = frozenset()
    links: Mapping[str, str] = field(default_factory=dict)
    remaining_to: datetime | None = None  # a clock still running, for the live formula
    asked: frozenset[str] = frozenset()  # cells still to be filled
    typed: Mapping[str, str] = field(default_factory=dict)  # the open cells as text, for the base


@dataclass(frozen=True)
class Content:
    """One sheet's content; `notes` stand above the table."""

    plan: SheetPlan
    lines: Sequence[Line]
    notes: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        """What counts as content: not as-of, not sequence, not what NOW() gives."""
        return {
            "sheet": self.plan.id,
            "columns": [column.id for column in self.plan.columns],
            "notes": list(self.notes),
            "lines": [
                {
                    "key": line.key,
                    "cells": dict(line.cells),
                    "open": sorted(line.open),
                    "links": dict(line.links),
                    "to": line.remaining_to,
                    "asked": sorted(line.asked),
                }
                for line in self.lines
            ],
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
