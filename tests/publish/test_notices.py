"""The text files beside the books: what waits, what is due, what somebody should look at."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.plant import CASE, Plant

QA = "品质保证部"


def status(plant: Plant) -> str:
    return (plant.root / "outbox/状态.txt").read_text("utf-8-sig")


def reminder(plant: Plant, department: str) -> str:
    return reminder_path(plant, department).read_text("utf-8-sig")


def reminder_path(plant: Plant, department: str) -> Path:
    return plant.root / "outbox" / department / "提醒.txt"


def test_the_status_tells_when_the_program_last_looked(plant: Plant) -> None:
    plant.run()
    assert "最近查看 2026-11-23 10:00" in status(plant)
    plant.clock.wait(7 * 60)
    plant.run()

    assert "最近查看 2026-11-23 10:05" in status(plant)


def test_what_waits_to_be_taken_in_is_told_with_its_reason(plant: Plant) -> None:
    path = plant.root / "inbox/营业部/还在复制.xlsx"
    path.write_bytes(b"PK\x03\x04 torn")
    plant.run()
    assert "还在复制" not in status(plant)
    plant.clock.wait(30)
    plant.run()

    assert "等待收录:inbox/营业部/还在复制.xlsx(文件不完整)" in status(plant)


def test_the_numbers_people_ask_for_first(plant: Plant) -> None:
    plant.complain("| 信息等级 | AA | AA电话通知(姓名、时间) | 王强 |")
    plant.complain("| 反馈内容 | |")
    plant.run()
    plant.clock.move_to(datetime(2026, 11, 24, 9, 1))
    plant.run()

    assert "超期未回复 1" in status(plant)
    assert "未结案 1" in status(plant)
    assert "退回待更正 1" in status(plant)


@pytest.mark.clause("P4.2-c4")
def test_a_department_is_reminded_eight_hours_before_and_when_it_is_late(plant: Plant) -> None:
    plant.complain("| 信息等级 | AA | AA电话通知(姓名、时间) | 王强 |")
    plant.run()
    limit = datetime(2026, 11, 24, 9, 0)
    told = []
    for instant in (
        limit - timedelta(hours=9),
        limit - timedelta(hours=8),
        limit + timedelta(seconds=1),
    ):
        plant.clock.move_to(instant)
        plant.run()
        plant.run()
        lines = reminder(plant, QA).splitlines()
        told.append([line for line in lines if line.startswith(("超期", "8小时内"))])

    assert told == [
        ["超期 0 件", "8小时内到期 0 件"],
        ["超期 0 件", "8小时内到期 1 件"],
        ["超期 1 件", "8小时内到期 0 件"],
    ]
    assert f"11-24 09:00 {CASE}-T01 AA 苏州恒达电机" in reminder(plant, QA)


def test_a_reminder_is_rewritten_only_when_it_says_something_else(known: Plant) -> None:
    plant = known
    plant.complain()
    plant.run()
    before = reminder_path(plant, "技术部").stat()
    plant.clock.wait(3600)
    plant.run()

    assert reminder_path(plant, "技术部").stat() == before


def test_sales_is_told_of_returns_to_correct(plant: Plant) -> None:
    plant.complain("| 反馈内容 | |", name="恒达.xlsx")
    plant.run()

    assert "退回待更正 1 件" in reminder(plant, "营业部")
    assert "AR-00001 恒达.xlsx" in reminder(plant, "营业部")
    assert "退回待更正" not in reminder(plant, QA)


def test_notepad_shows_them_as_they_are(plant: Plant) -> None:
    plant.run()
    data = reminder_path(plant, QA).read_bytes()

    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n") > 0
