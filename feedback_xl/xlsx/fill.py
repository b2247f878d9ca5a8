"""Typing into a workbook as a person would, for the demo and the tests only.

People's own workbooks are read and never saved again: openpyxl loses what it does not know.
"""

from collections.abc import Mapping
from pathlib import Path

import openpyxl

from feedback_xl.xlsx.cells import CellValue


class Formula(str):
    """Text that is to stand in its cell as a formula, never calculated."""


def fill_cells(
    source: Path, target: Path, typed: Mapping[str, Mapping[str, CellValue]], by: str = ""
) -> None:
    """Save a copy of `source` with these values, by sheet name and A1 address, as `target`."""
    book = openpyxl.load_workbook(source)
    for sheet, cells in typed.items():
        for a1, value in cells.items():
            cell = book[sheet][a1]
            cell.value = value
            if isinstance(value, str) and not isinstance(value, Formula):
                cell.data_type = "s"  # openpyxl would make a formula of "=…"
    if by:
        book.properties.lastModifiedBy = by
    book.save(target)
