"""Drawing a sheet's content: band, strip, table, drop-downs, live clocks, protection."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate

from feedback_xl.language import say
from feedback_xl.procedure.company import Company
from feedback_xl.sheets.band import BAND_ROWS, Heading, draw_band
from feedback_xl.sheets.content import Clock, Content, Line
from feedback_xl.sheets.declaration import Column
from feedback_xl.sheets.live import left_formula, over_formula, state_formula
from feedback_xl.sheets.strip import draw_strip
from feedback_xl.xlsx.cells import CellValue, a1_of
from feedback_xl.xlsx.draw import Book, Pen
from feedback_xl.xlsx.measure import HIGHEST, LINE, lines_in, row_height
from feedback_xl.xlsx.photos import POINTS, Grid, Photo, draw_photos
from feedback_xl.xlsx.styles import TO_DO, TO_READ

KEY_TITLE = "_key"
HEADER = BAND_ROWS + 2  # the row of the titles where no alert stands above them
THUMBNAILS = Grid(across=3, width=132, height=104)  # the column is as wide as three
_IN_VIEW = 84  # column units that stay in view beside what is scrolled
_PAGE_WIDTH = 210  # column units that are still readable across a landscape A4 page
_NUMBERS = {
    "instant": "instant",
    "date": "date",
    "hours": "hours",
    "remaining": "hours",
    "over": "hours",
    "count": "count",
    "quantity": "quantity",
}
_LOOKS = {
    **dict.fromkeys(("instant", "date"), "cell_date"),
    **dict.fromkeys(("hours", "remaining", "over", "count", "quantity"), "number"),
}
_LIVE = ("state", "remaining", "over")
_TYPED = {
    "instant": "instant",
    "date": "date",
    "time": "time",
    "quantity": "quantity",
    "share": "percent",
}


def header_row(content: Content) -> int:
    """The row of the table's titles; the data begin below it."""
    return HEADER + len(content.alerts)


def spans_of(content: Content) -> dict[str, str]:
    """Column id → its cells in the table, with the room below it that is open too."""
    top = header_row(content) + 1
    bottom = header_row(content) + max(len(content.lines), 1) + content.plan.room
    return {
        column.id: f"{a1_of((top, at))}:{a1_of((bottom, at))}"
        for at, column in enumerate(content.plan.columns, 2)
    }


def draw_content(book: Book, content: Content, heading: Heading, company: Company) -> Pen:
    """One sheet. Hidden column A holds the keys; nothing stands below the data."""
    plan = content.plan
    pen = book.sheet(plan.name, tab=TO_DO if plan.is_work else TO_READ)
    _set_columns(pen, plan.columns)
    draw_band(pen, len(plan.columns) + 1, plan.title, heading)
    draw_strip(pen, content, spans_of(content), company)
    top = header_row(content)
    _draw_header(pen, plan.columns, top)
    for row, line in enumerate(content.lines, top + 1):
        _draw_line(pen, content, row, line, heading.as_of, company)
    _finish(pen, content, company)
    width = sum(pen.width(index) for index in range(1, len(plan.columns) + 1))
    pen.page(
        landscape=plan.landscape,
        header=say("band.title", owner=heading.owner, title=plan.title),
        repeat=top - 1,
        pages_wide=max(1, round(width / _PAGE_WIDTH)),
    )
    return pen


def _set_columns(pen: Pen, columns: Sequence[Column]) -> None:
    """Widths; rarer columns folded away in a group whose sign stands at the column before."""
    pen.column(0, 4, hidden=True)
    pen.sheet.outline_settings(True, False, False, False)
    for index, column in enumerate(columns, 1):
        options = {"level": 1, "hidden": True} if column.fold else {}
        before_fold = index < len(columns) and columns[index].fold and not column.fold
        pen.column(index, column.width, **options, collapsed=before_fold)


def _draw_header(pen: Pen, columns: Sequence[Column], row: int) -> None:
    pen.write(a1_of((row, 1)), KEY_TITLE, "head")
    for index, column in enumerate(columns, 2):
        pen.write(a1_of((row, index)), column.heading, "head_input" if column.edit else "head")
    height = max((lines_in(c.heading, c.width) for c in columns), default=1) * LINE + 6
    pen.sheet.set_row(row - 1, height)


