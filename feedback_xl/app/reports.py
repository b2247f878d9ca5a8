"""Reports in workbooks/报表: written once when their period is over, and whenever asked for."""

import hashlib
from pathlib import Path

from feedback_xl.files.place import write_synced
from feedback_xl.ledger.store import Ledger
from feedback_xl.publish.books import heading_of
from feedback_xl.publish.reports import Report, due_reports
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Decision


def place_due(root: Path, ledger: Ledger, snapshot: Snapshot) -> list[str]:
    """Write the reports that are due and do not lie there yet; gives their places.

    What lies there stays: people write and sign on it. The journal says what it was.
    """
    placed = []
    for report in due_reports(snapshot):
        target = root / report.place()
        if not target.exists():
            data = _write(target, report, snapshot)
            with ledger.transaction() as book:
                book.record(_placed(report, data, snapshot))
            placed.append(str(report.place()))
    return placed


def write_report(root: Path, report: Report, snapshot: Snapshot) -> Path:
    """Write a report as of now; one that lies there, or is not over, gets the day in its name."""
    today = snapshot.as_of.date()
    again = not report.is_over(today) or (root / report.place()).exists()
    target = root / report.place(today if again else None)
    _write(target, report, snapshot)
    return target


def _write(target: Path, report: Report, snapshot: Snapshot) -> bytes:
    data = report.draw(snapshot, heading_of(snapshot, snapshot.company.name))
    target.parent.mkdir(parents=True, exist_ok=True)
    write_synced(target, data)
    return data


def _placed(report: Report, data: bytes, snapshot: Snapshot) -> Decision:
    facts = {
        "book": str(report.place()),
        "sha": hashlib.sha256(data).hexdigest(),
        "as_of": snapshot.as_of,
        "seq": snapshot.seq,
    }
    return Decision("publication", "", facts)
