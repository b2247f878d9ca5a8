"""One program at a time on a workspace; the second one can say who the first one is."""

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from feedback_xl.problems import BusyFault


@contextmanager
def hold_workspace(state: Path, now: datetime) -> Iterator[None]:
    """Keep every other program off the workspace; BusyFault where one is at work already.

    The system lets go of the lock when its holder dies, however it dies.
    """
    lock = FileLock(state / "workspace.lock")
    holder = state / "workspace.holder"
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise BusyFault(
            f"Another feedback-xl works on this workspace: {_told_by(holder)}.",
            "Let it finish, or end it, and try again.",
        ) from None
    try:
        holder.write_text(f"process {os.getpid()} on {platform.node()} since {now}", "utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _told_by(holder: Path) -> str:
    try:
        return holder.read_text("utf-8") or "unknown"
    except OSError:
        return "unknown"
