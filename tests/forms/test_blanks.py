"""The blanks under templates/: what plant.md part 3 puts on them, and nothing left to break."""

import re
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import load_workbook

from feedback_xl.forms.blank import blank
from feedback_xl.forms.declaration import all_forms, form
from feedback_xl.procedure.load import shipped_company
from feedback_xl.xlsx.cells import a1_of, address_of
from tests.tables import template

FORMS = [declared.id for declared in all_forms()]
FRONT = {"feedback": "反馈信息", "confirmation": "不良确认", "customer": "顾客档案"}
HEAD = {  # ◇: filled by the program
    "feedback": "表单编号 版本 页 反馈编号 处理时限 回复时限",
    "confirmation": "表单编号 版本 页 确认编号 客户",
    "customer": "表单编号 版本 页 下次更新日期",
}
LABELS = {
    "反馈信息": """
        客户名称 联系人/电话 收到日期 收到时间 反馈方式 受理人 信息类别 信息等级 业务类型 信息细类
        反馈内容 客户要求 要求回复时间 严重程度 紧急程度 客户停线 涉及安全 主责部门 协办部门
        AA电话通知(姓名、时间) 填表人 审查 承认""",
    "退换品与变更": """
        退货类别 预计到货日 实到日期 入库单号 隔离存放地点 是否补货 补货期限 运费承担
        变更种类 合同/订单号 变更前 变更后 要求生效日
        出差日期起 出差日期止 拜访对象 目的 概要""",
    "不良确认": """
        反馈编号 确认方式 确认日期 确认人 客户确认人 不良品收到日期 隔离存放地点 现象再现 责任判定
        供方名称 责任部门 临时措施(围堵) 启动纠正措施 8D(纠正措施)编号 不启动理由 确认结论
        作成 审查 承认""",
    "分析与关闭": "产生原因 流出原因 原因分类 客户结算 费用 效果确认 客户满意度",
    "顾客档案": """
        客户编码 登记类别 客户状态 客户名称 联系人 电话或手机 负责业务员 首次接触日期 法定代表人
        地址 邮编 传真 统一社会信用代码/纳税人识别号 发票类型 简称 客户区域 客户类型 客户等级
        发票抬头 开户行 账号 收票邮箱/手机 收货地址 邮箱 职务 质量/环保特殊要求 变更依据 生效日期
        作成 审查 承认""",
}
TABLES = {
    "反馈信息": [("产品型号或品名 批号 单位 涉及数 不良数 不良现象 发现场所", 3)],
    "退换品与变更": [("退货数 换货数", 3), ("类别 等级 内容 产品型号", 4)],
    "不良确认": [
        (
            "产品型号 批号 收到数 检查数 不良数 良品数(NTF) 不良现象 缺陷等级 实物处置 处置数",
            6,
        )
    ],
    "分析与关闭": [],
    "顾客档案": [("本厂型号 客户料号 品名规格", 3)],
}
PICTURES = {"反馈信息": "照片粘贴处", "不良确认": "照片"}
BEYOND = {"分析与关闭": {"费用明细"}}  # "one total + optional split"
LISTS = {  # literally from plant.md
    "反馈方式": "电话/传真/邮件/信函/客户走访/客户接待/微信/客户系统/其他",
    "信息类别": "产品质量信息/其他信息",
    "信息等级": "AA/A/B",
    "业务类型": "一般反馈/退货/换货/返修/变更/表扬建议",
    "严重程度": "特别严重/严重/一般",
    "紧急程度": "特别紧急/紧急/一般",
    "客户停线": "是/否/不明",
    "涉及安全": "是/否/不明",
    "客户要求": "无特别要求/退货/换货/补货/挑选/返工返修/折让/索赔/8D报告/派人到现场/书面回复/其他",
    "确认方式": "退回品检测/寄样确认/现场确认/照片视频确认/客户报告确认",
    "现象再现": "再现/部分再现/未再现/无法确认",
    "责任判定": "本公司责任/供方责任/客户使用责任/运输责任/多方责任/未见异常(NTF)/待分析",
    "启动纠正措施": "是/否/待定",
    "登记类别": "新建/变更/停用/恢复",
    "客户状态": "潜在/合作中/暂停/终止",
    "发票类型": "专票/普票/数电专票/数电普票/不开票",
    "客户区域": "境内/港澳台/境外",
    "客户等级": "重点/一般",
}
COLUMN_LISTS = {
    "发现场所": "客户进料/客户产线/客户成品/终端市场/运输途中/客户仓库",
    "缺陷等级": "致命(CR)/严重(MA)/轻微(MI)",
    "实物处置": "返工/返修/挑选(全检)/报废/退供方/退回客户/良品入库/客户让步接收(特采)/待处置",
}
CODES = """
    批号 产品型号或品名 产品型号 入库单号 合同/订单号 8D(纠正措施)编号 邮编 账号 电话或手机 传真
    统一社会信用代码/纳税人识别号 客户编码 本厂型号 客户料号 反馈编号"""


