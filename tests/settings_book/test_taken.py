"""A change in 设置.xlsx, approved in its 修订履历, holds from the next cycle on."""

from datetime import datetime, time, timedelta

import pytest

from feedback_xl.app.check import check_files
from feedback_xl.app.proof import rebuild
from feedback_xl.app.status import status_of
from feedback_xl.app.workspace import Workspace
from tests.plant import CASE, Plant
from tests.settings_book.manager import Manager
from tests.tables import COMPLAINT


def holds(plant: Plant) -> bool:
    """Journal, tables, archive and books agree, and a rebuild gives the same company."""
    assert plant.broken() == []
    company, clock = plant.ws.company, plant.clock
    plant.__exit__()
    rebuild(plant.root, clock)
    with Workspace.open(plant.root, clock) as again:
        same = again.company == company
    plant.__enter__()
    return same


def test_a_workspace_has_a_settings_book_that_changes_nothing(manager: Manager) -> None:
    plant = manager.plant
    before = manager.path.read_bytes()

    plant.run()

    assert manager.path.read_bytes() == before
    assert plant.ws.company.version == "shipped"
    assert [line["等级"] for line in manager.lines("等级")] == ["AA", "A", "B"]


def test_hours_of_a_level_hold_from_the_next_cycle_and_begun_rounds_keep_theirs(
    manager: Manager,
) -> None:
    plant = manager.plant
    plant.complain("| 信息等级 | AA |")
    plant.run()

    manager.decide("等级", "AA", {"小时": 12})
    plant.complain("| 信息等级 | AA | 反馈内容 | 另一件事 |")
    plant.run()

    begun, later = plant.case(), plant.case("FK-20261123-002")
    rounds = plant.ws.snapshot().rounds
    assert [rounds[c.number, 1].hours for c in (begun, later)] == [24, 12]
    assert rounds[later.number, 1].settings == "SZ-00001"
    assert rounds[begun.number, 1].limit_at == begun.received_at + timedelta(hours=24)
    assert plant.ws.company.levels["AA"].hours == 12
    assert holds(plant)


@pytest.mark.clause("P0-1")
def test_the_change_stands_in_the_history_and_its_line_gets_a_number(manager: Manager) -> None:
    manager.decide("等级", "AA", {"小时": 12})
    plant = manager.plant
    plant.clock.wait(5)
    plant.run()

    [revision] = manager.lines("修订履历")
    assert (revision["设置版本"], revision["承认"]) == ("SZ-00001", "陈建国")
    assert "起生效" in str(revision["系统提示"])
    [changed] = [row for row in plant.lines("总台账", "变更履历") if row["对象"] == "设置"]
    assert (changed["项目"], changed["原值"], changed["新值"]) == ("小时", "24", "12")


def test_a_new_department_gets_folders_and_a_task_sheet(manager: Manager) -> None:
    plant = manager.plant

    manager.decide_new("部门", {"名称": "财务部", "别名": "财务、财务课"})

    assert (plant.root / "inbox" / "财务部").is_dir()
    assert (plant.root / "outbox" / "财务部" / "任务表.xlsx").is_file()
    assert plant.ws.company.options("department")["D01"] == ("财务部", "财务", "财务课")
    plant.complain("| 协办部门 | 财务课 |")
    plant.run()
    assert "D01" in plant.case().co
    assert [line["代号"] for line in manager.lines("部门")][-1] == "D01"
    assert holds(plant)


def test_a_renamed_department_takes_its_folder_and_its_work_along(manager: Manager) -> None:
    plant = manager.plant
    plant.complain()
    plant.run()
    old, new = (plant.root / "outbox" / name for name in ("品质保证部", "质量中心"))

    manager.change("部门", "品质保证部", {"名称": "质量中心", "别名": "品质保证部、品保"})
    manager.approve()
    manager.save()
    plant.run()
    plant.clock.wait(60)
    plant.run()

    assert not old.exists()
    assert (new / "反馈单" / f"{CASE}.xlsx").is_file()
    assert [line["反馈编号"] for line in plant.lines("质量中心", "任务")] == [CASE]
    assert (plant.root / "inbox" / "质量中心").is_dir()
    assert not (plant.root / "inbox" / "品质保证部").exists()
    assert holds(plant)


