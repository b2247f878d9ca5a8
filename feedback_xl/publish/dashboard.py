"""workbooks/看板.xlsx: page one for the morning meeting, with two native charts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from feedback_xl.ledger.queries import Row
from feedback_xl.publish.measures import Measures, measure
from feedback_xl.publish.rows import short_name
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Case, TimeState, digest
from feedback_xl.sheets.draw import Heading
from feedback_xl.xlsx.cells import CellValue
from feedback_xl.xlsx.draw import Book, Pen
from feedback_xl.xlsx.measure import lines_in

MASTER = "总台账.xlsx"
_WIDTHS = (12, 19, 14, 26, 17, 12, 19, 16)
_LETTERS = "ABCDEFGH"
_MOST_ROWS = 40


class Dashboard:
    """Page one: eight numbers, the overdue, what waits for correction, two charts."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._measures: Measures = measure(snapshot)
        self._late = sorted(
            (c for c in snapshot.cases.values() if snapshot.reply_state(c) is TimeState.LATE),
            key=lambda c: (snapshot.company.rank(c.level), c.received_at, c.number),
        )
        self._returns = snapshot.open_returns

    def digest(self) -> str:
        """The same for the same content."""
        return digest(
            {
                "numbers": [m.__dict__ for m in self._measures.numbers],
                "late": [c.number for c in self._late],
                "returns": [row["key"] for row in self._returns],
                "months": self._months(),
                "defects": self._defects(),
            }
        )

    def _months(self) -> list[list[Any]]:
        table = self._measures.per_month
        return [
            [str(month), *(int(n) for n in counts)]
            for month, counts in zip(table.index, table.to_numpy(), strict=True)
        ]

    def _defects(self) -> list[list[Any]]:
        table = self._measures.defects
        return [
            [str(name), int(n), round(float(part), 4)]
            for name, n, part in zip(table["defect"], table["cases"], table["share"], strict=True)
        ]

    def draw(self, book: Book, heading: Heading) -> None:
        """总览, and the sheet with the numbers behind the charts."""
        page = book.sheet("总览", tab="#1F3A5F")
        page.columns(_WIDTHS)
        self._draw_band(page, heading)
        self._draw_cards(page)
        data = book.sheet("图表数据")
        self._draw_data(data)
        row = 11
        self._draw_charts(book, page, row)
        row = self._draw_list(
            page, row + 16, "超期未回复", _LATE_HEAD, [self._late_row(c) for c in self._late]
        )
        self._draw_list(
            page, row, "退回待更正", _RETURN_HEAD, [self._return_row(r) for r in self._returns]
        )
        page.sheet.hide_gridlines(2)
        page.page(landscape=True, header=heading.words())

    def _draw_band(self, page: Pen, heading: Heading) -> None:
        for row, style in ((1, "band"), (2, "band_note")):
            for letter in _LETTERS:
                page.write(f"{letter}{row}", None, style)
        page.write("A1", f"{heading.owner} · 客户反馈看板", "band", text_wrap=False)
        waiting = f"退回待更正 {len(self._returns)}"
        page.write("A2", f"{heading.words()}  {waiting}", "band_note", text_wrap=False)
        page.sheet.set_row(0, 28)

    def _draw_cards(self, page: Pen) -> None:
        """Two rows of four cards, two columns each: name, number, detail, period before."""
        for index, number in enumerate(self._measures.numbers):
            column, top = (index % 4) * 2, 3 + (index // 4) * 4
            first, last = _LETTERS[column], _LETTERS[column + 1]
            link = f"external:{MASTER}#'{number.sheet}'!A1"
            page.merge(f"{first}{top}:{last}{top}", None, "big_name")
            page.link(f"{first}{top}", link, number.name, "big_name")
            page.merge(f"{first}{top + 1}:{last}{top + 1}", number.value, "big")
            page.merge(f"{first}{top + 2}:{last}{top + 2}", number.detail, "big_name")
            told = f"上期 {number.before}  目标 {number.target}"
            page.merge(f"{first}{top + 3}:{last}{top + 3}", told, "big_name")
            page.sheet.set_row(top, 32)

    def _draw_data(self, data: Pen) -> None:
        data.columns((14, 10, 10, 10, 4, 24, 10, 10))
        levels = list(self._snapshot.company.levels)
        for column, title in enumerate(("月份", *levels)):
            data.write(f"{_LETTERS[column]}1", title, "head")
        for letter, title in zip("FGH", ("不良现象", "件数", "累计占比"), strict=True):
            data.write(f"{letter}1", title, "head")
        for row, (month, *counts) in enumerate(self._months(), 2):
            data.write(f"A{row}", month, "cell")
            for letter, received in zip(_LETTERS[1:], counts, strict=False):
                data.write(f"{letter}{row}", float(received), "number", "count")
        for row, (name, cases, part) in enumerate(self._defects(), 2):
            data.write(f"F{row}", name, "cell")
            data.write(f"G{row}", float(cases), "number", "count")
            data.write(f"H{row}", part, "number", "percent")
        data.page(landscape=True, header="图表数据")

    def _draw_charts(self, book: Book, page: Pen, row: int) -> None:
        page.sheet.insert_chart(
            f"A{row + 1}",
            self._chart_of_months(book),
            {"object_position": 2, "description": "每月收到件数,按等级堆叠"},
        )
        if self._defects():
            page.sheet.insert_chart(
                f"E{row + 1}",
                self._chart_of_defects(book),
                {"object_position": 2, "description": "不良现象柏拉图:件数与累计占比"},
            )
        else:
            page.merge(f"E{row + 1}:H{row + 1}", "尚无带不良现象的质量反馈", "note")

    def _chart_of_months(self, book: Book) -> Any:
        chart = book.book.add_chart({"type": "column", "subtype": "stacked"})
        rows = len(self._months())
        colours = ("#D55E00", "#E69F00", "#56B4E9")
        for column, colour in enumerate(colours[: len(self._snapshot.company.levels)], 1):
            letter = _LETTERS[column]
            chart.add_series(
                {
                    "name": f"=图表数据!${letter}$1",
                    "categories": f"=图表数据!$A$2:$A${rows + 1}",
                    "values": f"=图表数据!${letter}$2:${letter}${rows + 1}",
                    "fill": {"color": colour},
                    "gap": 60,
                }
            )
        return _framed(chart, "每月收到件数(按等级)")

    def _chart_of_defects(self, book: Book) -> Any:
        rows = len(self._defects())
        names = f"=图表数据!$F$2:$F${rows + 1}"
        chart = book.book.add_chart({"type": "column"})
        chart.add_series(
            {
                "name": "件数",
                "categories": names,
                "gap": 40,
                "values": f"=图表数据!$G$2:$G${rows + 1}",
                "fill": {"color": "#0072B2"},
            }
        )
        line = book.book.add_chart({"type": "line"})
        line.add_series(
            {
                "name": "累计占比",
                "categories": names,
                "y2_axis": True,
                "values": f"=图表数据!$H$2:$H${rows + 1}",
                "line": {"color": "#D55E00", "width": 2},
                "marker": {"type": "circle"},
            }
        )
        chart.combine(line)
        line.set_y2_axis({"min": 0, "max": 1, "num_format": "0%"})
        return _framed(chart, "不良现象柏拉图")

    def _draw_list(
        self,
        page: Pen,
        row: int,
        title: str,
        head: Sequence[str],
        rows: Sequence[Sequence[CellValue]],
    ) -> int:
        page.merge(f"A{row}:H{row}", f"{title}({len(rows)})", "heading")
        for letter, text in zip(_LETTERS, head, strict=True):
            page.write(f"{letter}{row + 1}", text, "head")
        shown = rows[:_MOST_ROWS]
        for offset, values in enumerate(shown, row + 2):
            shown_text = zip(values, _WIDTHS, strict=True)
            longest = max(lines_in(v, width) for v, width in shown_text if isinstance(v, str))
            page.sheet.set_row(offset - 1, max(18, longest * 14 + 4))
            for letter, value in zip(_LETTERS, values, strict=True):
                number = "instant" if isinstance(value, datetime) else "hours"
                page.write(
                    f"{letter}{offset}", value, "cell", "text" if isinstance(value, str) else number
                )
        if len(rows) > len(shown):
            page.write(
                f"A{row + 2 + len(shown)}", f"另有 {len(rows) - len(shown)} 件,见总台账", "note"
            )
            return row + 4 + len(shown)
        return row + 3 + len(shown)

    def _late_row(self, case: Case) -> list[CellValue]:
        snapshot, current = self._snapshot, self._snapshot.round_of(case)
        assert current.limit_at is not None
        hours = (snapshot.as_of - current.limit_at).total_seconds() / 3600
        return [
            case.level,
            case.number,
            short_name(snapshot, case),
            case.subject,
            current.limit_at,
            round(hours, 1),
            snapshot.state_word(case),
            snapshot.company.department_name(case.main),
        ]

    def _return_row(self, row: Row) -> list[CellValue]:
        return [
            row["level"],
            row["key"],
            row["customer_name"],
            row["name"],
            row["limit_at"],
            str(row["problems"]),
            row["opened_at"],
            self._snapshot.company.department_name(row["department"]),
        ]


_LATE_HEAD = ("等级", "反馈编号", "客户", "主题", "回复时限", "超期(h)", "状态", "主责部门")
_RETURN_HEAD = ("等级", "收件编号", "客户", "文件名", "客户时限", "问题数", "退回时间", "部门")


def _framed(chart: Any, title: str) -> Any:
    font = {"name": "微软雅黑", "size": 9}
    chart.set_title(
        {"name": title, "name_font": {"name": "微软雅黑", "size": 11}, "overlay": False}
    )
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_x_axis({"num_font": font})
    chart.set_y_axis(
        {"num_font": font, "major_gridlines": {"visible": True, "line": {"color": "#E5E7EB"}}}
    )
    chart.set_size({"width": 460, "height": 300})
    return chart
