"""The watcher as a process of its own: it serves, survives, and ends when it is told to."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tables import COMPLAINT, fill, template

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "feedback_xl"]
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("FEEDBACK_XL")},
    "PYTHONPATH": str(ROOT),
    "FEEDBACK_XL_SETTLE": "0.2",
}


@pytest.fixture
def root(founded: Path, tmp_path: Path) -> Path:
    shutil.copytree(founded, tmp_path / "plant")
    return tmp_path / "plant"


@pytest.fixture
def watcher(root: Path) -> Iterator[subprocess.Popen[str]]:
    words = [*COMMAND, "watch", "--workspace", str(root)]
    with subprocess.Popen(
        words,
        env=ENVIRONMENT,
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline().startswith("Watching")
        yield running
        running.kill()


def until(holds: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


def receipts(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "outbox/营业部").glob("回执/*.xlsx"))


def drop(root: Path, name: str, content: str) -> None:
    part = fill(template("feedback"), root.parent / name, COMPLAINT + f"| 反馈内容 | {content} |")
    shutil.copyfile(part, root / "inbox/营业部" / name)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_takes_in_what_is_dropped_survives_bad_files_and_ends_cleanly(
    root: Path, watcher: subprocess.Popen[str], told: signal.Signals
) -> None:
    (root / "inbox/营业部/坏.xlsx").write_bytes(b"\x01\x02\x03" * 999)
    drop(root, "一.xlsx", "第一件")
    until(lambda: len(receipts(root)) == 1)
    drop(root, "二.xlsx", "第二件")
    until(lambda: len(receipts(root)) == 2)
    until(lambda: not list((root / "inbox/营业部").iterdir()))
    second = subprocess.run(
        [*COMMAND, "run", "--workspace", str(root)], env=ENVIRONMENT, cwd=root, capture_output=True
    )
    watcher.send_signal(told)

    assert second.returncode == 5
    assert watcher.wait(timeout=20) == 0
    assert watcher.stdout is not None and watcher.stdout.read().endswith("Ended.\n")
    assert not (root / ".feedback_xl/workspace.holder").exists()


def test_a_killed_watcher_keeps_nobody_off(root: Path, watcher: subprocess.Popen[str]) -> None:
    watcher.kill()
    watcher.wait()
    drop(root, "一.xlsx", "第一件")
    words = [*COMMAND, "run", "--workspace", str(root)]

    assert subprocess.run(words, env=ENVIRONMENT, cwd=root, capture_output=True).returncode == 0
    assert len(receipts(root)) == 1
