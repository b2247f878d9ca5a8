"""Thirty hours in a small plant: all forms, and every kind of answer."""

from datetime import datetime, timedelta
from pathlib import Path

from feedback_xl.clock import SimulatedClock
from feedback_xl.xlsx.reader import Reader
from tests.plant import Plant
from tests.tables import COMPLAINT, CUSTOMER

FOUND = """
    | 确认方式 | 退回品检测 | 确认日期 | {today:%Y-%m-%d} |
    | 确认人 | 王强 | 现象再现 | 再现 |
    | 责任判定 | 本公司责任 | 确认结论 | 夹具毛刺 |
    | 启动纠正措施 | 否 | 不启动理由 | 偶发 |
    | 检查数 | 不良数 | 不良现象 |
    | 20 | 3 | 异响 |
"""
DONE = {"担当": "王强", "原因分析": "毛刺", "处理措施及结果": "换夹具", "办理状态": "已完成"}
INTERIM = {"回复类型": "初步回复", "回复内容": "处理中", "下次回复日期": "2030-01-01"}


def live_until(end: datetime, root: Path, reader: Reader) -> None:
    """Fill the workspace at `root`; its books are as of `end`."""
    with Plant(root, reader, SimulatedClock(end - timedelta(hours=30))) as plant:
        the_first_evening(plant)
        plant.clock.wait(20 * 3600)
        the_next_day(plant)
        plant.clock.move_to(end)
        complain(plant, "| 信息等级 | AA | 客户名称 | 无锡新锐 |")
        plant.run()


def the_first_evening(plant: Plant) -> None:
    """A complaint that will be late, a new customer, a form that comes back, one dropped twice."""
    complain(plant, "| 信息等级 | AA |")
    plant.drop(plant.fill(CUSTOMER, "customer"))
    complain(plant, "| 反馈方式 | QQ群 | 反馈内容 | 无 |")
    twice = complain(plant, "| 客户名称 | 宁波远航 | 业务类型 | 退货 |")
    plant.drop(twice, name="同一份.xlsx")
    plant.run()


def the_next_day(plant: Plant) -> None:
    """A result, an interim reply and a confirmation come back; and one more complaint."""
    plant.type("品质保证部", "任务", row_of_level_a(plant, "品质保证部", "任务"), DONE)
    plant.type("营业部", "回复", row_of_level_a(plant, "营业部", "回复"), INTERIM)
    [prefilled] = plant.answers("品质保证部/待填")
    plant.drop(plant.fill(FOUND.format(today=plant.clock.now()), prefilled), to="品质保证部")
    complain(plant, "| 信息类别 | 其他信息 | 信息等级 | B | 信息细类 | 交期 |")
    plant.run()


def row_of_level_a(plant: Plant, department: str, sheet: str) -> str:
    return next(str(line["_key"]) for line in plant.lines(department, sheet) if line["等级"] == "A")


def complain(plant: Plant, changes: str) -> Path:
    """Drop a form about a customer who called ten minutes ago."""
    called = plant.clock.now() - timedelta(minutes=10)
    when = f"| 收到日期 | {called:%Y-%m-%d} | 收到时间 | {called:%H:%M} |\n"
    filled = plant.fill(COMPLAINT + when + changes)
    plant.drop(filled)
    return filled
