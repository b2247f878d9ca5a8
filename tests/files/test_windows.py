"""The reasoning about Windows' answers, with a kernel that gives the answers we choose."""

import ctypes
import errno
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest

from feedback_xl.files import exchange, limits, mounts, windows
from feedback_xl.files.place import put_in_place
from feedback_xl.files.probe import is_open
from feedback_xl.files.reading import sha256_of
from feedback_xl.files.sync import sync_dir

INVALID = ctypes.c_void_p(-1).value


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Windows' kernel; its last error is `kernel.error`."""
    fake = MagicMock(error=0)

    def win_error(code: int) -> OSError:
        error = OSError(errno.EACCES, f"error {code}")
        error.winerror = code  # type: ignore[attr-defined]
        return error

    monkeypatch.setattr(windows, "HERE", True)
    monkeypatch.setattr(
        windows,
        "_ctypes",
        SimpleNamespace(
            WinDLL=lambda _name, **_options: fake,
            get_last_error=lambda: fake.error,
            WinError=win_error,
        ),
    )
    return fake


@pytest.mark.parametrize(
    ("error", "answer"), [(32, True), (2, False), (3, False), (5, None), (1450, None)]
)
def test_a_refused_look_tells_whether_the_file_is_open(
    kernel: Any, tmp_path: Path, error: int, answer: bool | None
) -> None:
    kernel.CreateFileW.return_value, kernel.error = INVALID, error
    assert is_open(tmp_path / "任务表.xlsx") is answer
    kernel.CloseHandle.assert_not_called()


def test_a_granted_look_is_given_back_at_once(kernel: Any, tmp_path: Path) -> None:
    kernel.CreateFileW.return_value = 77
    assert is_open(tmp_path / "任务表.xlsx") is False
    kernel.CloseHandle.assert_called_once_with(77)


def test_files_are_read_without_keeping_anyone_out(
    kernel: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "任务表.xlsx"
    path.write_bytes(b"")
    kernel.CreateFileW.side_effect = lambda name, *_rest: os.open(name, os.O_RDONLY)
    monkeypatch.setitem(
        sys.modules, "msvcrt", SimpleNamespace(open_osfhandle=lambda handle, _flags: handle)
    )
    assert sha256_of(path).startswith("e3b0c442")
    share_mode = kernel.CreateFileW.call_args.args[2]
    assert share_mode == 0x7  # read, write, delete


def replace_as_documented(kernel: Any, fail_with: int = 0, save: bytes = b"") -> None:
    """ReplaceFileW, or how it leaves the files when it fails half-way."""

    def replace(target: str, fresh: str, aside: str, *_rest: object) -> int:
        if fail_with in (0, 1177):
            Path(target).rename(aside)
        if save:
            Path(target).write_bytes(save)
        if fail_with:
            kernel.error = fail_with
            return 0
        Path(fresh).rename(target)
        return 1

    kernel.ReplaceFileW.side_effect = replace


@pytest.fixture
def new(tmp_path: Path) -> Path:
    path = tmp_path / "new.xlsx"
    path.write_bytes(b"new")
    return path


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A published file, in a world where a rename refuses to replace, as on Windows."""
    path = tmp_path / "outbox" / "任务表.xlsx"
    path.parent.mkdir()
    path.write_bytes(b"old")
    rename = Path.rename

    def refuse_to_replace(source: Path, name: Path | str) -> Path:
        if Path(name).exists():
            raise FileExistsError(errno.EEXIST, "taken", str(name))
        return rename(source, name)

    monkeypatch.setattr(Path, "rename", refuse_to_replace)
    return path


def test_a_replaced_file_is_kept_as_the_backup(kernel: Any, new: Path, target: Path) -> None:
    replace_as_documented(kernel)
    displaced = put_in_place(new, target, lambda _seconds: None)
    assert displaced is not None
    assert (target.read_bytes(), displaced.read_bytes()) == (b"new", b"old")


def test_a_first_publication_is_a_plain_rename(kernel: Any, new: Path, target: Path) -> None:
    target.unlink()
    assert put_in_place(new, target, lambda _seconds: None) is None
    assert target.read_bytes() == b"new"
    kernel.ReplaceFileW.assert_not_called()


@pytest.mark.parametrize("error", [1175, 1176, 1177, 32])
def test_a_replacement_that_fails_leaves_the_old_file_in_its_place(
    kernel: Any, new: Path, target: Path, error: int
) -> None:
    replace_as_documented(kernel, fail_with=error)
    waited: list[float] = []
    with pytest.raises(OSError, match=str(error)):
        put_in_place(new, target, waited.append)
    assert sum(waited) == pytest.approx(5.0)
    assert [path.read_bytes() for path in target.parent.iterdir()] == [b"old"]


def test_a_half_way_replacement_never_covers_a_save(kernel: Any, new: Path, target: Path) -> None:
    replace_as_documented(kernel, fail_with=1177, save=b"a person's work")
    with pytest.raises(FileExistsError):
        exchange.exchange(new, target)
    contents = sorted(path.read_bytes() for path in target.parent.iterdir())
    assert contents == [b"a person's work", b"old"]


@pytest.mark.parametrize(("kind", "network"), [(1, True), (4, True), (3, False), (2, False)])
def test_the_drive_tells_whether_it_is_another_machines(
    kernel: Any, tmp_path: Path, kind: int, network: bool
) -> None:
    kernel.GetDriveTypeW.return_value = kind
    assert mounts.is_network(tmp_path) is network


def test_memory_is_limited_by_a_job(kernel: Any) -> None:
    limits.limit_memory(512 << 20)
    kernel.AssignProcessToJobObject.assert_called_once()
    assert ctypes.sizeof(windows._ExtendedLimits) == 144  # as documented for 64 bits
    kernel.SetInformationJobObject.return_value, kernel.error = 0, 87
    with pytest.raises(OSError, match="87"):
        limits.limit_memory(512 << 20)


def test_crashes_show_no_box_and_folders_are_not_synced(kernel: Any, tmp_path: Path) -> None:
    limits.no_core_dumps()
    kernel.SetErrorMode.assert_called_once_with(0x3)
    sync_dir(tmp_path / "not even there")


def test_the_room_loads_where_the_modules_of_posix_are_missing() -> None:
    load_all = """
import sys
sys.modules.update(fcntl=None, resource=None)
import importlib, pkgutil
import feedback_xl.files as room
print(*(importlib.import_module(f"{room.__name__}.{m.name}").__name__
        for m in pkgutil.iter_modules(room.__path__)))
"""
    root = Path(__file__).parents[2]
    loaded = subprocess.run(
        [sys.executable, "-c", load_all],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "feedback_xl.files.probe" in loaded
    assert len(loaded) == len(list((root / "feedback_xl" / "files").glob("*.py"))) - 1
