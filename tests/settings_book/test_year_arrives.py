"""The year announced at last: what was 暂定 becomes certain, and nothing else moves."""

from datetime import datetime

from tests.plant import Plant
from tests.settings_book.manager import Manager

CASE = "FK-20261230-001"


def test_a_provisional_limit_moves_when_the_year_is_announced(manager: Manager) -> None:
    plant: Plant = manager.plant
    plant.clock.move_to(datetime(2026, 12, 30, 10, 0))
    plant.complain("| 业务类型 | 退货 | 收到日期 | 2026-12-30 |")
    plant.run()
    before, reply = plant.task("confirm", CASE), plant.task("reply", CASE)
    assert (before.provisional, before.limit_at) == (True, datetime(2027, 1, 5, 17))

    manager.add("国家日历", {"年": 2027, "开始": "2027-01-01", "结束": "2027-01-04", "班/休": "休"})
    manager.approve(来历="2027年节假日通知")
    manager.save()
    plant.run()

    after = plant.task("confirm", CASE)
    assert (after.provisional, after.limit_at) == (False, datetime(2027, 1, 6, 17))
    assert "工作日历更新,重新推算" in after.derivation
    assert plant.task("reply", CASE) == reply, "calendar hours wait for no calendar"
    moved = [entry.payload for entry in plant.entries() if entry.kind == "timer"]
    assert any(p and after.number in p["facts"].get("moved", ()) for p in moved)
    assert plant.broken() == []
