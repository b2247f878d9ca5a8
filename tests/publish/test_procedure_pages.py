"""条款对照, 程序解释一览 and 记录表单一览 as an auditor finds them in the master."""

import pytest

from feedback_xl.procedure.clauses import clauses, interpretations
from tests.plant import Plant
from tests.tables import CUSTOMER, cells_of


def test_each_clause_says_who_what_how_and_where(plant: Plant) -> None:
    plant.run()
    lines = plant.lines("总台账", "条款对照")
    [reply] = [line for line in lines if line["条款"] == "P4.2-c9"]

    assert [line["条款"] for line in lines] == list(clauses())
    for line in lines:
        assert line["责任部门"] and line["要求"] and line["原文位置"]
        assert line["程序外/原因"] or (line["程序如何实现"] and line["证据所在"])
    assert reply["责任部门"] == "营业部"
    assert "步骤:" in str(reply["规则"]) and "回复客户" in str(reply["规则"])
    assert "总台账·顾客反馈清单" in str(reply["证据所在"])


def test_interpretations_wait_for_approval_with_the_values_in_force(plant: Plant) -> None:
    plant.run()
    lines = plant.lines("总台账", "程序解释一览")
    [hours] = [line for line in lines if line["编号"] == "A-4"]

    assert len(lines) == len(interpretations())
    assert str(hours["现值"]).startswith("AA 24小时(自然小时)")
    assert hours["在哪里设定"] == "设置·等级"
    assert {line["推行小组 承认"] for line in lines} == {None}


@pytest.mark.clause("P5-1", "P5-2", "P5-3")
def test_each_record_form_has_number_owner_and_retention(plant: Plant) -> None:
    plant.run()
    lines = plant.lines("总台账", "记录表单一览")

    assert [(x["表单编号"], x["名称"], x["所属部门"], x["保存期限"]) for x in lines] == [
        ("QR-CF-01", "顾客档案登记表", "营业部", "客户关系存续+3年"),
        ("QR-CF-02", "出差.退换品信息表", "营业部", "3年"),
        ("QR-CF-03", "售后不良信息确认表", "品质保证部", "3年"),
    ]
    assert {line["版本"] for line in lines} == {"A/1"}


@pytest.mark.clause("P4.2-e2")
def test_the_list_of_feedback_bears_the_number_the_company_gave_it(plant: Plant) -> None:
    plant.run()
    sheet = cells_of(plant.book("总台账")).sheet("顾客反馈清单")

    assert sheet is not None and "表单编号 QR-CF-04" in sheet.cells.values()


@pytest.mark.clause("P4.1-3a")
def test_files_are_arranged_by_customer_with_what_they_are_sorted_by(plant: Plant) -> None:
    plant.drop(plant.fill(CUSTOMER, "customer"))
    plant.step()
    other = "| 客户名称 | 无锡精工有限公司 | 简称 | 精工 |\n | 客户等级 | 重点 | 客户状态 | 潜在 |"
    plant.drop(plant.fill(CUSTOMER + other, "customer"))
    plant.run()
    lines = plant.lines("顾客档案", "顾客档案")

    assert [(x["客户编码"], x["客户名称"], x["客户状态"]) for x in lines] == [
        ("KH-00001", "苏州恒达电机有限公司", "合作中"),
        ("KH-00002", "无锡精工有限公司", "潜在"),
    ]
    assert lines[1]["客户等级"] == "重点"
