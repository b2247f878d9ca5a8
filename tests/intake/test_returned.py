"""A form that cannot be routed goes back once, with all that is wrong, and its clock runs."""

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from feedback_xl.forms.locate import read_meta
from feedback_xl.records import Outcome
from feedback_xl.xlsx.cells import address_of
from tests.plant import CASE, Plant
from tests.tables import ORDINARY, cells_of

EIGHT = """
    | 客户名称 | 无 |
    | 收到日期 | 上个月 | 收到时间 | 上午 |
    | 反馈方式 | QQ群 |
    | 信息类别 | 嘛嘛 | 信息等级 | C |
    | 反馈内容 | |
    | 要求回复时间 | 尽快 |
"""
WRONG = [
    "客户名称",
    "收到日期",
    "收到时间",
    "反馈方式",
    "信息类别",
    "信息等级",
    "反馈内容",
    "要求回复时间",
]
CORRECTED = """
    | 客户名称 | 苏州恒达电机 |
    | 收到日期 | 2026-11-23 | 收到时间 | 09:00 |
    | 反馈方式 | 电话 |
    | 信息类别 | 产品质量信息 | 信息等级 | A |
    | 反馈内容 | 轴承异响 |
    | 要求回复时间 | |
"""
TITLES = ["序号", "级别", "单元格", "项目", "填写值", "问题", "应填", "示例", "条款"]


def told_on(path: Path) -> list[dict[str, Any]]:
    """The lines of a returned form's first sheet, by title."""
    sheet = cells_of(path).sheets[0]
    assert sheet.name == "填写问题"
    rows = range(5, 25)
    lines = [{t: sheet.cells.get((row, c)) for c, t in enumerate(TITLES, 1)} for row in rows]
    return [line for line in lines if line["级别"] in ("须改", "提醒")]


def returned(plant: Plant, changes: str = EIGHT) -> Path:
    plant.complain(changes)
    plant.step()
    return plant.answer("营业部/退回")


@pytest.mark.clause("P4.2-c2")
def test_a_form_with_eight_mistakes_comes_back_once_with_all_eight(plant: Plant) -> None:
    path = returned(plant)
    lines = told_on(path)

    assert [row["outcome"] for row in plant.rows("arrivals")] == ["returned"]
    assert sorted(line["项目"] for line in lines) == sorted(WRONG)
    assert plant.rows("cases") == []
    assert plant.inbox() == []


def test_each_mistake_names_cell_label_what_stands_there_and_what_should(plant: Plant) -> None:
    path = returned(plant)
    page = openpyxl.load_workbook(path)
    by_label = {line["项目"]: (row, line) for row, line in enumerate(told_on(path), 5)}
    for label, (row, line) in by_label.items():
        link = page["填写问题"][f"C{row}"].hyperlink
        sheet, cell = link.location.replace("'", "").split("!")
        wrong = page[sheet][cell]
        assert str(wrong.offset(column=-1).value).rstrip(" ★☆").replace("\n", "") == label
        assert line["单元格"] == f"{sheet}!{cell}"
        assert line["填写值"] == {
            "客户名称": "无",
            "收到日期": "上个月",
            "收到时间": "上午",
            "反馈方式": "QQ群",
            "信息类别": "嘛嘛",
            "信息等级": "C",
            "要求回复时间": "尽快",
        }.get(label)
        assert line["问题"] and line["应填"] and line["示例"], label
        assert str(line["问题"])[:8] in wrong.comment.text
        assert not wrong.protection.locked
    choices = by_label["信息等级"][1]
    assert choices["应填"] == "AA/A/B"


def test_what_must_be_changed_stands_before_what_is_only_asked(plant: Plant) -> None:
    levels = [line["级别"] for line in told_on(returned(plant))]

    assert levels == sorted(levels, key=["须改", "提醒"].index)
    assert levels.count("须改") == 5


def test_the_form_comes_back_as_it_was_filled(plant: Plant) -> None:
    path = returned(plant, EIGHT + "| 产品型号或品名 | 批号 |\n | ZD-1 | 00123 |\n | ZD-2 | |")
    sheet = cells_of(path).sheet("反馈信息")

    assert sheet is not None
    places = read_meta(cells_of(path))
    typed = [places[f"field:{name}"] for name in ("received_on", "received_time", "level")]
    assert [sheet.cells.get(_address(place)) for place in typed] == ["上个月", "上午", "C"]
    row, column = _address(places["table:products:part"])
    assert [sheet.cells.get((row + line, column)) for line in (0, 1)] == ["ZD-1", "ZD-2"]
    assert sheet.cells.get(_address(places["table:products:lot"])) == "00123"


def _address(place: str) -> tuple[int, int]:
    """Of the first cell of a place named in _meta."""
    return address_of(place.rpartition("!")[2].split(":")[0])


def test_it_says_that_the_customer_s_clock_runs_on(plant: Plant) -> None:
    path = returned(plant, "| 信息等级 | AA | 反馈内容 | |")
    head = cells_of(path).sheets[0].cells.get((3, 1))

    assert "本表未受理:1处须改正" in str(head)
    assert "客户时限仍在计算(AA级,剩余 23.0 小时,11-24 09:00 到期)" in str(head)


