"""What people do with quality assurance's task sheet besides typing into it."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.plant import CASE, Plant
from tests.tables import HEADER

ANALYSE, REPLY = f"{CASE}-T01", f"{CASE}-T02"
QA = "品质保证部"
RESULT = {
    "担当": "王强",
    "原因分析": "夹具毛刺",
    "处理措施及结果": "更换夹具",
    "办理状态": "已完成",
}


def qa_line(plant: Plant) -> dict[str, Any]:
    return next(line for line in plant.lines(QA, "任务") if line["_key"] == ANALYSE)


def keep_a_copy(plant: Plant, name: str = "任务表 - 副本.xlsx") -> Path:
    """The sheet as it lies there now, put aside on somebody's desk."""
    desk = plant.root.parent / name
    shutil.copyfile(plant.book(QA), desk)
    return desk


def older_copy(plant: Plant) -> Path:
    """A copy of a sheet that has been published anew since."""
    copy = keep_a_copy(plant)
    plant.complain("| 反馈内容 | 又来一件 |")
    plant.run()
    return copy


def bring_back(plant: Plant, copy: Path) -> None:
    """The copy into the department's folder, beside the sheet."""
    shutil.copyfile(copy, plant.root / "outbox" / QA / copy.name)
    plant.stamp(plant.root / "outbox" / QA / copy.name)


def spoil(plant: Plant, change: Callable[[Worksheet], None]) -> None:
    """Save quality assurance's sheet with something done to its sheet 任务."""
    book = openpyxl.load_workbook(plant.book(QA))
    change(book["任务"])
    book.save(plant.book(QA))
    plant.stamp(plant.book(QA))


def over(row: int, title: str, value: object) -> Callable[[Worksheet], None]:
    """One cell typed over, by row and column title."""

    def change(page: Worksheet) -> None:
        page.cell(row, column(page, title)).value = value

    return change


def column(page: Worksheet, title: str) -> int:
    return next(cell.column for cell in page[HEADER] if cell.value == title)
