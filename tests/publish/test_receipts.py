"""回执: what a salesman shows his boss; and 填写问题, with a way to each cell."""

from datetime import datetime

import pytest

from tests.e2e.people import ANALYSED, NO_CAPA, People
from tests.plant import CASE, Plant
from tests.publish.papers import beside, front, is_one_a4, words
from tests.tables import CONFIRMATION

RECEIPT = "营业部/回执"
RETURNED = "营业部/退回"


@pytest.mark.clause("P4.2-b2")
def test_it_shows_the_way_from_the_customers_word_to_our_reply(plant: Plant) -> None:
    plant.complain("| 协办部门 | 生产制造部 |")
    plant.step()
    receipt = plant.answer(RECEIPT)
    told = words(receipt)
    start = told.index("收到")

    assert told[start : start + 4] == ["收到", "传递", "部门完成", "回复客户"]
    days = ["2026-11-23", "→", "2026-11-23", "→", "2026-11-25", "→", "2026-11-25"]
    assert told[start + 4 : start + 11] == days
    assert told[start + 11 : start + 15] == ["09:00", "10:00", "09:00", "09:00"]
    assert told[start + 15 : start + 19] == [
        "客户电话",
        "收到后 1.0 小时",
        "○ 正常 剩余 47.0 小时",
        "○ 正常 剩余 47.0 小时",
    ]
    assert is_one_a4(front(receipt))


def test_it_names_who_is_concerned(plant: Plant) -> None:
    plant.complain("| 协办部门 | 生产制造部 |")
    plant.step()
    told = words(plant.answer(RECEIPT))
    start = told.index("分工") + 4

    assert told[start : start + 12] == [
        *("主责", "品质保证部", "待品质保证部填写", "2026-11-25 09:00"),
        *("协办", "生产制造部", "待生产制造部填写", "2026-11-25 09:00"),
        *("回复客户", "营业部", "张敏", "2026-11-25 09:00"),
    ]


@pytest.mark.clause("P4.2-b2")
def test_each_limit_has_its_derivation_line_by_line(plant: Plant) -> None:
    plant.complain()
    plant.step()
    told = words(plant.answer(RECEIPT))
    start = told.index("时限推算") + 1

    assert told[start : start + 7] == [
        "回复时限",
        "起算 2026-11-23 09:00(客户联系时间)",
        "A级 48小时,自然小时(P4.2-b2、P4.2-c9)",
        "时限 2026-11-25 09:00",
        "建议完成 2026-11-24 23:24(80%)",
        "处理时限",
        "同回复时限 2026-11-25 09:00",
    ]


def test_every_case_of_one_form_is_shown(plant: Plant) -> None:
    plant.complain("| 类别 | 等级 | 内容 | 产品型号 |\n| 其他信息 | B | 少送5件 | ZD-3012 |")
    plant.step()
    told = words(plant.answer(RECEIPT))

    assert [text for text in told if text in (CASE, "FK-20261123-002")] == [CASE, "FK-20261123-002"]
    assert [text for text in told if text in ("A级", "B级")] == ["A级", "B级"]


def test_reminders_and_repairs_lead_into_the_form(plant: Plant) -> None:
    plant.complain("| 受理人 | | 收到日期 | '2026/11/23 |")
    plant.step()
    page = front(plant.answer(RECEIPT))
    links = {
        page.cell(cell.row, 3).value: cell.hyperlink.location
        for row in page.iter_rows(max_col=1)
        for cell in row
        if cell.hyperlink
    }

    assert links["受理人"].startswith("'反馈信息'!")
    assert "2026/11/23 → 2026-11-23" in words(plant.answer(RECEIPT))


def test_what_was_done_when_it_is_asked_again_is_told(plant: Plant) -> None:
    people = People(plant)
    path = plant.complain()
    plant.run()
    people.work("analyse", ANALYSED, NO_CAPA)
    plant.run()
    plant.drop(plant.fill("", plant.answer(RECEIPT)), name=path.name)
    plant.step()
    [again] = [path for path in plant.answers(RECEIPT) if "重复" in path.name]

    assert any(text.startswith("● 按时完成") for text in words(again))
    assert "王强" in words(again)


def test_praise_has_no_clock_and_says_so(plant: Plant) -> None:
    plant.complain("| 信息类别 | 其他信息 | 业务类型 | 表扬建议 |")
    plant.step()
    told = words(plant.answer(RECEIPT))

    assert any("表扬建议,不计时" in text for text in told)
    assert "时限推算" not in told


def test_the_receipt_of_a_confirmation_names_its_cases(plant: Plant) -> None:
    plant.complain()
    plant.step()
    plant.drop(plant.fill(CONFIRMATION, "confirmation"), to="品质保证部")
    plant.step()

    assert beside(plant.answer("品质保证部/回执"), "反馈编号") == CASE


# --- 填写问题


def test_a_returned_form_tells_how_much_of_the_customers_time_is_left(plant: Plant) -> None:
    plant.complain("| 反馈内容 | |")
    plant.step()

    assert (
        "客户时限仍在计算(A级,剩余 47.0 小时,11-25 09:00 到期)。"
        in words(plant.answer(RETURNED))[2]
    )


def test_a_customers_limit_that_has_passed_is_told_as_well(plant: Plant) -> None:
    plant.complain("| 反馈内容 | | 收到日期 | 2026-11-20 | 收到时间 | 09:00 |")
    plant.step()

    assert "客户时限已过(A级,11-22 09:00 到期,已超 25.0 小时)。" in words(plant.answer(RETURNED))[2]


def test_nearest_allowed_value_example_and_repairs_are_told(plant: Plant) -> None:
    plant.complain("| 信息等级 | BB | 收到日期 | '2026/11/23 |")
    plant.step()
    told = words(plant.answer(RETURNED))

    assert any("最接近的是“B”" in text for text in told)
    assert {"2026/11/23", "2026-11-23"} <= set(told), "before and after"


def test_a_row_is_as_high_as_its_text_and_stands_at_the_top(plant: Plant) -> None:
    plant.complain("| 信息等级 | 非常非常着急请马上处理不然客户要停线了 |")
    plant.step()
    page = front(plant.answer(RETURNED))

    assert page.row_dimensions[5].height > 30
    assert {page.cell(5, column).alignment.vertical for column in range(1, 10)} == {"top"}
    assert page.page_setup.orientation == "landscape"


def test_an_hour_on_the_receipt_is_that_of_the_file_not_of_the_drawing(plant: Plant) -> None:
    plant.complain()
    plant.clock.move_to(datetime(2026, 11, 23, 12, 0))
    plant.step()

    assert "○ 正常 剩余 45.0 小时" in words(plant.answer(RECEIPT))
