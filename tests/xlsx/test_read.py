"""Workbooks of other programs, read into cells."""

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from feedback_xl.problems import Fault
from feedback_xl.xlsx.cells import Cells, Sheet
from feedback_xl.xlsx.gate import Limits, Refusal
from feedback_xl.xlsx.read import read_workbook

HERE = Path(__file__).parent
RawWorkbook = Callable[..., Path]


def cells_of(path: Path) -> Cells:
    found = read_workbook(path)
    assert isinstance(found, Cells)
    return found


def first_sheet(path: Path) -> Sheet:
    return cells_of(path).sheets[0]


@pytest.fixture
def book(tmp_path: Path) -> openpyxl.Workbook:
    return openpyxl.Workbook()


def saved(book: openpyxl.Workbook, tmp_path: Path) -> Path:
    book.save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


def test_values_keep_their_types_and_addresses(book: openpyxl.Workbook, tmp_path: Path) -> None:
    sheet = book.active
    sheet["C3"] = "客户名称"
    sheet["C4"] = 13800138000
    sheet["C5"] = True
    sheet["C6"] = datetime(2026, 11, 23, 9, 30, 59)
    sheet["C7"] = date(2026, 11, 23)
    sheet["C8"] = time(9, 30)
    sheet["C9"] = ""
    found = first_sheet(saved(book, tmp_path))

    assert found.cells == {
        (3, 3): "客户名称",
        (4, 3): 13800138000.0,
        (5, 3): True,
        (6, 3): datetime(2026, 11, 23, 9, 30, 59),
        (7, 3): date(2026, 11, 23),
        (8, 3): time(9, 30),
    }
    assert isinstance(found.cells[4, 3], float)


def test_a_duration_below_a_day_is_a_time(book: openpyxl.Workbook, tmp_path: Path) -> None:
    for row, days in enumerate([9.5 / 24, 1.5, -0.5], 1):
        book.active.cell(row, 1, days).number_format = "[h]:mm"

    found = first_sheet(saved(book, tmp_path))
    assert found.cells == {(1, 1): time(9, 30), (2, 1): 1.5, (3, 1): -0.5}


@pytest.mark.parametrize("number", ["NaN", "inf", "1e400"])
def test_what_is_no_number_a_cell_could_hold_is_text(
    number: str, raw_workbook: RawWorkbook
) -> None:
    sheet = first_sheet(raw_workbook(f'<row r="1"><c r="A1"><v>{number}</v></c></row>'))

    assert sheet.cells[1, 1] in ("nan", "inf")


def test_dates_of_the_1904_system_are_the_same_days(tmp_path: Path) -> None:
    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        book.add_worksheet().write_datetime("A1", datetime(2026, 11, 23), day)
    found = cells_of(path)

    assert found.epoch_1904
    assert found.sheets[0].cells == {(1, 1): date(2026, 11, 23)}


def test_a_formula_without_a_value_is_a_formula_and_no_cell(
    book: openpyxl.Workbook, tmp_path: Path
) -> None:
    book.active["B2"] = "=TODAY()"

    found = first_sheet(saved(book, tmp_path))
    assert (found.cells, found.formulas) == ({}, {(2, 2): "=TODAY()"})


