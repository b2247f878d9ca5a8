"""Files put where people read them: whole or not at all, and nothing of theirs overwritten."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import BinaryIO

from feedback_xl.files.errors import is_busy_error
from feedback_xl.files.exchange import OWN_PREFIX, exchange, move_new, own_name
from feedback_xl.files.steps import step
from feedback_xl.files.sync import sync_dir

_HALF_WRITTEN = ".tmp"
_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.0, 1.0, 1.0, 0.45)  # a virus scanner lets go in 5 s


def write_synced(path: Path, data: bytes) -> None:
    """Write a file only the program writes; readers see the old bytes or the new, never a part."""
    temp = _copy_beside(BytesIO(data), path, "write")
    step("write-replace")
    try:
        temp.replace(path)
    except OSError:
        temp.unlink(missing_ok=True)
        raise
    step("write-dirsync")
    sync_dir(path.parent)


def put_new(target: Path, data: bytes) -> Path:
    """Write a file people take over: `target`, or name_2, name_3 … where something lies there.

    Gives where it lies: bytes that lie there already are not written twice.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    temp = _copy_beside(BytesIO(data), target, "new")
    try:
        for number in count(1):
            place = target if number == 1 else target.with_stem(f"{target.stem}_{number}")
            try:
                move_new(temp, place)
            except FileExistsError:
                if place.is_file() and place.read_bytes() == data:
                    break
            else:
                step("new-dirsync")
                sync_dir(place.parent)
                break
    finally:
        temp.unlink(missing_ok=True)
    return place


def put_in_place(new: Path, target: Path, wait: Callable[[float], None]) -> Path | None:
    """Publish the bytes of `new` as `target`; return where its former bytes lie, None if none.

    They may be a save that nobody has seen yet: the caller hashes them before deleting the file.
    Raises the system's error when another program does not let go of `target` within 5 seconds.
    """
    with new.open("rb") as source:
        temp = _copy_beside(source, target, "put")
    # From here on the name says that these bytes are whole: after the exchange they are people's.
    fresh = temp.rename(own_name(target, target.suffix))
    try:
        displaced = _swap(fresh, target, wait)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    step("put-dirsync")
    sync_dir(target.parent)
    return displaced


def recover_placed(folder: Path) -> list[Path]:
    """Clear away, at the start, what killed runs left in `folder` and below.

    Only half-written files are deleted. Whole ones are returned: each is a publication of ours
    or what one displaced, and the caller hashes it before deleting it.
    """
    whole = []
    for left in sorted(folder.rglob(f"{OWN_PREFIX}*")):
        if left.suffix == _HALF_WRITTEN:
            left.unlink()
        else:
            whole.append(left)
    return whole


def _copy_beside(source: BinaryIO, target: Path, label: str) -> Path:
    """Write a synced file of ours next to `target`, as readable for others as `target` is."""
    temp = own_name(target, _HALF_WRITTEN)
    step(f"{label}-open")
    try:
        with temp.open("xb") as copy:
            shutil.copyfileobj(source, copy)
            with suppress(FileNotFoundError):
                shutil.copymode(target, temp)
            copy.flush()
            step(f"{label}-fsync")
            os.fsync(copy.fileno())
    except BaseException:
        temp.unlink(missing_ok=True)
        raise
    return temp


def _swap(fresh: Path, target: Path, wait: Callable[[float], None]) -> Path | None:
    for pause in _PAUSES:
        try:
            return _swap_once(fresh, target)
        except OSError as error:
            if not is_busy_error(error):
                raise
        wait(pause)
    return _swap_once(fresh, target)


def _swap_once(fresh: Path, target: Path) -> Path | None:
    step("put-exchange")
    try:
        move_new(fresh, target)
    except FileExistsError:
        return exchange(fresh, target)
    return None
