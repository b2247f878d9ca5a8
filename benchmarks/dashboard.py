"""How long 看板.xlsx and a monthly report take for many cases, and how big they are.

Run from the repository: python benchmarks/dashboard.py [cases] [folder to keep the books in]
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from feedback_xl.clock import SimulatedClock
from feedback_xl.ledger.connect import sqlite_url
from feedback_xl.ledger.store import Ledger
from feedback_xl.procedure.load import shipped_company
from feedback_xl.publish.books import heading_of
from feedback_xl.publish.dashboard import Dashboard
from feedback_xl.publish.reports import Report
from feedback_xl.publish.snapshot import Snapshot, take_snapshot
from feedback_xl.xlsx.draw import Book
from tests.publish.kpis.histories import NOW, write_history

MANY = 10_000


def main(cases: int, folder: Path) -> None:
    """Print seconds and megabytes of each book."""
    snapshot = _snapshot(cases, folder)
    print(f"{len(snapshot.cases)} cases, {len(snapshot.tasks)} tasks")
    heading = heading_of(snapshot, snapshot.company.name)
    begun = _watches()
    dashboard = Dashboard(snapshot)
    dashboard.digest()
    _tell("dashboard planned", begun)
    book = Book("dashboard", created=snapshot.as_of, company=snapshot.company.name)
    dashboard.draw(book, heading)
    _tell("dashboard", begun, book.close({}, {}), folder)
    for report in (Report.of_month(NOW), Report.of_week(NOW)):
        begun = _watches()
        _tell(report.kind, begun, report.draw(snapshot, heading), folder)


def _snapshot(cases: int, folder: Path) -> Snapshot:
    company, path = shipped_company(), folder / "ledger.db"
    clock = SimulatedClock(NOW)
    ledger = Ledger.open(sqlite_url(path), site="main", clock=clock, program="", settings="")
    write_history(ledger.engine, "main", company, cases=cases)
    with ledger.reading() as book:
        snapshot = take_snapshot(book, company, NOW, path)
    ledger.engine.dispose()
    return snapshot


def _watches() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _tell(name: str, begun: tuple[float, float], data: bytes = b"", folder: Path = Path()) -> None:
    wall, cpu = (now - then for now, then in zip(_watches(), begun, strict=True))
    print(f"{name}: {wall:.1f} s ({cpu:.1f} s of CPU)")
    if data:
        print(f"  {len(data) / 1e6:.2f} MB")
        (folder / f"{name}.xlsx").write_bytes(data)


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    if len(sys.argv) > 2:
        main(asked, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(asked, Path(temporary))
