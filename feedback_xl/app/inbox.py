"""The inbox: every settled file becomes exactly one outcome."""

import logging
import math
from dataclasses import dataclass, field, replace
from pathlib import Path

from feedback_xl.app.pictures import take_pictures
from feedback_xl.app.report import Progress, Report, say_nothing
from feedback_xl.clock import Clock
from feedback_xl.edits.take import SavedSheet, take_sheet
from feedback_xl.files.archive import keep, object_path
from feedback_xl.files.names import readable
from feedback_xl.forms.filled import Filled
from feedback_xl.intake.admit import admit, answer_same_bytes, refuse
from feedback_xl.intake.arrival import Arrival, below, sender_of
from feedback_xl.intake.evidence import enter_evidence, is_evidence, number_of
from feedback_xl.intake.judge import Published, Unreadable, judge
from feedback_xl.intake.listing import list_inbox
from feedback_xl.intake.ruling import Desk
from feedback_xl.language import say
from feedback_xl.ledger import queries
from feedback_xl.ledger.store import Book, Ledger
from feedback_xl.problems import Fault, Note, problem_from
from feedback_xl.procedure.company import Company
from feedback_xl.records import Outcome
from feedback_xl.settings import Folders, Settings
from feedback_xl.settle import Settled, Settling
from feedback_xl.xlsx.reader import Reader

log = logging.getLogger("feedback_xl")

FAILED_AGAIN = 60.0  # seconds until a file that could not be taken is tried again
TRIES = 3  # then it goes back to its sender
UNKNOWN_AGAIN = 60.0  # seconds until evidence is tried again whose record is not known yet


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
    _failures: dict[str, int] = field(default_factory=dict)  # by hash

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
                outcome = self._give_up(settled)
            if outcome is not None:
                report.outcomes[str(outcome)] += 1

    def _name(self, path: Path) -> str:
        return readable(str(below(path, self.folders.root)))

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
        if isinstance(verdict, Filled):
            verdict = take_pictures(kept, verdict, self.folders, self.reader)
        with self.ledger.transaction() as book:
            if isinstance(verdict, Unreadable):
                return refuse(verdict, arrival, book)
            if isinstance(verdict, Published):
                return self._take_published(verdict, arrival, book)
            arrival = replace(arrival, sender=verdict.form.answers_to or arrival.sender)
            desk = Desk(book, self.company, arrival.sender, arrival.seen_at)
            return admit(verdict, arrival, desk)

    def _take_evidence(self, settled: Settled, arrival: Arrival) -> Outcome | None:
        if arrival.stat.size > self.settings.evidence_mib << 20:
            self._postpone(
                settled, say("waiting.too_big", limit=self.settings.evidence_mib), math.inf
            )
            return None
        with self.ledger.transaction() as book:
            number = number_of(arrival.path, book)
            if not number:
                self._postpone(settled, say("waiting.unknown_folder"), UNKNOWN_AGAIN)
                return None
            keep(settled.spooled, self.folders.archive)
            return enter_evidence(arrival, number, book)

    def _give_up(self, settled: Settled) -> Outcome | None:
        """After some tries a file this program cannot take goes back, and says so."""
        sha = settled.spooled.sha256
        self._failures[sha] = self._failures.get(sha, 0) + 1
        if self._failures[sha] < TRIES or not object_path(self.folders.archive, sha).exists():
            self._postpone(settled, say("waiting.failed"), FAILED_AGAIN)
            return None
        path = below(settled.path, self.folders.inbox)
        sender = sender_of(path, self.company)
        arrival = Arrival(path, settled.spooled.stat, sha, sender, self.clock.now())
        with self.ledger.transaction() as book:
            return refuse(Unreadable(problem_from(Note.of("PROGRAM_FAILED"))), arrival, book)

    def _postpone(self, settled: Settled, reason: str, seconds: float) -> None:
        self.settling.postpone(settled, reason, self.clock.monotonic() + seconds)

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
