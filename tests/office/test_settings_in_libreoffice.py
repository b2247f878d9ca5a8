"""设置.xlsx changed in LibreOffice: in force at the next cycle, without a restart."""

from datetime import date, datetime

import pytest

from tests.office.office import Office
from tests.plant import CASE, Plant

pytestmark = pytest.mark.office

REVISION = {
    "订正记号": "A/2",
    "来历": "年度评审",
    "日期": "2026-11-23",
    "担当": "王强",
    "审查": "李伟",
    "承认": "陈建国",
}


def decide(office: Office, plant: Plant, sheet: str, *lines: dict[str, str]) -> None:
    """Add lines to a sheet and the line that approves them, save and close."""
    plant.clock.wait(60)
    path = plant.root / "workbooks" / "设置.xlsx"
    with office.opened(path) as book:
        for line in lines:
            book.type_in_new_row(sheet, line)
        book.type_in_new_row("修订履历", REVISION)
        book.save()
    plant.stamp(path)
    plant.run()
    plant.clock.wait(60)
    plant.run()


def test_a_new_department_gets_its_folder_and_its_tasks(office: Office, plant: Plant) -> None:
    plant.run()
    decide(office, plant, "部门", {"名称": "财务部", "别名": "财务"})
    plant.complain("| 信息类别 | 其他信息 |\n| 信息细类 | 开票 |\n| 主责部门 | 财务 |\n")
    plant.run()

    [row] = plant.lines("财务部", "任务")
    assert (row["反馈编号"], row["主/协"]) == (CASE, "主责")
    assert (plant.root / "inbox" / "财务部").is_dir()
    assert plant.broken() == []


def test_a_holiday_moves_what_is_counted_in_working_days(office: Office, plant: Plant) -> None:
    plant.run()
    decide(office, plant, "工作日历", {"日期": "2026-11-24", "班/休": "休", "事由": "厂庆"})
    plant.complain("| 业务类型 | 退货 |")
    plant.run()

    assert not plant.ws.company.calendar.is_working(date(2026, 11, 24))
    confirm = plant.task("confirm")
    assert confirm.limit_at == datetime(2026, 11, 27, 17)
    assert any("厂庆" in line for line in confirm.derivation)
    assert plant.broken() == []


def test_a_leaver_s_work_goes_to_the_successor(office: Office, plant: Plant) -> None:
    plant.complain()
    plant.run()
    plant.type("品质保证部", "任务", f"{CASE}-T01", {"担当": "王强"})
    plant.run()
    decide(
        office,
        plant,
        "人员",
        {"姓名": "赵磊", "部门": "品质保证部", "状态": "在职"},
        {
            "姓名": "王强",
            "部门": "品质保证部",
            "状态": "离职",
            "接任人": "赵磊",
            "生效日期": "2026-11-23",
        },
    )

    [row] = [
        line for line in plant.lines("品质保证部", "任务") if line["任务编号"] == f"{CASE}-T01"
    ]
    assert row["担当"] == "赵磊"
    assert plant.lines("品质保证部", "交接")
    assert plant.broken() == []
