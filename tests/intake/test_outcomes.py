"""Every file dropped comes to exactly one outcome, and is answered."""

from pathlib import Path

import openpyxl
import pytest

from feedback_xl.records import Outcome
from tests.plant import CASE, Plant
from tests.tables import CONFIRMATION, CUSTOMER, cells_of


def outcomes(plant: Plant) -> list[str]:
    return [row["outcome"] for row in plant.rows("arrivals")]


def known_customer(plant: Plant) -> None:
    plant.drop(plant.fill(CUSTOMER, "customer"))
    plant.step()


def receipt_text(path: Path) -> str:
    sheet = cells_of(path).sheets[0]
    assert sheet.name == "回执"
    return "\n".join(str(value) for value in sheet.cells.values())


# --- accepted


@pytest.mark.clause("P4.2-a2")
def test_a_right_form_is_entered_answered_and_leaves_the_inbox(plant: Plant) -> None:
    known_customer(plant)
    plant.complain("| 客户名称 | 恒达电机 |")
    report = plant.step()

    assert dict(report.outcomes) == {"accepted": 1}
    assert plant.told() == []
    assert plant.inbox() == []
    assert plant.case().customer == "KH-00001"
    assert (plant.case().sender, plant.case().state) == ("SALES", "transferred")
    assert plant.answers("营业部/回执")[0].name == f"{CASE}_回执.xlsx"


@pytest.mark.clause("P4.2-b2")
def test_the_receipt_tells_number_level_limits_and_how_they_came_about(plant: Plant) -> None:
    plant.complain("| 收到日期 | 2026-11-22 | 收到时间 | 09:00 |\n | 信息等级 | AA |")
    plant.step()
    text = receipt_text(plant.answer("营业部/回执"))

    assert f"已受理 {CASE}(AA级)。请品质保证部 11-23 09:00 前处理" in text
    assert "营业部 11-23 09:00 前回复客户" in text
    assert "AA级 24小时,自然小时(P4.2-b2、P4.2-c9)" in text
    assert "AA电话通知(姓名、时间):未填写" in text.replace("：", ":")


@pytest.mark.clause("P3.1", "P4.2-c3")
def test_the_form_itself_is_handed_over_to_every_department_concerned(plant: Plant) -> None:
    plant.complain("| 协办部门 | 生产制造部 |")
    plant.step()

    for department in ("品质保证部", "生产制造部"):
        handed = plant.answer(f"{department}/反馈单")
        assert handed.name == f"{CASE}.xlsx"
        assert any(
            value == "ZD-3012" for s in cells_of(handed).sheets for value in s.cells.values()
        )
    assert plant.answers("技术部/反馈单") == []


@pytest.mark.clause("P4.2-a2")
def test_a_form_with_gaps_is_accepted_and_what_is_missing_becomes_a_task(plant: Plant) -> None:
    plant.complain("| 受理人 | | 收到时间 | |")
    report = plant.step()
    [task] = plant.tasks(step="supplement")

    assert dict(report.outcomes) == {"accepted_with_warnings": 1}
    assert plant.told() == ["FIELD_ASKED", "FIELD_ASKED", "CUSTOMER_NEW", "TIME_ASSUMED"]
    assert set(task.detail.split("、")) == {"受理人", "收到时间"}
    assert f"{plant.case().received_at:%H:%M}" == "08:00", "the start of the shift"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ("| 客户名称 | 恒达机电 |", "CUSTOMER_NEW"),
        ("| 客户名称 | 苏州恒达电机有限公公司 |", "CUSTOMER_SIMILAR"),
        ("| 收到时间 | 11:30 |", "TIME_IN_FUTURE"),
        ("| 严重程度 | 特别严重 |", "LEVEL_RAISED"),
        ("| 主责部门 | 生产制造部 |", "MAIN_FIXED"),
    ],
)
def test_what_the_program_decided_for_itself_is_told(plant: Plant, changes: str, code: str) -> None:
    known_customer(plant)
    plant.complain(changes)
    plant.step()

    assert code in plant.told()
    assert plant.arrival()["outcome"] == Outcome.ACCEPTED_WITH_WARNINGS


@pytest.mark.clause("P4.1-1a")
def test_a_second_form_about_a_customer_without_a_file_says_so_again(plant: Plant) -> None:
    plant.complain()
    plant.step()
    plant.complain("| 反馈内容 | 又有一批异响 |")
    plant.step()

    assert plant.told() == ["CUSTOMER_PROVISIONAL"]
    assert len(plant.rows("customers")) == 1


