"""Putting books in place: only when their content is new, never while somebody has them open."""

import hashlib
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from feedback_xl.clock import Clock
from feedback_xl.files.archive import keep
from feedback_xl.files.errors import is_busy_error
from feedback_xl.files.owners import owner_of
from feedback_xl.files.place import put_in_place
from feedback_xl.files.probe import is_open
from feedback_xl.files.reading import sha256_of
from feedback_xl.files.spool import spool_copy
from feedback_xl.files.take import Taken, take_away
from feedback_xl.language import say
from feedback_xl.ledger.schema import published
from feedback_xl.ledger.store import Book, Ledger
from feedback_xl.problems import Fault
from feedback_xl.publish.books import PlannedBook
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Change, Decision
from feedback_xl.settings import Folders

log = logging.getLogger("feedback_xl")

QUIET_LOOKS = 3.0  # seconds between two looks that both find a book closed


@dataclass(frozen=True)
class Released:
    """What one round of publishing came to; `saves` are unseen saves that came out in exchange."""

    placed: tuple[str, ...] = ()
    waiting: dict[str, str] = field(default_factory=dict)  # book → who has it open
    saves: tuple[Path, ...] = ()


@dataclass
class Releasing:
    """Publishes one workspace's books; remembers since when each was seen closed."""

    folders: Folders
    ledger: Ledger
    clock: Clock
    is_known: Callable[[str], bool]  # whether a task sheet's bytes were read back already
    probe: Callable[[Path], bool | None] = is_open
    _last_open: dict[Path, float] = field(default_factory=dict)
    _failed: dict[Path, str] = field(default_factory=dict)  # book → digest that cannot be drawn

    def release(self, books: list[PlannedBook], snapshot: Snapshot) -> Released:
        """Bring every book up to date that may be touched now."""
        with self.ledger.reading() as book:
            standing = _standing(book)
        placed, waiting, saves = [], {}, []
        for planned in books:
            target = self.folders.root / planned.path
            last = standing.get(str(planned.path))
            if last is not None and last.digest == planned.digest and _lies_there(target, last.sha):
                continue
            if reason := self._reason_to_wait(target, planned, last):
                waiting[str(planned.path)] = reason
                continue
            try:
                saves += self._place(planned, target, snapshot, last)
            except (Fault, OSError, SQLAlchemyError):
                raise  # the ledger or the disk: not this book's doing
            except Exception:
                log.exception("could not publish %s", target)
                self._failed[target] = planned.digest
                waiting[str(planned.path)] = say("waiting.failed")
                continue
            placed.append(str(planned.path))
        return Released(tuple(placed), waiting, tuple(saves))

    def withdraw(self, books: list[PlannedBook], moving: Collection[str] = ()) -> None:
        """Take away what is no longer published; the bytes people touched are kept.

        Waits while somebody has it open, or typed something that was not read yet. While folders
        are `moving` to another name, two-way books stay where they are.
        """
        planned = {str(book.path) for book in books}
        with self.ledger.reading() as book:
            gone = {name: last for name, last in _standing(book).items() if name not in planned}
        for name, last in gone.items():
            if not (moving and last.is_two_way) and self._has_gone(self.folders.root / name, last):
                with self.ledger.transaction() as book:
                    here = (published.c.site == book.site) & (published.c.book == name)
                    book.connection.execute(published.delete().where(here))

    def _has_gone(self, target: Path, last: "_Last") -> bool:
        if not target.exists():
            return True
        if self.probe(target) or owner_of(target, self.clock):
            return False
        spooled = spool_copy(target, self.folders.spool)
        untouched = spooled.sha256 == last.sha
        if last.is_two_way and not (untouched or self.is_known(spooled.sha256)):
            spooled.path.unlink()
            return False
        keep(spooled, self.folders.archive)
        return take_away(target, spooled.stat, spooled.sha256) is Taken.GONE

    def is_as_published(self, sha: str) -> bool:
        """Whether these are the bytes of a book we put in place last."""
        with self.ledger.reading() as book:
            return any(last.sha == sha for last in _standing(book).values())

    def _reason_to_wait(self, target: Path, planned: PlannedBook, last: "_Last | None") -> str:
        """Why a book may not be replaced yet; "" if it may."""
        if self._failed.get(target) == planned.digest:
            return say("waiting.failed")  # tried again with its next content
        if not target.exists():
            return ""
        now, opened = self.clock.monotonic(), self.probe(target)
        if opened or (opened is None and owner_of(target, self.clock)):
            self._last_open[target] = now
            return owner_of(target, self.clock) or say("waiting.in_use")
        if now - self._last_open.get(target, -QUIET_LOOKS) < QUIET_LOOKS:
            return say(
                "waiting.just_closed"
            )  # an office program lets go for an instant inside every save
        if planned.is_two_way:
            sha = sha256_of(target)
            if (last is None or sha != last.sha) and not self.is_known(sha):
                return say("waiting.new_save")
        return ""

    def _place(
        self, planned: PlannedBook, target: Path, snapshot: Snapshot, last: "_Last | None"
    ) -> list[Path]:
        with self.ledger.transaction() as book:
            publication = book.give_number("PB") if planned.is_two_way else ""
            data = planned.draw(publication)
            sha = hashlib.sha256(data).hexdigest()
            if planned.is_two_way:
                book.record(_publication(planned, publication, sha, snapshot, book.given_numbers()))
            elif planned.releases:
                book.record(_release(planned, book.give_number("TY"), sha, snapshot, book))
            _remember(book, planned, publication, sha, snapshot)
        spooled = self.folders.spool / f"{sha}.part"
        target.parent.mkdir(parents=True, exist_ok=True)
        spooled.write_bytes(data)
        try:
            displaced = put_in_place(spooled, target, self.clock.wait)
        except OSError as error:
            if not is_busy_error(error):
                raise
            return []  # opened in the last instant: the next round tries again
        finally:
            spooled.unlink(missing_ok=True)
        return self._look_at_displaced(displaced, planned, last)

    def _look_at_displaced(
        self, displaced: Path | None, planned: PlannedBook, last: "_Last | None"
    ) -> list[Path]:
        """Bytes nobody has seen are archived, and read if they are a task sheet."""
        if displaced is None:
            return []
        sha = sha256_of(displaced)
        if (last is not None and sha == last.sha) or (planned.is_two_way and self.is_known(sha)):
            displaced.unlink()
            return []
        if planned.is_two_way:
            return [displaced]
        keep(spool_copy(displaced, self.folders.spool), self.folders.archive)
        displaced.unlink()
        return []


