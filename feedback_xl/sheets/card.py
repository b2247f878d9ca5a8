"""One record as a card for an A4 page: labels beside values, and the boxes people sign in."""

from collections.abc import Mapping
from itertools import pairwise

from feedback_xl.language import say
from feedback_xl.sheets.band import Heading
from feedback_xl.sheets.declaration import Column, SheetPlan
from feedback_xl.sheets.page import Page, Part
from feedback_xl.xlsx.cells import CellValue
from feedback_xl.xlsx.draw import Pen

SIGNATURES = ("made", "examined", "approved")
_WIDTHS = (14, 16, 16, 14, 16, 16)  # label and value, twice; a value lies over two columns
_BOXES = ("A:B", "C:D", "E:F")
_HALVES, _FULL = (("A", "B:C"), ("D", "E:F")), (("A", "B:F"),)
_STAMP = 54.0  # points: room for a seal
_LEAST = 24.0


def draw_card(
    pen: Pen,
    plan: SheetPlan,
    cells: Mapping[str, CellValue],
    heading: Heading,
    signs: tuple[str, str, str] = SIGNATURES,
) -> None:
    """Columns of width 1 stand two a line, wider ones have a line of their own."""
    page = Page(pen, _WIDTHS)
    page.band(plan.title, say("card.band", owner=heading.owner, words=heading.words()))
    page.gap()
    for line in _lines(plan.columns):
        places = _FULL if line[0].width > 1 else _HALVES
        parts: list[Part] = []
        for column, (label, value) in zip(line, places, strict=True):
            parts.append((label, column.title, "form_label"))
            parts.append((value, cells.get(column.id), "form_shown"))
        page.line(*parts, least=_LEAST)
    sign_off(page, signs)
    pen.protect()
    page.finish(f"{heading.owner} {plan.title}")


def sign_off(page: Page, signs: tuple[str, str, str] = SIGNATURES) -> None:
    """Who signs, with room for a seal and a date; on six columns."""
    page.gap()
    page.line(
        *(
            (box, say(f"card.{sign}"), "form_column")
            for box, sign in zip(_BOXES, signs, strict=True)
        )
    )
    page.line(*((box, None, "cell") for box in _BOXES), least=_STAMP)
    page.line(*((box, say("card.date"), "form_date") for box in _BOXES))


def _lines(columns: tuple[Column, ...]) -> list[tuple[Column, ...]]:
    """Neighbours of width 1 in pairs; each wide column alone."""
    narrow = [column for column in columns if column.width == 1]
    pairs = [pair for at, pair in enumerate(pairwise(narrow)) if at % 2 == 0]
    return [*pairs, *((column,) for column in columns if column.width > 1)]
