"""Books are put in place only when something in them is new, and never while somebody has them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from feedback_xl.files import steps
from feedback_xl.files.archive import object_path
from feedback_xl.files.reading import sha256_of
from tests.plant import CASE, Plant
from tests.publish.books import as_of, replaced, touched
from tests.tables import cells_of, type_into

pytestmark = pytest.mark.dashboard

QA = "品质保证部"
LIMIT = datetime(2026, 11, 24, 9, 0)


def test_where_nothing_changed_no_file_is_touched(published: Plant) -> None:
    before = touched(published)
    for minutes in (1, 30):
        published.clock.wait(60 * minutes)
        assert not published.run().is_news
    published.restart()
    published.run()

    assert replaced(before, touched(published)) == set()


def test_a_new_day_alone_touches_nothing(known: Plant) -> None:
    plant = known
    plant.complain("| 信息类别 | 其他信息 | 业务类型 | 表扬建议 |\n | 信息细类 | 服务 |")
    plant.run()
    before = touched(plant)
    plant.clock.wait(2 * 24 * 3600)
    plant.run()

    changed = replaced(before, touched(plant))
    assert all("提醒" in name or "看板" in name for name in changed), changed


def test_an_entry_touches_only_the_books_it_shows_in(published: Plant) -> None:
    before = touched(published)
    published.type(QA, "任务", f"{CASE}-T01", {"担当": "王强"})
    published.run()
    changed = {name for name in replaced(before, touched(published)) if name.endswith("表.xlsx")}

    assert f"outbox/{QA}/任务表.xlsx" in changed
    assert "outbox/技术部/任务表.xlsx" not in changed
    assert "outbox/资材部/任务表.xlsx" not in changed


@pytest.mark.parametrize(
    ("passed", "told", "state"),
    [
        (LIMIT - timedelta(hours=5), "2026-11-24 01:00", "○ 正常"),
        (LIMIT - timedelta(minutes=288), "2026-11-24 04:12", "△ 即将到期"),
        (LIMIT, "2026-11-24 04:12", "△ 即将到期"),
        (LIMIT + timedelta(seconds=1), "2026-11-24 09:00", "× 超期"),
        (LIMIT + timedelta(hours=5), "2026-11-24 09:00", "× 超期"),
    ],
)
def test_a_limit_that_passes_publishes_anew_as_of_that_instant(
    known: Plant, passed: datetime, told: str, state: str
) -> None:
    """80 % of an AA term end at 04:12, eight hours before its end is 01:00."""
    plant = known
    plant.complain("| 信息等级 | AA | AA电话通知(姓名、时间) | 王强 |")
    plant.run()
    plant.run()  # what was published has been looked at: nothing has to settle any more
    plant.clock.move_to(passed)
    plant.run()
    [line] = plant.lines(QA, "任务")
    [master] = plant.lines("总台账", "顾客反馈清单")

    assert (line["时限状态"], master["时限状态"]) == (state, state)
    assert as_of(plant, QA) == told if state != "○ 正常" else as_of(plant, QA) <= told


def test_a_limit_that_passed_while_the_program_was_off_is_told_at_its_instant(
    published: Plant,
) -> None:
    published.clock.move_to(LIMIT + timedelta(days=3))
    published.restart()
    published.run()

    assert published.lines(QA, "任务")[0]["时限状态"] == "× 超期"
    assert "超期未回复 1" in (published.root / "outbox/状态.txt").read_text("utf-8-sig")


# --- somebody has the book open


def test_an_open_book_waits_and_is_told(published: Plant) -> None:
    before = published.book("总台账").read_bytes()
    with published.book("总台账").open("rb"):
        published.complain("| 客户名称 | 恒达电机 | 反馈内容 | 第二件 |")
        published.run()
        assert published.book("总台账").read_bytes() == before
        assert list(published.ws.waiting) == ["workbooks/总台账.xlsx"]
        status = (published.root / "outbox/状态.txt").read_text("utf-8-sig")
        assert "等待发布:workbooks/总台账.xlsx" in status
    published.run()
    assert published.ws.waiting == {"workbooks/总台账.xlsx": "刚刚关闭"}, "it may only be saving"
    published.clock.wait(3)
    published.run()

    assert len(published.lines("总台账", "顾客反馈清单")) == 2
    assert published.ws.waiting == {}


def test_who_has_it_open_is_told_by_name(published: Plant) -> None:
    name = "王强"
    owner = published.root / f"outbox/{QA}/~$任务表.xlsx"
    owner.write_bytes(bytes([len(name)]) + name.encode("gbk").ljust(54) + name.encode("utf-16-le"))
    published.stamp(owner)
    with published.book(QA).open("rb"):
        published.complain("| 客户名称 | 恒达电机 | 反馈内容 | 第二件 |")
        published.run()

    assert list(published.ws.waiting) == [f"outbox/{QA}/任务表.xlsx"]


def test_what_is_saved_into_an_open_sheet_is_read_and_stays_where_it_is(published: Plant) -> None:
    path = published.type(QA, "任务", f"{CASE}-T01", {"担当": "王强"})
    saved = path.read_bytes()
    with path.open("rb"):
        assert published.run().edits == 1
        assert path.read_bytes() == saved
    published.clock.wait(3)
    published.run()
    published.clock.wait(3)
    published.run()

    assert path.read_bytes() != saved
    assert published.lines(QA, "任务")[0]["担当"] == "王强"


def at_the_step(monkeypatch: pytest.MonkeyPatch, wanted: str, act: Callable[[], object]) -> None:
    """Do something just before the first step of that name."""
    done: list[str] = []

    def hook(name: str) -> None:
        if name == wanted and not done:
            done.append(name)
            act()

    monkeypatch.setattr(steps, "hook", hook)


def test_a_save_in_the_last_instant_is_read_not_lost(
    published: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save() -> None:
        for department in ("营业部", QA):  # whichever comes first
            sheet, row, title = (
                ("回复", f"{CASE}-T02", "凭证(邮件主题/文件名)")
                if department == "营业部"
                else ("任务", f"{CASE}-T01", "备注")
            )
            type_into(published.book(department), sheet, row, {title: "最后一刻"})

    published.complain("| 客户名称 | 恒达电机 | 反馈内容 | 第二件 |")
    published.step()
    at_the_step(monkeypatch, "put-exchange", save)
    published.run()
    monkeypatch.setattr(steps, "hook", lambda _name: None)
    published.run()

    assert published.task("reply").typed == {"evidence": "最后一刻"}
    assert published.task("analyse").typed == {"remarks": "最后一刻"}
    assert published.lines(QA, "任务")[0]["备注"] == "最后一刻"


# --- somebody changed a view


def test_a_view_somebody_saved_over_is_archived_and_restored(published: Plant) -> None:
    path = published.book("总台账")
    type_into(path, "顾客反馈清单", CASE, {"等级": "B"})
    theirs = sha256_of(path)
    published.run()

    assert published.lines("总台账", "顾客反馈清单")[0]["等级"] == "AA"
    assert object_path(published.ws.folders.archive, theirs).is_file()
    assert published.broken() == []


@pytest.mark.parametrize("name", ["总台账", "看板", "顾客档案", QA])
def test_a_book_somebody_took_away_is_published_again(published: Plant, name: str) -> None:
    before = cells_of(published.book(name)).sheets[0].cells
    path = published.book(name)
    path.unlink()
    published.run()

    assert cells_of(path).sheets[0].cells == before


def test_leftovers_of_a_killed_publication_are_cleared_away(published: Plant) -> None:
    folder = published.root / "outbox" / QA
    (folder / ".wf-0123.tmp").write_bytes(b"half written")
    whole = folder / ".wf-4567.xlsx"
    whole.write_bytes(published.book(QA).read_bytes())
    published.restart()

    assert [path.name for path in folder.glob(".wf-*")] == []


def test_a_save_that_a_killed_publication_pushed_aside_is_read(published: Plant) -> None:
    pushed_aside: Path = published.root / "outbox" / QA / ".wf-4567.xlsx"
    pushed_aside.write_bytes(published.book(QA).read_bytes())
    type_into(pushed_aside, "任务", f"{CASE}-T01", {"担当": "王强"})
    published.restart()
    published.run()

    assert published.task("analyse").typed == {"person": "王强"}
    assert not pushed_aside.exists()
