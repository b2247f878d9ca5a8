"""What stands on a paper: its words, its first sheet, how it prints."""

from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.tables import cells_of


def words(path: Path, sheet: int = 0) -> list[str]:
    """The texts of a sheet, from the top."""
    cells = cells_of(path).sheets[sheet].cells
    return [str(cells[place]) for place in sorted(cells)]


def beside(path: Path, label: str) -> str:
    """What stands right of a label on the first sheet."""
    cells = cells_of(path).sheets[0].cells
    [(row, column)] = [place for place, value in cells.items() if value == label]
    right = sorted(at for at in cells if at[0] == row and at[1] > column)
    return str(cells[right[0]]) if right else ""


def front(path: Path) -> Worksheet:
    """The first sheet as an office program has it."""
    page: Worksheet = openpyxl.load_workbook(path).worksheets[0]
    return page


def is_one_a4(page: Worksheet) -> bool:
    """Whether it prints on one sheet of A4."""
    setup = page.page_setup
    return int(setup.paperSize) == 9 and (setup.fitToWidth, setup.fitToHeight) in (
        (None, None),
        (1, 1),
    )
