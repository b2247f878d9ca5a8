"""Doing on disk what the ledger decided: sources removed, answers laid out, twice without harm."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from feedback_xl.app.destroy import destroy_on_disk
from feedback_xl.app.pictures import lay_out_photos
from feedback_xl.app.report import Progress, say_nothing
from feedback_xl.clock import Clock
from feedback_xl.files.archive import keep, object_path
from feedback_xl.files.errors import is_busy_error
from feedback_xl.files.place import put_new, write_synced
from feedback_xl.files.reading import sha256_of
from feedback_xl.files.spool import Stat, spool_copy
from feedback_xl.files.steps import step
from feedback_xl.files.take import Taken, take_away
from feedback_xl.ledger import queries
from feedback_xl.ledger.queries import Row
from feedback_xl.ledger.schema import outbox
from feedback_xl.ledger.store import Ledger
from feedback_xl.procedure.company import Company
from feedback_xl.publish.answers import Papers
from feedback_xl.publish.paper import Over, Paper
from feedback_xl.publish.photos import Photos
from feedback_xl.settings import Folders
from feedback_xl.settle import path_to_remove

log = logging.getLogger("feedback_xl")

FAILED_AGAIN = 60.0  # seconds until a follow-up that failed is tried again


def _key(row: Row) -> tuple[int, int]:
    return row["seq"], row["line"]


@dataclass
class FollowingUp:
    """Drains the outbox of one workspace."""

    folders: Folders
    ledger: Ledger
    company: Company
    clock: Clock
    progress: Progress = say_nothing
    _again: dict[tuple[int, int], float] = field(default_factory=dict)  # when to try a failed one
    _laid_out: dict[str, str] = field(default_factory=dict)  # file → hash, until written down

    def drain(self) -> int:
        """Do what is open, in order; gives how many remain for later.

        One that fails is told in the log and tried again after a while; it never holds up the rest.
        """
        now = self.clock.monotonic()
        with self.ledger.reading() as book:
            waiting = [
                r for r in queries.open_follow_ups(book) if self._again.get(_key(r), now) <= now
            ]
        done = []
        handed_over: dict[str, bytes] = {}
        for number, row in enumerate(waiting, 1):  # one at a time: papers carry photos
            self.progress("answering", number, len(waiting))
            if self._do(row, handed_over):
                done.append(row)
        if done:
            step("outbox-done")
            self._mark_done(done)
        return len(waiting) - len(done)

    def _drawn(self, row: Row, handed_over: dict[str, bytes]) -> list[Paper]:
        with self.ledger.reading() as book:
            papers = Papers(book, self.company, Photos(self.folders.pictures), handed_over)
            return papers.make(row["kind"], row["key"], row["details"])

    @contextmanager
    def _told(self, row: Row) -> Iterator[None]:
        try:
            yield
        except Exception:
            log.exception("follow-up %s %s failed", row["kind"], row["key"])
            self._again[_key(row)] = self.clock.monotonic() + FAILED_AGAIN

    def _mark_done(self, rows: list[Row]) -> None:
        with self.ledger.transaction() as book:
            for row in rows:
                here = (outbox.c.site == book.site) & (outbox.c.seq == row["seq"])
                book.connection.execute(
                    outbox.update()
                    .where(here & (outbox.c.line == row["line"]))
                    .values(done_at=self.clock.now())
                )
            book.remember_laid_out(self._laid_out)
        self._laid_out.clear()

    def _do(self, row: Row, handed_over: dict[str, bytes]) -> bool:
        """Whether it is done; False leaves it for the next time."""
        with self._told(row):
            try:
                if row["kind"] == "remove":
                    return self._remove(row["details"])
                if row["kind"] == "destroy":
                    destroy_on_disk(self.folders, self.ledger, self.clock, row["details"])
                    return True
                if row["kind"] == "photos":
                    self._lay_out_photos(row["key"])
                    return True
                if row["kind"] == "report":
                    self._lay_out_report(row["details"])
                    return True
                laid_out = [self._lay_out(paper) for paper in self._drawn(row, handed_over)]
                return all(laid_out)
            except OSError as error:
                if not is_busy_error(error):
                    raise
        return False  # failed, or somebody has the old answer open

    def _remove(self, details: dict[str, Any]) -> bool:
        path = self.folders.root / path_to_remove(details)
        stat = Stat(path.name, details["inode"], details["size"], details["mtime_ns"])
        return take_away(path, stat, details["sha"]) is not Taken.BUSY

    def _lay_out_photos(self, number: str) -> None:
        with self.ledger.reading() as book:
            found = queries.pictures(book, number)
        lay_out_photos(self.folders, found)

    def _lay_out_report(self, details: dict[str, Any]) -> None:
        """Beside whatever people left in its place: they write and sign on reports."""
        kept = object_path(self.folders.archive, details["sha"])
        if kept.exists():  # else a disposal took it long after it was laid out
            put_new(self.folders.root / details["place"], kept.read_bytes())

    def _lay_out(self, paper: Paper) -> bool:
        """Whether the paper lies where it belongs; False while somebody has the old one open."""
        target = self.folders.outbox / paper.path
        target.parent.mkdir(parents=True, exist_ok=True)
        if paper.data is None and not paper.original:
            return not self._is_untouched(target) or self._clear_away(target)
        sha = paper.original or hashlib.sha256(paper.data or b"").hexdigest()
        if target.exists() and sha256_of(target) != sha:
            if not self._gives_way(target, paper):
                return True
            if not self._clear_away(target):
                return False
        if not target.exists():
            kept = object_path(self.folders.archive, paper.original) if paper.original else None
            write_synced(target, kept.read_bytes() if kept else paper.data or b"")
        if not paper.original:
            self._laid_out[self._name(target)] = sha
        return True

    def _name(self, target: Path) -> str:
        return target.relative_to(self.folders.root).as_posix()

    def _gives_way(self, target: Path, paper: Paper) -> bool:
        """Whether what lies there may be laid over."""
        if paper.over is Over.UNTOUCHED:
            return sha256_of(target) == self._as_laid_out(target)
        return paper.over is Over.ANYTHING

    def _is_untouched(self, target: Path) -> bool:
        """Whether a file is as we laid it out, or its bytes came in through the inbox."""
        if not target.exists():
            return False
        sha = sha256_of(target)
        kept = object_path(self.folders.archive, sha)
        return sha == self._as_laid_out(target) or kept.exists()

    def _as_laid_out(self, target: Path) -> str | None:
        """Hash of the file as we left it there."""
        name = self._name(target)
        if name in self._laid_out:
            return self._laid_out[name]
        with self.ledger.reading() as book:
            return queries.laid_out(book, name)

    def _clear_away(self, target: Path) -> bool:
        """Out of people's sight; the bytes are kept. False while somebody has it open."""
        spooled = spool_copy(target, self.folders.spool)
        keep(spooled, self.folders.archive)
        return take_away(target, spooled.stat, spooled.sha256) is Taken.GONE