@pytest.mark.clause("P4.2-a2")
def test_a_return_stands_in_sales_sheet_with_its_clock(plant: Plant) -> None:
    plant.complain("| 信息等级 | AA | 反馈内容 | |", name="恒达.xlsx")
    plant.run()
    [line] = plant.lines("营业部", "退回待更正")

    assert (line["_key"], line["文件名"], line["客户"]) == ("AR-00001", "恒达.xlsx", "苏州恒达电机")
    assert (line["等级"], line["客户时限"]) == ("AA", datetime(2026, 11, 24, 9, 0))
    assert (line["问题数"], line["退回次数"]) == (2.0, 1.0)


def test_a_return_whose_date_nobody_can_read_has_no_clock(plant: Plant) -> None:
    plant.complain(EIGHT)
    plant.run()
    [line] = plant.lines("营业部", "退回待更正")

    assert line["客户时限"] is None
    assert "不计时" in str(line["时限状态"])


def test_corrected_in_the_returned_file_it_is_accepted_and_linked_to_the_first_try(
    plant: Plant,
) -> None:
    path = returned(plant)
    plant.clock.wait(600)
    plant.drop(plant.fill(CORRECTED, path))
    plant.run()

    assert plant.arrival()["outcome"] == Outcome.ACCEPTED_WITH_WARNINGS
    assert (plant.arrival()["first_try"], plant.arrival()["number"]) == ("AR-00001", CASE)
    assert plant.answers("营业部/退回") == []
    assert plant.lines("营业部", "退回待更正") == []
    [row] = plant.rows("returns")
    assert (row["state"], row["number"]) == ("corrected", CASE)


def test_half_corrected_it_comes_back_again_and_is_still_one_return(plant: Plant) -> None:
    path = returned(plant)
    plant.drop(plant.fill("| 客户名称 | 苏州恒达电机 |", path))
    plant.step()
    [row] = plant.rows("returns")
    [again] = plant.answers("营业部/退回")

    assert (row["key"], row["attempts"], row["problems"]) == ("AR-00001", 2, 7)
    assert len(told_on(again)) == 7
    plant.drop(plant.fill(CORRECTED, again))
    plant.step()
    assert plant.rows("returns")[0]["state"] == "corrected"
    assert plant.answers("营业部/退回") == []


@pytest.mark.clause("P4.2-c2")
def test_the_clock_began_when_the_customer_called_not_when_the_form_was_right(plant: Plant) -> None:
    path = returned(plant)
    plant.clock.wait(5 * 3600)
    plant.drop(plant.fill(CORRECTED, path))
    plant.step()

    assert plant.case().received_at == datetime(2026, 11, 23, 9, 0)
    assert plant.task("reply").limit_at == datetime(2026, 11, 25, 9, 0)


def test_a_return_may_be_withdrawn_with_a_reason(plant: Plant) -> None:
    plant.complain(EIGHT)
    plant.run()
    plant.type("营业部", "退回待更正", "AR-00001", {"处理": "撤回"})
    plant.run()
    [line] = plant.lines("营业部", "退回待更正")
    assert "还缺:说明" in str(line["系统提示"])
    plant.type("营业部", "退回待更正", "AR-00001", {"说明": "客户已撤诉"})
    plant.run()

    assert plant.lines("营业部", "退回待更正") == []
    assert plant.rows("returns")[0]["state"] == "withdrawn"
    [told] = plant.lines("总台账", "变更履历")
    assert (told["对象"], told["编号"], told["项目"]) == ("退回件", "AR-00001", "状态")


def test_a_return_ends_when_the_matter_was_handed_in_on_another_form(plant: Plant) -> None:
    plant.complain(EIGHT)
    plant.run()
    plant.type("营业部", "退回待更正", "AR-00001", {"处理": "已另行提交"})
    plant.run()

    assert plant.lines("营业部", "退回待更正") == []


def test_a_corrected_return_that_was_handed_in_before_is_no_longer_waited_for(plant: Plant) -> None:
    path = returned(plant)
    plant.complain(CORRECTED)
    plant.step()
    plant.drop(plant.fill(CORRECTED, path))
    plant.step()

    assert plant.arrival()["outcome"] == Outcome.DUPLICATE
    assert plant.rows("returns")[0]["state"] != "open"
    assert plant.answers("营业部/退回") == []


@pytest.mark.parametrize(
    ("form_id", "changes", "folder"),
    [
        ("confirmation", "| 现象再现 | |", "品质保证部"),
        ("customer", "| 电话或手机 | |", "营业部"),
    ],
)
def test_forms_of_the_other_kinds_come_back_to_who_sent_them(
    plant: Plant, form_id: str, changes: str, folder: str
) -> None:
    plant.complain()
    plant.step()
    plant.drop(plant.fill(ORDINARY[form_id] + changes, form_id), to="品质保证部")
    plant.step()
    path = plant.answer(f"{folder}/退回")
    plant.drop(plant.fill(ORDINARY[form_id], path), to="品质保证部")
    plant.step()

    assert plant.arrival()["outcome"] in (Outcome.ACCEPTED, Outcome.ACCEPTED_WITH_WARNINGS)
    assert plant.answers(f"{folder}/退回") == []


def test_repairs_are_listed_on_the_returned_form_too(plant: Plant) -> None:
    path = returned(plant, EIGHT + "| 严重程度 | 轻微 |")
    texts = [str(value) for value in cells_of(path).sheets[0].cells.values()]

    assert "已自动更正,请核对" in texts
    assert "轻微" in texts and "一般" in texts
