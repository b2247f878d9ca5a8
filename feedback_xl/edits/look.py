"""Which task sheets were saved since we last read them; being open is no obstacle to reading."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from feedback_xl.files.names import is_passing
from feedback_xl.files.spool import Stat
from feedback_xl.settings import Settings
from feedback_xl.settle import Settled, Settling

SUFFIXES = (".xlsx", ".xlsm")


@dataclass
class SheetWatch:
    """Remembers which files and which bytes were read; after a restart each is read once more."""

    settings: Settings
    spool: Path
    _settling: Settling = field(init=False)
    _read: dict[Path, Stat] = field(default_factory=dict)
    _hashes: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._settling = Settling(self.settings, self.spool, probe=lambda _path: False)

    def look(self, folders: Iterable[Path], now: float) -> list[Settled]:
        """Saved sheets that hold still, in department folders."""
        return self._settling.look(self._unread(folders), now)

    def is_known(self, sha: str) -> bool:
        """Whether these bytes were read back."""
        return sha in self._hashes

    def mark_read(self, settled: Settled) -> None:
        """These bytes need no more reading."""
        self._read[settled.path] = settled.spooled.stat
        self._hashes.add(settled.spooled.sha256)

    @property
    def is_settling(self) -> bool:
        return self._settling.is_settling

    def held(self, now: float) -> dict[Path, str]:
        return self._settling.held(now)

    def _unread(self, folders: Iterable[Path]) -> Iterator[Path]:
        for folder in folders:
            if not folder.is_dir():
                continue
            for path in sorted(folder.iterdir()):
                if _may_be_sheet(path) and self._read.get(path) != Stat.of(path):
                    yield path


def _may_be_sheet(path: Path) -> bool:
    plain = path.is_file() and not path.is_symlink()
    return plain and path.suffix.lower() in SUFFIXES and not is_passing(path.name)
