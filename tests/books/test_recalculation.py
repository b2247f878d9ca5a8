"""The values our books bring along are the ones a spreadsheet program comes to by itself."""

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from feedback_xl.clock import SimulatedClock, SystemClock
from feedback_xl.forms.locate import read_meta
from feedback_xl.xlsx.reader import Reader
from tests.books.parts import Parts
from tests.office.cached import Cached, cached_values
from tests.office.office import Office
from tests.plant import Plant
from tests.tables import cells_of

pytestmark = pytest.mark.office

ROUNDING = 0.11  # two values rounded to a tenth of an hour, and the seconds of as-of


def differences(office: Office, path: Path) -> Iterator[str]:
    """Where LibreOffice sees other sheets or values than the file says, or an error."""
    with office.opened(path) as book:
        seen, errors = book.values(), book.errors()
        elapsed = SystemClock().now() - as_of(path)
    yield from errors
    if list(seen) != [sheet.name for sheet in Parts(path).sheets]:
        yield f"{path.name} opens with the sheets {list(seen)}"
    for sheet, cells in cached_values(path).items():
        for a1 in cells.keys() | seen[sheet].keys():
            said, found = cells.get(a1, Cached("")), seen[sheet].get(a1, "")
            if not agrees(said, found, elapsed):
                yield f"{path.name} {sheet}!{a1}: {said}, LibreOffice: {found!r}"


def agrees(said: Cached, found: str | float, elapsed: timedelta) -> bool:
    """Exactly; hours that run with the clock, but for what has elapsed since the book was drawn."""
    runs = "NOW())*24" in said.formula or "*24,1)" in said.formula
    if not runs or isinstance(said.value, str) or isinstance(found, str):
        return said.value == found
    return abs(abs(found - said.value) - elapsed / timedelta(hours=1)) <= ROUNDING


def as_of(path: Path) -> datetime:
    """The instant for which a book was drawn; forms have none and need none."""
    return datetime.fromisoformat(read_meta(cells_of(path)).get("as_of", "2000-01-01"))


def live_cells(path: Path) -> list[Cached]:
    cells = [cell for sheet in cached_values(path).values() for cell in sheet.values()]
    return [cell for cell in cells if "NOW()" in cell.formula]


def publish_now(root: Path, reader: Reader) -> None:
    with Plant(root, reader, SimulatedClock(SystemClock().now())) as plant:
        plant.run()


def test_libreoffice_comes_to_the_values_that_our_books_bring_along(
    office: Office, lived: Path, shared_reader: Reader, books: list[Parts]
) -> None:
    wrong = [book.path for book in books]
    for _ in range(2):  # a limit may pass between publishing and looking: then once more
        publish_now(lived, shared_reader)
        told = {path: list(differences(office, path)) for path in wrong if path.exists()}
        wrong = [path for path, lines in told.items() if lines]
    assert [line for lines in told.values() for line in lines] == []


@pytest.fixture(scope="module")
def liveliest(lived: Path) -> Path:
    """The task sheet with the most clocks in it."""
    return max(lived.glob("outbox/*/任务表.xlsx"), key=lambda path: len(live_cells(path)))


def test_some_clocks_have_run_out_and_some_have_not(liveliest: Path) -> None:
    states = {str(cell.value)[:1] for cell in live_cells(liveliest)}

    assert {"×", "○"} <= states


def test_a_wrong_cached_value_of_a_live_cell_is_caught(
    office: Office, liveliest: Path, tmp_path: Path
) -> None:
    control = tmp_path / "control.xlsx"
    with zipfile.ZipFile(liveliest) as good, zipfile.ZipFile(control, "w") as bad:
        for part in good.namelist():
            wrong = re.sub(rb"(NOW\(\)[^<]*</f><v>)[^<]*", rb"\g<1>12.3", good.read(part))
            bad.writestr(part, wrong)
    assert len(list(differences(office, control))) == len(live_cells(control)) > 0


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


def test_an_error_in_a_cell_is_caught(office: Office, tmp_path: Path) -> None:
    control = tmp_path / "control.xlsx"
    with xlsxwriter.Workbook(control) as book:
        book.add_worksheet("控制").write_formula("A1", "=1/0", value=1)
    assert any("控制" in line and "A$1" in line for line in differences(office, control))
