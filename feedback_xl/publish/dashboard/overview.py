"""总览: eight numbers, what must be done today, and two charts, on one page of A4."""

from collections.abc import Sequence, Set
from itertools import accumulate
from typing import Any

from feedback_xl.language import say
from feedback_xl.publish.dashboard import cards, urgent
from feedback_xl.publish.dashboard.analyses import (
    pareto_graph,
    pareto_table,
    received_graph,
    received_table,
)
from feedback_xl.publish.dashboard.drawing import TOP, draw_table, rows_of, width_of
from feedback_xl.publish.dashboard.frames import MONTHS, months_with_data, span_words
from feedback_xl.publish.dashboard.graphs import plot_of
from feedback_xl.publish.dashboard.page import Graph, Table
from feedback_xl.publish.kpis import Figures, Period, page_one, tables
from feedback_xl.sheets.band import Heading, draw_band
from feedback_xl.xlsx.charts import draw_plot
from feedback_xl.xlsx.draw import Book, Pen
from feedback_xl.xlsx.styles import TO_DO, TO_READ

WIDTHS = (14.0, 11.0, 9.0, 19.0, 20.0, 52.0, 19.0, 33.0)
_DATA_WIDTHS = (24.0, 10.0, 18.0, 10.0, 10.0, 10.0, 10.0)
_MOST_NAMES = 8  # of the small Pareto
_GRAPH_ROWS, _ROW = 10, 18.0  # the charts' height in rows, and a row's in points
_GRAPH = 235  # pixels


class Overview:
    """Page one, with the numbers its formulas and charts are made from on 图表数据."""

    def __init__(self, figures: Figures, sheets: Set[str]) -> None:
        self._snapshot = figures.snapshot
        self._sheets = sheets
        self._cards = page_one(figures)
        self._waiting = urgent.waiting(self._snapshot)
        self._returned = urgent.returned(self._snapshot)
        self._charts = list(_charts(figures))

    @property
    def name(self) -> str:
        return say("dashboard.overview")

    def as_json(self) -> list[Any]:
        """What counts as content: nothing that only NOW() gives."""
        return [
            [[c.name, c.value, c.before, c.target, c.detail, c.rating] for c in self._cards],
            [item.as_json() for item in self._waiting],
            [item.as_json() for item in self._returned],
            urgent.state_line(self._snapshot),
            [[table.title, table.rows] for table, _ in self._charts],
        ]

    def draw(self, book: Book, heading: Heading) -> None:
        """The page itself."""
        pen = book.sheet(self.name, tab=TO_DO)
        pen.columns(WIDTHS)
        draw_band(pen, len(WIDTHS), say("dashboard.overview_title"), heading)
        row = cards.draw(pen, TOP, self._cards, self._waiting, self._snapshot, self._sheets)
        row = self._draw_lists(pen, row)
        self._draw_charts(pen, row)
        row += _GRAPH_ROWS + 1 if self._charts else 0
        pen.write(f"A{row}", urgent.state_line(self._snapshot), "note", text_wrap=False)
        pen.sheet.hide_gridlines(2)
        pen.page(landscape=True, header=heading.owner)
        pen.sheet.fit_to_pages(1, 1)

    def _draw_lists(self, pen: Pen, row: int) -> int:
        fires = (say("dashboard.fires", count=len(self._waiting)), urgent.heads("subject"))
        back = (say("dashboard.returned", count=len(self._returned)), urgent.heads("file"))
        most = urgent.MOST_FIRES
        row = urgent.draw_list(pen, row, *fires, self._waiting, most, self._snapshot, WIDTHS)
        most = urgent.MOST_RETURNS
        return urgent.draw_list(pen, row, *back, self._returned, most, self._snapshot, WIDTHS)

    def _draw_charts(self, pen: Pen, row: int) -> None:
        half = width_of(WIDTHS) // 2
        for at in range(_GRAPH_ROWS):
            pen.sheet.set_row(row - 1 + at, _ROW)
        sheet = say("dashboard.data")
        for index, ((table, graph), start) in enumerate(
            zip(self._charts, self._starts(), strict=True)
        ):
            plot = plot_of(graph, table, start, half - 4, _GRAPH, sheet)
            draw_plot(pen, row - 1, index * half, plot)

    def _starts(self) -> list[int]:
        """The row of 图表数据 each chart's table begins in; the open limits stand above."""
        rows = [rows_of(urgent.limits(self._waiting)), *(rows_of(t) for t, _ in self._charts)]
        return list(accumulate(rows, initial=TOP))[1:-1]

    def draw_data(self, book: Book, heading: Heading) -> None:
        """The last sheet: what page one reckons with."""
        pen = book.sheet(say("dashboard.data"), tab=TO_READ)
        pen.columns(_DATA_WIDTHS)
        draw_band(pen, len(_DATA_WIDTHS), say("dashboard.data_title"), heading)
        draw_table(pen, TOP, urgent.limits(self._waiting))
        for start, (table, _) in zip(self._starts(), self._charts, strict=True):
            draw_table(pen, start, table)
        pen.sheet.hide_gridlines(2)
        pen.page(landscape=False, header=heading.owner)


def _charts(figures: Figures) -> Sequence[tuple[Table, Graph]]:
    """What came in each month, and the defects most of it was about."""
    found = []
    months = months_with_data(figures)
    if len(months) > 1:
        levels = len(figures.snapshot.company.levels)
        table = received_table(figures, months)
        found.append((table, received_graph(0, levels, span_words(months))))
    defects = tables.pareto(
        figures, Period.rolling(figures.month.start, MONTHS), "defect", top=_MOST_NAMES
    )
    if len(defects) > 1:
        found.append((pareto_table("defect", defects), pareto_graph(0, "defect", defects)))
    return found
