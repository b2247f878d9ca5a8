"""Published files as a whole: where they lie, when they were touched, what is written in them."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
from openpyxl.cell import Cell

from tests.plant import Plant
from tests.tables import cells_of


def paths(plant: Plant, pattern: str = "*") -> list[Path]:
    """Every file people may open."""
    roots = (plant.root / "outbox", plant.root / "workbooks")
    return sorted(p for root in roots for p in root.rglob(pattern) if p.is_file())


def touched(plant: Plant) -> dict[str, tuple[int, int]]:
    """Inode and time of each published file but the one that tells of the last look."""
    return {
        str(path.relative_to(plant.root)): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in paths(plant)
        if path.name != "状态.txt"
    }


def replaced(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def cells_in(path: Path) -> Iterator[Cell]:
    """Every cell of a workbook that holds something, hidden sheets included."""
    book = openpyxl.load_workbook(path)
    for page in book.worksheets:
        for row in page.iter_rows():
            yield from (cell for cell in row if isinstance(cell, Cell) and cell.value is not None)


def as_of(plant: Plant, book: str) -> str:
    """What a book says of its own age."""
    cells = cells_of(plant.book(book)).sheets[0].cells
    words = next(str(text) for text in cells.values() if "数据截至" in str(text))
    return words.split("数据截至 ")[1].split("  日志")[0]
