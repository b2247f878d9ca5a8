"""A workbook as values: what calamine, openpyxl or a table in a test says stands in each cell."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import cast

from feedback_xl.problems import Note

CellValue = str | float | bool | datetime | date | time | None
Address = tuple[int, int]  # row and column, both from 1

_A1 = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)")
_FROM_ISO: dict[str, Callable[[str], CellValue]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
}


def address_of(a1: str) -> Address:
    """(row, column) of "B7" = (7, 2)."""
    match = _A1.fullmatch(a1)
    if match is None:
        raise ValueError(f"not a cell address: {a1}")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def a1_of(address: Address) -> str:
    """ "B7" of (7, 2)."""
    row, column = address
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


@dataclass(frozen=True)
class Sheet:
    """One sheet: its non-empty cells, merged ranges and what the byte scan found in them."""

    name: str
    cells: Mapping[Address, CellValue]
    hidden: bool = False
    merged: tuple[tuple[Address, Address], ...] = ()
    formulas: Mapping[Address, str] = field(default_factory=dict)  # formula text, value or not
    errors: Mapping[Address, str] = field(default_factory=dict)  # "#N/A" and its like
    notes: Mapping[Address, str] = field(default_factory=dict)  # comments people attached
    hidden_rows: frozenset[int] = frozenset()
    pictured: frozenset[Address] = frozenset()  # a picture stands in the cell, and no value


@dataclass(frozen=True)
class Picture:
    """A picture people put into a workbook; its bytes stay in the file's part `part`."""

    sha: str
    part: str  # as the zip names it
    kind: str  # png | jpeg | gif | bmp | webp | emf | wmf, by content
    size: int
    width: int  # pixels
    height: int
    sheet: str
    cell: str  # where it is anchored or stands; "" where it lies at no cell
    place: str  # floating | cell | wps
    name: str = ""  # what the file says it shows
    shown: str = ""  # hash of the copy shown where the picture itself is not


@dataclass(frozen=True)
class LeftPicture:
    """A picture that cannot be taken out of the file, and why."""

    note: Note
    sheet: str
    cell: str = ""


@dataclass(frozen=True)
class Cells:
    """A whole workbook as values."""

    sheets: tuple[Sheet, ...]
    epoch_1904: bool = False
    legacy: bool = False  # came as .xls
    modified_by: str = ""  # last author according to the file
    stamp: str = ""  # our custom property, as text
    pictures: tuple[Picture, ...] = ()  # each once, though it may lie in several places
    left_pictures: tuple[LeftPicture, ...] = ()

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, or None."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def tagged(value: CellValue) -> object:
    """A cell's value as JSON that remembers whether it was a date; see `untagged`."""
    if isinstance(value, datetime | date | time):
        return {type(value).__name__: value.isoformat()}
    return value


def untagged(value: object) -> CellValue:
    """The cell's value that `tagged` wrote down."""
    if isinstance(value, dict):
        [(kind, text)] = value.items()
        return _FROM_ISO[kind](text)
    return cast(CellValue, value)
