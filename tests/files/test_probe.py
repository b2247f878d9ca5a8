import errno
import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from feedback_xl.files import mounts
from feedback_xl.files.probe import is_open

ROOT = Path(__file__).parents[2]

HOLDER = "import sys; held = open(sys.argv[1], sys.argv[2]); print(flush=True); sys.stdin.read()"

# Asks whether the file is open, and keeps the kernel's loan until it is told to go on.
SLOW_PROBE = """
import os, sys
from pathlib import Path
from feedback_xl.files import probe

def slow_close(descriptor, close=os.close):
    print("asking", flush=True)
    sys.stdin.readline()
    close(descriptor)

probe.os.close = slow_close
print(probe.is_open(Path(sys.argv[1])), flush=True)
"""


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "任务表.xlsx"
    path.write_bytes(b"a workbook")
    return path


@contextmanager
def held_by_another_process(path: Path, mode: str = "r+b") -> Iterator[None]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, path, mode],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        yield
        holder.communicate()


@pytest.fixture
def no_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of somebody else, where the service may not have the kernel's help."""

    def refuse(_descriptor: int, _command: int, _argument: int) -> int:
        raise PermissionError(errno.EACCES, "not the owner")

    monkeypatch.setattr(fcntl, "fcntl", refuse)


def test_a_file_nobody_holds_is_free(workbook: Path) -> None:
    assert is_open(workbook) is False


def test_a_file_that_is_not_there_is_free(tmp_path: Path) -> None:
    assert is_open(tmp_path / "none.xlsx") is False


@pytest.mark.parametrize("mode", ["rb", "r+b", "ab"])
def test_a_file_another_process_holds_is_open_until_it_lets_go(workbook: Path, mode: str) -> None:
    with held_by_another_process(workbook, mode):
        assert is_open(workbook) is True
    assert is_open(workbook) is False


def test_our_own_handles_count_too(workbook: Path) -> None:
    with workbook.open("rb"):
        assert is_open(workbook) is True


def test_it_may_be_asked_from_any_thread(workbook: Path) -> None:
    answers: list[bool | None] = []
    thread = threading.Thread(target=lambda: answers.append(is_open(workbook)))
    thread.start()
    thread.join()
    assert answers == [False]


def test_somebody_opening_the_file_in_that_instant_does_not_kill_us(workbook: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SLOW_PROBE, workbook],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as probe:
        assert probe.stdout is not None
        assert probe.stdout.readline() == "asking\n"
        with pytest.raises(BlockingIOError):  # and with that the kernel has sent its signal
            os.open(workbook, os.O_RDONLY | os.O_NONBLOCK)
        answer, _errors = probe.communicate("go on\n")
    assert (answer, probe.returncode) == ("False\n", 0)


@pytest.mark.usefixtures("no_leases")
def test_without_the_kernels_help_an_open_file_may_be_seen_in_a_process(workbook: Path) -> None:
    with held_by_another_process(workbook):
        assert is_open(workbook) is True


@pytest.mark.usefixtures("no_leases")
def test_without_the_kernels_help_nobody_in_sight_proves_nothing(workbook: Path) -> None:
    assert is_open(workbook) is None


def test_nothing_can_be_told_of_another_machines_disk(
    workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mounts, "is_network", lambda _path: True)
    assert is_open(workbook) is None


def test_nothing_is_told_of_a_link(workbook: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.xlsx"
    link.symlink_to(workbook)
    assert is_open(link) is None
