"""Drawing a sheet's content: header band, table, drop-downs, live hours, protection."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feedback_xl.procedure.company import Company
from feedback_xl.sheets.content import Content, Line
from feedback_xl.sheets.declaration import Column
from feedback_xl.xlsx.cells import CellValue, a1_of
from feedback_xl.xlsx.draw import Book, Pen
from feedback_xl.xlsx.measure import lines_in

KEY_TITLE = "_key"
HEADER = 4  # its row; the data begin below it
_LINE, _LEAST, _MOST = 14.5, 20.0, 145.0  # heights in points
_HIGHEST = 409.0  # a limit of the file format
_ABOUT_COLUMNS = 8  # at most so many stay in view
_PAGE_WIDTH = 210  # column units that are still readable across a landscape A4 page
_NUMBERS = {
    "instant": "instant",
    "date": "date",
    "hours": "hours",
    "remaining": "hours",
    "count": "count",
    "quantity": "quantity",
}
_TYPED = {
    "instant": "instant",
    "date": "date",
    "time": "time",
    "quantity": "quantity",
    "share": "percent",
}


@dataclass(frozen=True)
class Heading:
    """What the band of each sheet of a book says."""

    owner: str  # department or company
    document: str
    as_of: datetime
    seq: int

    def words(self) -> str:
        return f"{self.document}  数据截至 {self.as_of:%Y-%m-%d %H:%M}  日志序号 {self.seq}"


def draw_content(book: Book, content: Content, heading: Heading, company: Company) -> Pen:
    """One sheet. Hidden column A holds the keys; nothing stands below the data."""
    plan = content.plan
    pen = book.sheet(plan.name)
    columns = plan.columns
    last = len(columns)
    pen.sheet.set_column(0, 0, 4, None, {"hidden": True})
    for index, column in enumerate(columns, 1):
        options = {"level": 1, "hidden": True} if column.fold else {}
        pen.sheet.set_column(index, index, column.width, book.style("plain"), options)
    for row, style in ((1, "band"), (2, "band_note"), (3, "note")):
        for index in range(last + 1):
            pen.write(a1_of((row, index + 1)), None, style)
    pen.write("B1", f"{heading.owner} · {plan.title}", "band", text_wrap=False)
    pen.write("B2", heading.words(), "band_note", text_wrap=False)
    pen.write("B3", "    ".join(content.notes), "note", text_wrap=False)
    pen.sheet.set_row(0, 26)
    _draw_header(pen, columns)
    for offset, line in enumerate(content.lines, 1):
        most = _HIGHEST if plan.whole else _MOST
        _draw_line(pen, columns, HEADER + offset, line, heading.as_of, most)
    _finish(pen, content, company)
    if plan.typed:  # on paper, what the row is about stands beside what is to be filled
        pen.sheet.repeat_columns(1, _ABOUT_COLUMNS)
    width = sum(column.width for column in columns if not column.fold)
    pen.page(
        landscape=plan.landscape,
        header=f"{heading.owner} {plan.title}",
        repeat=HEADER - 1,
        pages_wide=max(1, round(width / _PAGE_WIDTH)),
    )
    return pen


def _draw_header(pen: Pen, columns: Sequence[Column]) -> None:
    pen.write(a1_of((HEADER, 1)), KEY_TITLE, "head")
    for index, column in enumerate(columns, 2):
        pen.write(a1_of((HEADER, index)), column.heading, "head_input" if column.edit else "head")
    height = max((lines_in(c.heading, c.width) for c in columns), default=1) * _LINE + 6
    pen.sheet.set_row(HEADER - 1, height)


def _draw_line(
    pen: Pen, columns: Sequence[Column], row: int, line: Line, as_of: datetime, most: float
) -> None:
    pen.write(a1_of((row, 1)), line.key, "cell")
    height = _LEAST
    for index, column in enumerate(columns, 2):
        cell = a1_of((row, index))
        value = line.cells.get(column.id)
        if column.type == "remaining":
            _draw_remaining(pen, cell, line.remaining_to, as_of)
        elif column.id in line.links and isinstance(value, str):
            pen.link(cell, line.links[column.id], value)
        else:
            pen.write(cell, value, _style(column, line), _number(column, value))
        if isinstance(value, str) and not column.fold:
            height = max(height, lines_in(value, column.width) * _LINE + 4)
    pen.sheet.set_row(row - 1, min(height, most))


def _draw_remaining(pen: Pen, cell: str, limit: datetime | None, as_of: datetime) -> None:
    """Hours left, live; the value beside the formula is the one as of this publication."""
    if limit is None:
        pen.write(cell, None, "number", "hours")
        return
    serial = f"DATE({limit.year},{limit.month},{limit.day})+TIME({limit.hour},{limit.minute},0)"
    hours = round((limit - as_of).total_seconds() / 3600, 1)
    pen.formula(cell, f"=ROUND(({serial}-NOW())*24,1)", hours, "number", "hours")


def _style(column: Column, line: Line) -> str:
    if not column.edit:
        return "number" if column.type in ("hours", "count", "quantity") else "cell"
    if column.id not in line.open:
        return "cell_closed"
    return "cell_input"


def _number(column: Column, value: CellValue) -> str:
    if isinstance(value, str):
        return "text"
    if column.edit:
        return _TYPED.get(column.kind, "text")
    return _NUMBERS.get(column.type, "text")


def _finish(pen: Pen, content: Content, company: Company) -> None:
    """Everything that belongs to the table as a whole."""
    columns, lines = content.plan.columns, content.lines
    bottom = HEADER + max(len(lines), 1)
    for index, column in enumerate(columns, 2):
        span = f"{a1_of((HEADER + 1, index))}:{a1_of((bottom, index))}"
        if column.id == "time_state" and lines:
            pen.colour_states(span)
        if column.edit and lines:
            _rule(pen, span, column, company)
    pen.sheet.autofilter(HEADER - 1, 0, bottom - 1, len(columns))
    pen.sheet.freeze_panes(HEADER, min(_ABOUT_COLUMNS, len(columns)) if content.plan.typed else 2)
    pen.sheet.set_zoom(90)
    pen.sheet.hide_gridlines(2)
    pen.protect()


def _rule(pen: Pen, span: str, column: Column, company: Company) -> None:
    example = f"例:{column.example}" if column.example else ""
    message = "\n".join(part for part in (column.hint, example) if part)
    if column.list:
        labels = [names[0] for names in company.options(column.list).values()]
        told = message or "请从列表中选择"
        pen.choose(span, labels, title=column.title, message=told, free=column.free)
    elif message:
        pen.hint(span, column.title, message)
