"""Pictures taken out of forms, for good, under the hash of their bytes: each is kept once.

Beside a picture may lie what was made of it: a small copy, and one that can be drawn where the
picture itself cannot. They may be lost and are no evidence.
"""

import zipfile
from collections.abc import Mapping
from pathlib import Path

from feedback_xl.files.archive import object_path
from feedback_xl.files.place import write_synced
from feedback_xl.files.reading import sha256_of

SMALL, DRAWN = ".small", ".drawn"


def keep_pictures(package: Path, parts: Mapping[str, str], root: Path) -> None:
    """Take these parts out of a workbook, by the hash of each; durable when this returns."""
    wanted = {
        part: target
        for sha, part in parts.items()
        if not (target := object_path(root, sha)).exists() or sha256_of(target) != sha
    }
    if not wanted:
        return
    with zipfile.ZipFile(package) as archive:
        for part, target in wanted.items():
            _keep(target, archive.read(part))


def copy_beside(root: Path, sha: str, suffix: str) -> Path:
    """Where the small or the drawable copy of a picture lies, or would."""
    kept = object_path(root, sha)
    return kept.with_name(kept.name + suffix)


def keep_copy(root: Path, sha: str, suffix: str, data: bytes) -> None:
    """Keep what was made of a picture beside it."""
    _keep(copy_beside(root, sha, suffix), data)


def _keep(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    write_synced(target, data)
