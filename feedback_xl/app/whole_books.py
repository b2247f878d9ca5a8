"""Books managers type into: every save is read; taken as a whole, or refused and marked."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from feedback_xl.clock import Clock
from feedback_xl.files.archive import keep
from feedback_xl.files.spool import Spooled, Stat, spool_copy
from feedback_xl.forms.locate import read_meta
from feedback_xl.intake.saved_book import Judged
from feedback_xl.intake.settings_take import take_settings
from feedback_xl.intake.shipments import take_shipments
from feedback_xl.language import say
from feedback_xl.ledger.store import Ledger
from feedback_xl.problems import Fault, Note, problem_from
from feedback_xl.procedure.load import shipped_company
from feedback_xl.publish.books import company_book
from feedback_xl.publish.refused_book import RefusedBook
from feedback_xl.settings import Folders, Settings
from feedback_xl.settle import Settling
from feedback_xl.xlsx.cells import Cells
from feedback_xl.xlsx.gate import Refusal
from feedback_xl.xlsx.reader import Reader

log = logging.getLogger("feedback_xl")

TAKES = {"settings": take_settings, "shipments": take_shipments}


@dataclass
class WholeBook:
    """Reads one of them, by its name in `places`; remembers the save that stands refused."""

    name: str
    folders: Folders
    settings: Settings
    clock: Clock
    ledger: Ledger
    reader: Reader
    is_published: Callable[[str], bool]  # whether bytes are as we put them in place
    refused: RefusedBook | None = None
    _settling: Settling = field(init=False)
    _seen: Stat | None = None
    _taken: set[str] = field(default_factory=set)  # hashes that hold nothing unread

    def __post_init__(self) -> None:
        spool = self.folders.spool
        self._settling = Settling(self.settings, spool, probe=lambda _path: False)

    @property
    def path(self) -> Path:
        return self.folders.root / company_book(f"{self.name}_book")

    def read_saved(self) -> bool:
        """Read the book if it was saved since; whether it was taken or refused."""
        is_there = self.path.is_file() and not self.path.is_symlink()
        unread = [self.path] if is_there and Stat.of(self.path) != self._seen else []
        if not is_there:
            self.refused = None  # the program puts a new one in place
        is_news = False
        for settled in self._settling.look(unread, self.clock.monotonic()):
            is_news = self._read_safely(settled.spooled)
            self._seen = settled.spooled.stat
        return is_news

    def _read_safely(self, spooled: Spooled) -> bool:
        """A book this program stumbles over may never hold up the others."""
        try:
            return self._read(spooled)
        except (Fault, OSError):
            raise  # the ledger or the disk: not this file's doing
        except Exception:
            log.exception("could not take %s", self.path)
            self.refused = RefusedBook((problem_from(Note.of("PROGRAM_FAILED")),), {})
            return True

    def read_leftover(self, path: Path) -> None:
        """A file that came out in exchange for a publication: read it if it is a save of this."""
        spooled = spool_copy(path, self.folders.spool)
        cells = self.reader.read(keep(spooled, self.folders.archive))
        is_ours = isinstance(cells, Cells) and read_meta(cells).get("book") == self.name
        if is_ours and not self.is_published(spooled.sha256):
            self._take(cells, spooled.sha256)

    def is_known(self, sha: str) -> bool:
        """Whether these bytes were taken; a refused book stays as its author left it."""
        return sha in self._taken

    @property
    def is_settling(self) -> bool:
        return self._settling.is_settling

    def held(self, now: float) -> dict[Path, str]:
        """What waits, and why."""
        found = self._settling.held(now)
        if self.refused is not None:
            marked = company_book(f"{self.name}_refused").name
            found[self.path] = say("refused.held", must=self.refused.must, book=marked)
        return found

    def _read(self, spooled: Spooled) -> bool:
        if self.is_published(spooled.sha256):
            spooled.path.unlink()
            self.refused = None
            return False
        cells = self.reader.read(keep(spooled, self.folders.archive))
        return self._take(cells, spooled.sha256)

    def _take(self, cells: Cells | Refusal, sha: str) -> bool:
        with self.ledger.transaction() as book:
            judged = TAKES[self.name](cells, sha, book, shipped_company())
        self.refused = _marked(judged) if judged.is_refused else None
        if not judged.is_refused:
            self._taken.add(sha)
        return judged.is_refused or bool(judged.version)


@dataclass(frozen=True)
class WholeBooks:
    """All of them, by name."""

    by_name: Mapping[str, WholeBook]

    @classmethod
    def of(
        cls,
        folders: Folders,
        settings: Settings,
        clock: Clock,
        ledger: Ledger,
        reader: Reader,
        is_published: Callable[[str], bool],
    ) -> Self:
        """One for each that can be taken."""
        common = (folders, settings, clock, ledger, reader, is_published)
        return cls({name: WholeBook(name, *common) for name in TAKES})

    def __getitem__(self, name: str) -> WholeBook:
        return self.by_name[name]

    def read_saved(self) -> int:
        """How many saves were taken or refused."""
        return sum(book.read_saved() for book in self.by_name.values())

    def read_leftover(self, path: Path) -> None:
        """A file of ours that a publication put aside: read by the one it is a save of, cleared."""
        for book in self.by_name.values():
            book.read_leftover(path)
        path.unlink(missing_ok=True)

    def is_known(self, sha: str) -> bool:
        return any(book.is_known(sha) for book in self.by_name.values())

    @property
    def is_settling(self) -> bool:
        return any(book.is_settling for book in self.by_name.values())

    def held(self, now: float) -> dict[Path, str]:
        """What waits, and why."""
        return {path: why for b in self.by_name.values() for path, why in b.held(now).items()}

    def refused(self) -> dict[str, RefusedBook]:
        """The saves that stand refused, by the book's name."""
        found = ((name, book.refused) for name, book in self.by_name.items())
        return {name: refused for name, refused in found if refused is not None}


def _marked(judged: Judged) -> RefusedBook:
    lines = judged.book.lines if judged.book else {}
    typed = {sheet: {line.row: line.raw for line in of} for sheet, of in lines.items()}
    return RefusedBook(judged.problems, typed)
