"""回复函 and 8D: pre-filled, kept current, and left alone once somebody made them his own."""

from pathlib import Path

import openpyxl
import pytest

from feedback_xl.files.archive import object_path
from feedback_xl.files.reading import sha256_of
from tests.e2e.people import ANALYSED, FINAL, INTERIM, NO_CAPA, QA, SALES, People
from tests.plant import CASE, Plant
from tests.publish.papers import beside, front, is_one_a4, words
from tests.tables import CONFIRMATION, CUSTOMER, cells_of

LETTERS = f"{SALES}/回复函"
EIGHT_D = f"{QA}/8D"
CAPA = {"启动纠正措施": "是"}
VERIFIED = {
    "担当": "李工",
    "原因(产生)": "夹具磨损",
    "原因(流出)": "首件未测异响",
    "对策": "夹具换型",
    "实际完成日": "2026-11-23",
    "FMEA/控制计划已更新": "是",
    "横向展开": "ZD-3050 同夹具",
    "效果确认": "有效",
    "验证批次/依据": "三批无异响",
    "验证人": "王强",
    "验证日": "2026-11-23",
}
PLAN = {"8D编号": "8D-01", "计划完成日": "2026-12-20", "对策计划": "增加去毛刺工序"}


@pytest.fixture
def people(plant: Plant) -> People:
    """A complaint of a customer who has a file."""
    plant.drop(plant.fill(CUSTOMER, "customer"))
    plant.step()
    plant.complain("| 客户名称 | 恒达电机 | 联系人/电话 | 王工 13800138000 |")
    plant.run()
    return People(plant)


def save(path: Path, cell: str, text: str) -> None:
    """Somebody types into a paper and saves it."""
    book = openpyxl.load_workbook(path)
    book.worksheets[0][cell] = text
    book.save(path)


def link(plant: Plant, department: str, sheet: str, title: str) -> str:
    """Where the link in a task book's only row leads."""
    page = openpyxl.load_workbook(plant.book(department))[sheet]
    titles = {cell.value: cell.column for cell in page[4]}
    return str(page.cell(5, titles[title]).hyperlink.target).replace("\\", "/")


# --- 回复函


def test_there_is_no_letter_while_there_is_nothing_to_say(people: People) -> None:
    assert people.plant.answers(LETTERS) == []


@pytest.mark.clause("P4.2-c9")
def test_it_is_written_as_soon_as_all_results_are_in(people: People) -> None:
    people.work("analyse", ANALYSED, NO_CAPA)
    people.run()
    letter = people.plant.answer(LETTERS)
    told = words(letter)

    assert letter.name == f"回复函_{CASE}.xlsx"
    assert "致:苏州恒达电机有限公司" in told
    assert "联系人:王工 13800138000" in told
    assert "产线装配时发现轴承异响,抽检50件有3件" in told
    assert f"{QA}:更换夹具,全检库存" in told
    assert "        年     月     日" in told, "room for the day it is sent"
    assert is_one_a4(front(letter))


def test_the_reply_row_leads_to_it(people: People) -> None:
    people.work("analyse", ANALYSED, NO_CAPA)
    people.run()

    target = Path(people.plant.root, "outbox", SALES, link(people.plant, SALES, "回复", "回复函"))
    assert target == people.plant.answer(LETTERS)


def test_it_follows_what_sales_types_until_the_final_reply_is_given(people: People) -> None:
    plant = people.plant
    people.work("analyse", ANALYSED, CAPA)
    people.run()
    people.work("plan_capa", PLAN)
    people.run()
    people.work("reply", FINAL)
    people.run()
    sent = plant.answer(LETTERS).read_bytes()
    told = words(plant.answer(LETTERS))
    people.work("capa", VERIFIED)
    people.run()

    assert "已更换夹具" in told
    assert "2026年11月23日" in told
    assert plant.answer(LETTERS).read_bytes() == sent, "what was sent stays as it was"


def test_a_corrected_reply_corrects_its_letter(people: People) -> None:
    people.work("analyse", ANALYSED, NO_CAPA)
    people.work("reply", FINAL)
    people.run()
    people.work("reply", {"回复内容": "已更换夹具,补发3件"})
    people.run()

    assert "已更换夹具,补发3件" in words(people.plant.answer(LETTERS))


def test_an_interim_reply_has_a_letter_of_its_own(people: People) -> None:
    plant = people.plant
    people.work("reply", INTERIM, {"下次回复日期": "2026-11-27"})
    people.run()
    interim = plant.answer(LETTERS)
    told = words(interim)
    people.work("analyse", ANALYSED, NO_CAPA)
    people.run()
    final = plant.answers(LETTERS)[-1]

    assert interim.name == f"初步回复函_{CASE}.xlsx"
    assert "正在分析" in told
    assert "最终结果将于 2026-11-27 前回复贵公司。" in told
    assert final.name == f"回复函_{CASE}.xlsx"
    assert "正在分析" not in words(final), "what was said in the interim is not the final answer"


@pytest.mark.clause("P4.2-c5")
def test_the_permanent_action_and_its_day_are_named(people: People) -> None:
    people.work("analyse", ANALYSED, CAPA)
    people.run()
    people.work("plan_capa", PLAN)
    people.run()

    told = "增加去毛刺工序(计划完成日 2026-12-20,报告编号 8D-01)"
    assert told in words(people.plant.answer(LETTERS))


