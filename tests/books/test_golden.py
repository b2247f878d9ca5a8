"""How the books look after a morning in a small plant, to the last cell."""

from pathlib import Path

import pytest

from tests.normalised import check_golden
from tests.office.history import DONE
from tests.plant import Plant

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def morning(plant: Plant) -> Plant:
    """A complaint that is late, one that is answered, one that has just come."""
    plant.complain("| 信息等级 | AA | 收到日期 | 2026-11-20 |")
    plant.run()
    plant.complain("| 客户名称 | 无锡精工 | 反馈内容 | 尺寸偏大 |")
    plant.run()
    plant.type("品质保证部", "任务", plant.task("analyse", "FK-20261123-002").number, DONE)
    plant.complain("| 客户名称 | 宁波远航 | 信息类别 | 其他信息 | 信息细类 | 交期 |")
    plant.run()
    return plant


@pytest.mark.parametrize(
    ("golden", "book", "sheet"),
    [
        ("tasks", "outbox/品质保证部/任务表.xlsx", "任务"),
        ("board", "workbooks/看板.xlsx", "总览"),
        ("master", "workbooks/总台账.xlsx", "顾客反馈清单"),
    ],
)
def test_a_sheet_looks_as_it_did(morning: Plant, golden: str, book: str, sheet: str) -> None:
    check_golden(GOLDEN / f"{golden}.json", (morning.root / book).read_bytes(), sheet)
