from hashlib import sha256
from pathlib import Path

import pytest

from feedback_xl.files.archive import keep, object_path
from feedback_xl.files.spool import Spooled, spool_copy

BYTES = b"a form"
SHA = sha256(BYTES).hexdigest()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    path = tmp_path / "archive"
    path.mkdir()
    return path


def spooled_at(tmp_path: Path) -> Spooled:
    source = tmp_path / "登记表.xlsx"
    source.write_bytes(BYTES)
    spool = tmp_path / "spool"
    spool.mkdir(exist_ok=True)
    return spool_copy(source, spool)


def test_bytes_are_kept_under_their_hash(tmp_path: Path, root: Path) -> None:
    spooled = spooled_at(tmp_path)
    kept = keep(spooled, root)
    assert kept == object_path(root, SHA) == root / SHA[:2] / SHA
    assert kept.read_bytes() == BYTES
    assert not spooled.path.exists()


def test_keeping_the_same_bytes_again_changes_nothing(tmp_path: Path, root: Path) -> None:
    first = keep(spooled_at(tmp_path), root)
    before = first.stat()
    spooled = spooled_at(tmp_path)
    assert keep(spooled, root) == first
    assert (first.stat().st_ino, first.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert not spooled.path.exists()


def test_an_object_that_rotted_is_replaced_by_the_good_bytes(tmp_path: Path, root: Path) -> None:
    kept = keep(spooled_at(tmp_path), root)
    kept.write_bytes(b"rotten")
    keep(spooled_at(tmp_path), root)
    assert kept.read_bytes() == BYTES