def test_a_letter_sales_has_changed_is_left_alone(people: People) -> None:
    plant = people.plant
    people.work("analyse", ANALYSED, NO_CAPA)
    people.run()
    letter = plant.answer(LETTERS)
    save(letter, "A8", "致:苏州恒达电机有限公司 王总")
    people.work("reply", FINAL)
    people.run()

    assert "致:苏州恒达电机有限公司 王总" in words(letter)
    assert "已更换夹具" not in words(letter)


def test_a_letter_somebody_has_open_is_brought_up_to_date_when_he_is_done(people: People) -> None:
    plant = people.plant
    people.work("analyse", ANALYSED, NO_CAPA)
    people.run()
    letter = plant.answer(LETTERS)
    with letter.open("rb") as held:
        before = held.read()
        people.work("reply", FINAL)
        people.run()
        assert letter.read_bytes() == before
    people.run()

    assert "已更换夹具" in words(letter)


def test_a_letter_that_is_replaced_is_kept(people: People) -> None:
    plant = people.plant
    people.work("analyse", ANALYSED, NO_CAPA)
    people.run()
    before = sha256_of(plant.answer(LETTERS))
    people.work("reply", FINAL)
    people.run()

    assert sha256_of(plant.answer(LETTERS)) != before
    assert plant.broken() == []
    assert object_path(plant.ws.folders.archive, before).exists()


def test_a_second_round_has_its_own_letter(people: People) -> None:
    people.work("analyse", ANALYSED, NO_CAPA)
    people.work("reply", FINAL)
    people.run()
    people.work("reply", {"客户意见": "不接受"})
    people.run()
    people.work("analyse", ANALYSED, NO_CAPA)
    people.run()

    assert [path.name for path in people.plant.answers(LETTERS)] == [
        f"回复函_{CASE}.xlsx",
        f"回复函_{CASE}_第2轮.xlsx",
    ]


# --- 8D


@pytest.mark.clause("P4.2-c5")
def test_an_8d_is_prefilled_when_corrective_action_begins(people: People) -> None:
    plant = people.plant
    people.work("analyse", {**ANALYSED, "临时措施(围堵)": "在库2000件隔离"}, CAPA)
    people.run()
    path = plant.answer(EIGHT_D)

    assert path.name == f"8D_{CASE}.xlsx"
    assert beside(path, "反馈编号") == CASE
    assert beside(path, "症状") == "产线装配时发现轴承异响,抽检50件有3件"
    assert beside(path, "临时措施") == "在库2000件隔离"
    assert beside(path, "产生原因") == "夹具毛刺"
    assert beside(path, "组长") == "王强"
    assert "ZD-3012" in words(path)
    assert any("系统只读取任务表" in text for text in words(path))
    target = link(plant, QA, "纠正措施跟踪", "8D报告")
    assert Path(plant.root, "outbox", QA, target) == path


def test_without_corrective_action_there_is_none(people: People) -> None:
    people.work("analyse", ANALYSED, NO_CAPA)
    people.run()

    assert people.plant.answers(EIGHT_D) == []


def test_it_takes_the_lines_of_form_c(people: People) -> None:
    plant = people.plant
    form = CONFIRMATION.replace("| 启动纠正措施 | 否 | 不启动理由 | 偶发,非本公司原因 |", "")
    form += "| 启动纠正措施 | 是 |"
    people.work("analyse", {"担当": "王强"})
    plant.drop(plant.fill(form, "confirmation"), to=QA)
    people.run()
    path = plant.answer(EIGHT_D)

    assert beside(path, "确认结论") == "客户装配时敲击轴承"
    assert beside(path, "现象再现") == "再现"
    assert {"20", "3", "异响"} <= set(words(path))


def test_it_follows_the_tracking_sheet_while_nobody_has_written_in_it(people: People) -> None:
    plant = people.plant
    people.work("analyse", ANALYSED, CAPA)
    people.run()
    people.work("plan_capa", PLAN)
    people.run()
    people.work("capa", {"担当": "李工", "原因(产生)": "夹具磨损"})
    people.run()
    path = plant.answer(EIGHT_D)

    assert beside(path, "8D编号") == "8D-01"
    assert beside(path, "对策计划") == "增加去毛刺工序"
    assert beside(path, "产生原因") == "夹具磨损"
    assert beside(path, "组长") == "李工"


def test_what_quality_assurance_wrote_in_it_stays(people: People) -> None:
    plant = people.plant
    people.work("analyse", ANALYSED, CAPA)
    people.run()
    path = plant.answer(EIGHT_D)
    save(path, "B14", "应急:停线")
    people.work("plan_capa", PLAN)
    people.run()

    assert "应急:停线" in words(path)
    assert "8D-01" not in words(path)


def test_nothing_restricted_of_the_customers_file_stands_in_these_papers(people: People) -> None:
    people.work("analyse", ANALYSED, CAPA)
    people.run()
    people.work("plan_capa", PLAN)
    people.run()
    told = [
        str(value)
        for path in (*people.plant.answers(LETTERS), *people.plant.answers(EIGHT_D))
        for sheet in cells_of(path).sheets
        for value in sheet.cells.values()
    ]

    assert told
    assert not any("陈建国" in text or "91110000600037341L" in text for text in told)
