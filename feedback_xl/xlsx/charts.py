"""How every chart looks: native charts only, one palette, one set of fonts, always alt text."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from feedback_xl.xlsx.draw import Pen
from feedback_xl.xlsx.styles import BAND, FONT, GREY, LATE

PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8C8C8C", "#5B4B8A")
URGENT_FIRST = ("#D55E00", "#E69F00", "#9DC9E8", "#5B4B8A", "#8C8C8C")  # dark to light, in grey too
_GRID, _WHITE = "#E5E7EB", "#FFFFFF"
_STEPS = (1, 2, 5)
_LINES = 5  # gridlines at most
_FORMATS = {"count": "0", "percent": "0%", "hours": "0", "days": "0", "money": "#,##0"}

Cells = tuple[int, int, int, int]  # first row, first column, last row, last column, from 0


@dataclass(frozen=True)
class Series:
    """One row of marks: where its name and its values stand, and the values themselves."""

    name: tuple[int, int]  # the cell of its name, from 0
    cells: Cells
    values: Sequence[float | None]
    line: bool = False  # a line over the columns
    limit: bool = False  # a target or threshold: dashed, without marks


@dataclass(frozen=True)
class Plot:
    """A chart to be drawn from cells of one sheet; `unit` is a number format's name."""

    title: str
    description: str  # for who cannot see it
    kind: str  # column | bar | line
    names: Cells
    series: Sequence[Series]
    unit: str = "count"
    stacked: bool = False
    share_axis: bool = False  # lines are shares of the whole, with an axis of their own
    urgent: bool = False  # series are levels, or ages, the gravest first
    width: int = 460
    height: int = 270
    sheet: str = ""  # where its cells are, if not on the sheet it stands on


def draw_plot(pen: Pen, row: int, left: int, plot: Plot) -> None:
    """Insert the chart at a row, counted from 0, so many pixels from the sheet's left edge."""
    place = {"object_position": 2, "x_offset": left + 2, "y_offset": 2}
    chart = _chart(pen, plot)
    pen.sheet.insert_chart(row, 0, chart, {**place, "description": plot.description})


def _chart(pen: Pen, plot: Plot) -> Any:
    sheet, workbook = plot.sheet or pen.sheet.get_name(), pen.book.book
    marks = [series for series in plot.series if not (series.line or series.limit)]
    lines = [series for series in plot.series if series.line or series.limit]
    if plot.kind == "line":
        marks, lines = [*marks, *lines], []
    options = {"type": plot.kind}
    if plot.stacked:
        options["subtype"] = "stacked"
    chart = workbook.add_chart(options)
    colours = URGENT_FIRST if plot.urgent else PALETTE
    for series, colour in zip(marks, colours * len(marks), strict=False):
        chart.add_series(_marks(sheet, plot, series, colour))
    if lines:
        over = workbook.add_chart({"type": "line"})
        for series in lines:
            over.add_series(_line(sheet, plot, series, LATE) | {"y2_axis": plot.share_axis})
        chart.combine(over)
        if plot.share_axis:
            over.set_y2_axis(_share_axis())
    _frame(chart, plot)
    return chart


def _marks(sheet: str, plot: Plot, series: Series, colour: str) -> dict[str, Any]:
    if plot.kind == "line":
        return _line(sheet, plot, series, GREY if series.limit else colour)
    look = {"fill": {"color": colour}, "border": {"color": _WHITE, "width": 0.5}, "gap": 60}
    if not plot.stacked:
        look["overlap"] = 0
        look["data_labels"] = _labels(plot) if len(plot.series) == 1 else {}
    return _data(sheet, plot, series) | look


def _line(sheet: str, plot: Plot, series: Series, colour: str) -> dict[str, Any]:
    if series.limit:
        look: dict[str, Any] = {"line": {"color": GREY, "width": 1.25, "dash_type": "dash"}}
        return _data(sheet, plot, series) | look | {"marker": {"type": "none"}}
    mark = {"type": "circle", "size": 5, "fill": {"color": colour}, "border": {"color": _WHITE}}
    return _data(sheet, plot, series) | {"line": {"color": colour, "width": 2}, "marker": mark}


def _data(sheet: str, plot: Plot, series: Series) -> dict[str, Any]:
    return {
        "name": [sheet, *series.name],
        "categories": [sheet, *plot.names],
        "values": [sheet, *series.cells],
    }


def _labels(plot: Plot) -> dict[str, Any]:
    return {"value": True, "font": _font(), "num_format": _FORMATS[plot.unit]}


def _frame(chart: Any, plot: Plot) -> None:
    """Title, legend, axes, size: the same for all."""
    title = {"name": FONT, "size": 11, "bold": True, "color": BAND}
    chart.set_title({"name": plot.title, "name_font": title, "overlay": False})
    alone = len(plot.series) == 1
    chart.set_legend({"none": True} if alone else {"position": "bottom", "font": _font()})
    names: dict[str, Any] = {"num_font": _font(), "line": {"color": _GRID}, "interval_unit": 1}
    values = _value_axis(plot)
    if plot.kind == "bar":
        names |= {"reverse": True}
        values |= {"label_position": "high"}
        chart.set_x_axis(values)
        chart.set_y_axis(names)
    else:
        chart.set_x_axis(names)
        chart.set_y_axis(values)
    chart.set_size({"width": plot.width, "height": plot.height})
    chart.set_chartarea({"border": {"color": _GRID}, "fill": {"color": _WHITE}})
    chart.show_blanks_as("gap")


def _value_axis(plot: Plot) -> dict[str, Any]:
    """From nought, with whole steps: half a complaint does not exist."""
    axis: dict[str, Any] = {
        "min": 0,
        "num_font": _font(),
        "num_format": _FORMATS[plot.unit],
        "major_gridlines": {"visible": True, "line": {"color": _GRID, "width": 0.75}},
        "line": {"none": True},
    }
    if plot.unit == "percent":
        return axis | {"max": 1, "major_unit": 0.2}
    step = _step(_highest(plot))
    return axis | {"max": step * math.ceil(max(_highest(plot), 1) / step), "major_unit": step}


def _highest(plot: Plot) -> float:
    """What the axis must reach: the tallest column, or stack of columns."""
    shares = [series for series in plot.series if series.line or series.limit]
    own = [s for s in plot.series if not (plot.share_axis and s in shares)]
    if not plot.stacked:
        return max((value or 0 for series in own for value in series.values), default=0)
    stacks = zip(*(series.values for series in own if not series.line), strict=True)
    return max((sum(value or 0 for value in stack) for stack in stacks), default=0)


def _step(highest: float) -> int:
    """1, 2 or 5 times a power of ten, so that at most five lines stand on the axis."""
    power = 1
    while True:
        for step in _STEPS:
            if step * power * _LINES >= highest:
                return step * power
        power *= 10


def _share_axis() -> dict[str, Any]:
    return {
        "min": 0,
        "max": 1,
        "major_unit": 0.2,
        "num_format": "0%",
        "num_font": _font(),
        "line": {"none": True},
    }


def _font() -> dict[str, Any]:
    return {"name": FONT, "size": 9}
