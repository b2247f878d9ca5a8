"""Where a folder really lies: on this machine's own disk, on a network, or in a synced folder."""

import os
import shutil
from pathlib import Path

from feedback_xl.files import windows

_TABLE = Path("/proc/self/mountinfo")

_NETWORK = {"afs", "ceph", "cifs", "lustre", "nfs", "nfs4", "smb2", "smb3", "smbfs", "vboxsf"}
_LOCAL_FUSE = {"fuse.fuse-overlayfs", "fuse.mergerfs"}  # what a container or a pool of disks uses

_SYNC_TOOLS = (
    "onedrive",
    "坚果云",
    "nutstore",
    "dropbox",
    "baidusync",
    "google drive",
    "icloud",
    "nextcloud",
    "owncloud",
    "seafile",
    "wpsdrive",
    "wps云盘",
)


def is_shared_or_network(path: Path) -> bool:
    """Whether other machines may change what lies there, which no ledger survives."""
    parts = (part.lower() for part in path.absolute().parts)
    return is_network(path) or any(tool in part for part in parts for tool in _SYNC_TOOLS)


def is_network(path: Path) -> bool:
    """Whether the path lies on another machine's disk; it need not exist yet."""
    if windows.HERE:
        return windows.is_remote(path)
    kind = _file_system(os.path.realpath(path))
    return kind in _NETWORK or (kind.startswith("fuse.") and kind not in _LOCAL_FUSE)


def _file_system(path: str) -> str:
    """The type of the innermost mount over `path`, as in "ext4"; "" where none is told."""
    depth, kind = 0, ""
    for point, candidate in _mounts():
        inside = point == "/" or path == point or path.startswith(point + "/")
        if inside and len(point) >= depth:  # of two mounts on one point the later one counts
            depth, kind = len(point), candidate
    return kind


def _mounts() -> list[tuple[str, str]]:
    """Mount points and file system types of this process, outermost first."""
    try:
        lines = _TABLE.read_bytes().splitlines()
    except OSError:
        return []
    fields = [line.split(b" ") for line in lines]
    return [(_plain(line[4]), line[line.index(b"-") + 1].decode()) for line in fields]


def _plain(point: bytes) -> str:
    for code in (b"040", b"011", b"012", b"134"):  # blank, tab, newline, backslash
        point = point.replace(b"\\" + code, bytes([int(code, 8)]))
    return os.fsdecode(point)


def free_space(path: Path) -> int:
    """Bytes still free on the volume of `path`, which need not exist yet."""
    existing = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
    return shutil.disk_usage(existing).free
