"""Killed before any of its durable steps, a run loses nothing, and the next one finishes it."""

import os
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from feedback_xl.files import steps
from feedback_xl.files.archive import object_path

ROOT = Path(__file__).parents[2]
CYCLE = Path(__file__).with_name("one_cycle.py")

FORM = b"what a salesman typed" * 1000
OLD_SHEET = b"what a department typed and nobody has read" * 1000
NEW_SHEET = b"sheet made of the form" * 1000


def workspace_at(root: Path) -> Path:
    for folder in ("inbox", "outbox", "spool", "archive"):
        (root / folder).mkdir(parents=True)
    (root / "inbox" / "登记表.xlsx").write_bytes(FORM)
    (root / "outbox" / "任务表.xlsx").write_bytes(OLD_SHEET)
    return root


def run_cycle(workspace: Path, **kill: str) -> int:
    environment = {
        **{name: value for name, value in os.environ.items() if "FEEDBACK_XL" not in name},
        "PYTHONPATH": str(ROOT),
        **{f"FEEDBACK_XL_{name}": value for name, value in kill.items()},
    }
    return subprocess.run([sys.executable, CYCLE, workspace], env=environment).returncode


def bytes_below(folder: Path) -> set[bytes]:
    return {path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def nothing_is_lost(workspace: Path) -> None:
    archive = workspace / "archive"
    form_kept = object_path(archive, sha256(FORM).hexdigest())
    assert FORM in bytes_below(workspace / "inbox") or (
        form_kept.read_bytes() == FORM and (workspace / "ledger.json").exists()
    )
    assert OLD_SHEET in bytes_below(workspace / "outbox") | bytes_below(archive)
    assert (workspace / "outbox" / "任务表.xlsx").read_bytes() in (OLD_SHEET, NEW_SHEET)
    for kept in archive.rglob("*"):
        assert kept.is_dir() or sha256(kept.read_bytes()).hexdigest() == kept.name


def all_is_done_once(workspace: Path) -> None:
    assert list((workspace / "inbox").iterdir()) == []
    assert [path.name for path in (workspace / "outbox").iterdir()] == ["任务表.xlsx"]
    assert (workspace / "outbox" / "任务表.xlsx").read_bytes() == NEW_SHEET
    assert list((workspace / "spool").glob("*.part")) == []
    kept = [path.read_bytes() for path in (workspace / "archive").rglob("*") if path.is_file()]
    assert sorted(kept) == sorted([FORM, OLD_SHEET])


def test_a_run_killed_before_any_step_loses_nothing_and_the_next_one_finishes(
    tmp_path: Path,
) -> None:
    killed = 0
    while True:
        workspace = workspace_at(tmp_path / str(killed))
        code = run_cycle(workspace, KILL_AT=str(killed + 1))
        nothing_is_lost(workspace)
        if code == 0:
            break
        assert code == -signal.SIGKILL
        assert run_cycle(workspace) == 0
        all_is_done_once(workspace)
        killed += 1
    all_is_done_once(workspace)
    assert killed == 19  # each step of one_cycle.py


def test_the_count_can_start_after_a_named_step(tmp_path: Path) -> None:
    workspace = workspace_at(tmp_path / "workspace")
    assert run_cycle(workspace, KILL_AT="1", KILL_AFTER="write-replace") == -signal.SIGKILL
    assert (workspace / "ledger.json").exists()
    assert (workspace / "inbox" / "登记表.xlsx").exists()


def test_a_test_can_listen_to_the_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(steps, "hook", heard.append)
    steps.step("commit")
    assert heard == ["commit"]


def test_the_recovery_itself_may_be_killed_anywhere(tmp_path: Path) -> None:
    """The states with the most to recover: taken but not deleted, exchanged but not looked at."""
    for after in ("take-rename", "put-exchange"):
        killed = 0
        while True:
            workspace = workspace_at(tmp_path / f"{after}-{killed}")
            assert run_cycle(workspace, KILL_AT="1", KILL_AFTER=after) == -signal.SIGKILL
            code = run_cycle(workspace, KILL_AT=str(killed + 1))
            nothing_is_lost(workspace)
            assert run_cycle(workspace) == 0
            all_is_done_once(workspace)
            if code == 0:
                break
            killed += 1
        assert killed >= 4
