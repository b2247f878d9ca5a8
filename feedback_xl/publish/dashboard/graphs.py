"""From a graph of a table's columns to the cells a chart is drawn from."""

from collections.abc import Iterator, Sequence

from feedback_xl.publish.dashboard.page import Graph, Page, Table
from feedback_xl.xlsx.cells import CellValue
from feedback_xl.xlsx.charts import Plot, Series

GRAPH = 250  # pixels high
_BAR, _AROUND, _HIGHEST = 26, 110, 420  # pixels: a name of a bar chart, what else it needs
_LEAST_POINTS = 2  # one column shows nothing that its number does not


def worth_drawing(page: Page) -> list[Graph]:
    """Not those of one point, and not of noughts alone."""
    return [graph for graph in page.graphs if _is_worth_it(graph, page.tables[graph.table])]


def _is_worth_it(graph: Graph, table: Table) -> bool:
    told = [_figure(row[c]) for row in table.rows for c in (*graph.columns, *graph.lines)]
    return len(table.rows) >= _LEAST_POINTS and any(told)


def in_lines(graphs: Sequence[Graph]) -> Iterator[list[Graph]]:
    """Charts as they stand beside each other: wide ones alone, others by two."""
    line: list[Graph] = []
    for graph in graphs:
        if line and (graph.wide or len(line) == 2):
            yield line
            line = []
        line.append(graph)
        if graph.wide:
            yield line
            line = []
    if line:
        yield line


def height_of(page: Page, line: Sequence[Graph]) -> int:
    """Pixels a line of charts needs: every bar keeps its name."""
    bars = [len(page.tables[graph.table].rows) for graph in line if graph.kind == "bar"]
    return min(max([GRAPH, *(_AROUND + _BAR * count for count in bars)]), _HIGHEST)


def plot_of(
    graph: Graph, table: Table, start: int, width: int, height: int, sheet: str = ""
) -> Plot:
    """The chart of a table drawn with its title in row `start`, on this sheet or another."""
    first, last = start + 1, start + len(table.rows)  # counted from 0, below title and heads

    def series(column: int, *, line: bool = False, limit: bool = False) -> Series:
        values, at = [_figure(row[column]) for row in table.rows], table.left + column
        return Series((start, at), (first, at, last, at), values, line, limit)

    return Plot(
        graph.title,
        graph.description,
        graph.kind,
        (first, table.left, last, table.left),
        [
            *(series(column) for column in graph.columns),
            *(series(column, line=True) for column in graph.lines),
            *(series(column, limit=True) for column in graph.limits),
        ],
        graph.unit,
        graph.stacked,
        graph.share_axis,
        graph.urgent,
        width,
        height,
        sheet,
    )


def _figure(value: CellValue) -> float | None:
    return float(value) if isinstance(value, int | float) else None
