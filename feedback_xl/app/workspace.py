"""A workspace opened: folders, ledger, reader and memory, and the cycle that serves them."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from feedback_xl import __version__
from feedback_xl.app.department_folders import DepartmentFolders
from feedback_xl.app.follow_up import FollowingUp
from feedback_xl.app.inbox import Inbox
from feedback_xl.app.report import Progress, Report, say_nothing
from feedback_xl.app.reports import Reporting
from feedback_xl.app.task_sheets import TaskSheets
from feedback_xl.app.tidy import clear_old_answers
from feedback_xl.app.whole_books import WholeBooks
from feedback_xl.clock import Clock, SystemClock
from feedback_xl.edits.file_reviews import ask_for_reviews
from feedback_xl.edits.hand_over import begin_hand_overs
from feedback_xl.edits.look import SheetWatch
from feedback_xl.edits.retention import ask_about_disposal
from feedback_xl.edits.timers import pass_time
from feedback_xl.files.lock import hold_workspace
from feedback_xl.files.names import readable
from feedback_xl.files.place import recover_placed
from feedback_xl.files.spool import empty_spool
from feedback_xl.files.take import recover_taken
from feedback_xl.intake.arrival import below
from feedback_xl.language import speak
from feedback_xl.ledger import queries
from feedback_xl.ledger.connect import sqlite_url
from feedback_xl.ledger.mirror import write_mirror
from feedback_xl.ledger.store import Ledger
from feedback_xl.problems import LedgerFault
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.decided import effective, former_names
from feedback_xl.procedure.enforce import in_force
from feedback_xl.procedure.load import shipped_company
from feedback_xl.procedure.settable import shipped_content
from feedback_xl.publish.books import PlannedBook, company_book, plan_books, plan_refused
from feedback_xl.publish.extract import plan_extracts
from feedback_xl.publish.notices import write_notices
from feedback_xl.publish.release import Releasing
from feedback_xl.publish.snapshot import Snapshot, take_snapshot
from feedback_xl.settings import Folders, Settings, find_folders, read_passwords, read_settings
from feedback_xl.settle import Settling
from feedback_xl.xlsx.reader import Reader

SITE = "main"


def require_workspace(folders: Folders) -> None:
    """LedgerFault where nobody has made a workspace."""
    if not folders.state.is_dir():
        raise LedgerFault(
            f"{folders.root} is no workspace yet", f"run: feedback-xl init {folders.root}"
        )


class Workspace:
    """One company's folders with everything needed to serve them."""

    def __init__(
        self, folders: Folders, settings: Settings, clock: Clock, progress: Progress = say_nothing
    ) -> None:
        require_workspace(folders)
        speak(settings.language)
        self.folders, self.settings, self.clock = folders, settings, clock
        self._passwords = read_passwords(folders)
        self.company: Company = shipped_company()
        self.ledger = Ledger.open(
            settings.database or sqlite_url(folders.ledger),
            site=settings.site or SITE,
            clock=clock,
            program=__version__,
            settings=self.company.version,
            prefix=settings.prefix,
        )
        self.reader = Reader()
        self.settling = Settling(settings, folders.spool)
        self.saved_sheets = SheetWatch(settings, folders.spool)
        self.releasing = Releasing(folders, self.ledger, clock, self._was_read)
        self.whole_books = WholeBooks.of(
            folders, settings, clock, self.ledger, self.reader, self.releasing.is_as_published
        )
        self._reporting = Reporting(folders, self.ledger)
        self._department_folders = DepartmentFolders(folders, self.ledger, clock)
        common = (clock, self.company, self.ledger, self.reader)
        self._inbox = Inbox(folders, settings, *common, self.settling, progress)
        self._task_sheets = TaskSheets(folders, *common, self.saved_sheets, self.releasing)
        self._following_up = FollowingUp(folders, self.ledger, self.company, clock, progress)
        self._planned: tuple[Snapshot, list[PlannedBook]] | None = None
        self._tidied_on: date | None = None
        self._in_force: tuple[str, ...] = ()  # versions of the settings
        self._passed_on: tuple[str, ...] = ()  # those whose leavers were looked for
        self._names: Mapping[str, str] = {}  # every name a department ever had → its id
        self._moving: dict[str, str] = {}  # departments whose folder is in use under an old name
        self.waiting: dict[str, str] = {}  # books that could not be replaced yet, and why
        self._renew_company()

    @classmethod
    def open(
        cls,
        root: Path | str = ".",
        clock: Clock | None = None,
        progress: Progress = say_nothing,
    ) -> Self:
        """Open the workspace at `root`; close it after use, or use it in a with-block."""
        folders = find_folders(Path(root))
        settings = read_settings(folders.root)
        return cls(folders, settings, clock or SystemClock(settings.zone), progress)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self.reader.close()
        self.ledger.engine.dispose()

    @contextmanager
    def held(self) -> Iterator[Self]:
        """Keep every other program off, and finish what a killed run began."""
        with hold_workspace(self.folders.state, self.clock.now()):
            self.recover()
            yield self

    def recover(self) -> None:
        """Bring the disk in line with the ledger after whatever ended the last run."""
        empty_spool(self.folders.spool)
        for shared in (self.folders.inbox, self.folders.outbox):
            recover_taken(shared)
        for root in (self.folders.outbox, self.folders.workbooks):
            for left in recover_placed(root):
                self._read_leftover(left, Report())
        self.follow_up()

    def run(self) -> Report:
        """One full cycle over everything present now."""
        report = self.step()
        patience = self.clock.monotonic() + self.settings.settle + self.settings.settle_unprobed
        while self.is_settling:
            self.clock.wait(self.settings.settle)
            report.add(self.step())
            if self.clock.monotonic() >= patience:
                break
        report.add(self.finish())
        return report

    def bring_up_to_date(self) -> Report:
        """Every book from the ledger, after reading what was typed into task sheets; no forms."""
        report = Report()
        self.read_settings(report)
        self.read_sheets(report)
        while self._is_a_save_settling:
            self.clock.wait(self.settings.settle)
            self.read_settings(report)
            self.read_sheets(report)
        report.add(self.finish())
        return report

    @property
    def is_settling(self) -> bool:
        """Whether a file only needs another look."""
        return self.settling.is_settling or self._is_a_save_settling

    @property
    def _is_a_save_settling(self) -> bool:
        return self.saved_sheets.is_settling or self.whole_books.is_settling

    def step(self) -> Report:
        """One look at everything, waiting for nothing: what has settled is taken."""
        report = Report()
        self.read_settings(report)
        self.follow_up()
        self.read_sheets(report)
        self.take_in(report)
        self.follow_up()
        return report

    def finish(self) -> Report:
        """Decide what only time decides, publish what changed, write the journal's mirror."""
        report = Report()
        with self.ledger.transaction() as book:
            pass_time(book, self.company)
            if self._tidied_on != self.clock.now().date():
                ask_about_disposal(book, self.company)
                ask_for_reviews(book, self.company)
        self.publish(report)
        self._tidy_once_a_day()
        with self.ledger.reading() as book:
            write_mirror(book, self.folders.mirror)
        return report

    def _tidy_once_a_day(self) -> None:
        today = self.clock.now().date()
        if self._tidied_on != today and self._planned is not None:
            days = self.settings.keep_answers_days
            clear_old_answers(self.folders, self.ledger, self._planned[0], self.clock, days)
            self._tidied_on = today

    def read_settings(self, report: Report) -> None:
        """What managers saved; from now on everything goes by the version that is due."""
        report.settings += self.whole_books.read_saved()
        self._renew_company()
        self._pass_on_work()
        self._moving = self._department_folders.follow(self.company, self._names)

    def _renew_company(self) -> None:
        now = self.clock.now()
        with self.ledger.reading() as book:
            due = queries.settings_due(book, now)
            if due == self._in_force:
                return
            versions = queries.settings_versions(book)
        shipped = shipped_company()
        self._in_force = due
        self._names = former_names(shipped_content(shipped), effective(versions, now))
        self.company = in_force(shipped, versions, now)
        self.ledger.settings = self.company.version
        for part in (self._inbox, self._task_sheets, self._following_up):
            part.company = self.company

    def _pass_on_work(self) -> None:
        """What people had who are away by the settings now in force."""
        if self._passed_on != self._in_force:
            with self.ledger.transaction() as book:
                begin_hand_overs(book, self.company)
            self._passed_on = self._in_force

    def _was_read(self, sha: str) -> bool:
        return self.saved_sheets.is_known(sha) or self.whole_books.is_known(sha)

    def _read_leftover(self, path: Path, report: Report) -> None:
        if path.parent == self.folders.workbooks:
            self.whole_books.read_leftover(path)
        else:
            self._task_sheets.read_leftover(path, report)

    def take_in(self, report: Report) -> None:
        """Every file of the inbox that has settled becomes exactly one outcome."""
        self._inbox.take_in(report)

    def read_sheets(self, report: Report) -> None:
        """Every task sheet saved since it was last read."""
        self._task_sheets.read_saved(report)

    def follow_up(self) -> None:
        """Do on disk what the ledger decided; what cannot be done now is tried again."""
        self._following_up.drain()

    def snapshot(self) -> Snapshot:
        """The ledger as it stands now, for publishing."""
        with self.ledger.reading() as book:
            return take_snapshot(book, self.company, self.clock.now(), self.folders.pictures)

    def publish(self, report: Report) -> None:
        """Bring every book up to date that may be touched now."""
        snapshot, books = self._plan()
        extracts, withheld = plan_extracts(snapshot, self._passwords)
        lent = self.releasing.release(
            [book for book in extracts if book.folder not in self._moving], snapshot
        )
        if lent.placed:  # what is given out stands in Sales' book at once
            snapshot, books = self._plan()
        moving = {str(b.path): self._moving[b.folder] for b in books if b.folder in self._moving}
        left = set(moving)
        for name, refused in self.whole_books.refused().items():
            books = [*books, plan_refused(snapshot, name, refused)]
            left.add(str(company_book(f"{name}_book")))  # stays as its author saved it
        released = self.releasing.release([b for b in books if str(b.path) not in left], snapshot)
        for save in released.saves:  # somebody saved in the last instant
            self._read_leftover(save, report)
        self.releasing.withdraw([*books, *extracts], self._moving)
        reports = self._reporting.enter_due(snapshot)
        if reports:
            self.follow_up()
        waiting = {**lent.waiting, **released.waiting, **self._reporting.waiting()}
        self.waiting = {**moving, **withheld, **waiting}
        report.placed += (*lent.placed, *released.placed, *reports)
        write_notices(self.folders, snapshot, self.held_files(), self.waiting, self.clock)

    def _plan(self) -> tuple[Snapshot, list[PlannedBook]]:
        """The books as they should stand; planned anew when an entry or a limit has passed."""
        snapshot = self.snapshot()
        if self._planned is not None:
            before, books = self._planned
            if before.shows_the_same_as(snapshot):
                return before, books
        self._planned = snapshot, plan_books(snapshot)
        return self._planned

    def held_files(self, patient: bool = True) -> dict[str, str]:
        """What waits longer than people expect, and why; all that waits where not `patient`."""
        now = self.clock.monotonic() if patient else math.inf
        parts = (self.settling, self.saved_sheets, self.whole_books)
        found = {path: why for part in parts for path, why in part.held(now).items()}
        return {readable(str(below(path, self.folders.root))): why for path, why in found.items()}
