"""A workbook's cells: calamine reads the values, openpyxl only what calamine does not know."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from feedback_xl.problems import Fault
from feedback_xl.xlsx.cells import Address, Cells, CellValue, Sheet, a1_of
from feedback_xl.xlsx.gate import LIMITS, Limits, Package, Refusal, admit
from feedback_xl.xlsx.pictures import find_pictures
from feedback_xl.xlsx.scan import Scan, SheetScan, scan, wps_picture

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


@dataclass(frozen=True)
class _Extras:
    """What openpyxl adds to one sheet."""

    formulas: dict[Address, str] = field(default_factory=dict)
    notes: dict[Address, str] = field(default_factory=dict)


def read_workbook(path: Path, limits: Limits = LIMITS) -> Cells | Refusal:
    """The workbook's values, or why there are none; OSError where the disk fails.

    A hostile file may still end the process: unknown files are read through `reader.Reader`.
    """
    package = admit(path, limits)
    if isinstance(package, Refusal):
        return package
    try:
        return _read(package, limits)
    except (Fault, MemoryError):
        raise
    except Exception:  # openpyxl alone has eleven kinds of exception for broken workbooks
        return Refusal.of("WORKBOOK_DAMAGED")


def _read(package: Package, limits: Limits) -> Cells | Refusal:
    scanned = Scan() if package.legacy else scan(package, limits)
    if isinstance(scanned, Refusal):
        return scanned
    extras: dict[str, _Extras] = {}
    if scanned.comments or any(sheet.shared_formulas for sheet in scanned.sheets.values()):
        extras = _extras_by_openpyxl(package.data)
    sheets = []
    with load_workbook(io.BytesIO(package.data)) as book:
        for name, hidden, sheet in _worksheets(book):
            row, column = sheet.end or (0, 0)
            if row >= limits.rows or column >= limits.columns:  # no scan has seen an .xls
                cell = a1_of((row + 1, column + 1))
                return Refusal.of("WORKBOOK_OUTSIDE_FORM", sheet=name, cell=cell)
            said = scanned.sheets.get(name, SheetScan())
            sheets.append(_sheet(name, hidden, sheet, said, extras.get(name, _Extras())))
    pictures, left_pictures = find_pictures(package, scanned, limits)
    return Cells(
        sheets=tuple(sheets),
        epoch_1904=scanned.epoch_1904,
        legacy=package.legacy,
        modified_by=scanned.modified_by,
        stamp=scanned.stamp,
        pictures=pictures,
        left_pictures=left_pictures,
    )


def _worksheets(book: CalamineWorkbook) -> Iterator[tuple[str, bool, CalamineSheet]]:
    """Name, hidden or not, and sheet; chart sheets and the like have no cells."""
    for metadata in book.sheets_metadata:
        if metadata.typ is SheetTypeEnum.WorkSheet:
            hidden = metadata.visible is not SheetVisibleEnum.Visible
            yield metadata.name, hidden, book.get_sheet_by_name(metadata.name)


def _sheet(
    name: str, hidden: bool, sheet: CalamineSheet, said: SheetScan, extras: _Extras
) -> Sheet:
    values = {
        (row, column): _cell_value(value)
        for row, line in enumerate(sheet.to_python(skip_empty_area=False), 1)
        for column, value in enumerate(line, 1)
        if value != ""
    }
    # In WPS a picture's cell has a formula, and that formula's text as its value.
    said.pictured |= {
        at: picture for at, value in values.items() if (picture := wps_picture(value)) is not None
    }
    merged = tuple(
        ((top + 1, left + 1), (bottom + 1, right + 1))
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )
    return Sheet(
        name=name,
        cells={at: value for at, value in values.items() if at not in said.pictured},
        hidden=hidden,
        merged=merged,
        formulas={at: extras.formulas.get(at, text) for at, text in said.formulas.items()},
        errors=said.errors,
        notes=extras.notes,
        hidden_rows=frozenset(said.hidden_rows),
        pictured=frozenset(said.pictured),
    )


def _cell_value(value: str | float | bool | datetime | date | time | timedelta) -> CellValue:
    if isinstance(value, timedelta):  # a format like [h]:mm; below a day that is a time of day
        if timedelta(0) <= value < timedelta(days=1):
            return (datetime.min + value).time()
        return value / timedelta(days=1)
    if type(value) is int:
        return float(value)
    if isinstance(value, float) and not isfinite(value):
        return str(value)  # some programs write NaN: no number a cell could hold
    return value


def _extras_by_openpyxl(data: bytes) -> dict[str, _Extras]:
    """Notes and the text of shared formulas by sheet, at twenty times the cost of calamine.

    openpyxl stumbles over more workbooks than calamine; then there are no extras.
    """
    import openpyxl  # a third of a second that most forms do not need

    if not openpyxl.DEFUSEDXML:
        raise Fault("openpyxl reads XML without defusedxml", "reinstall feedback-xl")
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
    except MemoryError:
        raise
    except Exception:
        return {}
    return {sheet.title: _extras(sheet) for sheet in book.worksheets}


def _extras(sheet: "Worksheet") -> _Extras:
    found = _Extras()
    # The sparse dictionary: walking a sheet's area would visit millions of empty cells.
    for at, cell in sheet._cells.items():
        if cell.data_type == "f":
            # Array formulas are objects with a text, data tables are objects without.
            text = cell.value if isinstance(cell.value, str) else getattr(cell.value, "text", None)
            found.formulas[at] = text or "="
        if cell.comment:
            found.notes[at] = cell.comment.text
    return found
