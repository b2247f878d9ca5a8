"""Forms that people fill, correct and save again in LibreOffice."""

from datetime import datetime
from pathlib import Path

import pytest

from feedback_xl.forms.declaration import form
from tests.office.office import Office, OpenBook
from tests.plant import CASE, Plant
from tests.tables import ORDINARY, cells_of, lines_of, template

pytestmark = pytest.mark.office

FRONT = "反馈信息"
COMPLAINT = {
    "客户名称": "苏州恒达电机",
    "联系人/电话": "王工 13800138000",
    "收到日期": "2026-11-23",
    "收到时间": "09:05",
    "反馈方式": "电话",
    "受理人": "张敏",
    "信息类别": "产品质量信息",
    "信息等级": "A",
    "反馈内容": "产线装配时发现轴承异响,抽检50件有3件",
    "客户要求": "退货、8D报告",
    "要求回复时间": "2026/11/24 17:00",
}
PRODUCT = {"产品型号或品名": "0123", "批号": "007", "涉及数": "50", "不良数": "3"}
EIGHT_MISTAKES = """
    | 客户名称 | 无 | 联系人/电话 | 王工 13800138000 |
    | 收到日期 | 上个月 | 收到时间 | 上午 |
    | 反馈方式 | QQ群 | 受理人 | 张敏 |
    | 信息类别 | 质量嘛 | 信息等级 | C |
    | 反馈内容 | 无 | 要求回复时间 | 尽快 |
    | 产品型号或品名 |
    | ZD-3012 |
"""
TOLD = ("单元格", "项目", "填写值", "问题", "应填", "示例")  # of each problem on 填写问题
ALL_KINDS_OF_CELLS = """
    | 收到时间 | 09:07 | 要求回复时间 | 2026-11-24 16:59 |
    | 客户要求 | 退货、8D报告 | 业务类型 | 退货 |
    | 产品型号或品名 | 批号 | 单位 | 涉及数 |
    | 0123 | 007 | 千克 | 2.7 |
    | 不明 | L1-2 | 件 | 1200 |
    | 退货类别 | 使用中不良退货 | 预计到货日 | 2026-11-28 |
    | 退货数 | 换货数 |
    | 2.7 | 0 |
"""


def fill(book: OpenBook) -> None:
    book.type_beside(FRONT, COMPLAINT)
    book.type_below(FRONT, PRODUCT)


def check_complaint(plant: Plant) -> None:
    """It is entered as it was typed."""
    case = plant.case()
    assert case.received_at == datetime(2026, 11, 23, 9, 5)
    assert case.wanted_at == datetime(2026, 11, 24, 17, 0)
    assert (case.customer_name, case.level) == (COMPLAINT["客户名称"], COMPLAINT["信息等级"])
    assert case.content == COMPLAINT["反馈内容"]
    [line] = plant.rows("lines")
    assert (line["values"]["part"], line["values"]["lot"]) == ("0123", "007")
    assert line["values"]["affected"] == 50
    assert plant.inbox() == []


@pytest.mark.parametrize("folder", ["templates", "outbox/营业部/空白表"])
def test_a_blank_filled_and_saved_by_libreoffice_is_accepted(
    office: Office, plant: Plant, folder: str
) -> None:
    plant.run()
    target = plant.root / "inbox" / "营业部" / "反馈.xlsx"
    with office.opened(plant.root / folder / form("feedback").file) as book:
        fill(book)
        book.save_as(target)
    plant.stamp(target)
    plant.run()
    check_complaint(plant)
    assert plant.told() == ["CUSTOMER_NEW"]


@pytest.mark.parametrize("label", ["收到日期", "产品型号或品名", "填表人"])
def test_a_row_inserted_above_a_field_hides_nothing(
    office: Office, plant: Plant, label: str
) -> None:
    target = plant.root / "inbox" / "营业部" / "反馈.xlsx"
    with office.opened(template("feedback")) as book:
        book.insert_row_above(FRONT, label)
        fill(book)
        book.save_as(target)
    plant.stamp(target)
    plant.run()
    check_complaint(plant)
    assert plant.told() == ["ROWS_MOVED", "CUSTOMER_NEW"]


def save_again(office: Office, source: Path) -> Path:
    target = source.with_name(f"{source.stem}-另存.xlsx")
    with office.opened(source) as book:
        book.save_as(target)
    assert target.read_bytes() != source.read_bytes()
    return target


@pytest.mark.parametrize("form_id", ["feedback", "customer", "confirmation"])
def test_the_same_content_saved_again_by_libreoffice_adds_no_row(
    office: Office, plant: Plant, form_id: str
) -> None:
    if form_id == "confirmation":
        plant.complain()
    more = ALL_KINDS_OF_CELLS if form_id == "feedback" else ""
    original = plant.fill(ORDINARY[form_id] + more, form_id)
    plant.drop(original)
    plant.run()
    entered = plant.rows("submissions")
    plant.drop(save_again(office, original))
    plant.run()
    assert plant.rows("submissions") == entered
    assert plant.arrival()["outcome"] == "duplicate"
    number = entered[-1]["number"]
    assert plant.arrival()["number"] == number
    answer = next(path for path in plant.answers("营业部/回执") if "另存" in path.name)
    assert number in str(cells_of(answer).sheets[0].cells)


def test_eight_mistakes_corrected_in_the_returned_file_with_libreoffice(
    office: Office, plant: Plant
) -> None:
    plant.drop(plant.fill(EIGHT_MISTAKES))
    plant.run()
    first = plant.arrival()
    returned = plant.answer("营业部/退回")
    told = lines_of(cells_of(returned).sheets[0])
    assert [line["序号"] for line in told] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert all(line[title] for line in told for title in TOLD)
    with office.opened(returned) as book:
        book.type_beside(FRONT, COMPLAINT)
        book.save()
    plant.drop(returned)
    plant.run()
    second = plant.arrival()
    assert plant.told() == ["CUSTOMER_NEW"]
    assert second["first_try"] == first["key"]
    [standing] = plant.rows("returns")
    assert (standing["state"], standing["number"]) == ("corrected", CASE)
    assert plant.lines("营业部", "退回待更正") == []
    assert plant.answers("营业部/退回") == []
    assert plant.case().received_at == datetime(2026, 11, 23, 9, 5)
