"""Drawing a workbook: typed writes only, the same bytes for the same content."""

import io
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from feedback_xl.language import say
from feedback_xl.problems import Fault
from feedback_xl.xlsx.cells import CellValue, address_of
from feedback_xl.xlsx.styles import (
    BASE,
    LATE_FILL,
    LATE_INK,
    NOTHING,
    NUMBER_FORMATS,
    STATE_COLOURS,
    STYLES,
)

META_SHEET = "_meta"
LISTS_SHEET = "_lists"
PROPERTY = "feedback_xl"
_LONGEST_PROPERTY = 255  # a limit of the file format
_USUAL_WIDTH = 8.43  # of a column nobody set
_CUT = -2  # XlsxWriter's word for a text longer than a cell holds: it wrote what fits
_EPOCH, _SECOND_DAY = datetime(1899, 12, 31), datetime(1900, 1, 2)  # as Excel counts days

PROTECTION = {  # what people may still do on a protected sheet
    "objects": True,
    "scenarios": True,
    "format_cells": False,
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}


class Book:
    """A workbook being drawn; `close` gives its bytes."""

    def __init__(self, title: str, *, created: datetime, company: str) -> None:
        self._bytes = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self._bytes,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": dict(BASE),
            },
        )
        self.book.set_properties({"title": title, "company": company, "created": created})
        self._formats: dict[str, Format] = {}
        self._lists: dict[tuple[str, ...], str] = {}
        self._pens: list[Pen] = []
        self._opens_with = 0

    def style(self, name: str, number: str = "text", **extra: Any) -> Format:
        """A named style with a number format; `extra` are XlsxWriter properties."""
        key = f"{name}|{number}|{sorted(extra.items())}"
        if key not in self._formats:
            properties = {**BASE, **STYLES[name], "num_format": NUMBER_FORMATS[number], **extra}
            self._formats[key] = self.book.add_format(properties)
        return self._formats[key]

    def sheet(self, name: str, *, tab: str = "") -> "Pen":
        """A new sheet, in the order of asking."""
        worksheet = self.book.add_worksheet(name)
        if tab:
            worksheet.set_tab_color(tab)
        self._pens.append(Pen(self, worksheet))
        return self._pens[-1]

    def has(self, name: str) -> bool:
        """Whether a sheet of that name was drawn."""
        return self.book.get_worksheet_by_name(name) is not None

    def open_with_next(self) -> None:
        """The sheet drawn next is the one seen when the book is opened."""
        self._opens_with = len(self._pens)

    def name(self, name: str, sheet: str, cell: str) -> None:
        """A name for one cell, for formulas on every sheet."""
        row, column = (part - 1 for part in address_of(cell))
        place = xlsxwriter.utility.xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
        self.book.define_name(name, f"='{sheet}'!{place}")

    def list_range(self, values: Sequence[str]) -> str:
        """A named range on the hidden lists sheet that holds these values."""
        key = tuple(values)
        if key not in self._lists:
            self._lists[key] = f"list_{len(self._lists) + 1}"
        return self._lists[key]

    def close(self, meta: Mapping[str, Any], identity: Mapping[str, Any]) -> bytes:
        """Finish with the hidden sheets and the custom property; `identity` is the short stamp."""
        self._pens[self._opens_with].sheet.activate()
        self._draw_lists()
        pen = self.sheet(META_SHEET)
        for row, (name, value) in enumerate(meta.items()):
            pen.sheet.write_string(row, 0, name)
            pen.sheet.write_string(row, 1, value if isinstance(value, str) else _json(value))
        pen.sheet.hide()
        stamp = _json(identity)
        if len(stamp) > _LONGEST_PROPERTY:
            raise Fault(f"the stamp of a workbook is too long: {stamp}")
        self.book.set_custom_property(PROPERTY, stamp, "text")
        self.book.close()
        return self._bytes.getvalue()

    def _draw_lists(self) -> None:
        if not self._lists:
            return
        pen = self.sheet(LISTS_SHEET)
        for column, (values, name) in enumerate(self._lists.items()):
            for row, value in enumerate(values):
                pen.sheet.write_string(row, column, value)
            letter = xlsxwriter.utility.xl_col_to_name(column)
            span = f"${letter}$1:${letter}${max(len(values), 1)}"
            self.book.define_name(name, f"={LISTS_SHEET}!{span}")
        pen.sheet.hide()


