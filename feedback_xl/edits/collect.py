"""A saved task sheet as rows by key: only the cells people may type into, as canonical text."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from feedback_xl.forms.text import text_of
from feedback_xl.sheets.declaration import SheetPlan, department_sheets
from feedback_xl.sheets.draw import KEY_TITLE
from feedback_xl.xlsx.cells import Cells, CellValue, Sheet


@dataclass(frozen=True)
class Collected:
    """What people typed: row → field → text; repeated keys that differ; text outside any row."""

    grid: Mapping[str, Mapping[str, str]]
    repeated: tuple[str, ...] = ()
    strays: tuple[str, ...] = ()


def canonical_text(value: CellValue) -> str:
    """A cell as it is compared: trimmed, composed, numbers and dates in one spelling."""
    return unicodedata.normalize("NFC", text_of(value))


def collect(cells: Cells, department: str) -> Collected:
    """Every typed cell of a department's book, wherever rows and columns have gone."""
    grid: dict[str, dict[str, str]] = {}
    repeated: list[str] = []
    strays: list[str] = []
    for plan in department_sheets(department):
        sheet = cells.sheet(plan.name)
        if plan.typed and sheet is not None:
            _collect_sheet(sheet, plan, grid, repeated, strays)
    return Collected(grid, tuple(repeated), tuple(strays))


def _collect_sheet(
    sheet: Sheet,
    plan: SheetPlan,
    grid: dict[str, dict[str, str]],
    repeated: list[str],
    strays: list[str],
) -> None:
    header = _header(sheet)
    if header is None:
        return
    row_of_header, key_column, titles = header
    columns = {titles[c.title]: c.id for c in plan.typed if c.title in titles}
    rows: dict[int, dict[str, str]] = {}
    for (row, column), value in sheet.cells.items():
        if row > row_of_header and column in columns and (text := canonical_text(value)):
            rows.setdefault(row, {})[columns[column]] = text
    for row in sorted({row for row, _ in sheet.cells if row > row_of_header}):
        key = canonical_text(sheet.cells.get((row, key_column)))
        typed = rows.get(row, {})
        if not key:
            strays += [f"{plan.name}: {text}" for text in typed.values()]
        elif key in grid and grid[key] != typed:
            repeated.append(key)
        else:
            grid[key] = typed


def _header(sheet: Sheet) -> tuple[int, int, dict[str, int]] | None:
    """The header's row, the key's column and each title's column."""
    for (row, column), value in sheet.cells.items():
        if value == KEY_TITLE:
            titles = {canonical_text(text): at for (r, at), text in sheet.cells.items() if r == row}
            return row, column, titles
    return None
