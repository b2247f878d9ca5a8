"""Killed before any durable step, or at any moment, a run loses and doubles nothing."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from feedback_xl.app import workspace
from feedback_xl.clock import SystemClock
from feedback_xl.files.archive import object_path
from feedback_xl.forms.declaration import form
from feedback_xl.forms.locate import read_meta
from feedback_xl.ledger.connect import open_engine, sqlite_url
from feedback_xl.ledger.schema import PROJECTION
from feedback_xl.xlsx.fill import fill_cells
from feedback_xl.xlsx.reader import Reader
from tests.e2e.auditing import audit
from tests.e2e.killed_runs import START, some_books
from tests.plant import CASE, Plant, tables_of
from tests.tables import COMPLAINT, cells_of, template, type_into, typed_cells

ROOT = Path(__file__).parents[2]
RUNS = Path(__file__).with_name("killed_runs.py")
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("FEEDBACK_XL")},
    "PYTHONPATH": str(ROOT),
    "PYTHONUTF8": "1",
}

# --- (a) before every durable step


@contextmanager
def at_work(root: Path, reader: Reader) -> Iterator[Plant]:
    """A plant with a complaint, a form that came back, and task sheets published."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workspace, "plan_books", some_books)
        with Plant(root, reader, dashboard=False) as plant:
            plant.complain(name="第一件.xlsx")
            plant.complain("| 反馈内容 | |", name="先前退回.xlsx")
            plant.run()
            plant.run()
            plant.clock.move_to(START)
            yield plant


def new_forms(plant: Plant) -> set[str]:
    """A complaint with goods, the first one once more, and evidence for it."""
    first = next(plant.root.parent.glob("*-1.xlsx"))  # as it was filled
    mail = plant.root.parent / "邮件.eml"
    mail.write_bytes(b"what the customer wrote")
    plant.complain("| 反馈内容 | 第二件 | 业务类型 | 退货 |", name="第二件.xlsx")
    plant.drop(first, name="又投一次.xlsx")
    plant.drop(mail, to=f"附件/{CASE}")
    return {"第二件.xlsx", "又投一次.xlsx", "邮件.eml"}


def corrections_and_edits(plant: Plant) -> set[str]:
    """The returned form corrected, a task sheet typed into, and an older copy of it."""
    returned = plant.answer("营业部/退回")
    plant.drop(plant.fill("| 反馈内容 | 更正后 |", returned), name="更正.xlsx")
    older = plant.root / "outbox/品质保证部/任务表 - 副本.xlsx"
    shutil.copyfile(plant.book("品质保证部"), older)
    type_into(older, "任务", f"{CASE}-T01", {"处理措施及结果": "全检"}, by="李工")
    plant.stamp(older)
    plant.type("品质保证部", "任务", f"{CASE}-T01", {"担当": "王强"})
    return {"更正.xlsx"}


@pytest.mark.parametrize("prepare", [new_forms, corrections_and_edits])
def test_killed_before_any_step_the_next_run_comes_to_the_same(
    prepare: Callable[[Plant], set[str]], founded: Path, shared_reader: Reader, tmp_path: Path
) -> None:
    root = tmp_path / "prepared"
    shutil.copytree(founded, root)
    with at_work(root, shared_reader) as plant:
        dropped = {"第一件.xlsx", "先前退回.xlsx"} | prepare(plant)
    done = subprocess.run(
        [sys.executable, RUNS, root, tmp_path], env=ENVIRONMENT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3000:]
    *killed_runs, undisturbed = map(json.loads, done.stdout.splitlines())

    assert len(killed_runs) > 40
    assert (undisturbed["by"], undisturbed["broken"], undisturbed["open"]) == (0, [], 0)
    assert sorted(name for name, _, _ in undisturbed["arrivals"]) == sorted(dropped)
    for run in killed_runs:
        assert run["by"] == signal.SIGKILL
        wrong = {
            name: (run[name], undisturbed[name])
            for name in undisturbed.keys() - {"step", "by"}
            if run[name] != undisturbed[name]
        }
        assert not wrong, f"killed before step {run['step']}: {wrong}"


