"""A saved task sheet as rows by key: only the cells people may type into, as canonical text."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from feedback_xl.forms.text import text_of
from feedback_xl.sheets.declaration import SheetPlan
from feedback_xl.sheets.draw import KEY_TITLE
from feedback_xl.xlsx.cells import Cells, CellValue, Sheet


@dataclass
class Collected:
    """What people typed: row → field → text.

    `strays` is what belongs to no row; `unread` are cells with an error or an uncalculated formula;
    `absent` are cells whose column is gone.
    """

    grid: dict[str, Mapping[str, str]] = field(default_factory=dict)
    strays: list[str] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    absent: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Header:
    row: int
    key_column: int
    titles: Mapping[str, int]


def canonical_text(value: CellValue) -> str:
    """A cell as it is compared: trimmed, composed, numbers and dates in one spelling."""
    return unicodedata.normalize("NFC", text_of(value))


def collect(cells: Cells, sheets: Iterable[SheetPlan]) -> Collected:
    """Every typed cell of a book, wherever sheets, rows and columns have gone."""
    found = Collected()
    plans = [plan for plan in sheets if plan.typed]
    for sheet in cells.sheets:
        header = _header(sheet)
        if header is not None and (plan := _plan_of(header, plans)):
            _collect_sheet(sheet, plan, header, found)
    return found


def _header(sheet: Sheet) -> _Header | None:
    for (row, column), value in sheet.cells.items():
        if value == KEY_TITLE:
            titles = {canonical_text(text): at for (r, at), text in sheet.cells.items() if r == row}
            return _Header(row, column, titles)
    return None


def _plan_of(header: _Header, plans: list[SheetPlan]) -> SheetPlan | None:
    """The sheet whose columns these are, whatever its tab is called."""
    shared = {
        plan.id: len({c.title for c in plan.columns} & header.titles.keys()) for plan in plans
    }
    best = max(plans, key=lambda plan: shared[plan.id], default=None)
    return best if best and shared[best.id] * 2 > len(best.columns) else None


def _collect_sheet(sheet: Sheet, plan: SheetPlan, header: _Header, found: Collected) -> None:
    columns = {header.titles[c.title]: c for c in plan.typed if c.title in header.titles}
    for row in sorted({row for row, _ in sheet.cells if row > header.row}):
        key = canonical_text(sheet.cells.get((row, header.key_column)))
        typed = {
            column.id: text
            for at, column in columns.items()
            if (text := canonical_text(sheet.cells.get((row, at))))
        }
        found.absent += [(key, c.id) for c in plan.typed if c.title not in header.titles]
        found.unread += [(key, c.id) for at, c in columns.items() if _is_unread(sheet, (row, at))]
        if key and found.grid.setdefault(key, typed) == typed:
            continue
        titles = {column.id: column.title for column in columns.values()}
        found.strays += [
            f"{plan.name} {key} {titles[name]}:{text}"
            for name, text in typed.items()
            if found.grid.get(key, {}).get(name) != text
        ]


def _is_unread(sheet: Sheet, address: tuple[int, int]) -> bool:
    uncalculated = address in sheet.formulas and address not in sheet.cells
    return address in sheet.errors or uncalculated