@dataclass(frozen=True)
class _Last:
    digest: str
    sha: str
    is_two_way: bool


def _standing(book: Book) -> dict[str, _Last]:
    rows = book.connection.execute(select(published).where(published.c.site == book.site))
    return {row.book: _Last(row.digest, row.sha, bool(row.publication)) for row in rows}


def _lies_there(target: Path, sha: str) -> bool:
    return target.exists() and sha256_of(target) == sha


def _publication(
    planned: PlannedBook,
    publication: str,
    sha: str,
    snapshot: Snapshot,
    numbers: tuple[Change, ...],
) -> Decision:
    """A task sheet's publication keeps its full base: a copy saved weeks later still merges."""
    values = {
        "department": planned.department,
        "book": planned.book,
        "at": snapshot.now,
        "base": planned.base,
    }
    facts = {
        "book": str(planned.path),
        "digest": planned.digest,
        "sha": sha,
        "as_of": snapshot.as_of,
    }
    changes = (*numbers, Change("publications", publication, values))
    return Decision("publication", "", facts, changes)


def _release(
    planned: PlannedBook, number: str, sha: str, snapshot: Snapshot, book: Book
) -> Decision:
    """An extract of customers' files given out: which, under which grants (P4.1-3b)."""
    values = {
        "department": planned.department,
        "book": str(planned.path),
        "at": snapshot.now,
        **planned.releases,
    }
    facts = {**values, "digest": planned.digest, "sha": sha, "as_of": snapshot.as_of}
    changes = (*book.given_numbers(), Change("releases", number, values))
    return Decision("publication", "", facts, changes)


def _remember(
    book: Book, planned: PlannedBook, publication: str, sha: str, snapshot: Snapshot
) -> None:
    here = (published.c.site == book.site) & (published.c.book == str(planned.path))
    values = {
        "digest": planned.digest,
        "sha": sha,
        "as_of": snapshot.as_of,
        "seq": snapshot.seq,
        "publication": publication,
    }
    if book.connection.execute(published.update().where(here).values(**values)).rowcount == 0:
        book.connection.execute(
            published.insert().values(site=book.site, book=str(planned.path), **values)
        )
