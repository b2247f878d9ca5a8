"""Reads that disturb nobody: another program can save, rename or delete the file meanwhile."""

import errno
import hashlib
import os
import stat
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from feedback_xl.files import windows

_CHUNK = 1 << 20


def open_shared(path: Path) -> BufferedReader:
    """Open a regular file for reading; a link, folder or device is refused with ELOOP."""
    if path.is_symlink():
        raise _refused(path)
    if windows.HERE:
        descriptor = windows.open_shared(path)
    else:
        # Not blocking: neither a pipe nor somebody's lease may keep us waiting.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _refused(path)
    return os.fdopen(descriptor, "rb")


def _refused(path: Path) -> OSError:
    return OSError(errno.ELOOP, "not a plain file", str(path))


def copy_hashed(source: BinaryIO, target: BinaryIO) -> str:
    """Copy to the end of `source`; return the SHA-256 of what was copied, in hex."""
    digest = hashlib.sha256()
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest()


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    with open_shared(path) as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
