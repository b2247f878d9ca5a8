"""What a power cut must not undo: the bytes are synced under their old name, then the new name."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from feedback_xl.files.archive import keep
from feedback_xl.files.place import put_in_place, write_synced
from feedback_xl.files.spool import Stat, spool_copy
from feedback_xl.files.sync import sync_dir
from feedback_xl.files.take import take_away


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The inodes of what was synced, in order."""
    inodes: list[int] = []
    fsync = os.fsync

    def note(descriptor: int) -> None:
        inodes.append(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    return inodes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "folder"
    path.mkdir()
    return path


def inode(path: Path) -> int:
    return path.stat().st_ino


def put(path: Path) -> None:
    source = path.parent.parent / "new"
    source.write_bytes(b"new")
    put_in_place(source, path, lambda _seconds: None)


@pytest.mark.parametrize("write", [lambda path: write_synced(path, b"new"), put])
@pytest.mark.parametrize("there", [True, False])
def test_a_placed_file_is_synced_before_its_folder(
    folder: Path, synced: list[int], write: Callable[[Path], None], there: bool
) -> None:
    path = folder / "状态.txt"
    if there:
        path.write_bytes(b"old")
    write(path)
    assert synced == [inode(path), inode(folder)]


def test_an_archived_file_is_synced_before_its_folders(
    tmp_path: Path, folder: Path, synced: list[int]
) -> None:
    source = tmp_path / "登记表.xlsx"
    source.write_bytes(b"a form")
    for _again in range(2):
        kept = keep(spool_copy(source, folder), tmp_path / "archive")
        assert synced[-2:] == [inode(kept.parent), inode(tmp_path / "archive")]
    assert synced[0] == inode(kept)


def test_a_removed_file_stays_removed(folder: Path, synced: list[int]) -> None:
    path = folder / "登记表.xlsx"
    path.write_bytes(b"")
    sha256_of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    take_away(path, Stat.of(path), sha256_of_nothing)
    assert synced == [inode(folder)]


@pytest.mark.parametrize(("code", "raises"), [(errno.EINVAL, False), (errno.EIO, True)])
def test_a_volume_that_cannot_sync_folders_is_no_error_but_a_broken_disk_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch, code: int, raises: bool
) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    if raises:
        with pytest.raises(OSError):
            sync_dir(folder)
    else:
        sync_dir(folder)
