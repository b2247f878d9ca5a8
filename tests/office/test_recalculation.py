"""The values our books bring along are the ones a spreadsheet program comes to by itself."""

import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from feedback_xl.clock import SystemClock
from feedback_xl.forms.locate import read_meta
from feedback_xl.xlsx.reader import Reader
from tests.office.cached import Cached, cached_values
from tests.office.history import live_until_now
from tests.office.office import Office
from tests.tables import cells_of

pytestmark = pytest.mark.office

ROUNDING = 0.11  # two values rounded to a tenth of an hour, and the seconds of as-of


@pytest.fixture(scope="module")
def books(
    founded: Path, shared_reader: Reader, tmp_path_factory: pytest.TempPathFactory
) -> list[Path]:
    """Every workbook that people find after a small history."""
    root = shutil.copytree(founded, tmp_path_factory.mktemp("history") / "plant")
    live_until_now(root, shared_reader)
    folders = (root / name for name in ("templates", "outbox", "workbooks"))
    return sorted(book for folder in folders for book in folder.rglob("*.xlsx"))


def differences(office: Office, path: Path) -> Iterator[str]:
    """Cells where LibreOffice comes to another value than the file says."""
    with office.opened(path) as book:
        seen = book.values()
        elapsed = SystemClock().now() - as_of(path)
    for sheet, cells in cached_values(path).items():
        for a1 in cells.keys() | seen[sheet].keys():
            said, found = cells.get(a1, Cached("")), seen[sheet].get(a1, "")
            if not agrees(said, found, elapsed):
                yield f"{path.name} {sheet}!{a1}: {said}, LibreOffice: {found!r}"


def agrees(said: Cached, found: str | float, elapsed: timedelta) -> bool:
    """Exactly; hours that run with the clock, less what has elapsed since the book was drawn."""
    if "NOW()" not in said.formula:
        return said.value == found
    assert isinstance(said.value, float) and isinstance(found, float)
    return abs(said.value - elapsed / timedelta(hours=1) - found) <= ROUNDING


def as_of(path: Path) -> datetime:
    """The instant for which a book was drawn; forms have none and need none."""
    return datetime.fromisoformat(read_meta(cells_of(path)).get("as_of", "2000-01-01"))


def live_cells(path: Path) -> list[Cached]:
    cells = [cell for sheet in cached_values(path).values() for cell in sheet.values()]
    return [cell for cell in cells if "NOW()" in cell.formula]


def test_libreoffice_comes_to_the_values_that_our_books_bring_along(
    office: Office, books: list[Path]
) -> None:
    assert [line for book in books for line in differences(office, book)] == []
    hours = [float(cell.value) for book in books for cell in live_cells(book)]
    assert min(hours) < 0 < max(hours)  # some are late, some are not


def test_a_wrong_cached_value_of_a_live_cell_is_caught(
    office: Office, books: list[Path], tmp_path: Path
) -> None:
    book = max(books, key=lambda path: len(live_cells(path)))
    control = tmp_path / "control.xlsx"
    with zipfile.ZipFile(book) as good, zipfile.ZipFile(control, "w") as bad:
        for part in good.namelist():
            wrong = re.sub(rb"(NOW\(\).*?</f><v>)[^<]*", rb"\g<1>12.3", good.read(part))
            bad.writestr(part, wrong)
    assert len(list(differences(office, control))) == len(live_cells(book)) > 0


def test_a_wrong_cached_value_of_a_formula_without_clock_is_caught(
    office: Office, tmp_path: Path
) -> None:
    control = tmp_path / "control.xlsx"
    with xlsxwriter.Workbook(control) as book:
        sheet = book.add_worksheet("控制")
        sheet.write_formula("A1", "=6*7", value=42)
        sheet.write_formula("A2", "=6*7", value=41)
    [caught] = differences(office, control)
    assert "控制!A2" in caught


def test_every_book_opens_whole_and_without_errors(office: Office, books: list[Path]) -> None:
    for path in books:
        sheets = openpyxl.load_workbook(path).sheetnames
        with office.opened(path) as book:
            assert list(book.values()) == sheets, path
            assert book.errors() == [], path
