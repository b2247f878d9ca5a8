"""Every original for good, under the hash of its bytes: keeping it twice changes nothing."""

from pathlib import Path

from feedback_xl.files.reading import sha256_of
from feedback_xl.files.spool import Spooled
from feedback_xl.files.steps import step
from feedback_xl.files.sync import sync_dir


def object_path(root: Path, sha256: str) -> Path:
    """Where the bytes with that hash lie, or would."""
    return root / sha256[:2] / sha256


def keep(spooled: Spooled, root: Path) -> Path:
    """Move a spooled copy into the archive on the same volume; return where it lies for good."""
    target = object_path(root, spooled.sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    step("archive-replace")
    if target.exists() and sha256_of(target) == spooled.sha256:
        spooled.path.unlink()
    else:  # not there, or no longer what its name says
        spooled.path.replace(target)
    step("archive-dirsync")
    # Both, even when nothing moved: a killed run may have left either unsynced.
    sync_dir(target.parent)
    sync_dir(root)
    return target