@cache
def book(form_id: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(template(form_id))


def pages() -> list[tuple[str, str]]:
    return [(declared.id, page.name) for declared in all_forms() for page in declared.pages]


def plain(label: object) -> str:
    """A label without its mark and its line break."""
    return re.sub(r"\n| [★☆]$", "", str(label))


def where(page: Worksheet, text: str) -> list[str]:
    """Addresses of the cells that hold exactly this text, marked or not."""
    return [c.coordinate for row in page.iter_rows() for c in row if plain(c.value) == text]


def right_of(page: Worksheet, label: str) -> str:
    row, column = address_of(label)
    return a1_of((row, column + 1))


def head_labels(form_id: str, page: str) -> list[str]:
    return HEAD[form_id].split() if page == FRONT[form_id] else []


def header_row(page: Worksheet, titles: list[str]) -> int:
    rows = [{address_of(at)[0] for at in where(page, title)} for title in titles]
    [row] = set.intersection(*rows)
    return row


def table_cells(page: Worksheet, name: str) -> dict[str, list[str]]:
    """Each column's title → the cells below it that belong to the table."""
    found = {}
    for titles, count in TABLES[name]:
        row = header_row(page, titles.split())
        for title in titles.split():
            [column] = [address_of(at)[1] for at in where(page, title) if address_of(at)[0] == row]
            found[title] = [a1_of((row + n, column)) for n in range(1, count + 1)]
    return found


def input_cells(page: Worksheet, name: str) -> set[str]:
    labels = [
        *LABELS[name].split(),
        *BEYOND.get(name, ()),
        *([PICTURES[name]] if name in PICTURES else []),
    ]
    in_tables = table_cells(page, name)
    fields = {right_of(page, at) for label in labels for at in field_label(page, name, label)}
    return fields | {cell for cells in in_tables.values() for cell in cells}


def field_label(page: Worksheet, name: str, label: str) -> list[str]:
    """Where a label stands, table headers left out."""
    headers = [header_row(page, titles.split()) for titles, _ in TABLES[name]]
    return [at for at in where(page, label) if address_of(at)[0] not in headers]


@pytest.mark.parametrize("form_id", FORMS)
def test_the_blanks_checked_in_are_what_the_declarations_give(form_id: str) -> None:
    assert template(form_id).read_bytes() == blank(form(form_id), shipped_company())


@pytest.mark.parametrize(("form_id", "name"), pages())
def test_each_label_stands_alone_with_its_value_cell_right_of_it(form_id: str, name: str) -> None:
    page = book(form_id)[name]
    inputs = [*LABELS[name].split(), *([PICTURES[name]] if name in PICTURES else [])]
    for label in inputs:
        [at] = field_label(page, name, label)
        value = page[right_of(page, at)]
        assert type(value).__name__ == "Cell", f"{label}: the value cell is inside another cell"
        assert not value.protection.locked, label
    for label in head_labels(form_id, name):
        [at] = field_label(page, name, label)
        assert page[right_of(page, at)].protection.locked, label


@pytest.mark.parametrize(("form_id", "name"), pages())
def test_tables_have_their_values_below_a_header_of_one_row(form_id: str, name: str) -> None:
    page = book(form_id)[name]
    for title, cells in table_cells(page, name).items():
        for cell in cells:
            assert type(page[cell]).__name__ == "Cell", f"{title} {cell}"
            assert not page[cell].protection.locked, f"{title} {cell}"


@pytest.mark.parametrize(("form_id", "name"), pages())
def test_input_cells_are_unlocked_and_nothing_else(form_id: str, name: str) -> None:
    page = book(form_id)[name]
    unlocked = {
        cell.coordinate
        for row in page.iter_rows()
        for cell in row
        if type(cell).__name__ == "Cell" and not cell.protection.locked
    }

    assert unlocked == input_cells(page, name)
    assert page.protection.sheet
    assert page.protection.objects in (None, False), "pictures may be pasted"
    assert not page.protection.formatRows, "row heights may be changed"
    assert not page.protection.formatColumns, "column widths may be changed"
    assert page.protection.insertRows


@pytest.mark.parametrize(("form_id", "name"), pages())
def test_at_most_two_pairs_stand_in_a_row(form_id: str, name: str) -> None:
    """A form is read on a telephone too."""
    page = book(form_id)[name]
    labels = [*LABELS[name].split(), *head_labels(form_id, name)]
    rows = [address_of(at)[0] for label in labels for at in field_label(page, name, label)]

    assert max(rows.count(row) for row in rows) <= 2


def rule_of(page: Worksheet, cell: str) -> tuple[str, list[str], str, str]:
    """Kind, offered values, input message and error message of a cell's rule."""
    [rule] = [rule for rule in page.data_validations.dataValidation if cell in rule.cells]
    values: list[str] = []
    if rule.type == "list":
        everything = re.findall(r"list_\d+", rule.formula1)[-1]  # of a formula, its last word
        sheet, span = page.parent.defined_names[everything].attr_text.split("!")
        values = [str(c.value) for row in page.parent[sheet.strip("'")][span] for c in row]
    return rule.type or "", values, rule.prompt or "", rule.error or ""


@pytest.mark.parametrize(("form_id", "name"), pages())
def test_drop_downs_offer_what_the_plant_says_with_chinese_messages(
    form_id: str, name: str
) -> None:
    page = book(form_id)[name]
    cells = {
        label: [right_of(page, at) for at in field_label(page, name, label)] for label in LISTS
    }
    wanted = {label: (found, LISTS[label]) for label, found in cells.items() if found}
    tables = table_cells(page, name)
    wanted |= {
        title: (tables[title], COLUMN_LISTS[title]) for title in tables if title in COLUMN_LISTS
    }
    for label, (found, options) in wanted.items():
        for cell in found:
            kind, offered, prompt, error = rule_of(page, cell)
            assert (kind, offered) == ("list", options.split("/")), label
            assert re.search("[一-鿿A]", prompt) and re.search("[一-鿿]", error), label


@pytest.mark.parametrize(("form_id", "name"), pages())
def test_every_input_cell_says_what_is_expected(form_id: str, name: str) -> None:
    page = book(form_id)[name]
    pictures = {right_of(page, at) for at in where(page, PICTURES.get(name, ""))}
    for cell in input_cells(page, name) - pictures:
        assert rule_of(page, cell)[2], f"{cell} has no input message"


@pytest.mark.parametrize(("form_id", "name"), pages())
def test_cells_of_codes_and_numbers_are_text(form_id: str, name: str) -> None:
    page = book(form_id)[name]
    tables = table_cells(page, name)
    for label in CODES.split():
        cells = tables.get(label) or [right_of(page, at) for at in field_label(page, name, label)]
        assert all(page[cell].number_format == "@" for cell in cells), label


@pytest.mark.parametrize("form_id", FORMS)
def test_lists_and_map_are_hidden_and_the_first_page_prints_on_one_a4(form_id: str) -> None:
    found = book(form_id)
    states = {page.title: page.sheet_state for page in found.worksheets}
    front = found[FRONT[form_id]]

    assert (states["_lists"], states["_meta"]) == ("hidden", "hidden")
    assert found.active is front
    assert (front.page_setup.paperSize, front.page_setup.orientation) in (
        (9, "portrait"),
        ("9", None),
    )
    assert front.sheet_properties.pageSetUpPr.fitToPage
    assert (front.page_setup.fitToWidth or 1, front.page_setup.fitToHeight or 1) == (1, 1)


def calamine_meta(path: Path) -> dict[str, str]:
    rows = load_workbook(path).get_sheet_by_name("_meta").to_python()
    return {str(row[0]): str(row[1]) for row in rows}


@pytest.mark.parametrize("form_id", FORMS)
def test_calamine_alone_finds_every_field_by_the_hidden_map(form_id: str) -> None:
    path, declared = template(form_id), form(form_id)
    meta = calamine_meta(path)
    opened = load_workbook(path)

    assert (meta["form"], meta["version"]) == (form_id, declared.version)
    for item in declared.fields.values():
        sheet, _, cell = meta[f"field:{item.id}"].rpartition("!")
        row, column = address_of(cell)
        rows = opened.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        assert plain(rows[row - 1][column - 2]) == item.label
    for table in declared.tables.values():
        for column in table.columns:
            sheet, _, span = meta[f"table:{table.id}:{column.id}"].rpartition("!")
            row, at = address_of(span.split(":")[0])
            rows = opened.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            assert plain(rows[row - 2][at - 1]) == column.label


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.clause("P0-1", "P5-1", "P5-2", "P5-3")
def test_a_blank_names_document_version_and_page(form_id: str) -> None:
    page = book(form_id)[FRONT[form_id]]
    for label in ("表单编号", "版本", "页"):
        [at] = where(page, label)
        assert page[right_of(page, at)].value, label
