"""What stands on a sheet of figures before it is drawn: tables, and charts of these tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from feedback_xl.xlsx.cells import CellValue


@dataclass(frozen=True)
class Head:
    """A column: its title, how its numbers are written, and with which others it is coloured."""

    title: str
    number: str = "text"  # a number format; shown: a number in words; state: a symbol and a word
    heat: str = ""  # neighbours of one name share a scale: the higher, the darker


RIGHT_HALF = 6  # its first column, from 0


@dataclass(frozen=True)
class Table:
    """Rows under heads; the numbers behind every chart stand in one."""

    title: str
    heads: tuple[Head, ...]
    rows: Sequence[Sequence[CellValue]]
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)  # row, column → target
    note: str = ""
    beside: bool = False  # the one before, in the right half of the sheet

    @property
    def left(self) -> int:
        """Its first column, from 0."""
        return RIGHT_HALF if self.beside else 0


@dataclass(frozen=True)
class Graph:
    """A chart of some columns of a table on the same sheet; a column is given by its place."""

    table: int
    title: str
    description: str
    kind: str  # column | bar | line
    columns: tuple[int, ...]
    lines: tuple[int, ...] = ()
    limits: tuple[int, ...] = ()  # a target or threshold
    unit: str = "count"
    stacked: bool = False
    share_axis: bool = False
    urgent: bool = False
    wide: bool = False  # as wide as the sheet


@dataclass(frozen=True)
class Page:
    """One sheet: tables one below the other, the charts between two of them."""

    name: str  # on its tab
    title: str
    widths: tuple[float, ...]
    tables: tuple[Table, ...]
    graphs: tuple[Graph, ...] = ()
    graphs_after: int = 1  # so many tables: the measures

    def as_json(self) -> list[Any]:
        """What counts as content: all that is read."""
        tables = [[t.title, [h.title for h in t.heads], t.rows, t.note] for t in self.tables]
        return [self.title, tables]
