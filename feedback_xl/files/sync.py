"""Making a rename last: POSIX keeps it in memory until the directory itself is synced."""

import errno
import os
from pathlib import Path

from feedback_xl.files import windows


def sync_dir(folder: Path) -> None:
    """Write the folder's entries to the disk, where the system and the volume know such a thing."""
    if windows.HERE:
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(descriptor)
