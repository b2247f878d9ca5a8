"""What helps people while they fill a form: marks, messages, lists, greying, what is missing."""

import re
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from feedback_xl.forms.blank import blank
from feedback_xl.forms.declaration import all_forms, form
from feedback_xl.forms.render import Face, render, show_submission
from feedback_xl.forms.text import fold_key
from feedback_xl.procedure.load import shipped_company
from feedback_xl.xlsx.cells import CellValue
from tests.forms.filling import NOW, blank_cells, ordinary, read, with_cells
from tests.tables import template

FORMS = [declared.id for declared in all_forms()]
COMPANY = shipped_company()
PROGRESS = {"feedback": "E2", "confirmation": "F2", "customer": "E2"}
FRONT = "反馈信息"


def book(form_id: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(template(form_id))


def drawn(face: Face, form_id: str = "feedback", *, cached: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(render(form(form_id), COMPANY, face)), data_only=cached)


def told(form_id: str, kind: str, shown: dict[str, CellValue]) -> object:
    """What the progress cell says before anything is calculated anew."""
    page = drawn(Face(kind, NOW, shown=shown), form_id, cached=True).worksheets[0]
    return page[PROGRESS[form_id]].value


def prompts(page: Worksheet) -> dict[str, tuple[str, str]]:
    """Title and text of every input message, by cell."""
    return {
        str(rule.sqref).split(" ")[0]: (rule.promptTitle or "", rule.prompt or "")
        for rule in page.data_validations.dataValidation
    }


def closings(page: Worksheet) -> dict[str, set[str]]:
    """Formula → the cells that are grey while it holds."""
    return {
        rule.formula[0]: set(str(block.sqref).split(" "))
        for block in page.conditional_formatting
        for rule in block.rules
        if rule.type == "expression"
    }


def test_labels_say_by_a_sign_what_is_demanded_and_what_is_asked_for() -> None:
    page = book("feedback")[FRONT]

    assert [page[cell].value for cell in ("A7", "E8", "E7")] == [
        "客户名称 ★",
        "收到时间 ☆",
        "联系人/电话",
    ]
    assert page["A22"].value == "AA电话通知\n(姓名、时间) ☆"
    assert "★ 必填" in page["A2"].value and "☆" in page["A2"].value


def test_a_form_that_can_only_be_read_asks_for_nothing() -> None:
    found = drawn(Face("handed_over", NOW, shown={"customer_name": "恒达"}))
    texts = [str(c.value) for page in found.worksheets[:2] for row in page for c in row if c.value]

    assert not [text for text in texts if "★" in text or "☆" in text or text.startswith("=")]
    assert not any(closings(page) for page in found.worksheets[:2])


@pytest.mark.parametrize("form_id", FORMS)
def test_messages_begin_with_an_example_and_fit(form_id: str) -> None:
    declared = form(form_id)
    for page in book(form_id).worksheets[: len(declared.pages)]:
        for title, text in prompts(page).values():
            assert 0 < len(title) <= 32 and 0 < len(text) <= 255
            assert "例:" not in text or text.startswith("例:")


def test_cells_the_program_fills_say_so() -> None:
    assert prompts(book("feedback")[FRONT])["B4"][1] == "由系统填写,不用填"


def test_a_cell_for_some_cases_only_says_for_which() -> None:
    assert prompts(book("feedback")[FRONT])["B22"][1].endswith("信息等级为AA时填写")


def test_blocks_that_do_not_apply_are_grey_and_say_when_they_do() -> None:
    page = book("feedback")["退换品与变更"]
    goods = 'NOT(OR(cell_business_type="退货",cell_business_type="换货",cell_business_type="返修"))'

    assert {"B4:D4", "A4", "B9"} <= closings(page)[goods]
    assert {"B13:D13", "B14:G15"} <= closings(page)['NOT(cell_business_type="变更")']
    assert not [cells for cells in closings(page).values() if "A27" in cells]
    assert page["A3"].value == "退换品(业务类型为退货/换货/返修时填写)"


def test_a_cell_with_a_problem_is_not_greyed_over() -> None:
    filled = read(ordinary("feedback", "| 补货期限 | 下周 |"))
    face = Face(
        "returned",
        NOW,
        shown=show_submission(filled.submission, filled.form, COMPANY),
        problems={problem.field: problem for problem in filled.problems},
    )
    page = drawn(face).worksheets[1]

    assert "replenish_by" in face.problems
    assert not [cells for cells in closings(page).values() if "B7:D7" in cells]


def test_what_is_missing_stands_above_the_form() -> None:
    assert told("feedback", "blank", {}) == (
        "△ 还缺 5 项:客户名称、收到日期、信息类别、信息等级、反馈内容"
    )
    goods: dict[str, CellValue] = {"business_type": "退货", "customer_name": "恒达"}
    assert told("feedback", "receipt", goods) == (
        "△ 还缺 5 项:收到日期、信息类别、信息等级、反馈内容、产品型号或品名"
    )
    assert told("customer", "blank", {"action": "变更"}) == "△ 还缺 2 项:客户编码、变更依据"


@pytest.mark.parametrize("form_id", FORMS)
def test_a_form_that_is_accepted_lacks_nothing(form_id: str) -> None:
    filled = read(ordinary(form_id))
    shown = show_submission(filled.submission, filled.form, COMPANY)

    assert told(form_id, "receipt", shown) == "● 必填项已填齐"


@pytest.mark.parametrize("form_id", FORMS)
def test_what_stands_above_the_form_is_never_read(form_id: str) -> None:
    cells = ordinary(form_id)
    page = cells.sheets[0].name
    texts: dict[str, CellValue] = {
        PROGRESS[form_id]: "△ 还缺 1 项:客户名称",
        "A2": "← 填写问题",
        "B2": "客户名称",
    }

    assert read(with_cells(cells, page, texts)).submission == read(cells).submission


def test_a_form_with_problems_links_back_to_them_from_each_page() -> None:
    face = Face(
        "returned",
        NOW,
        cover_name="填写问题",
        cover=lambda pen, _places: pen.write("A1", "x"),
        back="填写问题",
    )
    for page in drawn(face).worksheets[1:3]:
        link = page["A2"]
        assert link.value == "← 填写问题"
        assert link.hyperlink.location == "'填写问题'!A1"
        assert link.protection.locked


def test_signatures_have_a_place_for_the_date_that_is_never_read() -> None:
    page = book("feedback")[FRONT]

    assert [page[cell].value for cell in ("D35", "G35", "D36")] == ["日期"] * 3
    assert page["D35"].protection.locked
    assert read(blank_cells("feedback")).submission.fields == {"business_type": "general"}


def test_an_option_the_company_added_is_offered_in_every_family() -> None:
    options = {**COMPANY.lists["subcategory"], "noise": ("异响",)}
    lists = {**COMPANY.lists, "subcategory": options}
    found = openpyxl.load_workbook(BytesIO(blank(form("feedback"), replace(COMPANY, lists=lists))))
    [rule] = [r for r in found[FRONT].data_validations.dataValidation if "F12" in r.cells]
    for name in re.findall(r"list_\d+", rule.formula1):
        sheet, span = found.defined_names[name].attr_text.split("!")
        assert "异响" in [row[0].value for row in found[sheet][span]]


@pytest.mark.parametrize("form_id", FORMS)
def test_no_heading_can_be_taken_for_a_label(form_id: str) -> None:
    declared = form(form_id)
    labels = {fold_key(text) for item in declared.fields.values() for text in item.labels}
    columns = [column for table in declared.tables.values() for column in table.columns]
    labels |= {fold_key(text) for column in columns for text in column.labels}

    assert not labels & {fold_key(t) for heading in declared.headings for t in heading.texts}


@pytest.mark.parametrize("form_id", FORMS)
def test_families_name_options_that_exist_each_of_them_once_at_least(form_id: str) -> None:
    for item in form(form_id).fields.values():
        if item.families is not None:
            named = {option for family in item.families.members.values() for option in family}
            assert named == set(COMPANY.options(item.list))
            by = form(form_id).fields[item.families.by]
            assert set(item.families.members) == set(COMPANY.options(by.list))
