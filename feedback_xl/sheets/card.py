"""One record as a card for an A4 page: labels beside values, and the boxes people sign in."""

from collections.abc import Mapping
from itertools import pairwise

from feedback_xl.sheets.declaration import Column, SheetPlan
from feedback_xl.sheets.draw import Heading
from feedback_xl.xlsx.cells import CellValue
from feedback_xl.xlsx.draw import Pen
from feedback_xl.xlsx.measure import lines_in

SIGNATURES = ("作成", "审查", "承认")
_WIDTHS = (14, 16, 16, 14, 16, 16)  # label and value, twice; a value lies over two columns
_BOXES = (("A", "B"), ("C", "D"), ("E", "F"))
_HALF, _FULL = 32, 78
_LINE, _LEAST = 15, 22.0


def draw_card(
    pen: Pen,
    plan: SheetPlan,
    cells: Mapping[str, CellValue],
    heading: Heading,
    signs: tuple[str, str, str] = SIGNATURES,
) -> None:
    """Columns of width 1 stand two a line, wider ones have a line of their own."""
    pen.columns(_WIDTHS)
    pen.merge("A1:F1", plan.title, "title")
    pen.merge("A2:F2", f"{heading.owner}  {heading.words()}", "subtitle")
    pen.sheet.set_row(0, 30)
    row = 3
    for line in _lines(plan.columns):
        spans = ("B:F",) if line[0].width > 1 else ("B:C", "E:F")
        height = _LEAST
        for column, span in zip(line, spans, strict=True):
            height = max(height, _draw(pen, row, span, column, cells.get(column.id)))
        pen.sheet.set_row(row - 1, height)
        row += 1
    _sign_off(pen, row + 1, signs)
    pen.protect()
    pen.sheet.hide_gridlines(2)
    pen.page(landscape=False, header=f"{heading.owner} {plan.title}")


def _lines(columns: tuple[Column, ...]) -> list[tuple[Column, ...]]:
    """Neighbours of width 1 in pairs; each wide column alone."""
    narrow = [column for column in columns if column.width == 1]
    pairs = [pair for at, pair in enumerate(pairwise(narrow)) if at % 2 == 0]
    return [*pairs, *((column,) for column in columns if column.width > 1)]


def _draw(pen: Pen, row: int, span: str, column: Column, value: CellValue) -> float:
    """One label with its value; gives the height the line needs."""
    first, _, last = span.partition(":")
    pen.write(f"{chr(ord(first) - 1)}{row}", column.title, "label")
    number = column.type if column.type in ("instant", "date") else "text"
    pen.merge(f"{first}{row}:{last}{row}", value, "value", number)
    width = _HALF if column.width == 1 else _FULL
    return (lines_in(value, width) if isinstance(value, str) else 1) * _LINE + 6


def _sign_off(pen: Pen, row: int, signs: tuple[str, str, str]) -> None:
    """Who signs, with room for a seal and a date."""
    for (first, last), title in zip(_BOXES, signs, strict=True):
        pen.merge(f"{first}{row}:{last}{row}", title, "head")
        pen.merge(f"{first}{row + 1}:{last}{row + 1}", None, "cell")
        pen.merge(f"{first}{row + 2}:{last}{row + 2}", "日期:", "cell")
    pen.sheet.set_row(row, 54)
    pen.sheet.set_row(row + 1, 20)
