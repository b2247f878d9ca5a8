"""Pictures found in workbooks as Excel, WPS and careless people write them."""

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.drawing.image import Image as OpenpyxlImage

from feedback_xl.xlsx.cells import Cells, Picture
from feedback_xl.xlsx.gate import Limits, Refusal
from feedback_xl.xlsx.images import image_of, shrunk
from feedback_xl.xlsx.paste import Pasted, paste_pictures
from feedback_xl.xlsx.read import read_workbook
from feedback_xl.xlsx.reader import Reader
from tests.photos import metafile, picture, sha

RawWorkbook = Callable[..., Path]

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
NAMES = (
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)


def read(path: Path, limits: Limits | None = None) -> Cells:
    found = read_workbook(path, limits or Limits())
    assert isinstance(found, Cells), found
    return found


def places(cells: Cells) -> list[tuple[str, str, str]]:
    return [(found.cell, found.place, found.kind) for found in cells.pictures]


def told(cells: Cells) -> list[tuple[str, str]]:
    return [(left.note.code, left.cell) for left in cells.left_pictures]


def relations(*targets: str, more: str = "") -> str:
    found = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/image" Target="{target}"{more}/>'
        for n, target in enumerate(targets, 1)
    )
    return f"<Relationships {RELATIONS}>{found}</Relationships>"


def blip(number: int, office: str = OFFICE, how: str = "embed", name: str = "") -> str:
    return (
        f'<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="1" name="图片" descr="{name}"/></xdr:nvPicPr>'
        f'<xdr:blipFill><a:blip xmlns:r="{office}" r:{how}="rId{number}"/></xdr:blipFill></xdr:pic>'
    )


def anchor(inside: str, kind: str = "twoCellAnchor", at: tuple[int, int] | None = (4, 1)) -> str:
    start = ""
    if at is not None:
        start = f"<xdr:from><xdr:col>{at[1]}</xdr:col><xdr:row>{at[0]}</xdr:row></xdr:from>"
    return f"<xdr:{kind}>{start}{inside}</xdr:{kind}>"


def with_drawing(
    anchors: str, related: str, media: Mapping[str, bytes] | None = None
) -> dict[str, str | bytes]:
    """The parts of a workbook whose sheet has this drawing."""
    to_drawing = (
        f'<Relationship Id="rId1" Type="{OFFICE}/drawing" Target="../drawings/drawing1.xml"/>'
    )
    return {
        "xl/worksheets/_rels/sheet1.xml.rels": f"<Relationships {RELATIONS}>{to_drawing}"
        "</Relationships>",
        "xl/drawings/drawing1.xml": f"<xdr:wsDr {NAMES}>{anchors}</xdr:wsDr>",
        "xl/drawings/_rels/drawing1.xml.rels": related,
        **(media or {}),
    }


def test_a_floating_picture_is_taken_as_it_is(tmp_path: Path) -> None:
    data = picture(1, "JPEG", (320, 200))
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        sheet = book.add_worksheet("表单")
        told_as = {"image_data": io.BytesIO(data), "description": "轴承裂纹"}
        sheet.insert_image("C5", "odd name.dat", told_as)
    [found] = read(tmp_path / "book.xlsx").pictures

    with zipfile.ZipFile(tmp_path / "book.xlsx") as archive:
        assert archive.read(found.part) == data
    part = "xl/media/image1.jpeg"
    assert found == Picture(
        sha(data), part, "jpeg", len(data), 320, 200, "表单", "C5", "floating", "轴承裂纹"
    )


