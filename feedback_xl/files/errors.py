"""Which of the system's errors pass by themselves, so that nobody is told off for them."""

import errno
import os
from pathlib import Path

# Access denied, sharing violation, lock violation; ReplaceFileW could not move one of the files.
_BUSY_ON_WINDOWS = {5, 32, 33, 1175, 1176, 1177}
_BUSY = {errno.EAGAIN, errno.EBUSY, errno.ETXTBSY}  # EAGAIN: somebody's lease

# Network path not found, unexpected network error, network name deleted, network name not found.
_AWAY_ON_WINDOWS = {53, 59, 64, 67}
_AWAY = {
    errno.EIO,
    errno.ESTALE,
    errno.ETIMEDOUT,
    errno.ENOTCONN,
    errno.EHOSTDOWN,
    errno.EHOSTUNREACH,
}


def is_busy_error(error: OSError) -> bool:
    """Whether another program holds the file just now, so that trying again is worth it."""
    return _on_windows(error) in _BUSY_ON_WINDOWS or error.errno in _BUSY


def is_away_error(error: OSError, root: Path) -> bool:
    """Whether the shared folder `root` is out of reach: nothing is known of the files in it."""
    if _on_windows(error) in _AWAY_ON_WINDOWS or error.errno in _AWAY:
        return True
    return error.errno == errno.ENOENT and not os.path.lexists(root)


def _on_windows(error: OSError) -> int | None:
    code: int | None = getattr(error, "winerror", None)  # the attribute is missing elsewhere
    return code
