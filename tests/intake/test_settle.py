"""When a file may be taken, told as looks: (second, size, mtime, open?, whole?)."""

import io
import os
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_xl.settings import Settings
from feedback_xl.settle import Settling

Look = tuple[float, int, int, bool | None, bool]  # size 0: an empty file, below: none is there
GONE = -1


@cache
def content(size: int, whole: bool) -> bytes:
    """So many bytes: a zip that is whole, or one whose end is still missing."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a", b"x" * size)
    data = packed.getvalue()
    return data if whole else data[: len(data) - 30]


class Watched:
    """One file in an inbox, as each look finds it."""

    def __init__(self, root: Path, **patience: float) -> None:
        self.file = root / "登记表.xlsx"
        (root / "spool").mkdir()
        self.is_open: bool | None = False
        self.settling = Settling(
            Settings(**patience), root / "spool", probe=lambda _path: self.is_open
        )

    def look(self, look: Look) -> bool:
        second, size, mtime, self.is_open, whole = look
        if size == GONE:
            self.file.unlink(missing_ok=True)
        else:
            self.file.write_bytes(b"" if size == 0 else content(size, whole))
            os.utime(self.file, (mtime, mtime))
        listed = [self.file] if self.file.exists() else []
        return bool(self.settling.look(listed, second))


def taken_at(looks: list[Look], root: Path, **patience: float) -> float | None:
    """The second of the look at which the file was taken."""
    watched = Watched(root, **patience)
    return next((look[0] for look in looks if watched.look(look)), None)


def same(
    seconds: str, size: int = 9, mtime: int = 1, is_open: bool | None = False, whole: bool = True
) -> list[Look]:
    return [(float(second), size, mtime, is_open, whole) for second in seconds.split()]


@pytest.mark.parametrize(
    ("looks", "taken"),
    [
        pytest.param(same("0 1 1.9"), None, id="not before two seconds of quiet"),
        pytest.param(same("0 2"), 2, id="quiet for two seconds"),
        pytest.param(same("0"), None, id="never at the first look"),
        pytest.param(same("0 1") + same("1.5 3 3.5", size=10), 3.5, id="it grew"),
        pytest.param(same("0 1") + same("1.5 3 3.5", mtime=2), 3.5, id="it was saved again"),
        pytest.param(same("0 2 9", is_open=True), None, id="somebody has it open"),
        pytest.param(same("0 2 9", is_open=True) + same("9.5"), 9.5, id="closed at last"),
        pytest.param(same("0 2 9.9 10", is_open=None), 10, id="nobody can tell if it is open"),
        pytest.param(same("0 2 9 599", whole=False), None, id="its end is missing"),
        pytest.param(same("0 9", whole=False) + same("10 12"), 12, id="its end came"),
        pytest.param(same("0 2 600", whole=False), 600, id="nobody will complete it"),
        pytest.param(same("0 20", size=0) + same("21 23"), 23, id="empty, then filled"),
        pytest.param(same("0 2", mtime=315532800), 2, id="a time stamp of 1980"),
        pytest.param(same("0 2", mtime=2000000000), 2, id="a time stamp to come"),
        pytest.param(same("0") + same("1", size=GONE) + same("2 3 4"), 4, id="gone and back"),
    ],
)
def test_a_file_is_taken_when_it_holds_still(
    looks: list[Look], taken: float | None, tmp_path: Path
) -> None:
    assert taken_at(looks, tmp_path) == taken


def test_another_file_of_the_same_name_size_and_time_begins_anew(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    [first, second, third] = same("0 2 4")
    watched.look(first)
    watched.file.rename(tmp_path / "kept")  # its inode stays in use

    assert not watched.look(second)
    assert watched.look(third)


def test_what_was_taken_is_the_copy_made_at_the_first_look(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    watched.look((0, 9, 1, False, True))
    [settled] = watched.settling.look([watched.file], 2)

    assert settled.spooled.path.read_bytes() == content(9, True)
    assert [path.name for path in (tmp_path / "spool").iterdir()] == [settled.spooled.path.name]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"is_open": True}, "open"), ({"whole": False}, "incomplete"), ({"size": 0}, "incomplete")],
)
def test_what_waits_half_a_minute_is_told_with_its_reason(
    changes: dict[str, bool], reason: str, tmp_path: Path
) -> None:
    watched = Watched(tmp_path)
    for look in same("0 3 29", **changes):
        watched.look(look)

    assert watched.settling.held(29) == {}
    assert watched.settling.held(30) == {watched.file: reason}


def test_a_file_that_keeps_changing_is_told_too(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    for second in range(0, 32, 2):
        watched.look((second, 9, second, False, True))

    assert watched.settling.held(31) == {watched.file: "settling"}


def test_what_is_put_off_is_looked_at_again_later_or_when_it_changes(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    watched.look((0, 9, 1, False, True))
    [settled] = watched.settling.look([watched.file], 2)
    watched.settling.postpone(settled, "附件文件夹名不是已有编号", 32)
    for look in same("3 6 31"):
        assert not watched.look(look)
    assert watched.settling.held(6) == {watched.file: "附件文件夹名不是已有编号"}

    assert [watched.look(look) for look in same("33 36")] == [False, True]


def test_patience_is_a_setting(tmp_path: Path) -> None:
    assert taken_at(same("0 0.1 0.2"), tmp_path, settle=0.2) == 0.2


looks_at = st.lists(
    st.tuples(
        st.floats(0, 8).map(lambda gap: round(gap, 1)),
        st.sampled_from([GONE, 0, 9, 10]),
        st.sampled_from([1, 2]),
        st.sampled_from([False, False, True, None]),
        st.sampled_from([True, True, False]),
    ),
    max_size=12,
)


@pytest.fixture(scope="module")
def scratch() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder)


@settings(max_examples=100, deadline=None)
@given(gaps=looks_at)
def test_nothing_is_taken_that_changed_is_open_or_incomplete(
    gaps: list[Look], scratch: Path
) -> None:
    with TemporaryDirectory(dir=scratch) as folder:
        watched, second, since = Watched(Path(folder)), 0.0, 0.0
        before: tuple[int, int, bool] | None = None
        for gap, size, mtime, is_open, whole in gaps:
            second += gap
            taken = watched.look((second, size, mtime, is_open, whole))
            now = None if size == GONE else (size, mtime, whole)
            quiet = second - since if now is not None and now == before else 0.0
            enough = 10.0 if is_open is None else 2.0
            allowed = quiet >= enough and not is_open and whole and size > 0
            assert taken == allowed
            if taken:
                before = None  # a look after that is a first look again
            elif now != before:
                before, since = now, second
