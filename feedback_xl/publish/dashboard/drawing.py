"""Drawing sheets of figures: measures first, then charts, then the tables behind them."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from math import ceil

from feedback_xl.language import say
from feedback_xl.publish.dashboard.graphs import height_of, in_lines, plot_of, worth_drawing
from feedback_xl.publish.dashboard.page import Graph, Head, Page, Table
from feedback_xl.sheets.band import BAND_ROWS, Heading, draw_band
from feedback_xl.xlsx.cells import CellValue, a1_of
from feedback_xl.xlsx.charts import draw_plot
from feedback_xl.xlsx.draw import Book, Pen
from feedback_xl.xlsx.measure import row_height
from feedback_xl.xlsx.styles import TO_READ

TOP = BAND_ROWS + 2  # the first row below the band
NONE = "—"  # nothing to divide by
HEAT = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#F4B183", "min_type": "num"}
_ROW, _MOST = 18.0, 95.0  # heights in points
_PIXEL = 0.75  # points
_BAND = 64.0  # points
_A4 = 850, 502.0  # across: pixels and points inside the margins, less where fonts are missing


def draw_page(book: Book, page: Page, heading: Heading) -> Pen:
    """One sheet, A4 across; no chart and no short table lies over two sheets of paper."""
    pen = book.sheet(page.name, tab=TO_READ)
    pen.columns(page.widths)
    pen.sheet.set_default_row(_ROW)
    draw_band(pen, len(page.widths), page.title, heading)
    starts = list(_starts(page))
    for row, table in zip(starts, page.tables, strict=True):
        draw_table(pen, row, table)
    for row, height in _heights(page, starts).items():
        pen.sheet.set_row(row - 1, height)
    _draw_graphs(pen, page, starts)
    pen.sheet.hide_gridlines(2)
    pen.sheet.freeze_panes(BAND_ROWS, 0)
    pen.sheet.set_zoom(90)
    pen.page(landscape=True, header=f"{heading.owner} {page.title}", repeat=BAND_ROWS - 1)
    share = min(1.0, _A4[0] / width_of(page.widths))
    pen.sheet.set_print_scale(int(share * 100))
    pen.sheet.set_h_pagebreaks(list(_breaks(page, starts, _A4[1] / share - _BAND)))
    return pen


def width_of(widths: Sequence[float]) -> int:
    """Pixels across."""
    return round(sum(width * 7 + 5 for width in widths))


def _starts(page: Page) -> Iterator[int]:
    """The row each table begins in; charts stand below the first, the measures."""
    row = below = TOP
    for index, table in enumerate(page.tables):
        if index == page.graphs_after:
            below += _rows_of_graphs(page)
        row = row if table.beside else below
        yield row
        below = max(below, row + rows_of(table))


def _breaks(page: Page, starts: Sequence[int], room: float) -> Iterator[int]:
    """The rows after which a new sheet of paper begins."""
    used = 0.0
    for row, height in sorted(_blocks(page, starts)):
        if used and used + height > room:
            yield row - 1
            used = 0.0
        used += height


def _blocks(page: Page, starts: Sequence[int]) -> Iterator[tuple[int, float]]:
    """What should stay together: the row each table and line of charts begins in, its height."""
    heights = _heights(page, starts)
    ends: dict[int, int] = {}
    for row, table in zip(starts, page.tables, strict=True):
        ends[row] = max(ends.get(row, row), row + rows_of(table))
    for row, end in ends.items():
        yield row, sum(heights.get(at, _ROW) for at in range(row, end))
    first = _row_of_graphs(page, starts)
    for line in in_lines(worth_drawing(page)):
        yield first, _rows_of_line(page, line) * _ROW
        first += _rows_of_line(page, line)


def _heights(page: Page, starts: Sequence[int]) -> dict[int, float]:
    """Points of every row with a head or cells: as high as its highest text."""
    found: dict[int, float] = {}
    for start, table in zip(starts, page.tables, strict=True):
        for row, height in heights_of(start, table, page.widths):
            found[row] = max(found.get(row, 0.0), height)
    return found


def heights_of(start: int, table: Table, widths: Sequence[float]) -> Iterator[tuple[int, float]]:
    """Points of each row of a table whose title stands in row `start`."""
    own = widths[table.left :]
    titles = ((head.title, width) for head, width in zip(table.heads, own, strict=False))
    yield start + 1, row_height(titles)
    for row, cells in enumerate(table.rows, start + 2):
        yield row, row_height(zip(cells, own, strict=False), least=_ROW, most=_MOST)


def rows_of(table: Table) -> int:
    """How many rows a table takes, with its title, its heads, its note and a gap."""
    return 3 + max(len(table.rows), 1) + bool(table.note)


def draw_table(pen: Pen, row: int, table: Table) -> None:
    """Title, heads and rows; how high they are is another matter."""
    draw_heads(pen, row, table.title, table.heads, table.left)
    for offset, cells in enumerate(table.rows):
        _draw_row(pen, row + 2 + offset, offset, cells, table)
    end = row + 1 + max(len(table.rows), 1)
    if not table.rows:
        nothing = a1_of((row + 2, table.left + 1))
        pen.write(nothing, say("dashboard.nothing"), "note", text_wrap=False)
    else:
        _colour(pen, table, row + 1, end - 1)
    if table.note:
        pen.write(a1_of((end + 1, table.left + 1)), table.note, "note", text_wrap=False)


def draw_heads(pen: Pen, row: int, title: str, heads: Sequence[Head], left: int = 0) -> None:
    """What the table is, and the titles of its columns."""
    pen.write(a1_of((row, left + 1)), title, "strong", text_wrap=False)
    for column, head in enumerate(heads, left + 1):
        pen.write(a1_of((row + 1, column)), head.title, "head")


def _colour(pen: Pen, table: Table, first: int, last: int) -> None:
    """Colour beside the numbers and words that stand there."""
    columns = list(enumerate(table.heads, table.left))
    for heat, members in groupby(columns, key=lambda column: column[1].heat):
        if heat:
            places = [column for column, _ in members]
            pen.sheet.conditional_format(
                first, places[0], last, places[-1], {**HEAT, "min_value": 0}
            )
    for column, head in columns:
        if head.number == "state":
            pen.colour_states(f"{a1_of((first + 1, column + 1))}:{a1_of((last + 1, column + 1))}")


def _draw_row(pen: Pen, row: int, offset: int, cells: Sequence[CellValue], table: Table) -> None:
    for column, (value, head) in enumerate(zip(cells, table.heads, strict=True)):
        cell = a1_of((row, table.left + column + 1))
        target = table.links.get((offset, column))
        if target and isinstance(value, str):
            pen.link(cell, target, value)
        else:
            _draw_value(pen, cell, value, head)


def _draw_value(pen: Pen, cell: str, value: CellValue, head: Head) -> None:
    """A cell of a table: numbers right, dates as dates, — where there is no number."""
    if head.number in ("text", "state"):
        pen.write(cell, value, "cell")
    elif value is None or isinstance(value, str):
        pen.write(cell, value or NONE, "number")
    elif isinstance(value, date | datetime):
        pen.write(cell, value, "cell_date", head.number)
    else:
        pen.write(cell, value, "number", head.number)


def _draw_graphs(pen: Pen, page: Page, starts: Sequence[int]) -> None:
    """Two beside each other; a sentence where there is too little for a chart."""
    row, width, drawn = _row_of_graphs(page, starts), width_of(page.widths), worth_drawing(page)
    for line in in_lines(drawn):
        for index, graph in enumerate(line):
            own = width - 4 if graph.wide else width // 2 - 4
            table, start = page.tables[graph.table], starts[graph.table]
            plot = plot_of(graph, table, start, own, height_of(page, line))
            draw_plot(pen, row - 1, index * (width // 2), plot)
        row += _rows_of_line(page, line)
    told = [graph.title for graph in page.graphs if graph not in drawn]
    for offset, title in enumerate(told):
        words = say("dashboard.too_few_points", title=title)
        pen.write(f"A{row + offset}", words, "note", text_wrap=False)


def _row_of_graphs(page: Page, starts: Sequence[int]) -> int:
    if page.graphs_after == 0:
        return TOP
    return starts[page.graphs_after - 1] + rows_of(page.tables[page.graphs_after - 1])


def _rows_of_graphs(page: Page) -> int:
    drawn = worth_drawing(page)
    told = len(page.graphs) - len(drawn)
    rows = sum(_rows_of_line(page, line) for line in in_lines(drawn))
    return rows + told + bool(told)


def _rows_of_line(page: Page, line: Sequence[Graph]) -> int:
    return ceil(height_of(page, line) * _PIXEL / _ROW) + 1
