"""Every book says the same in Excel 2016, WPS and LibreOffice, and prints on A4."""

import re

from feedback_xl.xlsx.cells import address_of
from tests.books.parts import DRAWN, MAIN, Part, Parts

# Older than Excel 2016, and the same in all three programs.
KNOWN = set(
    re.findall(
        r"\w+",
        """AND AVERAGE COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS DATE HOUR IF IFERROR INDEX INT
        ISBLANK ISERROR ISNUMBER LEFT LEN MATCH MAX MID MIN MOD MONTH NOT NOW OR RIGHT ROUND ROW
        SEARCH SUBTOTAL SUM SUMIF SUMIFS SUMPRODUCT TEXT TIME TRIM VALUE YEAR""",
    )
)
FUNCTION = re.compile(r"([A-Za-z_][A-Za-z0-9_.]*)\(")
LONG_SIDE, SHORT_SIDE = 11.69, 8.27  # of A4, in inches
PIXELS, DOTS = 7, 96  # of a column unit, of an inch
USUAL = re.compile(r"Sheet ?\d*|Tabelle\d*|工作表\d*")
OUR_TABLES = ("任务", "顾客反馈清单", "公司", "出货数据")


def test_no_formula_needs_more_than_excel_2016(books: list[Parts]) -> None:
    strange, functions = [], set()
    for book in books:
        for place, formula in book.formulas():
            used = set(FUNCTION.findall(formula))
            functions |= used
            if used - KNOWN or re.search(r"[\[\]@#{}]|_xl", formula):
                strange.append(f"{place}: {formula}")
    assert strange == []
    assert {"NOW", "IF", "ROUND"} <= functions, "nothing was looked at"


def test_no_formula_spills_or_is_an_array(books: list[Parts]) -> None:
    strange = [
        f"{sheet}!{cell.get('r')}"
        for book in books
        for sheet in book.sheets
        for cell in sheet.cells.values()
        for formula in cell.iter(f"{MAIN}f")
        if formula.get("t") or cell.get("cm")
    ]
    assert strange == []


def test_no_meaning_stands_only_in_extensions(books: list[Parts]) -> None:
    told = [
        f"{book.path.name} {name}"
        for book in books
        for name, data in book.data.items()
        if name.startswith(("xl/worksheets/sheet", "xl/workbook")) and b"extLst" in data
    ]
    assert told == []


def test_no_book_calculates_with_another_book(books: list[Parts]) -> None:
    linked = [book.path.name for book in books if any("externalLink" in name for name in book.data)]
    assert linked == []


def test_no_cells_are_merged_in_a_table(books: list[Parts]) -> None:
    tables = [sheet for book in books for sheet in book.tables]

    assert [
        str(s) for s in tables if any(address_of(m.last)[0] >= s.header for m in s.merged)
    ] == []
    assert {sheet.name for sheet in tables} >= set(OUR_TABLES)


def test_every_table_keeps_its_titles_in_view_and_has_a_filter(books: list[Parts]) -> None:
    wrong = []
    for sheet in (sheet for book in books for sheet in book.tables):
        pane = sheet.xml.find(f".//{MAIN}pane")
        frozen = pane is not None and pane.get("state") == "frozen"
        if not (frozen and pane is not None and pane.get("ySplit") == str(sheet.header)):
            wrong.append(f"{sheet}: titles in row {sheet.header} are not frozen")
        if sheet.xml.find(f"{MAIN}autoFilter") is None:
            wrong.append(f"{sheet}: no filter")
    assert wrong == []


def test_titles_are_repeated_on_every_page_of_a_table(books: list[Parts]) -> None:
    wrong = [
        str(sheet)
        for book in books
        for sheet in book.tables
        if f"$1:${sheet.header}" not in book.names.get(("_xlnm.Print_Titles", str(sheet.index)), "")
    ]
    assert wrong == []


def fits_as_scaled(sheet: Part) -> bool:
    """Whether the columns people see are no wider than a page at the scale that is set."""
    setup, margins = sheet.xml.find(f"{MAIN}pageSetup"), sheet.xml.find(f"{MAIN}pageMargins")
    if setup is None or margins is None:
        return False
    room = LONG_SIDE if setup.get("orientation") == "landscape" else SHORT_SIDE
    room -= sum(float(margins.get(side, 0)) for side in ("left", "right"))
    columns = (c for c in sheet.xml.iter(f"{MAIN}col") if not c.get("hidden"))
    width = sum(float(c.get("width", 0)) * (int(c.get("max", 0)) - int(c.get("min", 0)) + 1)
                for c in columns)  # fmt: skip
    return width * PIXELS / DOTS * int(setup.get("scale", 100)) / 100 <= room


def test_every_sheet_prints_on_a4_with_page_x_of_y(books: list[Parts]) -> None:
    wrong = []
    for sheet in (sheet for book in books for sheet in book.visible):
        setup, fit = sheet.xml.find(f"{MAIN}pageSetup"), sheet.xml.find(f".//{MAIN}pageSetUpPr")
        footer = sheet.xml.findtext(f"{MAIN}headerFooter/{MAIN}oddFooter", "")
        if setup is None or setup.get("paperSize") != "9":
            wrong.append(f"{sheet}: no A4")
        if (fit is None or fit.get("fitToPage") != "1") and not fits_as_scaled(sheet):
            wrong.append(f"{sheet}: too wide for its pages")
        if "&P" not in footer or "&N" not in footer:
            wrong.append(f"{sheet}: no page x of y")
    assert wrong == []


def test_every_chart_and_picture_says_in_words_what_it_shows(books: list[Parts]) -> None:
    dumb, spoken = [], 0
    for sheet in (sheet for book in books for sheet in book.sheets):
        for drawing in sheet.drawings():
            for kind in ("graphicFrame", "pic"):
                for drawn in drawing.iter(f"{DRAWN}{kind}"):
                    words = next(drawn.iter(f"{DRAWN}cNvPr")).get("descr", "")
                    spoken += bool(words)
                    if not re.search("[一-鿿]", words):
                        dumb.append(f"{sheet}: {kind} {words!r}")
    assert dumb == []
    assert spoken > 0, "no chart was looked at"


def test_every_sheet_has_a_name_of_its_own(books: list[Parts]) -> None:
    names = [(str(sheet), sheet.name) for book in books for sheet in book.sheets]

    assert [place for place, name in names if USUAL.fullmatch(name)] == []