def test_a_time_still_to_come_starts_the_clock_now(plant: Plant) -> None:
    plant.complain("| 收到时间 | 11:30 |")
    plant.step()

    assert plant.case().received_at == plant.case().entered_at.replace(second=0)


@pytest.mark.clause("P4.2-b2")
def test_severity_raises_the_level_and_both_are_kept(plant: Plant) -> None:
    plant.complain("| 信息等级 | B | 紧急程度 | 特别紧急 |")
    plant.step()

    assert (plant.case().level, plant.case().level_typed) == ("AA", "B")
    assert plant.task("reply").limit_at == plant.case().received_at.replace(day=24)


@pytest.mark.clause("P2")
def test_forms_of_three_kinds_in_one_cycle_are_all_entered(plant: Plant) -> None:
    plant.complain()
    plant.step()
    plant.drop(plant.fill(CONFIRMATION, "confirmation"), to="品质保证部")
    plant.drop(plant.fill(CUSTOMER, "customer"))
    plant.complain("| 反馈内容 | 又一件 |")
    plant.step()

    assert sorted(row["number"] for row in plant.rows("submissions")) == [
        "FK-20261123-001",
        "FK-20261123-002",
        "KH-00002",
        "SH-20261123-001",
    ]


# --- who sent it


@pytest.mark.parametrize(
    ("folder", "sender"),
    [
        ("营业部", "SALES"),
        ("品质保证部", "QA"),
        ("品保", "QA"),
        ("技术部/2026-11", "ENG"),
        ("2026-11/技术部", "ENG"),
        ("", "SALES"),
        ("张敏", "SALES"),
    ],
)
@pytest.mark.clause("P3.1", "P3.3")
def test_the_sender_is_the_department_whose_folder_it_is(
    plant: Plant, folder: str, sender: str
) -> None:
    plant.complain(to=folder)
    plant.step()
    name = plant.ws.company.department_name(sender)

    assert plant.case().sender == sender
    assert len(plant.answers(f"{name}/回执")) == 1


def test_answers_about_customers_files_always_go_to_sales(plant: Plant) -> None:
    plant.drop(plant.fill(CUSTOMER, "customer"), to="品质保证部")
    plant.step()

    assert len(plant.answers("营业部/回执")) == 1
    assert plant.answers("品质保证部/回执") == []


# --- the same again


def test_the_same_bytes_under_another_name_add_nothing(plant: Plant) -> None:
    path = plant.fill(CUSTOMER, "customer")
    plant.drop(path)
    plant.step()
    before = plant.rows("customers")
    plant.drop(path, name="另一个名字.xlsx")
    plant.step()

    assert outcomes(plant) == ["accepted", "duplicate"]
    assert plant.arrival()["number"] == "KH-00001"
    assert plant.rows("customers") == before
    assert plant.inbox() == []


def test_the_same_bytes_twice_in_one_cycle_are_entered_once(plant: Plant) -> None:
    path = plant.fill(CUSTOMER, "customer")
    plant.drop(path, name="一.xlsx")
    plant.drop(path, name="二.xlsx")
    plant.step()

    assert sorted(outcomes(plant)) == ["accepted", "duplicate"]


def test_the_same_content_saved_by_another_program_adds_nothing(plant: Plant) -> None:
    path = plant.complain()
    plant.step()
    saved_again = plant.fill("", plant.fill("", plant.fill("")))  # a blank, thrice saved
    book = openpyxl.load_workbook(plant.root.parent / path.name)
    book.properties.creator = "WPS"
    book.save(saved_again)
    assert saved_again.read_bytes() != (plant.root.parent / path.name).read_bytes()
    plant.drop(saved_again)
    plant.step()

    assert outcomes(plant)[-1] == "duplicate"
    assert plant.arrival()["number"] == CASE
    assert len(plant.rows("cases")) == 1


def test_a_duplicate_is_answered_with_the_number_it_already_has(plant: Plant) -> None:
    path = plant.complain()
    plant.step()
    plant.drop(plant.root.parent / path.name, to="技术部")
    plant.step()
    text = receipt_text(plant.answer("技术部/回执"))

    assert f"重复提交(原号 {CASE})" in text
    assert "11-25 09:00" in text


def test_another_complaint_in_the_same_words_on_another_day_is_another_case(plant: Plant) -> None:
    plant.complain("| 收到日期 | 2026-11-20 |")
    plant.complain("| 收到日期 | 2026-11-21 |")
    plant.step()

    assert len(plant.rows("cases")) == 2