def _draw_line(
    pen: Pen, content: Content, row: int, line: Line, as_of: datetime, company: Company
) -> None:
    plan = content.plan
    pen.write(a1_of((row, 1)), line.key, "cell")
    for index, column in enumerate(plan.columns, 2):
        cell = a1_of((row, index))
        value = line.cells.get(column.id)
        if line.clock is not None and column.type in _LIVE:
            formula, cached = _live(column, line.clock, value, as_of, company)
            pen.formula(cell, formula, cached, _style(column, line), _number(column, cached))
        elif column.id in line.links and isinstance(value, str):
            pen.link(cell, line.links[column.id], value)
        elif column.type == "thumbnails":
            pen.write(cell, None)
            draw_photos(pen, cell, _photos(line), THUMBNAILS, size_with_cells=True)
        else:
            pen.write(cell, value, _style(column, line), _number(column, value))
    texts = ((line.cells.get(c.id), c.width) for c in plan.columns if not c.fold)
    height = row_height(texts, most=HIGHEST) if plan.whole else row_height(texts)
    if line.thumbnails:
        height = max(height, THUMBNAILS.height * POINTS)
    pen.sheet.set_row(row - 1, height)


def _photos(line: Line) -> list[Photo]:
    return [
        Photo(small.path.read_bytes(), small.words)
        for small in line.thumbnails
        if small.path.exists()
    ]


def _live(
    column: Column, clock: Clock, value: CellValue, as_of: datetime, company: Company
) -> tuple[str, str | float]:
    """A cell's formula, and what it gives as of this publication."""
    if column.type == "state":
        return state_formula(clock, company), str(value)
    hours = round((clock.limit - as_of) / timedelta(hours=1), 1)
    if column.type == "remaining":
        return left_formula(clock), hours
    return over_formula(clock), -hours if as_of > clock.limit else ""


def _style(column: Column, line: Line) -> str:
    if not column.edit:
        return _LOOKS.get(column.type, "cell")
    if column.id not in line.open:
        return "cell_closed"
    if column.id in line.disputed:
        return "cell_conflict"
    return "cell_asked" if column.id in line.asked else "cell_input"


def _number(column: Column, value: CellValue) -> str:
    if isinstance(value, str):
        return "text"
    declared = _TYPED.get(column.kind) if column.edit else _NUMBERS.get(column.type)
    if declared is None and isinstance(value, date):
        return "instant" if isinstance(value, datetime) else "date"
    return declared or "text"


def _finish(pen: Pen, content: Content, company: Company) -> None:
    """Everything that belongs to the table as a whole."""
    columns, lines, top = content.plan.columns, content.lines, header_row(content)
    spans = spans_of(content)
    for column in columns:
        if column.type == "state" and lines:
            pen.colour_states(spans[column.id])
        if column.edit and lines:
            _rule(pen, spans[column.id], column, content, company)
    pen.sheet.autofilter(top - 1, 0, top + max(len(lines), 1) - 1, len(columns))
    held = _held(columns) if content.plan.typed else 1
    pen.sheet.freeze_panes(top, held + 1)
    pen.sheet.repeat_columns(1, held)  # on every page stands what the row is about
    pen.sheet.set_zoom(90)
    pen.sheet.hide_gridlines(2)
    pen.protect()


def _held(columns: Sequence[Column]) -> int:
    """How many columns stay in view."""
    reached = list(accumulate(column.width for column in columns))
    return max(1, sum(width <= _IN_VIEW for width in reached))


def _rule(pen: Pen, span: str, column: Column, content: Content, company: Company) -> None:
    example = say("cells.example", example=column.example) if column.example else ""
    message = "\n".join(part for part in (column.hint, example) if part)
    labels = content.offers.get(column.id) or [
        names[0] for names in (company.options(column.list) if column.list else {}).values()
    ]
    if labels:
        told = message or say("cells.choose")
        pen.choose(span, labels, title=column.title, message=told, free=column.free)
    elif message:
        pen.hint(span, column.title, message)
