"""The inbox: every settled file becomes exactly one outcome."""

import logging
from dataclasses import dataclass, replace
from pathlib import Path

from feedback_xl.app.report import Progress, Report, say_nothing
from feedback_xl.clock import Clock
from feedback_xl.edits.take import SavedSheet, take_sheet
from feedback_xl.files.archive import keep
from feedback_xl.intake.admit import admit, answer_same_bytes, refuse
from feedback_xl.intake.arrival import OWNER, Arrival, below, sender_of
from feedback_xl.intake.evidence import enter_evidence, is_evidence, number_of
from feedback_xl.intake.judge import Published, Unreadable, judge
from feedback_xl.intake.listing import list_inbox
from feedback_xl.intake.ruling import Desk
from feedback_xl.ledger import queries
from feedback_xl.ledger.store import Book, Ledger
from feedback_xl.problems import Fault, Note, problem_from
from feedback_xl.procedure.company import Company
from feedback_xl.records import Outcome
from feedback_xl.settings import Folders, Settings
from feedback_xl.settle import Settled, Settling
from feedback_xl.xlsx.reader import Reader

log = logging.getLogger("feedback_xl")


@dataclass
class Inbox:
    """Takes in what people dropped."""

    folders: Folders
    settings: Settings
    clock: Clock
    company: Company
    ledger: Ledger
    reader: Reader
    settling: Settling
    progress: Progress = say_nothing

    def take_in(self, report: Report) -> None:
        """Everything that has settled."""
        with self.ledger.reading() as book:
            pending = {row["details"]["path"] for row in queries.pending_removals(book)}
        listed = (p for p in list_inbox(self.folders.inbox) if self._name(p) not in pending)
        settled_files = self.settling.look(listed, self.clock.monotonic())
        for number, settled in enumerate(settled_files, 1):
            self.progress("taking in", number, len(settled_files))
            try:
                outcome = self._take(settled)
            except (Fault, OSError):
                raise  # the ledger or the disk: not this file's doing
            except Exception:  # one file may never hold up the others
                log.exception("could not take %s", settled.path)
                self.settling.postpone(settled, "程序出错,已记入日志", self.clock.monotonic())
                continue
            if outcome is not None:
                report.outcomes[str(outcome)] += 1

    def _name(self, path: Path) -> str:
        return below(path, self.folders.root).as_posix()

    def _take(self, settled: Settled) -> Outcome | None:
        path = below(settled.path, self.folders.inbox)
        stat, sha = settled.spooled.stat, settled.spooled.sha256
        arrival = Arrival(path, stat, sha, sender_of(path, self.company), self.clock.now())
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
            self.settling.postpone(settled, f"超过 {self.settings.evidence_mib} MB", now)
            return None
        with self.ledger.transaction() as book:
            number = number_of(arrival.path, book)
            if not number:
                self.settling.postpone(settled, "附件文件夹名不是已有编号", now)
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
