"""Reports in workbooks/报表: entered once when their period is over, and copies when asked for."""

import hashlib
import logging
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from feedback_xl.files.archive import keep
from feedback_xl.files.place import put_new
from feedback_xl.files.spool import spool_copy
from feedback_xl.language import say
from feedback_xl.ledger import queries
from feedback_xl.ledger.store import Ledger
from feedback_xl.problems import Fault
from feedback_xl.publish.books import heading_of
from feedback_xl.publish.kpis import Figures
from feedback_xl.publish.reports import Report, due_reports
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Change, Decision, FollowUp
from feedback_xl.settings import Folders

log = logging.getLogger("feedback_xl")


@dataclass
class Reporting:
    """Enters one workspace's reports; one that fails is tried again after the next entry."""

    folders: Folders
    ledger: Ledger
    _failed: dict[str, int] = field(default_factory=dict)  # place → last entry when it failed

    def enter_due(self, snapshot: Snapshot) -> tuple[str, ...]:
        """Journal every report that is due; gives their places.

        The file is laid out as the entry's follow-up, from a copy in the archive that no entry
        names as its source: it goes with a later disposal. What the journal has is never made
        again, wherever people moved it.
        """
        with self.ledger.reading() as book:
            due = due_reports(snapshot, queries.reports_made(book))
        self._failed = {place: seq for place, seq in self._failed.items() if seq == snapshot.seq}
        waiting = [report for report in due if str(report.place()) not in self._failed]
        if not waiting:
            return ()
        figures = Figures(snapshot)
        return tuple(str(r.place()) for r in waiting if self._is_entered(r, figures))

    def waiting(self) -> dict[str, str]:
        """Reports that could not be made or laid out yet, and why."""
        with self.ledger.reading() as book:
            left = [r["details"]["place"] for r in queries.open_follow_ups(book, "report")]
        return dict.fromkeys([*self._failed, *left], say("waiting.failed"))

    def _is_entered(self, report: Report, figures: Figures) -> bool:
        """A report this program stumbles over may never hold up anything else."""
        try:
            self._enter(report, figures)
        except (Fault, OSError, SQLAlchemyError):
            raise  # the ledger or the disk: not this report's doing
        except Exception:
            log.exception("could not make %s", report.place())
            self._failed[str(report.place())] = figures.snapshot.seq
            return False
        return True

    def _enter(self, report: Report, figures: Figures) -> None:
        snapshot, place = figures.snapshot, str(report.place())
        data = report.draw(figures, heading_of(snapshot, snapshot.company.name))
        sha = hashlib.sha256(data).hexdigest()
        drawn = self.folders.spool / f"{sha}.xlsx"
        drawn.write_bytes(data)
        keep(spool_copy(drawn, self.folders.spool), self.folders.archive)
        drawn.unlink()
        facts = {"book": place, "sha": sha, "as_of": snapshot.as_of, "seq": snapshot.seq}
        made = Change("reports", report.key, {"place": place, "sha": sha, "at": snapshot.as_of})
        laid_out = FollowUp("report", report.key, {"place": place, "sha": sha})
        with self.ledger.transaction() as book:
            book.record(Decision("publication", "", facts, (made,), (laid_out,)))


def write_copy(root: Path, report: Report, snapshot: Snapshot) -> Path:
    """Write a report as of now beside the one made on schedule; its name says of which day it is.

    It is no record: the journal says nothing of it, and nothing that lies there is replaced.
    """
    data = report.draw(Figures(snapshot), heading_of(snapshot, snapshot.company.name))
    return put_new(root / report.place(snapshot.as_of.date()), data)
