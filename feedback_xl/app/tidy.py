"""Old answers leave the outbox; they stay in the archive, and can be made anew from the ledger.

Letters and 8D reports are people's own work once somebody saved them: those stay.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from feedback_xl.clock import Clock
from feedback_xl.files.archive import keep
from feedback_xl.files.names import is_passing
from feedback_xl.files.spool import spool_copy
from feedback_xl.files.take import take_away
from feedback_xl.language import say
from feedback_xl.ledger import queries
from feedback_xl.ledger.store import Ledger
from feedback_xl.procedure.handing_over import hand_over_of
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.settings import Folders

ANSWERS = ("receipts", "returned", "notices", "handed_over")
PAPERS = ("replies", "eight_d")  # people write in them, and nothing reads what they write


def clear_old_answers(
    folders: Folders, ledger: Ledger, snapshot: Snapshot, clock: Clock, days: int
) -> int:
    """Take away what is older than `days` and no longer waited for; gives the number of files."""
    cleared = 0
    for path, is_paper in _old_answers(folders, snapshot, clock, timedelta(days=days)):
        spooled = spool_copy(path, folders.spool)
        if is_paper and spooled.sha256 != _as_laid_out(path, folders, ledger):
            spooled.path.unlink()
            continue
        keep(spooled, folders.archive)
        take_away(path, spooled.stat, spooled.sha256)
        cleared += 1
    return cleared


def _old_answers(
    folders: Folders, snapshot: Snapshot, clock: Clock, age: timedelta
) -> Iterator[tuple[Path, bool]]:
    """What nobody waits for, and whether it is a paper people write in."""
    awaited = [row["key"] for row in snapshot.open_returns]
    awaited += [case.number for case in snapshot.cases.values() if case.closed_at is None]
    waiting = {hand_over_of(task) for task in snapshot.tasks if task.state == "open"}
    awaited += waiting & snapshot.hand_overs.keys()
    for department in snapshot.company.departments:
        for name in (*ANSWERS, *PAPERS):
            folder = (
                folders.outbox
                / snapshot.company.department_name(department)
                / say(f"places.{name}")
            )
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                old = clock.now() - clock.local(path.stat().st_mtime) > age
                if old and not is_passing(path.name) and not any(n in path.name for n in awaited):
                    yield path, name in PAPERS


def _as_laid_out(path: Path, folders: Folders, ledger: Ledger) -> str | None:
    with ledger.reading() as book:
        return queries.laid_out(book, path.relative_to(folders.root).as_posix())
