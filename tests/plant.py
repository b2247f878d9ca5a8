"""A plant to test in: a workspace on a simulated clock, and what people do with its files."""

import os
import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select

from feedback_xl.app import workspace
from feedback_xl.app.proof import verify
from feedback_xl.app.report import Report
from feedback_xl.app.workspace import Workspace
from feedback_xl.clock import SimulatedClock
from feedback_xl.language import say
from feedback_xl.ledger import journal, queries
from feedback_xl.ledger.journal import Entry
from feedback_xl.ledger.schema import PROJECTION, history
from feedback_xl.publish import books
from feedback_xl.publish.dashboard import Dashboard
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Case, Task
from feedback_xl.sheets.band import Heading
from feedback_xl.xlsx.cells import CellValue
from feedback_xl.xlsx.draw import Book as Workbook
from feedback_xl.xlsx.reader import Reader
from tests.tables import COMPLAINT, cells_of, fill, lines_of, template, type_into

MONDAY = datetime(2026, 11, 23, 10, 0)
CASE = "FK-20261123-001"


def tables_of(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """The projection and its history, to be compared as a whole."""
    with engine.connect() as connection, connection.begin():
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in (*PROJECTION.values(), history)
        }


class DashboardLater:
    """看板 as it was when first drawn: reckoning it is most of what publishing costs."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def digest(self) -> str:
        return "until somebody looks"

    def draw(self, book: Workbook, heading: Heading) -> None:
        Dashboard(self._snapshot).draw(book, heading)


@dataclass
class Plant:
    """A workspace that is served, and the people around it.

    Without `dashboard` it is drawn once, and again from `look_at_dashboard` on.
    """

    root: Path
    reader: Reader
    clock: SimulatedClock = field(default_factory=lambda: SimulatedClock(MONDAY))
    author: str = "王强"  # of what is typed into books
    dashboard: bool = True
    ws: Workspace = field(init=False)
    _open: ExitStack = field(default_factory=ExitStack)
    _filled: int = 0

    def __enter__(self) -> "Plant":
        with patch.object(workspace, "Reader", lambda: self.reader):
            self.ws = Workspace.open(self.root, self.clock)
        self._open.enter_context(self.ws.held())
        if not self.dashboard:
            self._open.enter_context(patch.object(books, "Dashboard", DashboardLater))
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()
        self.ws.ledger.engine.dispose()

    def look_at_dashboard(self) -> None:
        """From now on it is published with every change, as it is where nobody tests."""
        if not self.dashboard:
            self.dashboard = True
            self.restart()

    def restart(self) -> None:
        """End the program and start it again: only what is on disk is remembered."""
        self.__exit__()
        self.__enter__()

    # what people do

    def fill(self, table: str, source: Path | str = "feedback") -> Path:
        """A form filled from a pipe table: a blank by its id, or any form of ours once more."""
        if isinstance(source, str):
            source = template(source)
        self._filled += 1
        return fill(source, self.root.parent / f"{source.stem}-{self._filled}.xlsx", table)

    def drop(self, path: Path, to: str = "营业部", name: str = "") -> Path:
        """Copy a file into a folder of the inbox."""
        target = self.root / "inbox" / to / (name or path.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        return self.stamp(target)

    def complain(self, changes: str = "", **how: str) -> Path:
        """Drop a form about an ordinary phone complaint, with some cells typed otherwise."""
        return self.drop(self.fill(COMPLAINT + changes), **how)

    def type(self, department: str, sheet: str, row: str, cells: Mapping[str, Any]) -> Path:
        """Type into a department's task sheet and save it."""
        type_into(self.book(department), sheet, row, cells, self.author)
        return self.stamp(self.book(department))

    def stamp(self, path: Path, at: datetime | None = None) -> Path:
        """Saved at that instant, by default now by the simulated clock."""
        saved = (at or self.clock.now()).replace(tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()
        os.utime(path, (saved, saved))
        return path

    # what the program does

    def step(self) -> Report:
        """Take in what lies there, without publishing."""
        report = self.ws.step()
        self.clock.wait(self.ws.settings.settle)
        report.add(self.ws.step())
        return report

    def run(self) -> Report:
        """One full cycle, publishing included."""
        return self.ws.run()

    # what stands there

    def book(self, name: str) -> Path:
        """A department's task sheet, or a book of workbooks/."""
        view = self.root / "workbooks" / f"{name}.xlsx"
        return view if view.exists() else self.root / "outbox" / name / say("places.task_book")

    def lines(self, book: str, sheet: str) -> list[dict[str, CellValue]]:
        """The lines of a published sheet by column title."""
        page = cells_of(self.book(book)).sheet(sheet)
        assert page is not None, sheet
        return lines_of(page)

    def answers(self, folder: str) -> list[Path]:
        """Files in a folder of the outbox, such as 营业部/回执."""
        return sorted(p for p in (self.root / "outbox" / folder).glob("*") if p.is_file())

    def answer(self, folder: str) -> Path:
        """The only file in a folder of the outbox."""
        [path] = self.answers(folder)
        return path

    def inbox(self) -> list[str]:
        """What still lies in the inbox."""
        inbox = self.root / "inbox"
        return sorted(str(p.relative_to(inbox)) for p in inbox.rglob("*") if p.is_file())

    def case(self, number: str = CASE) -> Case:
        return self.ws.snapshot().cases[number]

    def tasks(self, of: str = CASE, step: str = "") -> list[Task]:
        """Live tasks of a case or a customer, all or those of a step."""
        found = [t for t in self.ws.snapshot().tasks if of in (t.case, t.customer) and t.live]
        return [task for task in found if step in ("", task.step)]

    def task(self, step: str, of: str = CASE) -> Task:
        """The newest live task of a step."""
        return max(self.tasks(of, step), key=lambda task: (task.round, task.number))

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All rows of a table of the ledger."""
        with self.ws.ledger.reading() as book:
            return [dict(row) for row in queries.rows(book, PROJECTION[table])]

    def arrival(self) -> dict[str, Any]:
        """The newest arrival."""
        return self.rows("arrivals")[-1]

    def told(self) -> list[str]:
        """Codes of what the newest arrival was told."""
        return [problem["code"] for problem in self.arrival()["problems"]]

    def entries(self) -> list[Entry]:
        with self.ws.ledger.reading() as book:
            return list(journal.read(book.connection, book.site))

    def broken(self) -> list[str]:
        """What `verify` finds."""
        return [f"{item.where}: {item.what}" for item in verify(self.ws)]
