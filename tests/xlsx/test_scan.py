"""What the byte scan sees, in plain sheets and in oddly written ones."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_xl.xlsx.cells import a1_of
from feedback_xl.xlsx.gate import Limits, Package, Refusal, admit
from feedback_xl.xlsx.scan import Scan, SheetScan, scan

RawWorkbook = Callable[..., Path]


def scanned(path: Path) -> Scan:
    package = admit(path)
    assert isinstance(package, Package)
    found = scan(package)
    assert isinstance(found, Scan)
    return found


def sheet_of(path: Path) -> SheetScan:
    return scanned(path).sheets["表单"]


def refusal_of(path: Path, limits: Limits | None = None) -> Refusal:
    package = admit(path)
    assert isinstance(package, Package)
    found = scan(package, limits or Limits())
    assert isinstance(found, Refusal)
    return found


def test_a_plain_sheet_has_nothing_to_tell(raw_workbook: RawWorkbook) -> None:
    rows = '<row r="1" hidden="false"><c r="A1"><v>1</v></c><c r="B1" s="1"/></row>'

    assert scanned(raw_workbook(rows)).sheets == {"表单": SheetScan()}


@pytest.mark.parametrize(
    ("cell", "formula"),
    [
        ('<c r="B2"><f>A1&amp;"x"</f></c>', '=A1&"x"'),
        ('<c r="B2" t="str"><f>A1</f><v>x</v></c>', "=A1"),
        ('<c r="B2"><f ca="1">NOW()</f><v>1</v></c>', "=NOW()"),
        ('<c r="B2"><f t="shared" si="0"/><v>1</v></c>', "="),
    ],
)
def test_formulas_are_found_with_or_without_a_value(
    raw_workbook: RawWorkbook, cell: str, formula: str
) -> None:
    sheet = sheet_of(raw_workbook(f'<row r="2">{cell}</row>'))

    assert sheet.formulas == {(2, 2): formula}
    assert sheet.shared_formulas == (formula == "=")


def test_errors_are_found_even_under_a_formula(raw_workbook: RawWorkbook) -> None:
    rows = (
        '<row r="3"><c r="A3" t="e"><v>#N/A</v></c>'
        '<c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )

    assert sheet_of(raw_workbook(rows)).errors == {(3, 1): "#N/A", (3, 2): "#DIV/0!"}


def test_hidden_rows_are_found(raw_workbook: RawWorkbook) -> None:
    rows = '<row r="2" hidden="1"/><row r="3"/><row r="7" spans="1:1" hidden="true"></row>'

    assert sheet_of(raw_workbook(rows)).hidden_rows == {2, 7}


def test_prefixes_quotes_and_missing_addresses_change_nothing(raw_workbook: RawWorkbook) -> None:
    rows = (
        "<x:row r = '4'><x:c><x:v>1</x:v></x:c><x:c s='1' r='c4' t='e'>\n<x:v>#REF!</x:v></x:c>"
        "<x:c><x:f>A1</x:f></x:c></x:row><x:row><x:c t='e'><x:v>#N/A</x:v></x:c></x:row>"
    )
    sheet = f'<x:worksheet xmlns:x="urn:x"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    found = sheet_of(raw_workbook(parts={"xl/worksheets/sheet1.xml": sheet}))

    assert found.errors == {(4, 3): "#REF!", (5, 1): "#N/A"}
    assert found.formulas == {(4, 4): "=A1"}


def test_a_sheet_is_found_wherever_its_part_lies(raw_workbook: RawWorkbook) -> None:
    relations = '<r:Relationships><r:Relationship Target="/odd/SHEET.dat" Id="rId1"/>'
    sheet = '<worksheet><sheetData><c r="A1" t="e"><v>#N/A</v></c></sheetData></worksheet>'
    parts = {"xl/_rels/workbook.xml.rels": relations, "odd/sheet.dat": sheet}

    assert sheet_of(raw_workbook(parts=parts)).errors == {(1, 1): "#N/A"}


def test_a_picture_in_a_cell_is_neither_error_nor_formula(raw_workbook: RawWorkbook) -> None:
    rows = (
        '<row r="1"><c r="A1" t="e" vm="1"><v>#VALUE!</v></c>'
        '<c r="B1" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c></row>'
    )
    found = sheet_of(raw_workbook(rows, {"xl/richData/richValueRel.xml": "<x/>"}))

    assert found == SheetScan(area=2, pictured={(1, 1): "1", (1, 2): "ID_1"})


def test_what_the_workbook_says_about_itself(raw_workbook: RawWorkbook) -> None:
    workbook = (
        '<workbook xmlns:r="urn:r"><workbookPr date1904="1"/>'
        "<sheets><sheet name='A&amp;B' sheetId='1' r:id='rId1'/></sheets></workbook>"
    )
    core = "<cp><cp:lastModifiedBy>王 &lt;某&gt;</cp:lastModifiedBy></cp>"
    custom = '<Properties><property pid="2" name="feedback_xl"><vt:lpwstr>{&quot;a&quot;:1}</vt:lp'
    found = scanned(
        raw_workbook(
            parts={
                "xl/workbook.xml": workbook,
                "xl/comments/comment1.xml": "<comments/>",
                "docProps/core.xml": core,
                "docProps/custom.xml": custom,
            }
        )
    )

    assert list(found.sheets) == ["A&B"]
    assert (found.epoch_1904, found.comments) == (True, True)
    assert (found.modified_by, found.stamp) == ("王 <某>", '{"a":1}')


@pytest.mark.parametrize(
    "cell",
    ["<v>1</v>", '<f>"far"</f>', "<is><t>x</t></is>"],
)
def test_a_value_far_outside_is_refused_before_it_is_parsed(
    raw_workbook: RawWorkbook, cell: str
) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        f'<row r="1048576"><c r="XFD1048576">{cell}</c></row>'
    )

    assert refusal_of(raw_workbook(rows)) == Refusal.of(
        "WORKBOOK_OUTSIDE_FORM", sheet="表单", cell="XFD1048576"
    )


def test_formats_alone_may_reach_to_the_last_cell(raw_workbook: RawWorkbook) -> None:
    """LibreOffice and Excel write such rows for formatted columns."""
    rows = '<row r="1048576"><c r="XFD1048576" s="1"/><c r="XFD1048576" s="1"></c></row>'

    assert sheet_of(raw_workbook(rows)) == SheetScan()


def test_large_areas_are_refused(raw_workbook: RawWorkbook) -> None:
    rows = '<row r="1"><c r="IV1"><v>1</v></c></row><row r="9000"><c r="A9000"><v>1</v></c></row>'

    assert refusal_of(raw_workbook(rows)) == Refusal.of("WORKBOOK_TOO_MANY_CELLS", limit=2_000_000)


def test_a_false_number_of_strings_is_refused_before_room_is_reserved(
    raw_workbook: RawWorkbook,
) -> None:
    strings = '<sst count="1" uniqueCount="4294967295"><si><t>a</t></si></sst>'

    assert refusal_of(raw_workbook(parts={"xl/sharedStrings.xml": strings})) == Refusal.of(
        "WORKBOOK_DAMAGED"
    )


@given(
    st.dictionaries(
        st.tuples(st.integers(1, 20_000), st.integers(1, 90)),
        st.sampled_from(["<v>1</v>", '<f>A1</f><v t="1">1</v>', "", "<is><t>x</t></is>"]),
        max_size=20,
    )
)
def test_every_used_cell_is_seen(cells: dict[tuple[int, int], str]) -> None:
    rows = "".join(
        f'<row r="{at[0]}"><c r="{a1_of(at)}">{content}</c></row>'
        if content
        else f'<row r="{at[0]}"><c r="{a1_of(at)}" s="1"/></row>'
        for at, content in sorted(cells.items())
    )
    parts = {
        "xl/workbook.xml": b'<workbook><sheet name="S" r:id="a"/></workbook>',
        "xl/_rels/workbook.xml.rels": b'<Relationship Id="a" Target="s.xml"/>',
        "xl/s.xml": f"<sheetData>{rows}</sheetData>".encode(),
    }
    found = scan(Package(b"", parts))
    used = [at for at, content in cells.items() if content]

    assert isinstance(found, Scan)
    sheet = found.sheets["S"]
    assert set(sheet.formulas) == {at for at in used if "<f>" in cells[at]}
    rows_used = max((row for row, _ in used), default=0)
    columns_used = max((column for _, column in used), default=0)
    assert sheet.area in (0, rows_used * columns_used)
    assert sheet.area or rows_used < 1000
