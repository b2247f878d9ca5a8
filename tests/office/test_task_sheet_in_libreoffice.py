"""Task sheets edited and saved in LibreOffice: read back, and nobody's words reverted."""

import shutil
from pathlib import Path

import pytest

from feedback_xl.app.proof import rebuild
from feedback_xl.xlsx.cells import CellValue
from tests.office.office import Office, OfficeError
from tests.plant import CASE, Plant

pytestmark = pytest.mark.office

RESULT = {
    "担当": "王强",
    "原因分析": "夹具毛刺",
    "处理措施及结果": "更换夹具,库存全检",
    "办理状态": "已完成",
}
NO_CAPA = {"启动纠正措施": "否", "不启动理由": "偶发,夹具已更换"}
REPLY = {
    "回复类型": "最终回复",
    "回复内容": "已更换夹具,后续批次全检",
    "回复方式": "电话",
    "回复人": "张敏",
    "回复时间": "2026-11-23 10:30",
    "客户意见": "接受",
}


def edit(
    office: Office, plant: Plant, path: Path, sheet: str, about: str, texts: dict[str, str]
) -> None:
    """Type into the row of a task or case, save and close; then the program runs."""
    plant.clock.wait(1800)
    with office.opened(path) as book:
        book.type_in_row(sheet, about, texts)
        book.save()
    plant.stamp(path)
    plant.run()


def test_from_the_departments_result_to_the_closed_case(office: Office, plant: Plant) -> None:
    plant.complain()
    plant.run()
    quality, sales = plant.book("品质保证部"), plant.book("营业部")
    assert plant.lines("营业部", "回复")[0]["部门结果"] == "等待(已回 0/1)"

    edit(office, plant, quality, "任务", CASE, RESULT)
    [row] = plant.lines("总台账", "顾客反馈清单")
    assert RESULT["处理措施及结果"] in str(row["处理结果"])
    assert plant.lines("营业部", "回复")[0]["部门结果"] == "可回复(已回 1/1)"

    edit(office, plant, sales, "回复", CASE, REPLY)
    edit(office, plant, quality, "任务", CASE, NO_CAPA)
    [row] = plant.lines("总台账", "顾客反馈清单")
    assert (row["状态"], row["时限状态"]) == ("已结案", "● 按时完成")
    assert row["最终回复"] == REPLY["回复内容"]
    assert plant.lines("营业部", "回复") == plant.lines("品质保证部", "任务") == []
    assert plant.broken() == []


def test_what_the_program_writes_cannot_be_typed_over(office: Office, plant: Plant) -> None:
    plant.complain()
    plant.run()
    with (
        office.opened(plant.book("品质保证部")) as book,
        pytest.raises(OfficeError, match="is locked"),
    ):
        book.type_in_row("任务", CASE, {"完成时限": "2030-01-01"})


def test_an_edit_in_an_older_copy_reverts_nobodys_value(office: Office, plant: Plant) -> None:
    plant.complain()
    plant.run()
    quality = plant.book("品质保证部")
    beside = quality.with_name("任务表 - 副本.xlsx")
    first = shutil.copy(quality, plant.root.with_name("昨天.xlsx"))
    edit(office, plant, quality, "任务", CASE, {"担当": "王强", "原因分析": "夹具毛刺"})
    second = shutil.copy(quality, plant.root.with_name("今早.xlsx"))
    edit(office, plant, quality, "任务", CASE, {"担当": "李工", "处理措施及结果": "更换夹具"})

    shutil.copy(first, beside)
    edit(office, plant, beside, "任务", CASE, {"临时措施(围堵)": "库存隔离"})
    assert not beside.exists()
    typed = {"担当": "李工", "原因分析": "夹具毛刺", "处理措施及结果": "更换夹具"}
    assert shown(plant) == {**typed, "临时措施(围堵)": "库存隔离"}

    plant.__exit__()
    rebuild(plant.root, plant.clock)
    plant.__enter__()
    shutil.copy(second, quality)
    edit(office, plant, quality, "任务", CASE, {"备注": "夹具编号 J-12"})
    assert shown(plant) == {**typed, "临时措施(围堵)": "库存隔离", "备注": "夹具编号 J-12"}
    assert plant.broken() == []


def shown(plant: Plant) -> dict[str, CellValue]:
    """What stands in the typed cells of the department's only task, in the book and the ledger."""
    [row] = plant.lines("品质保证部", "任务")
    titles = ("担当", "原因分析", "处理措施及结果", "办理状态", "临时措施(围堵)", "备注")
    standing = {title: row[title] for title in titles if row[title] is not None}
    assert set(plant.task("analyse").typed.values()) == set(standing.values())
    return standing