def test_pictures_of_openpyxl_are_found(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.add_image(OpenpyxlImage(io.BytesIO(picture(1))), "B7")
    book.save(tmp_path / "book.xlsx")

    assert places(read(tmp_path / "book.xlsx")) == [("B7", "floating", "png")]


def test_excels_pictures_in_cells_are_found_each_in_its_cell(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        sheet = book.add_worksheet()
        for row in range(3):
            sheet.embed_image(row, 2, "p.png", {"image_data": io.BytesIO(picture(row))})
    cells = read(tmp_path / "book.xlsx")

    assert places(cells) == [("C1", "cell", "png"), ("C2", "cell", "png"), ("C3", "cell", "png")]
    assert [found.sha for found in cells.pictures] == [sha(picture(row)) for row in range(3)]
    assert cells.sheets[0].cells == {}


@pytest.mark.parametrize("how", ["wps", "cell"])
def test_pasted_pictures_are_found_and_leave_no_text(how: str, tmp_path: Path) -> None:
    """As WPS and Excel write them: the forms of the demo are filled so."""
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    pasted = [Pasted("Sheet", f"B{n}", picture(n), how=how) for n in (1, 2)]
    paste_pictures(tmp_path / "empty.xlsx", tmp_path / "wps.xlsx", pasted)
    cells = read(tmp_path / "wps.xlsx")

    assert places(cells) == [("B1", how, "png"), ("B2", how, "png")]
    assert [found.sha for found in cells.pictures] == [sha(picture(1)), sha(picture(2))]
    assert (cells.sheets[0].cells, cells.sheets[0].formulas) == ({}, {})


@pytest.mark.parametrize("text", ['=DISPIMG("ID_1",1)', '=_xlfn.DISPIMG("ID_1",1)'])
def test_what_is_left_of_a_wps_picture_as_text_is_no_content(
    text: str, raw_workbook: RawWorkbook
) -> None:
    cell = f'<c r="A1" t="inlineStr"><is><t>{text}</t></is></c>'
    cells = read(raw_workbook(f'<row r="1">{cell}</row>'))

    assert (cells.sheets[0].cells, cells.sheets[0].pictured) == ({}, {(1, 1)})
    assert told(cells) == [("PICTURE_GONE", "A1")]


@pytest.mark.parametrize("kind", ["twoCellAnchor", "oneCellAnchor", "absoluteAnchor"])
def test_every_kind_of_anchor_counts(kind: str, raw_workbook: RawWorkbook) -> None:
    at = None if kind == "absoluteAnchor" else (4, 1)
    anchors = anchor(blip(1, name="裂纹"), kind, at)
    media = {"xl/media/image1.png": picture()}
    parts = with_drawing(anchors, relations("../media/image1.png"), media)

    assert places(read(raw_workbook(parts=parts))) == [("B5" if at else "", "floating", "png")]


def test_groups_fillings_and_odd_names_count(raw_workbook: RawWorkbook) -> None:
    group = f"<xdr:grpSp>{blip(1)}<xdr:grpSp>{blip(2)}</xdr:grpSp></xdr:grpSp>"
    filled = f'<xdr:sp><xdr:spPr><a:blipFill><a:blip xmlns:r="{STRICT}" r:embed="rId3"/>'
    filled += "</a:blipFill></xdr:spPr></xdr:sp>"
    media = {
        "xl/media/IMAGE.TMP": picture(1),
        "odd/照片.xml": picture(2),
        "xl/media/image3.png": picture(3, "JPEG"),
    }
    related = relations("..\\MEDIA\\image.tmp", "/odd/照片.xml", "../media/image3.png")
    parts = with_drawing(anchor(group + filled), related, media)
    cells = read(raw_workbook(parts=parts))

    assert [found.kind for found in cells.pictures] == ["png", "png", "jpeg"], "by content"
    assert told(cells) == []


def test_the_same_picture_counts_once(raw_workbook: RawWorkbook) -> None:
    media = {"xl/media/a.png": picture(), "xl/media/b.png": picture()}
    related = relations("../media/a.png", "../media/b.png")
    parts = with_drawing(anchor(blip(1) + blip(2)) + anchor(blip(1)), related, media)

    assert len(read(raw_workbook(parts=parts)).pictures) == 1


@pytest.mark.parametrize(
    ("kind", "name"),
    [("PNG", "png"), ("JPEG", "jpeg"), ("GIF", "gif"), ("BMP", "bmp"), ("WEBP", "webp")],
)
def test_kinds_are_told_by_content(kind: str, name: str) -> None:
    found = image_of(picture(1, kind, (12, 8)))

    assert found is not None
    assert (found.kind, found.width, found.height) == (name, 12, 8)


@pytest.mark.parametrize("kind", ["emf", "wmf"])
def test_metafiles_are_kept(kind: str) -> None:
    found = image_of(metafile(kind))

    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    "data", [b"", b"GIF8", b"<svg/>", b"II*\0", b"MZ\x90\0", picture()[:20], b"%PDF-1.7"]
)
def test_anything_else_is_left_alone_and_told(data: bytes, raw_workbook: RawWorkbook) -> None:
    media = {"xl/media/image1.png": data}
    parts = with_drawing(anchor(blip(1)), relations("../media/image1.png"), media)
    cells = read(raw_workbook(parts=parts))

    assert (cells.pictures, told(cells)) == ((), [("PICTURE_UNKNOWN", "B5")])


@pytest.mark.parametrize(
    ("inside", "more"),
    [
        (blip(1), ""),
        (blip(9), ""),
        (blip(1, how="link"), ' TargetMode="External"'),
    ],
)
def test_a_picture_that_is_not_in_the_file_is_told(
    inside: str, more: str, raw_workbook: RawWorkbook
) -> None:
    parts = with_drawing(anchor(inside), relations("../media/none.png", more=more))

    assert told(read(raw_workbook(parts=parts))) == [("PICTURE_GONE", "B5")]


def test_a_drawing_nobody_can_read_is_told_and_the_form_is_read(raw_workbook: RawWorkbook) -> None:
    parts = with_drawing("<xdr:twoCellAnchor>", relations())
    cells = read(raw_workbook('<row r="1"><c r="A1"><v>1</v></c></row>', parts))

    assert told(cells) == [("PICTURE_GONE", "")]
    assert cells.sheets[0].cells == {(1, 1): 1.0}


def test_rich_values_that_lead_nowhere_are_told(raw_workbook: RawWorkbook) -> None:
    rows = '<row r="1"><c r="A1" t="e" vm="7"><v>#VALUE!</v></c></row>'
    cells = read(raw_workbook(rows, {"xl/richData/richValueRel.xml": "<x/>"}))

    assert told(cells) == [("PICTURE_GONE", "A1")]


def test_pictures_above_the_limits_are_told(raw_workbook: RawWorkbook) -> None:
    media = {
        "xl/media/1.png": picture(1),
        "xl/media/2.bmp": picture(2, "BMP", (60, 60)),
        "xl/media/3.png": picture(3, "PNG", (300, 200)),
    }
    related = relations("../media/1.png", "../media/2.bmp", "../media/3.png")
    parts = with_drawing(anchor("".join(blip(n) for n in (1, 2, 3))), related, media)
    cells = read(raw_workbook(parts=parts), Limits(picture_bytes=5_000, picture_pixels=50_000))

    assert [found.sha for found in cells.pictures] == [sha(picture(1))]
    assert told(cells) == [("PICTURE_TOO_BIG", "B5"), ("PICTURE_TOO_BIG", "B5")]


def test_a_picture_bomb_is_never_unpacked(raw_workbook: RawWorkbook) -> None:
    """60,000 × 60,000 pixels of nothing fill 16 kB and would fill eleven gigabytes."""
    head = picture(1)
    bomb = head[:16] + (60_000).to_bytes(4, "big") * 2 + head[24:]
    crc = zlib.crc32(bomb[12:29]).to_bytes(4, "big")
    bomb = bomb[:29] + crc + bomb[33:]
    media = {"xl/media/image1.png": bomb}
    parts = with_drawing(anchor(blip(1)), relations("../media/image1.png"), media)

    assert told(read(raw_workbook(parts=parts))) == [("PICTURE_TOO_BIG", "B5")]


def test_ten_thousand_drawings_are_read_in_time_and_memory(
    raw_workbook: RawWorkbook, shared_reader: Reader
) -> None:
    """Each of its own name, or the gate would call it a bomb already."""
    anchors = "".join(anchor(blip(n % 400 + 1, name=sha(b"%d" % n))) for n in range(10_000))
    media = {f"xl/media/{n}.png": picture(n) for n in range(1, 401)}
    related = relations(*(f"../media/{n}.png" for n in range(1, 401)))
    cells = shared_reader.read(raw_workbook(parts=with_drawing(anchors, related, media)))

    assert isinstance(cells, Cells), cells
    assert len(cells.pictures) == Limits().pictures
    assert told(cells) == [("PICTURES_TOO_MANY", "B5")]


def test_a_drawing_that_declares_entities_is_refused(raw_workbook: RawWorkbook) -> None:
    parts = with_drawing("", relations())
    parts["xl/drawings/drawing1.xml"] = '<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>'
    found = read_workbook(raw_workbook(parts=parts))

    assert isinstance(found, Refusal)
    assert found.code == "WORKBOOK_UNSAFE"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP"])
def test_a_small_copy_is_a_small_jpeg(kind: str, tmp_path: Path, shared_reader: Reader) -> None:
    (tmp_path / "picture").write_bytes(picture(1, kind, (800, 400)))
    small = image_of(shared_reader.shrink(tmp_path / "picture", 160))

    assert small is not None
    assert (small.kind, small.width, small.height) == ("jpeg", 160, 80)


@pytest.mark.parametrize("data", [b"", picture(1, "PNG", (99, 99))[:60], metafile("emf"), None])
def test_what_cannot_be_drawn_has_no_small_copy(
    data: bytes | None, tmp_path: Path, shared_reader: Reader
) -> None:
    if data is not None:
        (tmp_path / "picture").write_bytes(data)

    assert shrunk(tmp_path / "picture", 160) == b""
    assert shared_reader.shrink(tmp_path / "picture", 160) == b""
