"""A receipt edited and dropped again is the same matter with other facts."""

from datetime import datetime
from pathlib import Path

import pytest

from feedback_xl.records import Outcome
from tests.plant import CASE, Plant
from tests.tables import CONFIRMATION, CUSTOMER, cells_of


def receipt(plant: Plant, changes: str = "") -> Path:
    """The receipt of an ordinary complaint, put aside as a person would."""
    plant.complain(changes)
    plant.step()
    return plant.fill("", plant.answer("营业部/回执"))


def revise(plant: Plant, source: Path, changes: str) -> None:
    plant.drop(plant.fill(changes, source))
    plant.step()


def test_an_edited_receipt_changes_the_case_under_the_same_number(plant: Plant) -> None:
    revise(plant, receipt(plant), "| 反馈内容 | 抽检100件有9件 | 联系人/电话 | 王工 13800138000 |")

    assert (plant.arrival()["outcome"], plant.arrival()["revision"]) == (Outcome.REVISION, 1)
    assert [row["number"] for row in plant.rows("cases")] == [CASE]
    assert plant.case().content == "抽检100件有9件"
    assert (plant.case().contact, plant.case().revision) == ("王工 13800138000", 1)
    assert [row["key"] for row in plant.rows("submissions")] == [f"{CASE}#0", f"{CASE}#1"]


def test_its_receipt_says_that_it_was_updated_and_is_the_base_of_the_next(plant: Plant) -> None:
    revise(plant, receipt(plant), "| 反馈内容 | 二 |")
    second = plant.fill("", plant.answer("营业部/回执"))
    head = cells_of(second).sheets[0].cells.get((4, 1))
    revise(plant, second, "| 反馈内容 | 三 |")

    assert str(head).startswith(f"已更新(第1次修订) {CASE}")
    assert (plant.arrival()["revision"], plant.case().content) == (2, "三")


def test_a_receipt_dropped_as_it_is_adds_nothing(plant: Plant) -> None:
    revise(plant, receipt(plant), "")

    assert plant.arrival()["outcome"] == Outcome.DUPLICATE
    assert plant.case().revision == 0


def test_edits_of_different_cells_from_the_same_base_both_count(plant: Plant) -> None:
    base = receipt(plant)
    revise(plant, base, "| 反馈内容 | 抽检100件有9件 |")
    revise(plant, base, "| 联系人/电话 | 王工 13800138000 |")

    assert plant.arrival()["outcome"] == Outcome.REVISION
    assert plant.case().content == "抽检100件有9件"
    assert plant.case().contact == "王工 13800138000"


def test_different_edits_of_one_cell_come_back_to_be_settled(plant: Plant) -> None:
    base = receipt(plant)
    revise(plant, base, "| 反馈内容 | 抽检100件有9件 |")
    revise(plant, base, "| 反馈内容 | 抽检80件有9件 |")

    assert plant.arrival()["outcome"] == Outcome.RETURNED
    assert plant.told() == ["REVISION_CLASH"]
    assert plant.case().content == "抽检100件有9件", "what stands is not touched"


def test_a_clash_settled_in_the_returned_file_is_a_revision_of_the_same_case(plant: Plant) -> None:
    base = receipt(plant)
    revise(plant, base, "| 反馈内容 | 抽检100件有9件 |")
    revise(plant, base, "| 反馈内容 | 抽检80件有9件 |")
    revise(plant, plant.answer("营业部/退回"), "| 反馈内容 | 两批共180件有18件 |")

    assert plant.arrival()["outcome"] == Outcome.REVISION
    assert [row["number"] for row in plant.rows("cases")] == [CASE]
    assert plant.case().content == "两批共180件有18件"


def test_a_revision_with_a_mistake_comes_back_and_corrected_is_still_a_revision(
    plant: Plant,
) -> None:
    revise(plant, receipt(plant), "| 客户名称 | | 联系人/电话 | 王工 13800138000 |")
    assert plant.arrival()["outcome"] == Outcome.RETURNED
    revise(plant, plant.answer("营业部/退回"), "| 客户名称 | 苏州恒达电机 |")

    assert plant.arrival()["outcome"] == Outcome.REVISION
    assert [row["number"] for row in plant.rows("cases")] == [CASE]
    assert plant.case().contact == "王工 13800138000"


