"""The real `feedback-xl watch` on the real clock, with people at work in the same folders."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from feedback_xl.clock import SystemClock
from feedback_xl.xlsx.cells import CellValue
from tests.office.office import Office
from tests.tables import COMPLAINT, cells_of, fill, lines_of, template

pytestmark = pytest.mark.office

YESTERDAY = SystemClock().now().replace(hour=9, minute=0, second=0) - timedelta(days=1)
RESULT = {
    "担当": "王强",
    "原因分析": "夹具毛刺",
    "处理措施及结果": "更换夹具,库存全检",
    "办理状态": "已完成",
}

Lines = list[dict[str, CellValue]]


def until(holds: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait until it holds; fail if that takes longer."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.1)


class Watched:
    """A workspace that a process of its own serves."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.receipts = root / "outbox" / "营业部" / "回执"
        self.status = root / "outbox" / "状态.txt"
        self.quality = root / "outbox" / "品质保证部" / "任务表.xlsx"
        self.handed_over = self.quality.with_name("反馈单")
        self.master = root / "workbooks" / "总台账.xlsx"
        self._numbers = count(1)
        self._read: dict[tuple[Path, str], tuple[tuple[int, int], Lines]] = {}
        self.log = root.with_suffix(".log")
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(self.watch, stdout=out, stderr=subprocess.STDOUT)

    @property
    def watch(self) -> list[str]:
        return [sys.executable, "-m", "feedback_xl", "watch", "--workspace", str(self.root)]

    def drop(self, content: str) -> Path:
        """A complaint of yesterday 09:00, level AA, in the inbox."""
        changes = f"""
            | 收到日期 | {YESTERDAY:%Y-%m-%d} | 收到时间 | {YESTERDAY:%H:%M} |
            | 信息等级 | AA | 反馈内容 | {content} |
        """
        name = f"反馈{next(self._numbers)}.xlsx"
        filled = fill(template("feedback"), self.root.with_name(name), COMPLAINT + changes)
        return Path(shutil.copy(filled, self.root / "inbox" / "营业部"))

    def tasks(self) -> Lines:
        return self._lines(self.quality, "任务")

    def cases(self) -> Lines:
        return self._lines(self.master, "顾客反馈清单")

    def _lines(self, book: Path, sheet: str) -> Lines:
        """A published sheet, read once a version: while we read it, it counts as open."""
        stat = book.stat()
        version = (stat.st_ino, stat.st_mtime_ns)
        known, lines = self._read.get((book, sheet), (None, []))
        if known != version:
            page = cells_of(book).sheet(sheet)
            assert page is not None
            lines = lines_of(page)
            self._read[book, sheet] = version, lines
        return lines


@pytest.fixture
def watched(founded: Path, tmp_path: Path) -> Iterator[Watched]:
    served = Watched(shutil.copytree(founded, tmp_path / "plant"))
    try:
        until(served.status.exists, 20, "the first publication")
        yield served
    finally:
        served.process.kill()
        served.process.wait()


def test_a_form_is_entered_answered_and_on_the_task_sheet_within_seconds(watched: Watched) -> None:
    dropped = watched.drop("轴承异响")
    until(lambda: not dropped.exists(), 5, "the form leaves the inbox")
    until(lambda: watched.tasks() != [], 5, "its row on the task sheet")
    until(lambda: watched.cases() != [], 5, "its row in the master")
    [task], [case] = watched.tasks(), watched.cases()
    number = case["反馈编号"]
    assert task["反馈编号"] == number
    assert [path.name for path in watched.receipts.iterdir()] == [f"{number}_回执.xlsx"]
    assert [path.name for path in watched.handed_over.iterdir()] == [f"{number}.xlsx"]
    today = YESTERDAY + timedelta(days=1)
    assert task["完成时限"] == case["完成时限"] == case["回复时限"] == today


def test_a_sheet_that_libreoffice_holds_open_is_read_at_each_save_and_replaced_once_closed(
    watched: Watched, office: Office
) -> None:
    watched.drop("轴承异响")
    until(lambda: watched.tasks() != [], 10, "the first task")
    [task] = watched.tasks()
    with office.opened(watched.quality) as sheet:
        published = watched.quality.read_bytes()
        watched.drop("外壳划伤")
        until(lambda: len(watched.cases()) == 2, 10, "the second case in the master")
        assert watched.quality.read_bytes() == published

        sheet.type_in_row("任务", str(task["_key"]), RESULT)
        sheet.save()
        saved = watched.quality.read_bytes()
        until(lambda: any(case["处理结果"] for case in watched.cases()), 10, "the result there")
        time.sleep(4)  # a closed sheet would have been replaced by now
        assert watched.quality.read_bytes() == saved
        assert "等待发布:outbox/品质保证部/任务表.xlsx" in watched.status.read_text("utf-8")
    until(lambda: len(watched.tasks()) == 2, 10, "the sheet with both tasks")
    standing = next(row for row in watched.tasks() if row["_key"] == task["_key"])
    assert {title: standing[title] for title in RESULT} == RESULT


def test_one_watcher_serves_a_workspace_until_sigterm(watched: Watched) -> None:
    second = subprocess.run(watched.watch, capture_output=True, check=False, timeout=30)
    assert second.returncode == 5
    assert str(watched.process.pid) in second.stderr.decode("utf-8")
    watched.process.send_signal(signal.SIGTERM)
    assert watched.process.wait(10) == 0, watched.log.read_text("utf-8")
