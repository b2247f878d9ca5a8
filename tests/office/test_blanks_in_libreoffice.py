"""What the blanks offer while they are being filled: counted, listed and kept by LibreOffice."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from feedback_xl.forms.render import Face, render, show_submission
from feedback_xl.procedure.load import shipped_company
from feedback_xl.xlsx.cells import CellValue, a1_of
from tests.forms.filling import NOW, ordinary, read
from tests.office.cached import cached_values
from tests.office.office import Office
from tests.tables import template

pytestmark = pytest.mark.office

FRONT, BACK = "反馈信息", "退换品与变更"
PROGRESS = "E2"
WIDENS: dict[str, dict[str, CellValue]] = {  # what more is then demanded
    "feedback": {"business_type": "变更"},
    "confirmation": {"conclusion": "供方责任", "start_capa": "否"},
    "customer": {"action": "变更"},
}


def rules(page: Worksheet) -> set[tuple[str, str, str, str]]:
    """Each cell's rule: kind, source, message."""
    return {
        (a1_of(cell), rule.type or "", str(rule.formula1), rule.prompt or "")
        for rule in page.data_validations.dataValidation
        for cells in rule.sqref.ranges
        for cell in cells.cells
    }


def closings(page: Worksheet) -> set[str]:
    found = page.conditional_formatting
    return {str(rule.formula) for block in found for rule in block.rules}


def test_what_is_missing_is_counted_while_people_type(office: Office) -> None:
    steps = [
        (
            {"客户名称": "恒达", "收到日期": "2026-11-23"},
            "△ 还缺 3 项:信息类别、信息等级、反馈内容",
        ),
        ({"信息类别": "其他信息", "信息等级": "B"}, "△ 还缺 1 项:反馈内容"),
        ({"业务类型": "退货"}, "△ 还缺 2 项:反馈内容、产品型号或品名"),
        ({"业务类型": "一般反馈", "反馈内容": "询问下月交期"}, "● 必填项已填齐"),
    ]
    with office.opened(template("feedback")) as book:
        for typed, told in steps:
            book.type_beside(FRONT, typed)
            assert book.values()[FRONT][PROGRESS] == told
        assert book.errors() == []


@pytest.mark.parametrize("kind", ["blank", "receipt", "returned"])
@pytest.mark.parametrize("form_id", ["feedback", "confirmation", "customer"])
def test_what_a_form_says_when_it_is_drawn_is_what_libreoffice_counts(
    office: Office, tmp_path: Path, form_id: str, kind: str
) -> None:
    filled = read(ordinary(form_id))
    shown = show_submission(filled.submission, filled.form, shipped_company())
    half = dict(list(shown.items())[::2]) | WIDENS.get(form_id, {})
    for number, values in enumerate(({}, half, shown)):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(render(filled.form, shipped_company(), Face(kind, NOW, shown=values)))
        with office.opened(path) as book:
            found = book.values()
        for sheet, cells in cached_values(path).items():
            assert {a1: cell.value for a1, cell in cells.items()} == found[sheet]


def test_the_finer_categories_offered_are_those_of_the_category(office: Office) -> None:
    page = openpyxl.load_workbook(template("feedback"))[FRONT]
    [source] = [found for cell, _, found, _ in rules(page) if cell == "F12"]
    offered = {}
    with office.opened(template("feedback")) as book:
        for category in ("产品质量信息", "其他信息", ""):
            book.type_beside(FRONT, {"信息类别": category})
            book.type(FRONT, {"D25": f"=INDEX({source},1)", "E25": f"=ROWS({source})"})
            values = book.values()[FRONT]
            offered[category] = (values["D25"], values["E25"])

    assert offered == {"产品质量信息": ("外观", 10), "其他信息": ("交期", 8), "": ("交期", 17)}


def test_rules_and_greying_survive_saving(office: Office, tmp_path: Path) -> None:
    with office.opened(template("feedback")) as book:
        book.save_as(tmp_path / "saved.xlsx")
    before = openpyxl.load_workbook(template("feedback"))
    after = openpyxl.load_workbook(tmp_path / "saved.xlsx")

    for name in (FRONT, BACK):
        assert {r[:3] for r in rules(after[name]) if r[1] == "list"} == {
            r[:3] for r in rules(before[name]) if r[1] == "list"
        }
        assert {(r[0], r[3]) for r in rules(after[name])} == {
            (r[0], r[3]) for r in rules(before[name])
        }
        assert closings(after[name]) == closings(before[name])
