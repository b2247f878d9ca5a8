"""A private copy of a file that people may change at any moment, taken whole or not at all."""

import os
import uuid
from dataclasses import dataclass
from pathlib import Path

from feedback_xl.files.reading import copy_hashed, open_shared
from feedback_xl.files.steps import step


class ChangedWhileCopied(Exception):
    """The source was written, replaced or removed while it was read; look again later."""


@dataclass(frozen=True)
class Stat:
    """What a listing tells of a file: enough to notice that it is no longer the same."""

    name: str
    inode: int
    size: int
    mtime_ns: int

    @classmethod
    def of(cls, path: Path, descriptor: int | None = None) -> "Stat":
        """Look at `path` itself (never at what a link points to), or at the file opened from it."""
        found = path.lstat() if descriptor is None else os.fstat(descriptor)
        return cls(path.name, found.st_ino, found.st_size, found.st_mtime_ns)


@dataclass(frozen=True)
class Spooled:
    """A synced private copy, the hash of its bytes, and the source as it was when read."""

    path: Path
    sha256: str
    stat: Stat


def spool_copy(source: Path, folder: Path) -> Spooled:
    """Copy `source` into the private `folder`; ChangedWhileCopied if it did not hold still."""
    part = folder / f"{uuid.uuid4().hex}.part"
    step("spool-open")
    try:
        with open_shared(source) as content, part.open("xb") as copy:
            before = Stat.of(source, content.fileno())
            sha256 = copy_hashed(content, copy)
            copy.flush()
            step("spool-fsync")
            os.fsync(copy.fileno())
        if _now(source) != before:
            raise ChangedWhileCopied(source)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return Spooled(part, sha256, before)


def _now(path: Path) -> Stat | None:
    try:
        return Stat.of(path)
    except FileNotFoundError:
        return None


def empty_spool(folder: Path) -> None:
    """Remove the copies a killed run left; their sources are still where they were."""
    for part in folder.glob("*.part"):
        part.unlink()