def test_the_same_edit_twice_is_no_clash(plant: Plant) -> None:
    base = receipt(plant)
    revise(plant, base, "| 反馈内容 | 二 |")
    revise(plant, base, "| 反馈内容 | 二 | 反馈方式 | 邮件 |")

    assert plant.arrival()["outcome"] == Outcome.REVISION
    assert plant.case().channel == "mail"


def test_a_revision_may_be_taken_back_to_what_stood_before(plant: Plant) -> None:
    revise(plant, receipt(plant), "| 反馈内容 | 写错了 |")
    second = plant.fill("", plant.answer("营业部/回执"))
    revise(plant, second, "| 反馈内容 | 产线装配时发现轴承异响,抽检50件有3件 |")

    assert (plant.arrival()["outcome"], plant.arrival()["revision"]) == (Outcome.REVISION, 2)
    assert plant.case().content == "产线装配时发现轴承异响,抽检50件有3件"


def test_an_old_receipt_filled_in_for_another_matter_comes_back(plant: Plant) -> None:
    old = receipt(plant)
    revise(plant, old, "| 客户名称 | 无锡精工 | 反馈内容 | 少装两箱 |")

    assert (plant.arrival()["outcome"], plant.told()) == ("returned", ["OLD_FORM_REUSED"])
    assert plant.case().customer_name == "苏州恒达电机"


def test_a_customer_s_name_alone_may_be_corrected(plant: Plant) -> None:
    revise(plant, receipt(plant), "| 客户名称 | 苏州恒达电机有限公司 |")

    assert plant.arrival()["outcome"] == Outcome.REVISION
    assert plant.case().customer_name == "苏州恒达电机有限公司"


# --- what a revision may do to clocks and tasks


def test_a_level_is_raised_by_a_revision_and_the_limits_follow(plant: Plant) -> None:
    revise(plant, receipt(plant), "| 信息等级 | AA | AA电话通知(姓名、时间) | 王强 |")

    assert plant.case().level == "AA"
    for step in ("analyse", "reply"):
        assert plant.task(step).limit_at == datetime(2026, 11, 24, 9, 0)


def test_a_level_is_never_lowered_by_a_revision(plant: Plant) -> None:
    revise(plant, receipt(plant), "| 信息等级 | B |")

    assert "LEVEL_KEPT" in plant.told()
    assert (plant.case().level, plant.case().level_typed) == ("A", "B")
    assert plant.task("reply").limit_at == datetime(2026, 11, 25, 9, 0)


@pytest.mark.parametrize(
    ("time", "start", "told"),
    [
        ("07:30", datetime(2026, 11, 23, 7, 30), False),
        ("09:45", datetime(2026, 11, 23, 9, 0), True),
    ],
)
def test_the_start_moves_earlier_but_not_later(
    plant: Plant, time: str, start: datetime, told: bool
) -> None:
    revise(plant, receipt(plant), f"| 收到时间 | {time} |")

    assert plant.case().received_at == start
    assert plant.task("reply").limit_at == start.replace(day=25)
    assert ("START_KEPT" in plant.told()) is told


def test_a_reply_given_in_time_stays_so_when_the_level_is_raised_afterwards(plant: Plant) -> None:
    base = receipt(plant)
    plant.run()
    plant.clock.move_to(datetime(2026, 11, 24, 15, 0))  # too late for AA, not for A
    answer = {"回复类型": "初步回复", "回复内容": "正在分析", "下次回复日期": "2026-11-25"}
    plant.type("营业部", "回复", f"{CASE}-T02", answer)
    plant.run()
    revise(plant, base, "| 信息等级 | AA | AA电话通知(姓名、时间) | 王强 |")
    [row] = plant.rows("rounds")

    assert (row["level"], row["verdict"]) == ("AA", "done_on_time")
    assert row["first_reply_at"] == datetime(2026, 11, 24, 15, 0)


