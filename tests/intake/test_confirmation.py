"""售后不良信息确认表: prepared where it is due, and quality assurance's findings enter the case."""

import pytest

from feedback_xl.forms.parse import read_form
from feedback_xl.problems import Note
from feedback_xl.records import Outcome
from tests.plant import CASE, Plant
from tests.tables import CONFIRMATION, cells_of

RETURNED_GOODS = """
    | 业务类型 | 退货 | 退货类别 | 使用中不良退货 | 是否补货 | 否 |
    | 产品型号或品名 | 批号 | 涉及数 | 不良现象 |
    | ZD-3012 | L1 | 20 | 异响 |
    | ZD-3013 | L2 | 5 | 断裂 |
"""


def due(plant: Plant) -> None:
    """A complaint with goods sent back: form C lies prepared."""
    plant.complain(RETURNED_GOODS)
    plant.step()


def confirm(plant: Plant, changes: str = "") -> None:
    plant.drop(plant.fill(CONFIRMATION + changes, "confirmation"), to="品质保证部")
    plant.step()


@pytest.mark.clause("P4.2-e3")
def test_a_form_is_prepared_with_number_customer_and_product_lines(plant: Plant) -> None:
    due(plant)
    path = plant.answer("品质保证部/待填")
    found = read_form(cells_of(path), plant.ws.company, plant.clock.now())
    assert not isinstance(found, Note)

    assert found.submission.fields["cases"] == [CASE]
    assert found.submission.lines["defects"] == (
        {"part": "ZD-3012", "lot": "L1", "phenomenon": "异响"},
        {"part": "ZD-3013", "lot": "L2", "phenomenon": "断裂"},
    )
    sheet = cells_of(path).sheet("不良确认")
    assert sheet is not None and "苏州恒达电机" in sheet.cells.values()


@pytest.mark.clause("P4.2-e3")
def test_the_prepared_form_filled_closes_the_confirmation_task(plant: Plant) -> None:
    due(plant)
    filled = plant.fill(
        """
        | 确认方式 | 客户报告确认 | 确认日期 | 2026-11-23 |
        | 确认人 | 王强 | 现象再现 | 再现 |
        | 责任判定 | 客户使用责任 | 确认结论 | 客户装配时敲击轴承 |
        | 启动纠正措施 | 否 | 不启动理由 | 非本公司原因 |
        | 检查数 | 不良数 |
        | 20 | 3 |
        | 5 | 1 |
        """,
        plant.answer("品质保证部/待填"),
    )
    plant.drop(filled, to="品质保证部")
    plant.run()

    assert plant.arrival()["outcome"] == Outcome.ACCEPTED
    assert plant.task("confirm").state == "done"
    assert plant.task("confirm").values["confirmation"] == "SH-20261123-001"
    assert plant.answers("品质保证部/待填") == [], "what has served is cleared away"
    lines = plant.lines("总台账", "售后不良确认台账")
    assert [(x["产品型号"], x["不良数"], x["责任判定"]) for x in lines] == [
        ("ZD-3012", 3.0, "客户使用责任"),
        ("ZD-3013", 1.0, "客户使用责任"),
    ]


def test_its_findings_stand_in_quality_assurance_s_task(plant: Plant) -> None:
    due(plant)
    confirm(plant)
    task = plant.task("analyse")

    assert task.values["conclusion"] == "customer"
    assert task.typed["conclusion"] == "客户使用责任"
    assert task.values["start_capa"] == "no"
    assert task.typed["no_capa_reason"] == "偶发,非本公司原因"


def test_a_supplier_found_responsible_brings_in_purchasing(plant: Plant) -> None:
    due(plant)
    confirm(plant, "| 责任判定 | 供方责任 | 供方名称 | 无锡精铸 |\n | 临时措施(围堵) | 已隔离 |")

    assert plant.task("negotiate").department == "PUR"
    assert plant.case().main == "QA"
    assert [path.stem for path in plant.answers("资材部/反馈单")] == [CASE]


def test_a_confirmation_of_several_cases_enters_each(plant: Plant) -> None:
    due(plant)
    plant.complain(RETURNED_GOODS + "| 反馈内容 | 第二批也有 |")
    plant.step()
    confirm(plant, f"| 反馈编号 | {CASE},fk-20261123-002 |")

    assert {plant.task("confirm", case).state for case in (CASE, "FK-20261123-002")} == {"done"}
    [row] = plant.rows("confirmations")
    assert row["cases"] == [CASE, "FK-20261123-002"]


@pytest.mark.parametrize("number", ["FK-20261123-009", f"{CASE}、FK-20261123-009", "二号"])
def test_a_confirmation_of_a_case_nobody_knows_comes_back(plant: Plant, number: str) -> None:
    due(plant)
    confirm(plant, f"| 反馈编号 | {number} |")

    assert (plant.arrival()["outcome"], plant.told()) == (Outcome.RETURNED, ["CASE_UNKNOWN"])
    assert plant.task("confirm").state == "open"
    assert plant.answers("品质保证部/待填") != []


def test_quantities_that_cannot_be_are_told(plant: Plant) -> None:
    due(plant)
    confirm(plant, "| 收到数 | 检查数 | 不良数 | 良品数(NTF) |\n | 10 | 20 | 15 | 9 |")

    assert plant.told() == ["MORE_THAN", "MORE_THAN"]


def test_a_case_closes_on_form_c_s_answer_about_corrective_action(plant: Plant) -> None:
    due(plant)
    confirm(plant)
    plant.run()
    result = {
        "担当": "王强",
        "原因分析": "敲击",
        "处理措施及结果": "指导装配",
        "办理状态": "已完成",
    }
    plant.type("品质保证部", "任务", plant.task("analyse").number, {**result, "办理状态": "已完成"})
    plant.run()
    reply = {"回复类型": "最终回复", "回复内容": "请勿敲击", "客户意见": "接受"}
    plant.type("营业部", "回复", plant.task("reply").number, reply)
    plant.run()

    assert plant.case().state == "closed"


def test_a_finding_goes_over_nobodys_typing(plant: Plant) -> None:
    due(plant)
    plant.run()
    plant.type("品质保证部", "任务", plant.task("analyse").number, {"结论": "本公司责任"})
    plant.run()
    confirm(plant)

    assert plant.task("analyse").typed["conclusion"] == "本公司责任"
    assert plant.task("analyse").values["start_capa"] == "no", "what nobody typed is entered"
    assert "FINDING_KEPT" in plant.told()


def test_a_revised_form_c_enters_only_what_it_finds_otherwise(plant: Plant) -> None:
    due(plant)
    plant.run()
    confirm(plant, "| 责任判定 | 待分析 |")
    plant.run()
    cells = {"结论": "供方责任", "供方名称": "无锡精铸"}
    plant.type("品质保证部", "任务", plant.task("analyse").number, cells)
    plant.run()
    assert plant.tasks(CASE, "negotiate")

    receipt = plant.answer("品质保证部/回执")
    plant.drop(plant.fill("| 作成 | 王强 |", receipt), to="品质保证部")
    plant.run()

    assert plant.arrival()["outcome"] == Outcome.REVISION
    assert plant.task("analyse").typed["conclusion"] == "供方责任"
    assert plant.tasks(CASE, "negotiate")
