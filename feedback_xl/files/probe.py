"""Whether somebody has a file open: used to wait, never to refuse, for a backup holds files too."""

import errno
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from feedback_xl.files import mounts, windows


def is_open(path: Path) -> bool | None:
    """Whether anybody, this process included, holds the file open; None: cannot tell.

    Of a file on another machine's disk only Windows can tell.
    """
    if windows.HERE:
        return windows.is_open(path)
    if sys.platform != "linux" or mounts.is_network(path):
        return None
    try:
        return not _nobody_else_has(path)
    except FileNotFoundError:
        return False
    except OSError as error:
        # Not our file, or a file system without leases. What can be seen of other processes
        # proves that the file is open, but never that it is not.
        untold = error.errno in (errno.EACCES, errno.EPERM, errno.EINVAL)
        return True if untold and _is_held_in_sight(path) else None


def _nobody_else_has(path: Path) -> bool:
    """Whether the kernel would lend us the file for our use alone; we give it back at once."""
    import fcntl

    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            # Somebody opening the file in this instant makes the kernel send us SIGIO, which
            # kills. SIGURG is ignored by default, whichever thread we run in.
            fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        finally:
            os.close(descriptor)
    except BlockingIOError:
        return False
    return True


def _is_held_in_sight(path: Path) -> bool:
    wanted = path.lstat()
    return any(os.path.samestat(wanted, held) for held in _held_in_sight())


def _held_in_sight() -> Iterator[os.stat_result]:
    """All open files of all processes we may look into."""
    for process in Path("/proc").glob("[0-9]*/fd"):
        with suppress(OSError):  # it ended, or is none of our business
            for descriptor in process.iterdir():
                with suppress(OSError):
                    yield descriptor.stat()
