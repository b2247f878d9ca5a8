"""Killed before any durable step, or at any moment, a run loses and doubles nothing."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from feedback_xl.app import workspace
from feedback_xl.xlsx.reader import Reader
from tests.e2e.killed_runs import START, some_books
from tests.plant import CASE, Plant
from tests.tables import type_into

ROOT = Path(__file__).parents[2]
RUNS = Path(__file__).with_name("killed_runs.py")
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("FEEDBACK_XL")},
    "PYTHONPATH": str(ROOT),
    "PYTHONUTF8": "1",
}

# --- (a) before every durable step

DROPPED = {
    "第一件.xlsx",
    "先前退回.xlsx",
    "第二件.xlsx",
    "又投一次.xlsx",
    "更正.xlsx",
    "邮件.eml",
}


@pytest.fixture(scope="module")
def prepared(
    founded: Path, shared_reader: Reader, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A workspace at work, with something of every kind waiting to be taken in."""
    root = tmp_path_factory.mktemp("prepared") / "plant"
    shutil.copytree(founded, root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workspace, "plan_books", some_books)
        with Plant(root, shared_reader) as plant:
            first = plant.complain(name="第一件.xlsx")
            original = plant.root.parent / "原件.xlsx"
            shutil.copyfile(first, original)
            plant.complain("| 反馈内容 | |", name="先前退回.xlsx")
            plant.run()
            plant.run()
            plant.clock.move_to(START)
            plant.complain("| 反馈内容 | 第二件 | 业务类型 | 退货 |", name="第二件.xlsx")
            plant.drop(original, name="又投一次.xlsx")
            returned = plant.answer("营业部/退回")
            plant.drop(plant.fill("| 反馈内容 | 更正后 |", returned), name="更正.xlsx")
            mail = root.parent / "邮件.eml"
            mail.write_bytes(b"what the customer wrote")
            plant.drop(mail, to=f"附件/{CASE}")
            older = root / "outbox/品质保证部/任务表 - 副本.xlsx"
            shutil.copyfile(plant.book("品质保证部"), older)
            type_into(older, "任务", f"{CASE}-T01", {"处理措施及结果": "全检"}, by="李工")
            plant.stamp(older)
            plant.type("品质保证部", "任务", f"{CASE}-T01", {"担当": "王强"})
    return root


def runs(prepared: Path, scratch: Path, first: int, stride: int) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, RUNS, prepared, scratch, str(first), str(stride)],
        env=ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


UNKILLED = 10_000  # more steps than a cycle has
HALVES = [1, 2]  # every other step each, so that two workers share the work


@pytest.mark.parametrize("first", HALVES)
def test_killed_before_any_step_the_next_run_comes_to_the_same(
    prepared: Path, tmp_path: Path, first: int
) -> None:
    [undisturbed] = runs(prepared, tmp_path, UNKILLED, 1)
    assert (undisturbed["by"], undisturbed["broken"]) == (0, [])
    told = runs(prepared, tmp_path, first, len(HALVES))
    assert len(told) > 40

    for run in told[:-1]:
        assert run["by"] == signal.SIGKILL
        wrong = {
            name: (run[name], undisturbed[name])
            for name in undisturbed.keys() - {"step", "by"}
            if run[name] != undisturbed[name]
        }
        assert not wrong, f"killed before step {run['step']}: {wrong}"
    assert undisturbed["open"] == 0
    assert undisturbed["rebuilt"]
    assert sorted(name for name, _, _ in undisturbed["arrivals"]) == sorted(
        [
            "第一件.xlsx",
            "先前退回.xlsx",
            "第二件.xlsx",
                    "又投一次.xlsx",
            "更正.xlsx",
            "邮件.eml",
        ]
    )
