"""What a plant's people do, to compose histories of.

A feedback is called by the name of the file that brought it, without `.xlsx`.
"""

from pathlib import Path
from typing import Any

from tests.e2e.people import People
from tests.plant import Plant
from tests.tables import CONFIRMATION


def number_of(plant: Plant, name: str) -> str:
    """The number under which the file was entered."""
    entered = [row for row in plant.rows("arrivals") if row["name"] == f"{name}.xlsx"]
    return str(entered[-1]["number"])


def complain(plant: Plant, name: str, table: str = "") -> None:
    """A complaint of this instant, about `name`; the pipe table says what else is different."""
    now = plant.clock.now()
    usual = f"""
        | 收到日期 | {now:%Y-%m-%d} | 收到时间 | {now:%H:%M} |
        | 反馈内容 | {name} |
    """
    plant.complain(usual + table, name=f"{name}.xlsx")


def revise(plant: Plant, name: str, table: str) -> None:
    """Type into the receipt and drop it again."""
    receipt = plant.root / "outbox/营业部/回执" / f"{number_of(plant, name)}_回执.xlsx"
    plant.drop(plant.fill(table, receipt))


def correct(plant: Plant, name: str, table: str) -> None:
    """Type into the returned form and drop it under its first name."""
    [returned] = (plant.root / "outbox/营业部/退回").glob(f"{name}_退回_*.xlsx")
    plant.drop(plant.fill(table, returned), name=f"{name}.xlsx")


def confirm(plant: Plant, name: str) -> None:
    """Fill the confirmation prepared for a feedback and drop it."""
    number = number_of(plant, name)
    [prepared] = (plant.root / "outbox/品质保证部/待填").glob(f"*{number}*.xlsx")
    today = f"{plant.clock.now():%Y-%m-%d}"
    table = CONFIRMATION + f"| 反馈编号 | {number} |\n| 确认日期 | {today} |"
    plant.drop(plant.fill(table, prepared), to="品质保证部")


def enclose(plant: Plant, name: str, file: str) -> Path:
    """Lay any file beside a feedback as evidence."""
    target = plant.root / "inbox/附件" / number_of(plant, name) / file
    target.parent.mkdir(parents=True)
    target.write_bytes(b"From: customer")
    return plant.stamp(target)


def work(plant: Plant, name: str, step: str, **cells: Any) -> None:
    """Type into the rows of a step, whoever has them, by column title."""
    number = number_of(plant, name)
    for task in plant.tasks(number, step):
        if task.round == plant.case(number).round:
            department = plant.ws.company.department_name(task.department)
            People(plant).work(step, cells, by=department, case=number)


def judge(plant: Plant, name: str, **cells: Any) -> None:
    """营业部 types into the row of 判定, which stands as long as the case."""
    People(plant).work("judge", cells, case=number_of(plant, name))


def rule(plant: Plant, head: str, name: str, kind: str, decision: str, **more: Any) -> None:
    """A head decides the question of that kind about a feedback."""
    People(plant).decide(head, kind, decision, case=number_of(plant, name), **more)


def handle(plant: Plant, name: str, **cells: Any) -> None:
    """主责 and 协办 give their results; `cells` adds to the row of 主责."""
    done = {"担当": "王强", "处理措施及结果": "更换夹具,全检库存", "办理状态": "已完成"}
    work(plant, name, "analyse", **done, 原因分析="夹具毛刺", **cells)
    work(plant, name, "handle", **done, **cells)
    work(plant, name, "assist", **done)


def reply(plant: Plant, name: str, kind: str, **cells: Any) -> None:
    """营业部 types a reply (初步回复 or 最终回复)."""
    usual = {"回复类型": kind, "回复内容": f"{kind}:已更换夹具", "回复人": "张敏"}
    row = plant.task("reply", number_of(plant, name)).number
    plant.type("营业部", "回复", row, {**usual, **cells})


NO_CAPA = {"启动纠正措施": "否", "不启动理由": "偶发"}
