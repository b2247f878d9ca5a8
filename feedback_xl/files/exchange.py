"""Renames that lose nothing: into a free name only, or two names exchanged in one step."""

import ctypes
import errno
import os
import uuid
from functools import cache
from pathlib import Path
from typing import Any

from feedback_xl.files import windows

OWN_PREFIX = ".wf-"

_HERE = -100  # AT_FDCWD
_NOREPLACE, _EXCHANGE = 1, 2
_UNKNOWN_TO_THE_FILE_SYSTEM = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}


def own_name(beside: Path, suffix: str) -> Path:
    """A new name of ours, hidden, in the folder of `beside`."""
    return beside.with_name(f"{OWN_PREFIX}{uuid.uuid4().hex}{suffix}")


def move_new(source: Path, target: Path) -> None:
    """Rename without ever replacing: FileExistsError where the name `target` is taken."""
    if windows.HERE:
        source.rename(target)  # refuses there what it would replace here
    elif not _renameat2(source, target, _NOREPLACE):
        try:
            target.hardlink_to(source)
        except FileExistsError:
            if not target.samefile(source):  # else a killed run did the first half
                raise
        source.unlink()


def exchange(fresh: Path, target: Path) -> Path:
    """Give the name `target` to `fresh`; return where the former `target` now lies."""
    if windows.HERE:
        aside = own_name(target, target.suffix)
        windows.replace_file(target, fresh, aside)
        return aside
    if _renameat2(fresh, target, _EXCHANGE):
        return fresh
    return _move_aside(fresh, target)


def _move_aside(fresh: Path, target: Path) -> Path:
    """Two renames: for an instant there is no `target`, but a save in that instant survives."""
    aside = own_name(target, target.suffix)
    move_new(target, aside)
    try:
        move_new(fresh, target)
    except OSError:
        move_new(aside, target)
        raise
    return aside


def _renameat2(source: Path, target: Path, flag: int) -> bool:
    """Rename by the kernel's newer call; False where the system or the volume does not know it."""
    call = getattr(_libc(), "renameat2", None)
    if call is None:
        return False
    if call(_HERE, os.fsencode(source), _HERE, os.fsencode(target), flag) == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNKNOWN_TO_THE_FILE_SYSTEM:
        return False
    raise OSError(code, os.strerror(code), str(source), None, str(target))


@cache
def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)
