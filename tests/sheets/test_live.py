"""A book tells the truth whenever it is opened: its clocks run on by themselves."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from feedback_xl.procedure.deadlines import time_state
from feedback_xl.publish.snapshot import Snapshot
from tests.formulas import LivingBook
from tests.plant import CASE, Plant
from tests.tables import cells_of, lines_of

QA, SALES, MASTER = "品质保证部", "营业部", "总台账"
CLOCKED = [(QA, "任务"), (SALES, "回复"), (SALES, "进度"), (SALES, "退回待更正")]


@pytest.fixture
def running(plant: Plant) -> Plant:
    """An AA whose clock has a day to run, a B with three, one answered, one form to correct."""
    plant.complain("| 信息等级 | AA |")
    plant.complain("| 信息等级 | B |")
    plant.complain("| 信息等级 | A |")
    plant.complain("| 反馈内容 | |")
    plant.run()
    answer = {"回复类型": "初步回复", "回复内容": "正在分析", "下次回复日期": "2026-11-25"}
    plant.type(SALES, "回复", "FK-20261123-003-T02", answer)
    plant.run()
    return plant


def cached(path: Path, sheet: str) -> list[dict[str, object]]:
    page = cells_of(path).sheet(sheet)
    assert page is not None
    return [dict(line) for line in lines_of(page)]


def as_of(plant: Plant) -> datetime:
    return plant.ws.snapshot().as_of


@pytest.mark.parametrize(("book", "sheet"), CLOCKED)
def test_what_a_formula_gives_now_is_what_was_published(
    running: Plant, book: str, sheet: str
) -> None:
    path = running.book(book)
    now = LivingBook(path, as_of(running)).lines(sheet)

    assert [line["时限状态"] for line in now] == [line["时限状态"] for line in cached(path, sheet)]
    for line, told in zip(now, cached(path, sheet), strict=True):
        if line.get("剩余(h)") is not None:
            assert line["剩余(h)"] == pytest.approx(float(str(told["剩余(h)"])), abs=0.05)


@pytest.mark.parametrize("later", [0, 20, 24, 72])
def test_later_each_state_is_what_the_procedure_would_say_then(running: Plant, later: int) -> None:
    now = as_of(running) + timedelta(hours=later)
    snapshot = running.ws.snapshot()
    tasks = {task.number: task for task in snapshot.tasks}
    for line in LivingBook(running.book(QA), now).lines("任务"):
        task = tasks[line["_key"]]
        then = time_state(task.limit_at, task.advise_at, task.done_at, now)
        assert line["时限状态"] == snapshot.word(then)


def test_three_days_without_a_watcher_and_everything_unanswered_is_late(running: Plant) -> None:
    now = as_of(running) + timedelta(days=3, hours=2)
    book = LivingBook(running.book(QA), now)
    states = [line["时限状态"] for line in book.lines("任务")]
    master = LivingBook(running.root / "workbooks" / f"{MASTER}.xlsx", now)
    cases = {line["反馈编号"]: line for line in master.lines("顾客反馈清单")}

    assert states == ["× 超期"] * 3
    assert book.texts("任务", 3)[:3] == ["× 超期 3", "△ 即将到期 0", "今日到期 1"]
    assert "⚠ 数据已 3 天未更新" in " ".join(book.texts("任务", 2))
    assert cases[CASE]["时限状态"] == "× 超期"
    assert cases[CASE]["超期(h)"] == pytest.approx(73 + 2 - 24, abs=1)
    assert cases["FK-20261123-003"]["时限状态"] == "● 按时完成"
    assert LivingBook(running.book(SALES), now).lines("退回待更正")[0]["时限状态"] == "× 超期"


def test_at_the_limit_itself_nothing_is_late_yet(running: Plant) -> None:
    limit = next(t.limit_at for t in running.ws.snapshot().tasks if t.number == f"{CASE}-T01")
    assert limit is not None
    at, after = (LivingBook(running.book(QA), limit + timedelta(seconds=s)) for s in (0, 1))

    assert at.lines("任务")[0]["时限状态"] == "△ 即将到期"
    assert after.lines("任务")[0]["时限状态"] == "× 超期"


def test_the_strip_counts_what_is_due_on_the_day_somebody_looks(running: Plant) -> None:
    def strip(now: datetime) -> list[str]:
        return LivingBook(running.book(QA), now).texts("任务", 3)[:5]

    assert strip(as_of(running))[2:] == ["今日到期 0", "待接收 3", "待补 0"]
    assert strip(datetime(2026, 11, 24, 8, 0))[2] == "今日到期 1"
    assert strip(datetime(2026, 11, 26, 8, 0))[:3] == ["× 超期 2", "△ 即将到期 1", "今日到期 1"]


def test_a_clock_is_live_exactly_while_its_state_is_still_to_be_reckoned(running: Plant) -> None:
    snapshot: Snapshot = running.ws.snapshot()
    for task in snapshot.tasks:
        word = snapshot.task_state(task)
        assert (snapshot.clock(task) is not None) == (word in ("normal", "soon", "late"))
    for case in snapshot.cases.values():
        word = snapshot.reply_state(case)
        assert (snapshot.reply_clock(case) is not None) == (word in ("normal", "soon", "late"))


def test_fresh_data_are_not_said_to_be_old(running: Plant) -> None:
    book = LivingBook(running.book(QA), as_of(running) + timedelta(hours=23))

    assert "⚠" not in " ".join(book.texts("任务", 2))
