"""A second spreadsheet program: a real LibreOffice, used by hand and asked what it sees."""

import json
import os
import select
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from feedback_xl.sheets.draw import HEADER
from feedback_xl.xlsx.cells import Address, a1_of, address_of

SYSTEM_PYTHON = "/usr/bin/python3"  # has UNO; a virtual environment has not
DRIVER = Path(__file__).with_name("uno_driver.py")
PATIENCE = 90  # seconds for one answer; the first one waits for LibreOffice to start
PROFILE = Path(__file__).with_name("registrymodifications.xcu")

Values = dict[str, dict[str, str | float]]  # sheet → A1 → value
Page = dict[Address, str | float]


class OfficeError(Exception):
    """LibreOffice refused, or does not answer."""


def is_installed() -> bool:
    """Whether there is a LibreOffice, and a Python that can drive it."""
    if shutil.which("soffice") is None or not Path(SYSTEM_PYTHON).exists():
        return False
    asked = subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False)
    return asked.returncode == 0


class Office:
    """One LibreOffice with a profile of its own, running until the end of a with-block."""

    def __init__(self, home: Path, zone: str) -> None:
        settings = home / "profile" / "user" / PROFILE.name
        settings.parent.mkdir(parents=True)
        shutil.copyfile(PROFILE, settings)
        self._log = (home / "office.log").open("wb")
        self._driver = subprocess.Popen(
            [SYSTEM_PYTHON, str(DRIVER), str(home / "profile")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={**os.environ, "TZ": zone, "LC_ALL": "C.UTF-8", "TMPDIR": str(home)},
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(subprocess.TimeoutExpired):
            self._driver.communicate(timeout=20)  # nobody asks any more: it ends by itself
        self._kill()
        self._driver.wait()
        self._log.close()

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._driver.pid, signal.SIGKILL)

    @contextmanager
    def opened(self, path: Path) -> Iterator["OpenBook"]:
        """A book that LibreOffice holds open until the end of the with-block."""
        book = OpenBook(self, self.ask("open", path=str(path)))
        try:
            yield book
        finally:
            book.ask("close")

    def ask(self, do: str, **about: Any) -> Any:
        """One request to the driver; OfficeError with LibreOffice's own words."""
        assert self._driver.stdin is not None and self._driver.stdout is not None
        self._driver.stdin.write(json.dumps({"do": do, **about}).encode() + b"\n")
        self._driver.stdin.flush()
        if not select.select([self._driver.stdout], [], [], PATIENCE)[0]:
            self._kill()  # a late answer would be taken for the next one
            raise OfficeError(f"{do}: no answer within {PATIENCE} s")
        answer = json.loads(self._driver.stdout.readline() or '{"failed": "it ended"}')
        if "failed" in answer:
            raise OfficeError(f"{do}: {answer['failed']}")
        return answer["done"]


class OpenBook:
    """A workbook open in LibreOffice."""

    def __init__(self, office: Office, handle: int) -> None:
        self._office = office
        self._handle = handle

    def ask(self, do: str, **about: Any) -> Any:
        return self._office.ask(do, book=self._handle, **about)

    def values(self) -> Values:
        """What LibreOffice sees: dates as serial numbers, empty cells left out."""
        return {
            sheet: {
                a1_of((row, column)): value
                for row, line in enumerate(lines, 1)
                for column, value in enumerate(line, 1)
                if value not in ("", None)
            }
            for sheet, lines in self.ask("values").items()
        }

    def errors(self) -> list[str]:
        """Formulas that come to no value, such as "$任务.$E$5 Err:508"."""
        return list(self.ask("errors"))

    def type(self, sheet: str, cells: Mapping[str, str]) -> None:
        """Texts into cells, as a person types them; OfficeError where a cell is locked."""
        self.ask("type", sheet=sheet, cells=dict(cells))

    def type_beside(self, sheet: str, texts: Mapping[str, str]) -> None:
        """Each text into the cell right of its label."""
        self._type_next_to(sheet, texts, (0, 1))

    def type_below(self, sheet: str, texts: Mapping[str, str]) -> None:
        """Each text into the cell below its column's title."""
        self._type_next_to(sheet, texts, (1, 0))

    def _type_next_to(self, sheet: str, texts: Mapping[str, str], step: Address) -> None:
        page = self._page(sheet)
        cells = {}
        for label, text in texts.items():
            row, column = _first(page, label)
            cells[a1_of((row + step[0], column + step[1]))] = text
        self.type(sheet, cells)

    def type_in_row(self, sheet: str, about: str, texts: Mapping[str, str]) -> None:
        """Each text below its column's title, in the row of a published table that has `about`."""
        page = self._page(sheet)
        row = next(row for (row, _), value in page.items() if row > HEADER and value == about)
        self._type_in(sheet, page, row, texts)

    def type_in_new_row(self, sheet: str, texts: Mapping[str, str]) -> None:
        """Each text below its column's title, in the first line where nothing stands."""
        page = self._page(sheet)
        self._type_in(sheet, page, max(HEADER, *(row for row, _ in page)) + 1, texts)

    def _type_in(self, sheet: str, page: Page, row: int, texts: Mapping[str, str]) -> None:
        columns = {
            str(value).removesuffix(" ★"): column
            for (at, column), value in page.items()
            if at == HEADER
        }
        self.type(sheet, {a1_of((row, columns[title])): text for title, text in texts.items()})

    def insert_row_above(self, sheet: str, label: str) -> None:
        """An empty row above a label, after unprotecting the sheet."""
        row, _ = _first(self._page(sheet), label)
        self.ask("insert_row", sheet=sheet, row=row)

    def _page(self, sheet: str) -> Page:
        return {address_of(a1): value for a1, value in self.values()[sheet].items()}

    def save(self) -> None:
        self.ask("save")

    def save_as(self, path: Path) -> None:
        """Save as .xlsx under another name, and go on with that file."""
        self.ask("save_as", path=str(path))


def _first(page: Page, wanted: str) -> Address:
    """The first cell that says it, in reading order; a label's mark and line break aside."""
    return next(
        address
        for address, value in page.items()
        if str(value).replace("\n", "").rstrip(" ★☆") == wanted
    )
