"""The departments' task sheets: every save is read, copies and leftovers too."""

import logging
from dataclasses import dataclass
from pathlib import Path

from feedback_xl.app.report import Report
from feedback_xl.clock import Clock
from feedback_xl.edits.look import SheetWatch
from feedback_xl.edits.take import FAILED, MISPLACED, NO_STAMP, SavedSheet, refuse_sheet, take_sheet
from feedback_xl.files.archive import keep
from feedback_xl.files.spool import Spooled, spool_copy
from feedback_xl.forms.locate import read_meta
from feedback_xl.intake.arrival import below, department_of, sender_of
from feedback_xl.language import say
from feedback_xl.ledger.store import Ledger
from feedback_xl.problems import Fault
from feedback_xl.procedure.company import Company
from feedback_xl.publish.release import Releasing
from feedback_xl.records import FollowUp
from feedback_xl.settings import Folders
from feedback_xl.settle import remove_file
from feedback_xl.xlsx.cells import Cells
from feedback_xl.xlsx.reader import Reader

log = logging.getLogger("feedback_xl")


@dataclass
class TaskSheets:
    """Reads back what departments typed."""

    folders: Folders
    clock: Clock
    company: Company
    ledger: Ledger
    reader: Reader
    watch: SheetWatch
    releasing: Releasing

    def read_saved(self, report: Report) -> None:
        """Every task sheet saved since it was last read, and every copy of one."""
        places = [folder for folder in self.folders.outbox.glob("*") if folder.is_dir()]
        places += [place / say("places.approvals") for place in places]
        for settled in self.watch.look(places, self.clock.monotonic()):
            spooled = settled.spooled
            if self.releasing.is_as_published(spooled.sha256):
                spooled.path.unlink()
            else:
                self._read_guarded(settled.path, spooled, report)
            self.watch.mark_read(settled)

    def _read_guarded(self, path: Path, spooled: Spooled, report: Report) -> None:
        """One sheet that this program cannot take never holds up the others."""
        sha = spooled.sha256
        try:
            self._read(path, spooled, report)
        except (Fault, OSError):
            raise  # the ledger or the disk: not this sheet's doing
        except Exception:
            log.exception("could not take %s", path)
            department = sender_of(below(path, self.folders.outbox), self.company)
            with self.ledger.transaction() as book:
                refuse_sheet(path.name, department, sha, book, (), FAILED)

    def read_leftover(self, path: Path, report: Report) -> None:
        """A whole file under a temporary name of ours: read what it may hold, then clear it."""
        spooled = spool_copy(path, self.folders.spool)
        if self.releasing.is_as_published(spooled.sha256):
            spooled.path.unlink()
        else:
            self._read(path, spooled, report)
        path.unlink(missing_ok=True)

    def _read(self, path: Path, spooled: Spooled, report: Report) -> None:
        kept = keep(spooled, self.folders.archive)
        cells = self.reader.read(kept)
        in_folder = path.parent.name == say("places.approvals")
        is_in_place = path.name == say("places.approval_book" if in_folder else "places.task_book")
        known, why = False, NO_STAMP
        away: tuple[FollowUp, ...] = ()
        if isinstance(cells, Cells):
            publication = str(read_meta(cells).get("publication", ""))
            saved = self.clock.local(spooled.stat.mtime_ns / 1e9)
            name = below(path, self.folders.root)
            head = department_of(name, self.company) if in_folder else ""
            sheet = SavedSheet(cells, publication, spooled.sha256, saved, str(name), head)
            if not is_in_place:
                away = (remove_file(name, spooled.stat, spooled.sha256),)
            with self.ledger.transaction() as book:
                reading = take_sheet(sheet, book, self.company, follow_ups=away)
            known, why = reading.known, MISPLACED if reading.is_misplaced else NO_STAMP
            report.edits += reading.taken
            report.conflicts += reading.conflicts
        if not known and (is_in_place or why == MISPLACED):
            department = sender_of(below(path, self.folders.outbox), self.company)
            with self.ledger.transaction() as book:
                refuse_sheet(path.name, department, spooled.sha256, book, away, why)
