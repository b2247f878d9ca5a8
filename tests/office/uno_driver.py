"""Drives LibreOffice, under the system's Python: one JSON request a line, one answer a line."""

import itertools
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

PATIENCE = 60  # seconds for LibreOffice to start with a new profile
XLSX = "Calc MS Excel 2007 XML"
ERROR = 4  # com.sun.star.sheet.FormulaResult


def start(profile: Path, name: str) -> subprocess.Popen:
    """LibreOffice without a window, with a profile and a pipe of its own."""
    options = ("--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard")
    places = (f"-env:UserInstallation={profile.as_uri()}", f"--accept=pipe,name={name};urp;")
    return subprocess.Popen(["soffice", *options, *places], stdout=sys.stderr)


def connect(name: str):
    """The desktop, as soon as LibreOffice answers."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    end = time.monotonic() + PATIENCE
    while True:
        try:
            context = resolver.resolve(f"uno:pipe,name={name};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstance("com.sun.star.frame.Desktop")
        except NoConnectException:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def option(name: str, value):
    return PropertyValue(name, 0, value, 0)


class Driver:
    """What a person does in LibreOffice; every method is one kind of request."""

    def __init__(self, desktop) -> None:
        self._desktop = desktop
        self._books = {}
        self._handles = itertools.count()

    def open(self, path: str) -> int:
        """Open for editing. Nobody is there to agree to a repair, so a damaged file fails."""
        url = Path(path).as_uri()
        book = self._desktop.loadComponentFromURL(url, "_blank", 0, (option("Hidden", True),))
        if book is None:
            raise OSError(f"LibreOffice does not open {path}")
        handle = next(self._handles)
        self._books[handle] = book
        return handle

    def type(self, book: int, sheet: str, cells: dict) -> None:
        """Type texts into cells, which must not be locked."""
        page = self._page(book, sheet)
        for a1, text in cells.items():
            cell = page.getCellRangeByName(a1)
            if page.isProtected() and cell.CellProtection.IsLocked:
                raise PermissionError(f"{sheet}!{a1} is locked")
            cell.FormulaLocal = text

    def insert_row(self, book: int, sheet: str, row: int) -> None:
        """Unprotect a sheet and insert a row above one."""
        page = self._page(book, sheet)
        page.unprotect("")
        page.Rows.insertByIndex(row - 1, 1)

    def save(self, book: int) -> None:
        self._books[book].store()

    def save_as(self, book: int, path: str) -> None:
        self._books[book].storeAsURL(Path(path).as_uri(), (option("FilterName", XLSX),))

    def values(self, book: int) -> dict:
        """Sheet → its lines from A1 on, each a list of values."""
        return {page.Name: _lines(page) for page in self._books[book].Sheets}

    def errors(self, book: int) -> list:
        """Formulas that come to no value: where, and what LibreOffice shows."""
        return [
            f"{cell.AbsoluteName} {cell.String}"
            for page in self._books[book].Sheets
            for cell in page.queryFormulaCells(ERROR).Cells
        ]

    def close(self, book: int) -> None:
        self._books.pop(book).close(True)

    def _page(self, book: int, sheet: str):
        return self._books[book].Sheets.getByName(sheet)


def _lines(page) -> list:
    cursor = page.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress
    return page.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow).DataArray


def serve(driver: Driver) -> None:
    """Answer until nobody asks any more."""
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"done": getattr(driver, request.pop("do"))(**request)}
        except Exception as error:
            answer = {"failed": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


def main() -> None:
    profile = Path(sys.argv[1])
    name = f"feedback_xl_{os.getpid()}"
    soffice = start(profile, name)
    try:
        desktop = connect(name)
        serve(Driver(desktop))
        Thread(target=desktop.terminate, daemon=True).start()
        with suppress(subprocess.TimeoutExpired):
            soffice.wait(10)
    finally:
        os.killpg(0, signal.SIGKILL)  # LibreOffice is several processes, and we their group


if __name__ == "__main__":
    main()
