import errno
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from feedback_xl.files import steps
from feedback_xl.files.spool import ChangedWhileCopied, Stat, empty_spool, spool_copy

BYTES = b"a form" * 500_000


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "inbox" / "登记表.xlsx"
    path.parent.mkdir()
    path.write_bytes(BYTES)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "spool"
    path.mkdir()
    return path


def test_a_copy_has_the_bytes_their_hash_and_the_source_as_it_was(
    source: Path, folder: Path
) -> None:
    spooled = spool_copy(source, folder)
    assert spooled.path.parent == folder
    assert spooled.path.read_bytes() == BYTES
    assert spooled.sha256 == sha256(BYTES).hexdigest()
    assert spooled.stat == Stat.of(source)
    assert spooled.stat.name == "登记表.xlsx"


def write_more(source: Path) -> None:
    with source.open("ab") as more:
        more.write(b"and more")


def replace_by_same_bytes(source: Path) -> None:
    fresh = source.with_name("fresh")
    fresh.write_bytes(BYTES)
    os.utime(fresh, ns=(source.stat().st_atime_ns, source.stat().st_mtime_ns))
    fresh.replace(source)


def touch_only(source: Path) -> None:
    os.utime(source, (0, 0))


@pytest.mark.parametrize("change", [write_more, replace_by_same_bytes, touch_only, Path.unlink])
def test_a_source_that_changes_meanwhile_gives_no_copy(
    source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    def in_the_middle(name: str) -> None:
        if name == "spool-fsync":
            change(source)

    monkeypatch.setattr(steps, "hook", in_the_middle)
    with pytest.raises(ChangedWhileCopied):
        spool_copy(source, folder)
    assert list(folder.iterdir()) == []


def test_a_link_is_never_followed(source: Path, folder: Path) -> None:
    link = source.with_name("link.xlsx")
    link.symlink_to("/etc/passwd")
    with pytest.raises(OSError) as caught:
        spool_copy(link, folder)
    assert caught.value.errno == errno.ELOOP
    assert list(folder.iterdir()) == []


def test_a_file_swapped_for_a_link_while_it_is_opened_is_refused(
    source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = source.with_name("link.xlsx")
    link.symlink_to(source)
    monkeypatch.setattr(Path, "is_symlink", lambda _path: False)
    with pytest.raises(OSError) as caught:
        spool_copy(link, folder)
    assert caught.value.errno == errno.ELOOP


def test_a_pipe_or_a_folder_is_refused_at_once(source: Path, folder: Path) -> None:
    pipe = source.with_name("pipe.xlsx")
    os.mkfifo(pipe)
    for path in (pipe, source.parent):
        with pytest.raises(OSError):
            spool_copy(path, folder)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_a_full_or_broken_disk_leaves_no_part_of_a_copy(
    source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError):
        spool_copy(source, folder)
    assert list(folder.iterdir()) == []
    assert source.read_bytes() == BYTES


def test_the_copies_of_a_killed_run_are_removed_and_nothing_else(
    source: Path, folder: Path
) -> None:
    spool_copy(source, folder)
    (folder / "new book.xlsx").write_bytes(b"a book being built")
    empty_spool(folder)
    assert [path.name for path in folder.iterdir()] == ["new book.xlsx"]
