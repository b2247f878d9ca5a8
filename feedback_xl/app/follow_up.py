"""Doing on disk what the ledger decided: sources removed, answers laid out, twice without harm."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedback_xl.app.report import Progress, say_nothing
from feedback_xl.clock import Clock
from feedback_xl.files.archive import keep, object_path
from feedback_xl.files.errors import is_busy_error
from feedback_xl.files.place import write_synced
from feedback_xl.files.spool import Stat, spool_copy
from feedback_xl.files.steps import step
from feedback_xl.files.take import Taken, take_away
from feedback_xl.ledger import queries
from feedback_xl.ledger.queries import Row
from feedback_xl.ledger.schema import outbox
from feedback_xl.ledger.store import Ledger
from feedback_xl.procedure.company import Company
from feedback_xl.publish.answers import Paper, Papers
from feedback_xl.settings import Folders


@dataclass
class FollowingUp:
    """Drains the outbox of one workspace."""

    folders: Folders
    ledger: Ledger
    company: Company
    clock: Clock
    progress: Progress = say_nothing

    def drain(self) -> int:
        """Do what is open, in order; gives how many remain for later."""
        with self.ledger.reading() as book:
            waiting = queries.open_follow_ups(book)
            papers = Papers(book, self.company)
            made = {}
            for number, row in enumerate(waiting, 1):
                self.progress("answering", number, len(waiting))
                if row["kind"] != "remove":
                    drawn = papers.make(row["kind"], row["key"], row["details"])
                    made[row["seq"], row["line"]] = drawn
        done = [row for row in waiting if self._do(row, made.get((row["seq"], row["line"]), []))]
        if done:
            step("outbox-done")
            with self.ledger.transaction() as book:
                for row in done:
                    here = (outbox.c.site == book.site) & (outbox.c.seq == row["seq"])
                    book.connection.execute(
                        outbox.update()
                        .where(here & (outbox.c.line == row["line"]))
                        .values(done_at=self.clock.now())
                    )
        return len(waiting) - len(done)

    def _do(self, row: Row, papers: list[Paper]) -> bool:
        try:
            if row["kind"] == "remove":
                return self._remove(row["details"])
            for paper in papers:
                self._lay_out(paper)
        except OSError as error:
            if is_busy_error(error):
                return False  # somebody has the old answer open
            raise
        return True

    def _remove(self, details: dict[str, Any]) -> bool:
        stat = Stat(details["name"], details["inode"], details["size"], details["mtime_ns"])
        return (
            take_away(self.folders.root / details["path"], stat, details["sha"]) is not Taken.BUSY
        )

    def _lay_out(self, paper: Paper) -> None:
        target = self.folders.outbox / paper.path
        target.parent.mkdir(parents=True, exist_ok=True)
        if paper.original:
            source = object_path(self.folders.archive, paper.original)
            write_synced(target, source.read_bytes())
        elif paper.data is not None:
            write_synced(target, paper.data)
        elif target.exists():
            self._clear_away(target)

    def _clear_away(self, target: Path) -> None:
        """An answer that has served; somebody may have typed into it, so its bytes are kept."""
        spooled = spool_copy(target, self.folders.spool)
        keep(spooled, self.folders.archive)
        take_away(target, spooled.stat, spooled.sha256)
