"""A cycle ended before its n-th durable step, for every n, and what the next one makes of it.

A program of its own (see test_crash): it loads everything once and forks, so that each run is a
real process that can be killed, without the second a start of Python takes.
"""

import gc
import json
import os
import shutil
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from feedback_xl.app import workspace
from feedback_xl.app.proof import verify
from feedback_xl.app.workspace import Workspace
from feedback_xl.clock import SimulatedClock
from feedback_xl.files import steps
from feedback_xl.ledger import queries
from feedback_xl.ledger.schema import PROJECTION
from feedback_xl.publish import books
from feedback_xl.publish.books import PlannedBook, plan_books
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.xlsx.cells import Cells
from feedback_xl.xlsx.gate import Refusal
from feedback_xl.xlsx.read import read_workbook
from tests.plant import DashboardLater

START = datetime(2026, 11, 23, 12, 0)
SOME_BOOKS = {"outbox/营业部/任务表.xlsx", "outbox/品质保证部/任务表.xlsx", "workbooks/总台账.xlsx"}


@cache
def read_once(sha: str, path: Path) -> Cells | Refusal:
    return read_workbook(path)


class ReaderHere:
    """Reads in this process, each content once: the child is not what these runs are about."""

    def read(self, path: Path) -> Cells | Refusal:
        return read_once(path.name, path)  # in the archive a file's name is its hash

    def close(self) -> None:
        pass


def some_books(snapshot: Snapshot) -> list[PlannedBook]:
    """Two task sheets and a view: the other books go the same way."""
    return [book for book in plan_books(snapshot) if str(book.path) in SOME_BOOKS]


def opened(root: Path, minutes: int) -> Workspace:
    return Workspace.open(root, SimulatedClock(START + timedelta(minutes=minutes)))


def killed_at(root: Path, step: int) -> None:
    """One cycle as FEEDBACK_XL_KILL_AT ends it."""
    os.environ["FEEDBACK_XL_KILL_AT"] = str(step)
    steps.hook = steps._from_environment()
    with opened(root, 0) as served, served.held():
        served.run()


def finished(root: Path, told: Path) -> None:
    """The next cycle, and all there is to say about where that leads."""
    with opened(root, 10) as served, served.held():
        served.run()
        broken = [f"{item.where}: {item.what}" for item in verify(served)]  # replays the journal
        told.write_text(json.dumps({"broken": broken, **state_of(served)}, ensure_ascii=False))


def state_of(served: Workspace) -> dict[str, Any]:
    """What must be the same however often the cycle was killed."""
    with served.ledger.reading() as book:
        rows = {name: queries.rows(book, table) for name, table in PROJECTION.items()}
        left = len(queries.open_follow_ups(book))
    root = served.folders.root
    shared = [p for top in ("inbox", "outbox", "workbooks") for p in (root / top).rglob("*")]
    return {
        "arrivals": sorted(
            [row["name"], row["outcome"], row["number"]] for row in rows["arrivals"]
        ),
        "cases": [[row["number"], row["content"], row["state"]] for row in rows["cases"]],
        "tasks": [[row["number"], row["state"], row["typed"]] for row in rows["tasks"]],
        "conflicts": [[row["row"], row["offered"]] for row in rows["conflicts"]],
        "evidence": [[row["number"], row["name"]] for row in rows["evidence"]],
        "open": left,
        "files": sorted(str(p.relative_to(root)) for p in shared if p.is_file()),
        "spool": sorted(p.name for p in served.folders.spool.iterdir()),
    }


def in_a_child(act: Callable[..., None], *args: object) -> int:
    """The signal that ended the child, 0 where it came to its end."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            act(*args)
            code = 0
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0, "the run failed by itself"
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def warm_up(prepared: Path, root: Path) -> None:
    """What is loaded and read before a fork need not be loaded and read after it."""
    shutil.copytree(prepared, root)
    with opened(root, 0) as served, served.held():
        served.run()
        list(verify(served))
    shutil.rmtree(root)


def main(prepared: Path, scratch: Path) -> None:
    workspace.Reader = ReaderHere  # type: ignore[misc,assignment]
    workspace.plan_books = some_books
    books.Dashboard = DashboardLater
    workspace.write_notices = lambda *_: None  # eight text files, written like answers
    warm_up(prepared, scratch / "warm")
    gc.disable()  # a child that collects garbage copies all the pages it shares
    for step in count(1):
        root, told = scratch / f"killed-{step}", scratch / f"told-{step}.json"
        shutil.copytree(prepared, root)
        ended_by = in_a_child(killed_at, root, step)
        in_a_child(finished, root, told)
        print(
            json.dumps({"step": step, "by": ended_by, **json.loads(told.read_text())}), flush=True
        )
        shutil.rmtree(root)
        if not ended_by:
            break


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
