import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from feedback_xl.files import exchange, place, steps
from feedback_xl.files.names import is_passing
from feedback_xl.files.place import put_in_place, recover_placed, write_synced

# Reads a file until it finds a stop mark; tells how often it read what, and "torn" for all else.
READER = """
import sys
from collections import Counter
from pathlib import Path

target, stop, size = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
seen = Counter()
print(flush=True)
while not stop.exists():
    content = target.read_bytes()
    whole = len(content) == size and len(set(content)) == 1
    seen[chr(content[0]) if whole else "torn"] += 1
print(*seen)
"""


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "outbox" / "任务表.xlsx"
    path.parent.mkdir()
    path.write_bytes(b"old")
    return path


@pytest.fixture
def new(tmp_path: Path) -> Path:
    path = tmp_path / "new.xlsx"
    path.write_bytes(b"new")
    return path


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture(params=["exchange", "move aside"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways: the kernel's exchange of names, and volumes that do not know it."""
    if request.param == "move aside":
        monkeypatch.setattr(exchange, "_renameat2", lambda *_arguments: False)


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.mark.usefixtures("way")
def test_the_new_bytes_take_the_name_and_the_old_ones_are_handed_out(
    new: Path, target: Path, pauses: list[float]
) -> None:
    displaced = put_in_place(new, target, pauses.append)
    assert target.read_bytes() == b"new"
    assert displaced is not None
    assert displaced.read_bytes() == b"old"
    assert is_passing(displaced.name)
    assert sorted(names_in(target.parent)) == sorted([displaced.name, target.name])
    assert pauses == []


@pytest.mark.usefixtures("way")
def test_where_nothing_was_nothing_is_displaced(
    new: Path, target: Path, pauses: list[float]
) -> None:
    target.unlink()
    assert put_in_place(new, target, pauses.append) is None
    assert target.read_bytes() == b"new"
    assert names_in(target.parent) == [target.name]


@pytest.mark.usefixtures("way")
def test_a_save_in_the_last_instant_is_what_is_handed_out(
    new: Path, target: Path, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    def save(name: str) -> None:
        if name == "put-exchange":
            saved = target.with_name("saved by Excel")
            saved.write_bytes(b"a person's work")
            saved.replace(target)

    monkeypatch.setattr(steps, "hook", save)
    displaced = put_in_place(new, target, pauses.append)
    assert displaced is not None
    assert displaced.read_bytes() == b"a person's work"
    assert target.read_bytes() == b"new"


def test_a_save_between_the_two_renames_is_not_overwritten(
    new: Path, target: Path, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "_renameat2", lambda *_arguments: False)
    move_new = exchange.move_new

    def move_and_save(source: Path, name: Path) -> None:
        move_new(source, name)
        if source == target:
            target.write_bytes(b"a person's work")

    monkeypatch.setattr(exchange, "move_new", move_and_save)
    with pytest.raises(FileExistsError):
        put_in_place(new, target, pauses.append)
    assert target.read_bytes() == b"a person's work"
    (displaced,) = recover_placed(target.parent)
    assert displaced.read_bytes() == b"old"


def test_a_failed_second_rename_is_undone(
    new: Path, target: Path, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "_renameat2", lambda *_arguments: False)
    move_new = exchange.move_new
    calls: list[Path] = []

    def fail_on_the_second(source: Path, name: Path) -> None:
        calls.append(source)
        if len(calls) == 2:
            raise OSError(errno.EIO, "broken")
        move_new(source, name)

    monkeypatch.setattr(exchange, "move_new", fail_on_the_second)
    with pytest.raises(OSError, match="broken"):
        put_in_place(new, target, pauses.append)
    assert target.read_bytes() == b"old"
    assert names_in(target.parent) == [target.name]


@pytest.mark.parametrize("code", [5, 32, 33, 1175])
def test_a_file_held_for_a_moment_is_tried_again(
    new: Path, target: Path, pauses: list[float], monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def held_twice(fresh: Path, name: Path) -> Path:
        if len(pauses) < 2:
            raise windows_error(code)
        return exchange.exchange(fresh, name)

    monkeypatch.setattr(place, "exchange", held_twice)
    assert put_in_place(new, target, pauses.append) is not None
    assert target.read_bytes() == b"new"
    assert pauses == [0.05, 0.1]


def test_a_file_held_for_long_stays_as_it_is(
    new: Path, target: Path, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(_fresh: Path, _name: Path) -> Path:
        raise windows_error(32)

    monkeypatch.setattr(place, "exchange", held)
    with pytest.raises(OSError, match="held"):
        put_in_place(new, target, pauses.append)
    assert sum(pauses) == pytest.approx(5.0)
    assert target.read_bytes() == b"old"
    assert names_in(target.parent) == [target.name]


def test_any_other_error_surfaces_at_once(
    new: Path, target: Path, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_fresh: Path, _name: Path) -> Path:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(place, "exchange", broken)
    with pytest.raises(OSError, match="broken"):
        put_in_place(new, target, pauses.append)
    assert pauses == []
    assert names_in(target.parent) == [target.name]


def windows_error(code: int) -> OSError:
    error = OSError(errno.EACCES, "held")
    error.winerror = code  # type: ignore[attr-defined]
    return error


def test_the_new_file_is_as_accessible_as_the_old_one(
    new: Path, target: Path, pauses: list[float]
) -> None:
    target.chmod(0o660)
    put_in_place(new, target, pauses.append)
    assert target.stat().st_mode & 0o777 == 0o660
    target.chmod(0o664)
    write_synced(target, b"newer")
    assert target.stat().st_mode & 0o777 == 0o664


def test_a_reader_never_sees_a_part_of_a_file(tmp_path: Path, target: Path) -> None:
    size, stop = 300_000, tmp_path / "stop"
    target.write_bytes(b"a" * size)
    with subprocess.Popen(
        [sys.executable, "-c", READER, target, stop, str(size)],
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdout is not None
        reader.stdout.readline()
        new = tmp_path / "new.xlsx"
        for number in range(200):
            content = bytes([ord("b") + number % 20]) * size
            if number % 2:
                write_synced(target, content)
            else:
                new.write_bytes(content)
                displaced = put_in_place(new, target, lambda _seconds: None)
                assert displaced is not None
                displaced.unlink()
        stop.touch()
        seen = reader.communicate()[0].split()
    assert reader.returncode == 0
    assert "torn" not in seen
    assert len(seen) > 5


def test_what_the_program_writes_for_itself_replaces_what_it_wrote(target: Path) -> None:
    write_synced(target, b"status at nine")
    assert target.read_bytes() == b"status at nine"
    fresh = target.with_name("状态.txt")
    write_synced(fresh, b"first")
    assert sorted(names_in(target.parent)) == sorted([target.name, fresh.name])


@pytest.mark.parametrize("writer", ["put", "write"])
def test_a_full_disk_leaves_the_old_file_and_no_rest(
    new: Path, target: Path, monkeypatch: pytest.MonkeyPatch, writer: str
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        if writer == "put":
            put_in_place(new, target, lambda _seconds: None)
        else:
            write_synced(target, b"new")
    assert target.read_bytes() == b"old"
    assert names_in(target.parent) == [target.name]


def test_a_held_file_is_not_replaced_by_a_simple_write(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(_source: Path, _target: Path) -> Path:
        raise windows_error(5)

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(OSError, match="held"):
        write_synced(target, b"new")
    assert names_in(target.parent) == [target.name]


def test_half_written_files_of_a_killed_run_are_deleted_and_whole_ones_handed_out(
    target: Path,
) -> None:
    half = target.with_name(".wf-0123.tmp")
    whole = target.parent / "营业部" / ".wf-4567.xlsx"
    whole.parent.mkdir()
    for path in (half, whole):
        path.write_bytes(b"bytes")
    assert recover_placed(target.parent) == [whole]
    assert not half.exists()
    assert whole.exists()
    assert target.exists()


def test_the_exchange_is_refused_where_the_system_does_not_know_it(
    new: Path, target: Path, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "_libc", object)
    displaced = put_in_place(new, target, pauses.append)
    assert displaced is not None
    assert (target.read_bytes(), displaced.read_bytes()) == (b"new", b"old")


@pytest.mark.usefixtures("way")
def test_a_move_into_a_free_name_never_replaces(new: Path, target: Path) -> None:
    with pytest.raises(FileExistsError):
        exchange.move_new(new, target)
    assert (new.read_bytes(), target.read_bytes()) == (b"new", b"old")


def test_a_move_killed_between_its_two_halves_is_finished(
    new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "_renameat2", lambda *_arguments: False)
    moved = new.with_name("moved.xlsx")
    os.link(new, moved)
    exchange.move_new(new, moved)
    assert moved.read_bytes() == b"new"
    assert not new.exists()
