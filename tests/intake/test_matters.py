"""One form, several 事项: each row of 其他事项 opens a case of its own."""

from datetime import datetime

import pytest

from feedback_xl.records import Outcome
from tests.plant import CASE, Plant
from tests.tables import cells_of

OTHERS = """
    | 类别 | 等级 | 内容 | 产品型号 |
    | 其他信息 | B | 询问下月交期 | |
    | 产品质量信息 | AA | 外壳开裂 | ZD-9 |
"""
SECOND, THIRD = "FK-20261123-002", "FK-20261123-003"


@pytest.mark.clause("P4.2-a2", "P4.2-b2")
def test_each_matter_becomes_a_case_with_its_own_level_and_limits(plant: Plant) -> None:
    plant.complain(OTHERS)
    plant.step()
    cases = {number: plant.case(number) for number in (CASE, SECOND, THIRD)}

    assert len(plant.rows("arrivals")) == 1
    assert [case.level for case in cases.values()] == ["A", "B", "AA"]
    assert [case.category for case in cases.values()] == ["quality", "other", "quality"]
    assert [case.item for case in cases.values()] == [1, 2, 3]
    assert {case.submission for case in cases.values()} == {CASE}
    assert {case.customer for case in cases.values()} == {"KH-00001"}
    assert {case.received_at for case in cases.values()} == {datetime(2026, 11, 23, 9, 0)}
    limits = [plant.task("reply", number).limit_at for number in cases]
    assert limits == [datetime(2026, 11, day, 9, 0) for day in (25, 26, 24)]


def test_each_case_goes_its_own_way(plant: Plant) -> None:
    plant.complain(OTHERS)
    plant.step()

    assert [task.step for task in plant.tasks(CASE)] == ["analyse", "reply", "judge"]
    assert plant.task("handle", SECOND).department == "SALES"
    assert [task.step for task in plant.tasks(THIRD)] == ["analyse", "reply", "judge"]
    to_judge = [plant.task("judge", number).state for number in (CASE, SECOND, THIRD)]
    assert to_judge == ["done", "done", "open"], "only what is as urgent as AA is confirmed"
    assert sorted(path.stem for path in plant.answers("品质保证部/反馈单")) == [CASE, THIRD]


def test_the_receipt_names_them_all(plant: Plant) -> None:
    plant.complain(OTHERS)
    plant.step()
    words = " ".join(str(v) for v in cells_of(plant.answer("营业部/回执")).sheets[0].cells.values())

    assert all(number in words for number in (CASE, SECOND, THIRD))


def test_a_matter_s_product_is_its_own(plant: Plant) -> None:
    plant.complain(OTHERS)
    plant.run()
    products = {
        line["反馈编号"]: line["产品/批号/数量"] for line in plant.lines("总台账", "顾客反馈清单")
    }

    assert products == {CASE: "ZD-3012", SECOND: None, THIRD: "ZD-9"}


def test_a_matter_added_to_the_receipt_opens_a_further_case(plant: Plant) -> None:
    plant.complain()
    plant.step()
    plant.drop(plant.fill(OTHERS, plant.answer("营业部/回执")))
    plant.step()

    assert plant.arrival()["outcome"] == Outcome.REVISION
    assert [row["number"] for row in plant.rows("cases")] == [CASE, SECOND, THIRD]
    assert plant.case(THIRD).submission == CASE


def test_a_matter_taken_out_of_the_receipt_stays_a_case_and_that_is_told(plant: Plant) -> None:
    plant.complain(OTHERS)
    plant.step()
    emptied = "| 类别 | 等级 | 内容 | 产品型号 |\n | | | | |\n | | | | |"
    plant.drop(plant.fill(emptied, plant.answer("营业部/回执")))
    plant.step()

    assert plant.told().count("MATTER_KEPT") == 2
    assert plant.case(THIRD).state == "to_judge", "as urgent as AA: Sales confirms it"


def test_a_matter_that_cannot_be_routed_sends_the_form_back(plant: Plant) -> None:
    plant.complain("| 类别 | 等级 | 内容 |\n | 其他信息 | | 询问下月交期 |")
    plant.step()

    assert plant.arrival()["outcome"] == Outcome.RETURNED
    assert plant.rows("cases") == []


def test_what_came_back_stands_with_its_product(plant: Plant) -> None:
    plant.complain(
        """| 业务类型 | 换货 |
           | 产品型号或品名 | 涉及数 |
           | ZD-1 | 500 |
           | ZD-2 | 80 |
           | 退货数 | 换货数 |
           | | 20 |
           | 7 | |"""
    )
    plant.step()
    lines = [row["values"] for row in plant.rows("lines")]

    told = [[line.get(name) for name in ("part", "returned", "exchanged")] for line in lines]
    assert told == [["ZD-1", None, 20], ["ZD-2", 7, None]]