def test_another_route_plans_its_tasks_and_withdraws_what_nobody_began(plant: Plant) -> None:
    revise(plant, receipt(plant), "| 信息类别 | 其他信息 | 信息细类 | 交期 |")

    assert [(task.step, task.department) for task in plant.tasks()] == [
        ("reply", "SALES"),
        ("judge", "SALES"),
        ("handle", "PMC"),
    ]
    assert plant.case().main == "PMC"


def test_work_somebody_has_begun_is_not_withdrawn(plant: Plant) -> None:
    base = receipt(plant)
    plant.run()
    plant.type("品质保证部", "任务", f"{CASE}-T01", {"担当": "王强"})
    plant.run()
    revise(plant, base, "| 信息类别 | 其他信息 | 信息细类 | 交期 |")

    assert ("analyse", "QA") in [(task.step, task.department) for task in plant.tasks()]


def test_goods_sent_back_after_all_call_for_a_confirmation(plant: Plant) -> None:
    revise(plant, receipt(plant), "| 客户要求 | 退货 |")

    assert plant.task("confirm").department == "QA"
    assert len(plant.answers("品质保证部/待填")) == 1


def test_what_was_missing_and_is_supplied_ends_its_task(plant: Plant) -> None:
    base = receipt(plant, "| 受理人 | |")
    assert plant.task("supplement").state == "open"
    revise(plant, base, "| 受理人 | 张敏 |")

    assert plant.task("supplement").state == "done"
    assert plant.case().taken_by == "张敏"


def test_a_product_line_taken_out_is_gone(plant: Plant) -> None:
    base = receipt(plant, "| 产品型号或品名 |\n | ZD-1 |\n | ZD-2 |\n | ZD-3 |")
    revise(plant, base, "| 产品型号或品名 | 单位 |\n | ZD-1 | |\n | | |\n | | |")
    plant.run()
    [line] = plant.lines("总台账", "顾客反馈清单")

    assert line["产品/批号/数量"] == "ZD-1"


def test_praise_that_turns_out_to_be_a_complaint_gets_its_clock(plant: Plant) -> None:
    base = receipt(plant, "| 信息类别 | 其他信息 | 信息细类 | 服务 |\n | 业务类型 | 表扬建议 |")
    assert (plant.case().state, plant.tasks()) == ("closed", [])
    revise(plant, base, "| 业务类型 | 一般反馈 | 信息类别 | 产品质量信息 |")

    assert plant.case().state == "transferred"
    assert plant.task("reply").limit_at == datetime(2026, 11, 25, 9, 0)


# --- the other forms


def test_a_confirmation_s_receipt_edited_is_its_revision(plant: Plant) -> None:
    plant.complain()
    plant.step()
    plant.drop(plant.fill(CONFIRMATION, "confirmation"), to="品质保证部")
    plant.step()
    path = plant.fill("| 产生原因 | 装配夹具毛刺 |", plant.answer("品质保证部/回执"))
    plant.drop(path, to="品质保证部")
    plant.step()
    [row] = plant.rows("confirmations")

    assert (plant.arrival()["outcome"], row["number"]) == (Outcome.REVISION, "SH-20261123-001")
    assert row["record"]["fields"]["cause"] == "装配夹具毛刺"


def test_a_customer_file_s_receipt_dropped_as_it_is_adds_nothing(plant: Plant) -> None:
    plant.drop(plant.fill(CUSTOMER, "customer"))
    plant.step()
    before = plant.rows("customers")
    revise(plant, plant.answer("营业部/回执"), "")

    assert plant.arrival()["outcome"] == Outcome.DUPLICATE
    assert plant.rows("customers") == before


def test_a_customer_file_s_receipt_edited_is_its_revision(plant: Plant) -> None:
    plant.drop(plant.fill(CUSTOMER, "customer"))
    plant.step()
    revise(plant, plant.answer("营业部/回执"), "| 电话或手机 | 13900139000 |")
    [row] = plant.rows("customers")

    assert plant.arrival()["outcome"] == Outcome.REVISION
    assert row["fields"]["phone"] == "13900139000"
