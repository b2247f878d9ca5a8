"""How the forms look and work, to the last rule; the golden files are read when they change."""

from pathlib import Path

import pytest

from feedback_xl.forms.blank import blank
from feedback_xl.forms.declaration import all_forms, form
from feedback_xl.forms.render import Face, render, show_submission
from feedback_xl.procedure.load import shipped_company
from tests.forms.filling import NOW, ordinary, read
from tests.normalised import check_golden

GOLDEN = Path(__file__).with_name("golden")
COMPANY = shipped_company()
WRONG = """
    | 客户名称 | 无 | 收到时间 | 上午 |
    | 业务类型 | 退货 | 补货期限 | 下周 |
    | 产品型号或品名 | 涉及数 |
    | ZD-3012 | 几个 |
"""


@pytest.mark.parametrize("form_id", [declared.id for declared in all_forms()])
def test_the_blanks(form_id: str) -> None:
    check_golden(GOLDEN / f"blank_{form_id}.json", blank(form(form_id), COMPANY))


def test_a_returned_form() -> None:
    filled = read(ordinary("feedback", WRONG))
    face = Face(
        "returned",
        NOW,
        shown=show_submission(filled.submission, filled.form, COMPANY),
        problems={problem.field: problem for problem in filled.problems},
        cover_name="填写问题",
        cover=lambda pen, _places: pen.write("A1", "填写问题"),
        back="填写问题",
    )
    check_golden(GOLDEN / "returned_feedback.json", render(filled.form, COMPANY, face))


def test_a_receipt() -> None:
    filled = read(ordinary("confirmation"))
    shown = show_submission(filled.submission, filled.form, COMPANY)
    face = Face("receipt", NOW, shown={**shown, "number": "SH-20261123-001"})
    check_golden(GOLDEN / "receipt_confirmation.json", render(filled.form, COMPANY, face))