def test_a_formula_with_a_value_is_both(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        book.add_worksheet().write_formula("A1", '="质"&"量"', value="质量")

    found = first_sheet(tmp_path / "book.xlsx")
    assert (found.cells, found.formulas) == ({(1, 1): "质量"}, {(1, 1): '="质"&"量"'})


def test_an_error_is_an_error_and_no_cell(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        book.add_worksheet().write_formula("A1", "=1/0", value="#DIV/0!")

    found = first_sheet(tmp_path / "book.xlsx")
    assert (found.cells, found.errors) == ({}, {(1, 1): "#DIV/0!"})


def test_shared_formulas_have_their_own_text(raw_workbook: RawWorkbook) -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1*2</f><v>2</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c></row>'
    )

    assert first_sheet(raw_workbook(rows)).formulas == {(1, 1): "=B1*2", (2, 1): "=B2*2"}


def test_what_openpyxl_cannot_read_is_still_read(raw_workbook: RawWorkbook) -> None:
    """Notes and shared texts are extras; the values do not depend on them."""
    rows = '<row r="1"><c r="A1"><f t="shared" si="0"/><v>2</v></c></row>'
    path = raw_workbook(rows, {"xl/comments1.xml": "<x/>", "docProps/core.xml": "<broken"})

    found = first_sheet(path)
    assert (found.cells, found.formulas) == ({(1, 1): 2.0}, {(1, 1): "="})


def test_openpyxl_is_not_used_without_defusedxml(
    raw_workbook: RawWorkbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openpyxl, "DEFUSEDXML", False)

    with pytest.raises(Fault, match="defusedxml"):
        read_workbook(raw_workbook(parts={"xl/comments1.xml": "<x/>"}))


def test_notes_are_read(book: openpyxl.Workbook, tmp_path: Path) -> None:
    book.active["B2"] = "A"
    book.active["B2"].comment = Comment("客户说很急", "王某")
    book.active["B9"].comment = Comment("空格上的批注", "王某")

    found = first_sheet(saved(book, tmp_path))
    assert found.notes == {(2, 2): "客户说很急", (9, 2): "空格上的批注"}
    assert found.cells == {(2, 2): "A"}


def test_merged_ranges_hidden_rows_and_hidden_sheets(
    book: openpyxl.Workbook, tmp_path: Path
) -> None:
    sheet = book.active
    sheet["B2"] = "三行内容"
    sheet.merge_cells("B2:D4")
    sheet.row_dimensions[7].hidden = True
    book.create_sheet("列表").sheet_state = "hidden"
    book.create_sheet("_meta").sheet_state = "veryHidden"
    book.create_chartsheet("图")
    found = cells_of(saved(book, tmp_path))

    assert [(sheet.name, sheet.hidden) for sheet in found.sheets] == [
        ("Sheet", False),
        ("列表", True),
        ("_meta", True),
    ]
    assert found.sheets[0].merged == (((2, 2), (4, 4)),)
    assert found.sheets[0].cells == {(2, 2): "三行内容"}
    assert found.sheets[0].hidden_rows == {7}


def test_a_picture_in_a_cell_is_no_value_and_no_error(tmp_path: Path) -> None:
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
        "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
    )
    (tmp_path / "pixel.png").write_bytes(pixel)
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.embed_image("B2", tmp_path / "pixel.png")
        sheet.write_string("A1", "不良现象")
    found = cells_of(tmp_path / "book.xlsx")

    assert found.sheets[0].cells == {(1, 1): "不良现象"}
    assert (found.sheets[0].errors, found.sheets[0].pictured) == ({}, {(2, 2)})


def test_what_the_workbook_says_about_itself(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        book.add_worksheet()
        book.set_properties({"author": "王某"})
        book.set_custom_property("feedback_xl", '{"form":"B"}')
    found = cells_of(tmp_path / "book.xlsx")

    assert (found.modified_by, found.stamp) == ("王某", '{"form":"B"}')


def test_an_xls_is_read_as_legacy() -> None:
    found = cells_of(HERE / "legacy.xls")
    form, lists = found.sheets

    assert found.legacy
    assert (form.name, form.hidden, lists.name, lists.hidden) == ("表单", False, "列表", True)
    assert form.cells[2, 2] == date(2026, 11, 23)
    assert form.cells[3, 2] == time(9, 30)
    assert form.cells[4, 2] == 12.0
    assert form.merged == (((6, 2), (7, 4)),)


def test_the_limits_hold_for_an_xls_too() -> None:
    assert read_workbook(HERE / "legacy.xls", Limits(rows=5)) == Refusal.of(
        "WORKBOOK_OUTSIDE_FORM", sheet="表单", cell="B6"
    )


def test_a_damaged_xls_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.xls"
    path.write_bytes((HERE / "legacy.xls").read_bytes()[:1500])

    assert read_workbook(path) == Refusal.of("WORKBOOK_DAMAGED")


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row><c r='A1'><v>1"},
        {"xl/workbook.xml": "not XML at all"},
        {"xl/_rels/workbook.xml.rels": "<Relationships/>"},
        {"xl/workbook.xml": b"<workbook>\xff\xfe<sheet name='\xff' r:id='rId1'/></workbook>"},
    ],
)
def test_broken_parts_are_one_refusal(
    raw_workbook: RawWorkbook, parts: dict[str, str | bytes]
) -> None:
    assert read_workbook(raw_workbook(parts=parts)) == Refusal.of("WORKBOOK_DAMAGED")


def test_a_file_that_is_not_there_is_the_disks_fault(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_workbook(tmp_path / "gone.xlsx")