class Pen:
    """Writes into one sheet; cells are named as people name them."""

    def __init__(self, book: Book, sheet: Worksheet) -> None:
        self.book = book
        self.sheet = sheet
        self._widths: dict[int, float] = {}

    def write(
        self, cell: str, value: CellValue, style: str = "cell", number: str = "text", **extra: Any
    ) -> None:
        """A value by its type; text stays text whatever it begins with."""
        row, column = (part - 1 for part in address_of(cell))
        form = self.book.style(style, number, **extra)
        _write(self.sheet, row, column, value, form)

    def merge(
        self, span: str, value: CellValue, style: str = "cell", number: str = "text", **extra: Any
    ) -> None:
        """One value over several cells; a single cell is written plainly."""
        first, _, last = span.partition(":")
        if last and last != first:
            self.sheet.merge_range(span, None, self.book.style(style, number, **extra))
        self.write(first, value, style, number, **extra)

    def formula(
        self, cell: str, formula: str, cached: str | float, style: str, number: str, **extra: Any
    ) -> None:
        """A formula with the value it has as of this publication."""
        row, column = (part - 1 for part in address_of(cell))
        form = self.book.style(style, number, **extra)
        self.sheet.write_formula(row, column, formula, form, cached)

    def link(self, cell: str, target: str, text: str, style: str = "link") -> None:
        """A link inside the book (internal:…) or to a file beside it (external:…)."""
        row, column = (part - 1 for part in address_of(cell))
        result = self.sheet.write_url(row, column, target, self.book.style(style), text)
        if result not in (0, _CUT):
            raise Fault(f"a link could not be written: {target}")

    def choose(
        self,
        span: str,
        values: Sequence[str],
        *,
        title: str,
        message: str,
        free: bool = False,
        source: str = "",
    ) -> None:
        """A drop-down; `free` lets other text stand after a warning.

        `source` is a formula for what it offers, where that is not always all of `values`.
        """
        self.sheet.data_validation(
            span,
            {
                "validate": "list",
                "source": source or f"={self.book.list_range(values)}",
                "input_title": title[:32],
                "input_message": message[:255],
                "error_title": say("cells.check" if free else "cells.choose"),
                "error_message": (
                    say("cells.not_listed")
                    if free
                    else say("cells.one_of", choices="/".join(values))
                )[:255],
                "error_type": "warning" if free else "stop",
            },
        )

    def hint(self, span: str, title: str, message: str) -> None:
        """An input message without a rule."""
        self.sheet.data_validation(
            span,
            {"validate": "any", "input_title": title[:32], "input_message": message[:255]},
        )

    def comment(self, cell: str, text: str) -> None:
        self.sheet.write_comment(cell, text, {"author": "", "x_scale": 2, "font_size": 9})

    def columns(self, widths: Sequence[float], first: int = 0) -> None:
        for index, width in enumerate(widths, first):
            self.column(index, width)

    def column(self, index: int, width: float, **options: Any) -> None:
        """One column's width; `options` are XlsxWriter's: hidden, level, collapsed."""
        self.sheet.set_column(index, index, width, self.book.style("plain", "text"), options)
        self._widths[index] = 0.0 if options.get("hidden") else width

    def width(self, index: int) -> float:
        """Column units that are seen of a column, from 0."""
        return self._widths.get(index, _USUAL_WIDTH)

    def protect(self) -> None:
        """Locked cells stay as they are; pictures, filters, heights and widths stay free."""
        self.sheet.protect("", PROTECTION)

    def page(
        self, *, landscape: bool, header: str, repeat: int | None = None, pages_wide: int = 1
    ) -> None:
        """A4, so many pages wide, with document control above and page x of y below."""
        if landscape:
            self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(pages_wide, 0)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        # "&" begins a code; a size is told from a name that begins with a digit by a blank.
        self.sheet.set_header(f"&R&9 {header.replace('&', '&&')}")
        self.sheet.set_footer(f"&C&9{say('cells.page')}")
        if repeat is not None:
            self.sheet.repeat_rows(0, repeat)

    def colour_states(self, span: str) -> None:
        """Colour for cells that contain a state's symbol."""
        for symbol, look in STATE_COLOURS.items():
            self.sheet.conditional_format(
                span,
                {
                    "type": "text",
                    "criteria": "containing",
                    "value": symbol,
                    "format": self.book.book.add_format(dict(look)),
                },
            )

    def colour_above_zero(self, span: str) -> None:
        """Colour for counts of what is late, where there is any."""
        look = self.book.book.add_format({"font_color": LATE_INK, "bg_color": LATE_FILL})
        above = {"type": "cell", "criteria": ">", "value": 0, "format": look}
        self.sheet.conditional_format(span, above)

    def mute_nothing(self, span: str) -> None:
        """No colour for a count that says 0."""
        look = self.book.book.add_format(dict(NOTHING))
        ends = {"type": "text", "criteria": "ends with", "value": " 0", "format": look}
        self.sheet.conditional_format(span, ends)


def _write(sheet: Worksheet, row: int, column: int, value: CellValue, form: Format) -> None:
    if value is None or value == "":
        result = sheet.write_blank(row, column, None, form)
    elif isinstance(value, str):
        result = sheet.write_string(row, column, value, form)
    elif isinstance(value, bool):
        result = sheet.write_boolean(row, column, value, form)
    elif isinstance(value, datetime) and value < _SECOND_DAY:
        # XlsxWriter would take an instant of that day for a time alone.
        result = sheet.write_number(row, column, (value - _EPOCH) / timedelta(days=1), form)
    elif isinstance(value, datetime | date | time):
        result = sheet.write_datetime(row, column, value, form)
    else:
        result = sheet.write_number(row, column, value, form)
    if result not in (0, _CUT, None):
        raise Fault(f"a cell could not be written: row {row + 1}, column {column + 1}")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
