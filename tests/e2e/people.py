"""The people of a plant, as the stories in test_routes_*.py tell of them: they fill Excel files."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from feedback_xl.records import Task
from feedback_xl.sheets.declaration import department_sheets
from feedback_xl.xlsx.cells import CellValue
from tests.plant import CASE, Plant
from tests.tables import cells_of, lines_of, type_into

QA, SALES, PUR, PMC = "品质保证部", "营业部", "资材部", "生产管理课"
ENG, MFG = "技术部", "生产制造部"
HEAD = "部长"

Line = dict[str, CellValue]
Cells = Mapping[str, Any]

DONE = {"担当": "王强", "处理措施及结果": "更换夹具,全检库存", "办理状态": "已完成"}
ANALYSED = {**DONE, "原因分析": "夹具毛刺"}
NO_CAPA = {"启动纠正措施": "否", "不启动理由": "偶发,夹具已更换"}
FINAL = {"回复类型": "最终回复", "回复内容": "已更换夹具", "回复人": "张敏"}
INTERIM = {"回复类型": "初步回复", "回复内容": "正在分析", "回复人": "张敏"}
ACCEPTED = {"客户意见": "接受"}


def day(instant: str) -> datetime:
    """`11-23 10:00` of 2026."""
    return datetime.fromisoformat(f"2026-{instant}")


class People:
    """Everybody who fills or reads the files of one plant."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant

    # what they fill

    def work(self, step: str, *cells: Cells, by: str = "", case: str = CASE) -> None:
        """Type into the row of a step, in the sheet of the department that has it."""
        task, sheet = self._row(step, by, case)
        typed = {title: value for some in cells for title, value in some.items()}
        self.plant.type(self._name(task), sheet, task.number, typed)

    def decide(self, head: str, kind: str, decision: str, case: str = "", **more: Any) -> None:
        """The head of a department fills the row of his 承认表."""
        asked = [row for row in self.asked(head) if row["种类"] == kind]
        [row] = [row for row in asked if case in ("", row["编号"])]
        cells = {"决定": decision, "承认人": HEAD, **more}
        type_into(self.approvals(head), "承认", str(row["_key"]), cells, by=HEAD)
        self.plant.stamp(self.approvals(head))

    def at(self, instant: str) -> None:
        """Time passes until then."""
        self.plant.clock.move_to(day(instant))

    def run(self) -> None:
        self.plant.run()

    # what they read

    def row(self, step: str, by: str = "", case: str = CASE) -> Line:
        """The row of a step as it stands in its department's sheet."""
        task, sheet = self._row(step, by, case)
        lines = self.plant.lines(self._name(task), sheet)
        return next(_as_shown(line) for line in lines if line["_key"] == task.number)

    def hint(self, step: str, by: str = "", case: str = CASE) -> str:
        return str(self.row(step, by, case)["系统提示"] or "")

    def has(self, step: str, case: str = CASE) -> list[str]:
        """Departments in whose sheets the step waits to be done."""
        open_tasks = [t for t in self.plant.tasks(case, step) if t.state == "open"]
        return [
            self._name(task)
            for task in open_tasks
            if task.number in {line["_key"] for line in self._lines(task)}
        ]

    def listed(self, case: str = CASE) -> Line:
        """The case in 顾客反馈清单."""
        [line] = self.master("顾客反馈清单", case)
        return line

    def state(self, case: str = CASE) -> CellValue:
        return self.listed(case)["状态"]

    def master(self, sheet: str, case: str = CASE) -> list[Line]:
        """A case's lines in a sheet of 总台账."""
        lines = self.plant.lines("总台账", sheet)
        return [_as_shown(line) for line in lines if _belongs(line, case)]

    def booked(self, step: str, case: str = CASE) -> list[Line]:
        """The tasks of a step in 任务台账."""
        numbers = {task.number for task in self.plant.tasks(case, step)}
        return [line for line in self.master("任务台账", case) if line["任务编号"] in numbers]

    def asked(self, head: str) -> list[Line]:
        """What waits for the head of a department."""
        page = cells_of(self.approvals(head)).sheet("承认")
        assert page is not None
        return lines_of(page)

    def read(self, department: str, paper: str) -> set[str]:
        """All that stands in a paper of a department's folder."""
        pages = cells_of(self.plant.root / "outbox" / department / paper).sheets
        return {str(value) for page in pages for value in page.cells.values()}

    def approvals(self, head: str) -> Path:
        return self.plant.root / "outbox" / head / "承认" / "承认表.xlsx"

    def _row(self, step: str, by: str, case: str) -> tuple[Task, str]:
        company = self.plant.ws.company
        tasks = [
            task
            for task in self.plant.tasks(case, step)
            if by in ("", company.department_name(task.department))
        ]
        task = max(tasks, key=lambda task: (task.round, task.number))
        sheets = department_sheets(task.department)
        return task, next(plan.name for plan in sheets if step in plan.steps)

    def _lines(self, task: Task) -> list[Line]:
        _, sheet = self._row(task.step, self._name(task), task.case)
        return self.plant.lines(self._name(task), sheet)

    def _name(self, task: Task) -> str:
        return self.plant.ws.company.department_name(task.department)


def _as_shown(line: Line) -> Line:
    """Instants to the minute, as the cells show them."""
    return {
        title: value.replace(second=0) if isinstance(value, datetime) else value
        for title, value in line.items()
    }


def _belongs(line: Line, case: str) -> bool:
    return case in (line.get("反馈编号"), line.get("变更编号"))
