"""A workspace opened: folders, ledger, reader and memory, and the steps of one cycle."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

from feedback_xl import __version__
from feedback_xl.app.follow_up import FollowingUp
from feedback_xl.clock import Clock, SystemClock
from feedback_xl.edits.look import SheetWatch
from feedback_xl.edits.take import SavedSheet, refuse_sheet, take_sheet
from feedback_xl.edits.timers import close_by_silence
from feedback_xl.files.archive import keep
from feedback_xl.files.lock import hold_workspace
from feedback_xl.files.place import recover_placed
from feedback_xl.files.spool import Spooled, empty_spool, spool_copy
from feedback_xl.files.take import recover_taken
from feedback_xl.forms.locate import read_meta
from feedback_xl.intake.admit import admit, answer_same_bytes, refuse
from feedback_xl.intake.arrival import OWNER, Arrival, below, sender_of
from feedback_xl.intake.evidence import enter_evidence, is_evidence, number_of
from feedback_xl.intake.judge import Published, Unreadable, judge
from feedback_xl.intake.listing import list_inbox
from feedback_xl.intake.ruling import Desk
from feedback_xl.ledger import queries
from feedback_xl.ledger.connect import sqlite_url
from feedback_xl.ledger.mirror import write_mirror
from feedback_xl.ledger.store import Book, Ledger
from feedback_xl.problems import LedgerFault, Note, problem_from
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.load import shipped_company
from feedback_xl.publish.books import TASK_BOOK, PlannedBook, plan_books
from feedback_xl.publish.release import Releasing
from feedback_xl.publish.snapshot import Snapshot, take_snapshot
from feedback_xl.publish.status import write_notices
from feedback_xl.records import Outcome
from feedback_xl.settings import Folders, Settings, find_folders, read_settings
from feedback_xl.settle import Settled, Settling, remove_file
from feedback_xl.xlsx.cells import Cells
from feedback_xl.xlsx.reader import Reader

SITE = "main"


@dataclass
class Report:
    """What a cycle came to."""

    outcomes: Counter[str] = field(default_factory=Counter)
    edits: int = 0
    conflicts: int = 0
    placed: list[str] = field(default_factory=list)

    @property
    def is_news(self) -> bool:
        """Whether something came in or was put in place."""
        return bool(self.outcomes or self.edits or self.conflicts or self.placed)

    def add(self, other: "Report") -> None:
        self.outcomes += other.outcomes
        self.edits += other.edits
        self.conflicts += other.conflicts
        self.placed += other.placed


class Workspace:
    """One company's folders with everything needed to serve them."""

    def __init__(self, folders: Folders, settings: Settings, clock: Clock) -> None:
        self.folders = folders
        self.settings = settings
        self.clock = clock
        self.company: Company = shipped_company()
        if not folders.state.is_dir():
            raise LedgerFault(
                f"{folders.root} is no workspace yet", f"run: feedback-xl init {folders.root}"
            )
        self.ledger = Ledger.open(
            settings.database or sqlite_url(folders.ledger),
            site=settings.site or SITE,
            clock=clock,
            program=__version__,
            settings=self.company.version,
            prefix=settings.prefix,
        )
        self.reader = Reader()
        self.inbox = Settling(settings, folders.spool)
        self.sheets = SheetWatch(settings, folders.spool)
        self.releasing = Releasing(folders, self.ledger, clock, self.sheets.is_known)
        self._following_up = FollowingUp(folders, self.ledger, self.company, clock)
        self._planned: tuple[Snapshot, list[PlannedBook]] | None = None
        self.waiting: dict[str, str] = {}  # books that somebody has open

    @classmethod
    def open(cls, root: Path | str = ".", clock: Clock | None = None) -> Self:
        """Open the workspace at `root`; close it after use, or use it in a with-block."""
        folders = find_folders(Path(root))
        settings = read_settings(folders.root)
        return cls(folders, settings, clock or SystemClock(settings.zone))

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
        recover_taken(self.folders.inbox)
        for root in (self.folders.outbox, self.folders.workbooks):
            for left in recover_placed(root):
                self._read_leftover(left, Report())
        self.follow_up()

    def run(self) -> Report:
        """One full cycle over everything present now."""
        report = self.step()
        patience = self.clock.monotonic() + self.settings.settle + self.settings.settle_unprobed
        while self.is_settling and self.clock.monotonic() < patience:
            self.clock.wait(self.settings.settle)
            report.add(self.step())
        report.add(self.finish())
        return report

    @property
    def is_settling(self) -> bool:
        """Whether a file only needs another look."""
        return self.inbox.is_settling or self.sheets.is_settling

    def step(self) -> Report:
        """One look at everything, waiting for nothing: what has settled is taken."""
        report = Report()
        self.follow_up()
        self.read_sheets(report)
        self.take_in(report)
        self.follow_up()
        return report

    def finish(self) -> Report:
        """Publish what changed and write the journal's mirror."""
        report = Report()
        with self.ledger.transaction() as book:
            close_by_silence(book, self.company)
        self.publish(report)
        self.mirror()
        return report

    def take_in(self, report: Report) -> None:
        """Every file of the inbox that has settled becomes exactly one outcome."""
        with self.ledger.reading() as book:
            pending = {row["details"]["path"] for row in queries.pending_removals(book)}
        listed = (p for p in list_inbox(self.folders.inbox) if self._name(p) not in pending)
        for settled in self.inbox.look(listed, self.clock.monotonic()):
            outcome = self._take(settled)
            if outcome is not None:
                report.outcomes[str(outcome)] += 1

    def _name(self, path: Path) -> str:
        return below(path, self.folders.root).as_posix()

    def _take(self, settled: Settled) -> Outcome | None:
        path = below(settled.path, self.folders.inbox)
        sender = sender_of(path, self.company)
        stat, sha = settled.spooled.stat, settled.spooled.sha256
        arrival = Arrival(path, stat, sha, sender, self.clock.now())
        if is_evidence(path):
            return self._take_evidence(settled, arrival)
        kept = keep(settled.spooled, self.folders.archive)
        with self.ledger.transaction() as book:
            if (known := answer_same_bytes(arrival, book)) is not None:
                return known
        verdict = judge(kept, self.reader, self.company, arrival.seen_at)
        with self.ledger.transaction() as book:
            if isinstance(verdict, Unreadable):
                return refuse(verdict, arrival, book)
            if isinstance(verdict, Published):
                return self._take_published(verdict, arrival, book)
            if verdict.form.id == "customer":
                arrival = replace(arrival, sender=OWNER)
            desk = Desk(book, self.company, arrival.sender, arrival.seen_at)
            return admit(verdict, arrival, desk)

    def _take_evidence(self, settled: Settled, arrival: Arrival) -> Outcome | None:
        now = self.clock.monotonic()
        if arrival.stat.size > self.settings.evidence_mib << 20:
            self.inbox.postpone(settled, f"超过 {self.settings.evidence_mib} MB", now)
            return None
        with self.ledger.transaction() as book:
            number = number_of(arrival.path, book)
            if not number:
                self.inbox.postpone(settled, "附件文件夹名不是已有编号", now)
                return None
            keep(settled.spooled, self.folders.archive)
            return enter_evidence(arrival, number, book)

    def _take_published(self, verdict: Published, arrival: Arrival, book: Book) -> Outcome:
        """A task sheet dropped where forms go is read all the same."""
        publication = str(verdict.meta.get("publication", ""))
        saved = self.clock.local(arrival.stat.mtime_ns / 1e9)
        sheet = SavedSheet(verdict.cells, publication, arrival.sha, saved)
        number = book.give_number("AR")
        changes = (*book.given_numbers(), arrival.change(number, Outcome.MERGED))
        reading = take_sheet(sheet, book, self.company, changes, (arrival.remove(),))
        if reading.known:
            return Outcome.MERGED
        return refuse(Unreadable(problem_from(Note.of("STAMP_UNKNOWN"))), arrival, book)

    def department_folders(self) -> list[Path]:
        """Where task sheets lie."""
        names = self.company.departments
        return [self.folders.outbox / self.company.department_name(name) for name in names]

    def read_sheets(self, report: Report) -> None:
        """Every task sheet saved since it was last read, and every copy of one."""
        for settled in self.sheets.look(self.department_folders(), self.clock.monotonic()):
            spooled = settled.spooled
            if self.releasing.is_as_published(spooled.sha256):
                spooled.path.unlink()
            else:
                self._read_sheet(settled.path, spooled, report)
            self.sheets.mark_read(settled)

    def _read_sheet(self, path: Path, spooled: Spooled, report: Report) -> None:
        kept = keep(spooled, self.folders.archive)
        cells = self.reader.read(kept)
        is_ours = path.name == TASK_BOOK
        if not isinstance(cells, Cells):
            if is_ours:
                self._give_back(path, spooled.sha256)
            return
        publication = str(read_meta(cells).get("publication", ""))
        saved = self.clock.local(spooled.stat.mtime_ns / 1e9)
        sheet = SavedSheet(cells, publication, spooled.sha256, saved)
        name = below(path, self.folders.root)
        away = () if is_ours else (remove_file(name, spooled.stat, spooled.sha256),)
        with self.ledger.transaction() as book:
            reading = take_sheet(sheet, book, self.company, follow_ups=away)
        if not reading.known and is_ours:
            self._give_back(path, spooled.sha256)
        report.edits += reading.taken
        report.conflicts += reading.conflicts

    def _give_back(self, path: Path, sha: str) -> None:
        with self.ledger.transaction() as book:
            refuse_sheet(
                path.name,
                sender_of(PurePosixPath(path.parent.name, path.name), self.company),
                sha,
                book,
            )

    def _read_leftover(self, path: Path, report: Report) -> None:
        """A whole file under a temporary name of ours: read what it may hold, then clear it."""
        spooled = spool_copy(path, self.folders.spool)
        if not self.releasing.is_as_published(spooled.sha256):
            self._read_sheet(path, spooled, report)
        path.unlink(missing_ok=True)

    def follow_up(self) -> None:
        """Do on disk what the ledger decided; what cannot be done now is tried again."""
        self._following_up.drain()

    def snapshot(self) -> Snapshot:
        """The ledger as it stands now, for publishing."""
        with self.ledger.reading() as book:
            return take_snapshot(book, self.company, self.clock.now())

    def publish(self, report: Report) -> None:
        """Bring every book up to date that may be touched now."""
        snapshot, books = self._plan()
        released = self.releasing.release(books, snapshot)
        for save in released.saves:  # somebody saved in the last instant
            self._read_leftover(save, report)
        self.waiting = released.waiting
        report.placed += released.placed
        write_notices(self.folders, snapshot, self.held_files(), self.waiting, self.clock)

    def _plan(self) -> tuple[Snapshot, list[PlannedBook]]:
        """The books as they should stand; planned anew when an entry or a limit has passed."""
        snapshot = self.snapshot()
        if self._planned is not None:
            before, books = self._planned
            if (before.seq, before.as_of) == (snapshot.seq, snapshot.as_of):
                return before, books
        self._planned = snapshot, plan_books(snapshot)
        return self._planned

    def held_files(self) -> dict[str, str]:
        """What waits in the inbox or among the task sheets, and why."""
        now = self.clock.monotonic()
        found = {**self.inbox.held(now), **self.sheets.held(now)}
        return {below(path, self.folders.root).as_posix(): why for path, why in found.items()}

    def mirror(self) -> None:
        """Write what the journal's mirror lacks."""
        with self.ledger.reading() as book:
            write_mirror(book, self.folders.mirror)