# --- (b) at any moment, a batch of 200 forms


MANY = 200
PATIENCE = {"FEEDBACK_XL_SETTLE": "0.2"}


def many_forms(folder: Path) -> dict[str, bytes]:
    """Forms that differ in what the customer said."""
    blank, declared = template("feedback"), form("feedback")
    meta = read_meta(cells_of(blank))
    yesterday = SystemClock().now().date() - timedelta(days=1)  # these runs are on the real clock
    made = {}
    for number in range(1, MANY + 1):
        path = folder / f"{number:03}.xlsx"
        table = COMPLAINT + f"| 反馈内容 | 第{number}件 | 收到日期 | {yesterday} |"
        fill_cells(blank, path, typed_cells(declared, meta, table))
        made[path.name] = path.read_bytes()
    return made


def command(root: Path, name: str) -> list[str]:
    return [sys.executable, "-m", "feedback_xl", name, "--workspace", str(root)]


def ended(root: Path, name: str) -> int:
    return subprocess.run(
        command(root, name), env={**ENVIRONMENT, **PATIENCE}, stdout=subprocess.DEVNULL, cwd=root
    ).returncode


def killed(root: Path, moment: float) -> bool:
    """A run that is killed so long after it archived another form; False if it came to its end."""
    archive = root / ".feedback_xl/archive"
    before = sum(1 for path in archive.rglob("*") if path.is_file())
    with subprocess.Popen(
        command(root, "run"),
        env={**ENVIRONMENT, **PATIENCE},
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as run:
        while run.poll() is None:
            if sum(1 for path in archive.rglob("*") if path.is_file()) > before:
                time.sleep(moment)
                run.kill()
                break
            time.sleep(0.01)
    return run.returncode == -signal.SIGKILL


def test_killed_ten_times_at_any_moment_a_batch_of_200_forms_becomes_200_cases(
    founded: Path, tmp_path: Path
) -> None:
    root, desk, chance = tmp_path / "plant", tmp_path / "desk", random.Random(20261123)
    shutil.copytree(founded, root)
    desk.mkdir()
    forms = many_forms(desk)
    for name, data in forms.items():
        (root / "inbox/营业部" / name).write_bytes(data)
    kills = sum(killed(root, chance.uniform(0, 0.6)) for _ in range(10))
    assert kills == 10

    assert ended(root, "run") == 0
    assert ended(root, "verify") == 0
    found = ledger_of(root)
    assert sorted(row["content"] for row in found["cases"]) == sorted(
        f"第{number}件" for number in range(1, MANY + 1)
    )
    assert len({row["number"] for row in found["cases"]}) == MANY
    assert sorted(row["name"] for row in found["arrivals"]) == sorted(forms)
    assert {row["outcome"] for row in found["arrivals"]} == {"accepted_with_warnings"}
    for data in forms.values():
        kept = object_path(root / ".feedback_xl/archive", sha256(data).hexdigest())
        assert kept.read_bytes() == data
    assert list((root / "inbox/营业部").iterdir()) == []
    assert len(list((root / "outbox/营业部/回执").iterdir())) == MANY
    assert len(list((root / "outbox/品质保证部/反馈单").iterdir())) == MANY
    assert audit(root / ".feedback_xl", root / "workbooks") == (0, [])

    books = {path: path.read_bytes() for path in root.rglob("*.xlsx")}
    assert ended(root, "rebuild") == 0
    assert ledger_of(root)["tables"] == found["tables"]
    assert {path: path.read_bytes() for path in root.rglob("*.xlsx")} == books


def ledger_of(root: Path) -> dict[str, Any]:
    engine = open_engine(sqlite_url(root / ".feedback_xl/ledger.db"))
    with engine.connect() as connection, connection.begin():
        rows = {
            name: connection.execute(select(PROJECTION[name])).mappings().all()
            for name in ("cases", "arrivals")
        }
    tables = tables_of(engine)
    engine.dispose()
    return {"tables": tables, **rows}