def test_a_sheet_saved_in_the_folder_of_the_old_name_is_read(manager: Manager) -> None:
    plant = manager.plant
    plant.complain()
    plant.run()
    [task] = plant.tasks(step="analyse")
    old_sheet = plant.book("品质保证部")
    kept = old_sheet.read_bytes()
    manager.change("部门", "品质保证部", {"名称": "质量中心", "别名": "品质保证部"})
    manager.approve()
    manager.save()
    plant.run()

    old_sheet.parent.mkdir(exist_ok=True)
    old_sheet.write_bytes(kept)
    plant.type("品质保证部", "任务", task.number, {"担当": "王强"})
    plant.run()

    assert plant.task("analyse").typed["person"] == "王强"
    plant.clock.wait(60)
    plant.run()
    assert not old_sheet.exists()


def test_a_folder_in_use_stays_until_nobody_has_it_open(manager: Manager) -> None:
    plant = manager.plant
    old = plant.root / "outbox" / "技术部" / "任务表.xlsx"

    with old.open("rb+"):
        plant.ws._department_folders.probe = lambda path: path == old
        manager.decide("部门", "技术部", {"名称": "研发部", "别名": "技术部"})
        assert old.exists()
        assert plant.ws.waiting == {"outbox/研发部/任务表.xlsx": "有人打开"}
        plant.complain("| 信息类别 | 其他信息 | 信息细类 | 技术咨询 |")
        plant.run()
        assert plant.answer("研发部/反馈单").name == f"{CASE}.xlsx"
    plant.ws._department_folders.probe = lambda _path: False
    plant.run()

    assert not old.parent.exists()
    assert (plant.root / "outbox" / "研发部" / "任务表.xlsx").exists()
    assert plant.answer("研发部/反馈单").name == f"{CASE}.xlsx"


def test_a_holiday_moves_what_is_due_in_working_days(manager: Manager) -> None:
    plant = manager.plant

    manager.decide_new("工作日历", {"日期": "2026-11-24", "班/休": "休", "事由": "盘点"})

    calendar = plant.ws.company.calendar
    assert not calendar.is_working(datetime(2026, 11, 24).date())
    assert calendar.reason(datetime(2026, 11, 24).date()) == "盘点"
    assert holds(plant)


def test_the_state_calendar_of_the_next_year_can_be_entered(manager: Manager) -> None:
    plant = manager.plant
    manager.add(
        "国家日历",
        {"年": 2027, "开始": "2027-01-01", "结束": "2027-01-03", "班/休": "休", "事由": "元旦"},
    )
    manager.add("国家日历", {"年": 2027, "开始": "2027-02-14", "班/休": "班", "事由": "调休"})
    manager.approve()
    manager.save()
    plant.run()

    calendar = plant.ws.company.calendar
    assert calendar.is_known(datetime(2027, 6, 1).date())
    assert not calendar.is_working(datetime(2027, 1, 1).date())
    assert calendar.is_working(datetime(2027, 2, 14).date())


def test_a_new_code_is_understood_and_offered(manager: Manager) -> None:
    plant = manager.plant

    manager.decide_new("代码", {"列表": "反馈方式", "名称": "钉钉", "别名": "DINGTALK"})
    plant.complain("| 反馈方式 | 钉钉 |")
    plant.run()

    assert plant.case().channel == "x01"
    assert plant.ws.company.label("channel", "x01") == "钉钉"
    assert holds(plant)


def test_people_stand_in_the_company_and_in_the_drop_downs(manager: Manager) -> None:
    plant = manager.plant
    manager.add("人员", {"姓名": "李芳", "部门": "营业部", "状态": "在职"})
    manager.add(
        "人员",
        {
            "姓名": "张敏",
            "部门": "营业",
            "邮箱": "zm@example.com",
            "状态": "离职",
            "接任人": "李芳",
            "生效日期": "2026-11-30",
        },
    )
    manager.change("部门", "营业部", {"部长": "李芳"})
    manager.approve()
    manager.save()
    plant.run()

    person = plant.ws.company.people["张敏"]
    assert (person.department, person.status, person.successor) == ("SALES", "left", "李芳")
    assert str(person.since) == "2026-11-30"
    assert plant.ws.company.departments["SALES"].head == "李芳"
    assert holds(plant)


