"""目录: the sheets of a book with more than a few, what each shows, and a link to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback_xl.language import say
from feedback_xl.procedure.company import Company
from feedback_xl.records import TimeState
from feedback_xl.sheets.band import BAND_ROWS, Heading, draw_band
from feedback_xl.sheets.content import Content
from feedback_xl.sheets.draw import spans_of
from feedback_xl.sheets.live import beginning_with
from feedback_xl.xlsx.draw import Book
from feedback_xl.xlsx.measure import row_height
from feedback_xl.xlsx.styles import BAND

MANY = 4  # a book with more sheets has contents
_WIDTHS = (24.0, 64.0, 10.0, 10.0)
_HEAD = BAND_ROWS + 2


@dataclass(frozen=True)
class Listed:
    """A sheet as the contents list it."""

    name: str
    about: str
    rows: float | None = None  # None where it has none to count
    late: tuple[str, int] | None = None  # a formula that counts what is late, and what it gives


def listed(content: Content, company: Company) -> Listed:
    """A sheet of the book by its content; how many of its rows are late where clocks run."""
    plan, late = content.plan, company.time_states[TimeState.LATE]
    rows = float(sum(bool(line.key) for line in content.lines))
    states = spans_of(content).get("time_state")
    formula = "=" + beginning_with(f"'{plan.name}'!{states}", late.symbol)
    found = sum(line.cells.get("time_state") == late.shown for line in content.lines)
    return Listed(plan.name, plan.about or plan.title, rows, (formula, found) if states else None)


def draw_contents(book: Book, sheets: Sequence[Listed], heading: Heading) -> None:
    """The first tab, to be drawn before all others; the sheet after it is the one that opens.

    A book with few sheets has none.
    """
    if len(sheets) <= MANY:
        return
    pen = book.sheet(say("band.contents"), tab=BAND)
    pen.columns(_WIDTHS)
    draw_band(pen, len(_WIDTHS), say("band.contents"), heading)
    titles = ("sheet", "about", "count", "late")
    shown = titles if any(listed.late for listed in sheets) else titles[:-1]
    for letter, name in zip("ABCD", shown, strict=False):
        pen.write(f"{letter}{_HEAD}", say(f"band.{name}"), "head")
    for row, listed in enumerate(sheets, _HEAD + 1):
        pen.link(f"A{row}", f"internal:'{listed.name}'!A1", listed.name)
        pen.write(f"B{row}", listed.about, "cell")
        pen.write(f"C{row}", listed.rows, "number", "count")
        if listed.late:
            formula, cached = listed.late
            pen.formula(f"D{row}", formula, cached, "number", "count")
        elif len(shown) > len(titles) - 1:
            pen.write(f"D{row}", None, "number")
        pen.sheet.set_row(row - 1, row_height([(listed.about, _WIDTHS[1])], least=22))
    pen.colour_above_zero(f"D{_HEAD + 1}:D{_HEAD + len(sheets)}")
    pen.sheet.hide_gridlines(2)
    pen.protect()
    pen.page(landscape=False, header=heading.owner)
    book.open_with_next()
