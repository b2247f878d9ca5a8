"""One renderer: what it draws is read back as what it drew, and each face has its own marks."""

from dataclasses import replace
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from feedback_xl.forms.declaration import all_forms, form
from feedback_xl.forms.filled import Filled
from feedback_xl.forms.render import Face, render, show_submission
from feedback_xl.problems import Note, problem_from
from feedback_xl.procedure.load import shipped_company
from feedback_xl.xlsx.cells import CellValue
from tests.forms.anything import shown_values
from tests.forms.filling import NOW, ordinary, read
from tests.tables import cells_of

FORMS = [declared.id for declared in all_forms()]
COMPANY = shipped_company()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk")


def drawn(form_id: str, face: Face) -> bytes:
    return render(form(form_id), COMPANY, face)


def read_back(data: bytes, desk: Path) -> Filled:
    path = desk / "form.xlsx"
    path.write_bytes(data)
    return read(cells_of(path))


def receipt(filled: Filled) -> Face:
    return Face("receipt", NOW, shown=show_submission(filled.submission, filled.form, COMPANY))


@pytest.mark.parametrize("form_id", FORMS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_record_drawn_as_a_receipt_reads_back_the_same(
    form_id: str, data: st.DataObject, desk: Path
) -> None:
    shown = data.draw(shown_values(form_id))
    first = read_back(drawn(form_id, Face("receipt", NOW, shown=shown)), desk)
    again = read_back(drawn(form_id, receipt(first)), desk)

    assert again.submission == first.submission
    assert again.submission.content_digest == first.submission.content_digest


def page_of(data: bytes, number: int = 0) -> Worksheet:
    return openpyxl.load_workbook(BytesIO(data)).worksheets[number]


def unlocked(page: Worksheet) -> set[str]:
    cells = (cell for row in page.iter_rows() for cell in row)
    return {c.coordinate for c in cells if type(c).__name__ == "Cell" and not c.protection.locked}


@pytest.mark.parametrize("form_id", FORMS)
def test_the_same_face_gives_the_same_bytes(form_id: str) -> None:
    face = receipt(read(ordinary(form_id)))

    assert drawn(form_id, face) == drawn(form_id, face)


def test_what_could_not_be_understood_stands_where_it_was_typed(desk: Path) -> None:
    lines = """
        | 产品型号或品名 | 涉及数 |
        | ZD-1 | 50 |
        | ZD-2 | 几个 |
        | | 许多 |
        | ZD-4 | 7 |
    """
    shown = {
        "products/0/part": "ZD-1",
        "products/0/affected": 50.0,
        "products/1/part": "ZD-2",
        "products/1/affected": "几个",
        "products/2/affected": "许多",
        "products/3/part": "ZD-4",
    }
    first = read_back(drawn("feedback", Face("receipt", NOW, shown=shown)), desk)

    assert show_submission(first.submission, first.form, COMPANY) == {**shown}, lines


def test_the_form_handed_over_can_only_be_read() -> None:
    filled = read(ordinary("feedback"))
    page = page_of(drawn("feedback", replace(receipt(filled), kind="handed_over")))

    assert unlocked(page) == set()
    assert page.protection.sheet
    assert not page.data_validations.dataValidation


def test_a_receipt_can_be_edited_in_the_same_cells_as_the_blank() -> None:
    filled = read(ordinary("feedback"))
    blank = page_of(drawn("feedback", Face("blank", NOW)))

    assert unlocked(page_of(drawn("feedback", receipt(filled)))) == unlocked(blank)


def test_wrong_cells_are_marked_and_say_what_is_wrong() -> None:
    wrong = problem_from(Note.of("FIELD_REQUIRED"), label="客户名称", example="苏州恒达电机")
    doubtful = problem_from(Note.of("FIELD_ASKED"), label="收到时间", example="09:30")
    marked = {"customer_name": wrong, "received_time": doubtful, "products/1/affected": doubtful}
    face = Face("returned", NOW, problems=marked)
    page, plain = page_of(drawn("feedback", face)), page_of(drawn("feedback", Face("blank", NOW)))
    noted = {c.coordinate: c.comment.text for row in page.iter_rows() for c in row if c.comment}

    assert set(noted) == {"B7", "F8", "D26"}
    assert "客户名称:未填写" in noted["B7"].replace("：", ":")
    assert "例:苏州恒达电机" in noted["B7"]
    colours = [page[cell].fill.fgColor.rgb for cell in ("B7", "F8", "F7")]
    assert len(set(colours)) == 3, "demanded, asked for and right look different"
    assert colours[2] == plain["F7"].fill.fgColor.rgb
    assert unlocked(page) == unlocked(plain), "a returned form is corrected as it is"


def test_the_first_sheet_of_an_answer_knows_where_each_cell_went() -> None:
    known: dict[str, tuple[str, str]] = {}
    shown = {f"products/{line}/part": f"ZD-{line}" for line in range(6)}
    face = Face(
        "receipt", NOW, shown=shown, cover_name="回执", cover=lambda _p, at: known.update(at)
    )
    data = drawn("feedback", face)
    page = page_of(data, 1)

    assert openpyxl.load_workbook(BytesIO(data)).sheetnames[0] == "回执"
    assert [page[known[f"products/{line}/part"][1]].value for line in range(6)] == list(
        shown.values()
    )
    label = page[known["filled_by"][1]].offset(column=-1)
    assert label.value == "填表人", "what stands below a longer table moves down with its map"


def test_text_stays_text_whatever_it_begins_with(desk: Path) -> None:
    shown = {
        "content": "=cmd|' /C calc'!A0",
        "customer_name": "+8613800138000",
        "purpose": "@SUM(A1)",
    }
    data = drawn("feedback", Face("receipt", NOW, shown=shown))
    cells = [c for page in openpyxl.load_workbook(BytesIO(data)) for row in page for c in row]

    [progress] = [c.value for c in cells if c.data_type == "f"]
    assert not any(text.lstrip("=+@") in progress for text in shown.values())
    assert {c.value for c in cells if c.hyperlink} == set()
    assert read_back(data, desk).submission.fields["content"] == shown["content"]


def test_rows_grow_with_what_stands_in_them() -> None:
    short, long = ("好", "装配时发现轴承异响。" * 40)
    heights = [
        page_of(drawn("feedback", Face("receipt", NOW, shown={"content": text}))).row_dimensions
        for text in (short, long)
    ]
    rows = range(14, 17)

    assert sum(heights[1][row].height for row in rows) > 2 * sum(
        heights[0][row].height for row in rows
    )


@pytest.mark.parametrize("value", [time(9, 5), datetime(2026, 11, 23, 9, 5), date(2026, 11, 23)])
def test_times_and_dates_stand_in_a_format_that_shows_all_of_them(value: CellValue) -> None:
    name = "received_time" if isinstance(value, time) else "wanted_at"
    page = page_of(drawn("feedback", Face("receipt", NOW, shown={name: value})))
    cell = page["F8" if name == "received_time" else "F17"]

    expected = {time: "hh:mm", datetime: "yyyy-mm-dd hh:mm", date: "yyyy-mm-dd"}[type(value)]
    assert cell.number_format == expected