def test_a_form_number_is_printed_on_the_blanks(manager: Manager) -> None:
    plant = manager.plant
    blank = plant.root / "outbox" / "营业部" / "空白表" / "出差.退换品信息表.xlsx"
    before = blank.read_bytes()

    manager.decide("表单", "QR-CF-02", {"表单编号": "YX-04-02", "保存年限(安全件)": 20})

    record = plant.ws.company.records["feedback"]
    assert (record.number, record.years["safety"]) == ("YX-04-02", 20)
    assert blank.read_bytes() != before
    assert holds(plant)


def test_parameters_targets_products_suppliers_shifts_and_limits_are_taken(
    manager: Manager,
) -> None:
    plant = manager.plant
    manager.change("公司", "公司名称", {"设定值": "苏州精工轴承有限公司"})
    manager.change("公司", "不良确认触发", {"设定值": "全部质量反馈"})
    manager.change("公司", "建议完成", {"设定值": "70%"})
    manager.change("目标", "K04 部门按时处理率", {"目标值": 0.97})
    manager.add("产品", {"型号": "ZD-3012", "品名": "轴承", "类别": "安全件"})
    manager.add("供方", {"名称": "永固钢球", "别名": "永固"})
    manager.add("客户时限", {"客户编码或名称": "恒达", "等级": "A", "小时": 12, "依据": "协议"})
    manager.change("班次", time(13, 0), {"结束": "18:00"})
    manager.approve()
    manager.save()
    plant.run()

    company = plant.ws.company
    assert company.name == "苏州精工轴承有限公司"
    assert company.advise_share == 0.7
    assert company.targets["K04"] == 0.97
    assert company.products["ZD-3012"].kind == "safety"
    assert company.suppliers["永固钢球"].aliases == ("永固",)
    assert company.customer_hours("A", "KH-00009", "恒达") == 12
    [opening] = [o for o in company.route("quality").opens if o.step == "confirm"]
    assert opening.is_due({})
    assert company.calendar.shifts[-1] == (time(13), time(18))
    assert holds(plant)


def test_a_version_for_later_waits_until_its_time(manager: Manager) -> None:
    plant = manager.plant
    manager.change("等级", "AA", {"小时": 12})
    manager.approve(生效时间="2026-12-01 08:00")
    manager.save()
    plant.run()

    assert plant.ws.company.levels["AA"].hours == 24
    assert [line["小时"] for line in manager.lines("等级")] == [12.0, 48.0, 72.0]
    plant.clock.move_to(datetime(2026, 12, 1, 8, 0))
    plant.run()
    assert plant.ws.company.levels["AA"].hours == 12
    assert plant.ws.company.version == "SZ-00001"


def test_what_holds_at_once_does_not_bring_what_is_planned(manager: Manager) -> None:
    plant = manager.plant
    manager.change("等级", "AA", {"小时": 12})
    manager.approve(生效时间="2026-12-01 08:00")
    manager.save()
    plant.run()
    plant.clock.wait(60)
    plant.run()

    manager.decide("等级", "B", {"小时": 96})

    assert [level.hours for level in plant.ws.company.levels.values()] == [24, 48, 96]
    plant.clock.move_to(datetime(2026, 12, 1, 8, 0))
    plant.run()
    assert [level.hours for level in plant.ws.company.levels.values()] == [12, 48, 96]
    assert holds(plant)


def test_a_book_left_open_and_saved_again_keeps_what_it_brought(manager: Manager) -> None:
    plant = manager.plant
    opened = manager.path.read_bytes()
    manager.add("部门", {"名称": "财务部"})
    manager.approve()
    typed = dict(manager.typed)
    manager.save()
    plant.run()

    manager.path.write_bytes(opened)
    manager.typed = typed
    manager.add("供方", {"名称": "永固钢球"})
    manager.approve(来历="又一次修改")
    manager.save()
    plant.run()

    assert manager.told() == []
    assert [d for d in plant.ws.company.departments if d.startswith("D")] == ["D01"]
    assert plant.ws.company.version == "SZ-00002"
    assert "永固钢球" in plant.ws.company.suppliers


def test_check_and_status_go_by_the_settings_in_force(manager: Manager) -> None:
    plant = manager.plant
    manager.decide_new("代码", {"列表": "反馈方式", "名称": "钉钉"})
    manager.decide("部门", "技术部", {"名称": "研发部", "别名": "技术部"})
    form = plant.fill(COMPLAINT + "| 反馈方式 | 钉钉 |")

    [checked] = check_files(plant.root, [form])

    assert [p.code for p in checked.problems] == ["CUSTOMER_NEW"]
    assert "研发部" in status_of(plant.root)["open_tasks"]
