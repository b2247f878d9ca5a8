"""A page filled from the top, a line at a time, each as high as its text: cards and letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from feedback_xl.xlsx.cells import CellValue, a1_of, address_of
from feedback_xl.xlsx.draw import Pen
from feedback_xl.xlsx.measure import lines_in
from feedback_xl.xlsx.styles import BASE, STYLES

Part = tuple[str, CellValue, str]  # columns ("B:F" or "B"), what stands there, its style
_LEAST, _SPACING = 20.0, 1.5  # points; line pitch over type size
_ONE_SHEET = 1080.0  # points that still go on one A4 without becoming too small to read


@dataclass
class Page:
    """One sheet of paper; `row` is the last line drawn."""

    pen: Pen
    widths: Sequence[float]
    row: int = 0
    height: float = 0.0  # of all lines

    def __post_init__(self) -> None:
        self.pen.columns(self.widths)

    @property
    def across(self) -> str:
        """All columns."""
        return f"A:{_letter(len(self.widths))}"

    def band(self, title: str, note: str) -> None:
        """What paper this is, and whose."""
        self.line((self.across, title, "band"), least=30)
        self.line((self.across, note, "band_note"))

    def heading(self, text: str) -> None:
        """Begin a block, a little below the one before."""
        self.gap()
        self.line((self.across, text, "form_heading"))

    def gap(self, height: float = 8) -> None:
        """Leave some room."""
        self.row += 1
        self._close_line(height)

    def line(self, *parts: Part, least: float = _LEAST) -> int:
        """Draw the next line, at least so many points high; gives its row."""
        self.row += 1
        height = least
        for columns, value, style in parts:
            first, _, last = columns.partition(":")
            span = f"{first}{self.row}:{last or first}{self.row}"
            self.pen.merge(span, value, style, _number(value))
            if isinstance(value, str):
                height = max(height, self._height(value, first, last or first, style))
        self._close_line(height)
        return self.row

    def _close_line(self, height: float) -> None:
        self.pen.sheet.set_row(self.row - 1, height)
        self.height += height

    def _height(self, text: str, first: str, last: str, style: str) -> float:
        size = float(STYLES[style].get("font_size", BASE["font_size"]))
        width = sum(self.widths[_index(first) - 1 : _index(last)]) * BASE["font_size"] / size
        width -= 2 * STYLES[style].get("indent", 0)
        return lines_in(text, width) * size * _SPACING + 5

    def finish(self, header: str) -> None:
        """Print it on A4, upright: on one sheet if that can be read."""
        self.pen.sheet.hide_gridlines(2)
        self.pen.page(landscape=False, header=header)
        self.pen.sheet.center_horizontally()
        if self.height <= _ONE_SHEET:
            self.pen.sheet.fit_to_pages(1, 1)


def _number(value: CellValue) -> str:
    if isinstance(value, datetime):
        return "instant"
    return "date" if isinstance(value, date) else "text"


def _letter(index: int) -> str:
    return a1_of((1, index)).removesuffix("1")


def _index(letter: str) -> int:
    return address_of(f"{letter}1")[1]
