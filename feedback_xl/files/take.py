"""Removing a file from an inbox, where its owner may still be writing it."""

import itertools
import os
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path

from feedback_xl.files.errors import is_busy_error
from feedback_xl.files.exchange import move_new
from feedback_xl.files.probe import is_open
from feedback_xl.files.reading import sha256_of
from feedback_xl.files.spool import Stat
from feedback_xl.files.steps import step
from feedback_xl.files.sync import sync_dir

_TAKEN = ".taken"  # <folder>/.taken/<sha256 of what may be deleted>/<its name in the folder>


class Taken(Enum):
    """How it went with a file that was to leave the inbox."""

    GONE = auto()  # it is no longer there
    CHANGED = auto()  # what lies there now are other bytes: a new arrival
    BUSY = auto()  # somebody holds it; try again later


def take_away(path: Path, expected: Stat, sha256: str) -> Taken:
    """Remove `path` from its folder if it still is the file whose bytes are archived.

    May be repeated. The caller has made sure that the shared folder itself is there.
    """
    claim = path.parent / _TAKEN / sha256 / path.name
    try:
        if claim.exists():  # a killed run came this far
            _finish(claim)
        if Stat.of(path) != expected:
            return Taken.CHANGED
        if is_open(path):
            return Taken.BUSY
        claim.parent.mkdir(parents=True, exist_ok=True)
        step("take-rename")
        move_new(path, claim)
        return _finish(claim)
    except FileNotFoundError:
        if os.path.lexists(path):
            raise  # the name is too long for Windows below .taken, say
        return Taken.GONE
    except OSError as error:
        if is_busy_error(error):
            return Taken.BUSY
        raise
    finally:
        _tidy(claim)


def recover_taken(folder: Path) -> None:
    """Finish what killed runs began in `folder` and below: delete what is archived, else return."""
    for claim in sorted(folder.rglob(f"{_TAKEN}/*/*")):
        try:
            if claim.is_file() and not claim.is_symlink():
                _finish(claim)
        except OSError as error:
            if not is_busy_error(error):
                raise  # else `take_away` comes back for it
        _tidy(claim)


def _finish(claim: Path) -> Taken:
    """Delete a claimed file if nobody holds it and its bytes are those its folder is named for."""
    held = is_open(claim)
    if held or sha256_of(claim) != claim.parent.name:
        _hand_back(claim)
        return Taken.BUSY if held else Taken.CHANGED
    step("take-delete")
    claim.unlink()
    step("take-dirsync")
    sync_dir(_folder_of(claim))
    return Taken.GONE


def _hand_back(claim: Path) -> None:
    """Put a claimed file back under its name, or under "name (2)" where that was used again."""
    folder = _folder_of(claim)
    for number in itertools.count(1):
        name = claim.name if number == 1 else f"{claim.stem} ({number}){claim.suffix}"
        with suppress(FileExistsError):
            move_new(claim, folder / name)
            return


def _folder_of(claim: Path) -> Path:
    return claim.parent.parent.parent


def _tidy(claim: Path) -> None:
    """Leave no empty folder for people to wonder about."""
    with suppress(OSError):
        claim.parent.rmdir()
        claim.parent.parent.rmdir()
