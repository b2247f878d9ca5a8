"""Charts: native, with alt text, whole steps for counts, shares on an axis of their own."""

import re
import zipfile
from datetime import datetime
from io import BytesIO

import pytest

from feedback_xl.xlsx.charts import Plot, Series, draw_plot
from feedback_xl.xlsx.draw import Book


def drawn(values: list[float], **how: object) -> dict[str, str]:
    """The parts of a workbook with one chart of these values, and a line at their end."""
    book = Book("x", created=datetime(2026, 11, 23), company="y")
    pen = book.sheet("数")
    for row, value in enumerate(values, 2):
        pen.write(f"A{row}", f"名{row}", "cell")
        pen.write(f"B{row}", value, "number", "count")
        pen.write(f"C{row}", 0.8, "number", "percent")
    last = len(values)
    series = [
        Series((0, 1), (1, 1, last, 1), values),
        Series((0, 2), (1, 2, last, 2), [0.8] * last, limit=True),
    ]
    about = {"kind": "column", "names": (1, 0, last, 0), **how}
    draw_plot(pen, 5, 0, Plot("题", "说明", series=series, **about))  # type: ignore[arg-type]
    with zipfile.ZipFile(BytesIO(book.close({}, {}))) as parts:
        return {name: parts.read(name).decode() for name in parts.namelist() if "xml" in name}


def axis(parts: dict[str, str]) -> tuple[float, float, str]:
    """Greatest value, step and number format of the value axis."""
    chart = parts["xl/charts/chart1.xml"]
    own = re.findall(r"<c:valAx>.*?</c:valAx>", chart, re.DOTALL)[0]
    most, step = (re.findall(rf'<c:{name} val="([\d.]+)"', own)[0] for name in ("max", "majorUnit"))
    return float(most), float(step), re.findall(r'formatCode="([^"]+)"', own)[0]


@pytest.mark.parametrize(
    ("highest", "most", "step"),
    [(0, 1, 1), (1, 1, 1), (3, 3, 1), (7, 8, 2), (22, 25, 5), (51, 60, 20), (908, 1000, 200)],
)
def test_what_is_counted_has_whole_steps_and_few_lines(
    highest: float, most: float, step: float
) -> None:
    assert axis(drawn([highest, 0], share_axis=True)) == (most, step, "0")


def test_shares_go_from_nought_to_all() -> None:
    assert axis(drawn([0.4, 0.9], unit="percent"))[0] == 1


def test_a_stack_is_as_high_as_its_parts_together() -> None:
    book = Book("x", created=datetime(2026, 11, 23), company="y")
    pen = book.sheet("数")
    series = [Series((0, at), (1, at, 2, at), [4.0, 6.0]) for at in (1, 2)]
    draw_plot(pen, 0, 0, Plot("题", "说明", "column", (1, 0, 2, 0), series, stacked=True))
    with zipfile.ZipFile(BytesIO(book.close({}, {}))) as parts:
        chart = {"xl/charts/chart1.xml": parts.read("xl/charts/chart1.xml").decode()}

    assert axis(chart)[0] == 15


def test_a_chart_says_what_it_shows_and_where_its_cells_are() -> None:
    parts = drawn([1, 2], share_axis=True)

    assert 'descr="说明"' in parts["xl/drawings/drawing1.xml"]
    assert re.findall(r"<c:f>(.*?)</c:f>", parts["xl/charts/chart1.xml"]) == [
        *("数!$B$1", "数!$A$2:$A$3", "数!$B$2:$B$3"),
        *("数!$C$1", "数!$A$2:$A$3", "数!$C$2:$C$3"),
    ]
    assert "微软雅黑" in parts["xl/charts/chart1.xml"]
