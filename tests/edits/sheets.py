"""Task sheets without a ledger: drawn from typed cells, spoilt as people spoil them, collected."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from feedback_xl.edits.collect import Collected, collect
from feedback_xl.procedure.load import shipped_company
from feedback_xl.publish.rows import as_cell
from feedback_xl.sheets.band import Heading
from feedback_xl.sheets.content import Content, Line
from feedback_xl.sheets.declaration import SheetPlan, book_sheets, department_sheets
from feedback_xl.sheets.draw import draw_content
from feedback_xl.xlsx.cells import Address, Cells, CellValue, Sheet
from feedback_xl.xlsx.draw import Book
from tests.tables import HEADER, cells_of

NOW = datetime(2026, 11, 23, 10, 0)
TASKS, ROW, OTHER = "任务", "FK-20261123-001-T01", "FK-20261123-002-T01"
Grid = Mapping[str, Mapping[str, str]]


def plan_of(department: str, name: str = TASKS) -> SheetPlan:
    return next(plan for plan in department_sheets(department) if plan.name == name)


def content_of(plan: SheetPlan, typed: Grid) -> Content:
    """A sheet on which people have typed that."""
    columns = {column.id: column for column in plan.typed}
    lines = [
        Line(
            key,
            {name: as_cell(text, columns[name]) for name, text in cells.items()},
            frozenset(columns),
            typed=cells,
        )
        for key, cells in typed.items()
    ]
    return Content(plan, lines)


def drawn(content: Content, path: Path) -> Cells:
    """The sheet as it is published, read back."""
    company = shipped_company()
    book = Book("任务表", created=NOW, company=company.name)
    draw_content(book, content, Heading("品质保证部", "QP-CF-01", NOW, 1), company)
    path.write_bytes(book.close({"book": "tasks"}, {"book": "tasks"}))
    return cells_of(path)


def changed(cells: Cells, change: Callable[[Sheet], Sheet], name: str = TASKS) -> Cells:
    return replace(cells, sheets=tuple(change(s) if s.name == name else s for s in cells.sheets))


def moved(move: Callable[[Address], Address | None]) -> Callable[[Sheet], Sheet]:
    """Every cell put elsewhere, or taken out."""

    def apply(sheet: Sheet) -> Sheet:
        places = {at: move(at) for at in sheet.cells}
        return replace(
            sheet, cells={new: sheet.cells[old] for old, new in places.items() if new is not None}
        )

    return apply


def typed_into(row: str, title: str, value: CellValue) -> Callable[[Sheet], Sheet]:
    """A cell by its line's key and its column's title."""

    def apply(sheet: Sheet) -> Sheet:
        return replace(sheet, cells={**sheet.cells, at(sheet, row, title): value})

    return apply


def at(sheet: Sheet, row: str, title: str) -> Address:
    [line] = [r for (r, c), value in sheet.cells.items() if c == 1 and value == row]
    [column] = [c for (r, c), value in sheet.cells.items() if r == HEADER and value == title]
    return line, column


def collected(cells: Cells) -> Collected:
    return collect(cells, book_sheets("tasks", "QA"))
