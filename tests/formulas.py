"""What the formulas of a published book give at any instant: the few functions they use."""

import math
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries

_EPOCH = datetime(1899, 12, 30)
_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")|(?P<sheet>'[^']+'!)?(?P<ref>\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)
    |(?P<name>[A-Z]+(?=\())|(?P<other>.)""",
    re.VERBOSE,
)


class Text(str):
    """Text that `&` joins; Python's | stands as high among operators as Excel's &."""

    def __or__(self, other: object) -> "Text":
        return Text(self + _shown(other))

    def __ror__(self, other: object) -> "Text":
        return Text(_shown(other) + self)


class LivingBook:
    """A published book as somebody sees it who opens it at `now`."""

    def __init__(self, path: Path, now: datetime) -> None:
        self._book = openpyxl.load_workbook(path)
        self._now = serial(now)

    def value(self, sheet: str, cell: str) -> Any:
        """What stands in a cell; a formula is reckoned."""
        found = self._book[sheet][cell].value
        if not (isinstance(found, str) and found.startswith("=")):
            return serial(found) if isinstance(found, date) else found
        functions = {
            "NOW": lambda: self._now,
            "DATE": lambda year, month, day: serial(datetime(int(year), int(month), int(day))),
            "TIME": lambda hour, minute, second: (hour * 3600 + minute * 60 + second) / 86400,
            "IF": lambda test, yes, no="": yes if test else no,
            "INT": math.floor,
            "ROUND": lambda number, digits: round(number, int(digits)),
            "COUNTIF": _count,
            "COUNTIFS": _count,
            "SUMPRODUCT": sum,
            "cells": lambda where, span: list(self._cells(where or sheet, span)),
            "Text": Text,
        }
        return eval(_as_python(found[1:]), {"__builtins__": {}}, functions)

    def _cells(self, sheet: str, span: str) -> Iterator[Any]:
        first_column, top, last_column, bottom = range_boundaries(span)
        for row in range(top, bottom + 1):
            for column in range(first_column, last_column + 1):
                yield self.value(sheet, self._book[sheet].cell(row, column).coordinate)

    def lines(self, sheet: str) -> list[dict[str, Any]]:
        """The table of a sheet by column title."""
        page = self._book[sheet]
        header = next(row for row in range(1, 20) if page.cell(row, 1).value == "_key")
        titles = [cell.value for cell in page[header]]
        return [
            {
                str(title): self.value(sheet, cell.coordinate)
                for title, cell in zip(titles, row, strict=True)
            }
            for row in page.iter_rows(min_row=header + 1)
        ]

    def texts(self, sheet: str, *rows: int) -> list[str]:
        """The texts of these rows, empty ones left out."""
        cells = [cell for row in rows for cell in self._book[sheet][row]]
        found = [self.value(sheet, cell.coordinate) for cell in cells if cell.value is not None]
        return [str(text) for text in found if text != ""]


def serial(instant: date) -> float:
    """An instant as Excel counts days."""
    if not isinstance(instant, datetime):
        instant = datetime.combine(instant, datetime.min.time())
    return (instant - _EPOCH) / timedelta(days=1)


def _as_python(formula: str) -> str:
    return "".join(_translated(match) for match in _TOKEN.finditer(formula))


def _translated(match: re.Match[str]) -> str:
    if match["text"]:
        words = match["text"][1:-1].replace('""', '"')
        return f"Text({words!r})"
    if match["ref"]:
        sheet = (match["sheet"] or "")[1:-2]
        return f"cells({sheet!r}, {match['ref'].replace('$', '')!r})"
    return str(match["name"] or {"&": "|"}.get(match["other"], match["other"]))


def _count(*given: Any) -> int:
    """COUNTIF and COUNTIFS: how many places meet all their conditions."""
    pairs = list(zip(given[::2], given[1::2], strict=True))
    return sum(
        all(_meets(span[at], wanted) for span, wanted in pairs) for at in range(len(pairs[0][0]))
    )


def _meets(value: Any, wanted: str) -> bool:
    match = re.match(r"(<>|<=|>=|<|>)?(.*)", wanted)
    assert match is not None
    sign, operand = match[1], match[2]
    if sign in (None, "<>"):
        begins = str(value or "").startswith(operand.removesuffix("*"))
        return begins != bool(sign)
    if not isinstance(value, int | float):
        return False
    number = float(operand)
    return {"<": value < number, "<=": value <= number, ">": value > number, ">=": value >= number}[
        sign
    ]


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)
