"""Labels as they are drawn, and rows high enough for what stands in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from feedback_xl.forms.shapes import SYMBOLS, Field
from feedback_xl.xlsx.cells import CellValue, address_of
from feedback_xl.xlsx.measure import HIGHEST, LINE, lines_in

_MARGIN = 4.0
_INDENT = 1.5  # of a value, in units of width
_SMALL = 1.1  # so much more of a label's text fits into a width
_BREAK = re.compile(r"(?<=/)|(?=\()")  # where a label may go on in a second line


def label_of(item: Field, width: float, *, marked: bool) -> str:
    """The label, with its mark if wanted; too long for its column it breaks where it reads well."""
    symbol = SYMBOLS.get(item.least_mark, "") if marked else ""
    label = f"{item.label} {symbol}".rstrip()
    fits = lines_in(label, width * _SMALL) == 1
    return label if fits else _BREAK.sub("\n", label, count=1)


@dataclass
class Heights:
    """Heights of a page's rows; merged cells do not grow by themselves."""

    widths: Sequence[int]
    by_row: dict[int, float] = field(default_factory=dict)

    def width(self, span: str) -> int:
        """Of the columns of a span, together."""
        return sum(self.columns(span))

    def columns(self, span: str) -> Sequence[int]:
        """Widths of the columns of a span."""
        first, _, last = span.partition(":")
        left, right = address_of(first)[1], address_of(last or first)[1]
        return self.widths[left - 1 : right]

    def reserve_small(self, span: str, text: str) -> None:
        """Room for a label or a note."""
        self._reserve(span, lines_in(text, self.width(span) * _SMALL), 0)

    def reserve(self, span: str, value: CellValue, least: float = 0) -> None:
        """Room for a value in its rows, and for each row at least so much."""
        lines = lines_in(value, self.width(span) - _INDENT) if isinstance(value, str) else 1
        self._reserve(span, lines, least)

    def points(self, span: str) -> float:
        """Height of all rows of a span, as reserved so far."""
        return sum(self.by_row.get(row, 0) for row in _rows(span))

    def reserve_points(self, span: str, points: float) -> None:
        """So much height for all rows of the span together."""
        rows = _rows(span)
        for row in rows:
            self.by_row[row] = min(max(self.by_row.get(row, 0), points / len(rows)), HIGHEST)

    def _reserve(self, span: str, lines: int, least: float) -> None:
        rows = _rows(span)
        needed = max(least, (lines * LINE + _MARGIN) / len(rows))
        for row in rows:
            self.by_row[row] = max(self.by_row.get(row, 0), needed)


def _rows(span: str) -> range:
    first, _, last = span.partition(":")
    return range(address_of(first)[0], address_of(last or first)[0] + 1)
