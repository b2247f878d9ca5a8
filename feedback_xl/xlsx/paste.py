"""Putting pictures into a workbook as people's programs do, for the demo and the tests only."""

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from xml.sax.saxutils import quoteattr

from feedback_xl.xlsx.cells import CellValue, address_of
from feedback_xl.xlsx.fill import Formula, InCell, fill_cells, part_of

_DRAWINGS = "http://schemas.openxmlformats.org/drawingml/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WPS = "http://www.wps.cn/officeDocument"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_MICROSOFT = "http://schemas.microsoft.com/office"
_RICH_DATA = f"{_MICROSOFT}/spreadsheetml/2017/richdata"
_RICH_RELATIONS = f"{_MICROSOFT}/spreadsheetml/2022/richvaluerel"
_RICH_VALUE = "{3e2802c4-a4d2-4d8b-9148-e3be6c30e623}"
_RICH_PARTS = {  # part → its type, and the type of the workbook's relation to it
    "metadata.xml": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml",
        f"{_OFFICE}/sheetMetadata",
    ),
    "richData/rdrichvalue.xml": (
        "application/vnd.ms-excel.rdrichvalue+xml",
        f"{_MICROSOFT}/2017/06/relationships/rdRichValue",
    ),
    "richData/rdrichvaluestructure.xml": (
        "application/vnd.ms-excel.rdrichvaluestructure+xml",
        f"{_MICROSOFT}/2017/06/relationships/rdRichValueStructure",
    ),
    "richData/richValueRel.xml": (
        "application/vnd.ms-excel.richvaluerel+xml",
        f"{_MICROSOFT}/2022/10/relationships/richValueRel",
    ),
}
_NAMES = (
    f'xmlns:xdr="{_DRAWINGS}/spreadsheetDrawing" xmlns:a="{_DRAWINGS}/main" xmlns:r="{_OFFICE}"'
)
_BELOW_A_DRAWING = ("<legacyDrawing", "<tableParts", "<extLst", "</worksheet>")
_EMU = 9525  # to a pixel


@dataclass(frozen=True)
class Pasted:
    """A picture and the cell it is put at; `how`: floating | cell (Excel's) | wps."""

    sheet: str
    cell: str
    data: bytes
    suffix: str = "png"
    how: str = "floating"
    size: tuple[int, int] = (160, 120)  # pixels it is shown at
    name: str = "Picture"


def paste_pictures(source: Path, target: Path, pictures: Iterable[Pasted]) -> None:
    """Save a copy of `source`, a workbook without drawings, with these pictures, as `target`."""
    numbered = list(enumerate(pictures, 1))
    floating, excels, wps = (
        [(number, picture) for number, picture in numbered if picture.how == how]
        for how in ("floating", "cell", "wps")
    )
    cells: dict[str, dict[str, CellValue]] = {picture.sheet: {} for _, picture in numbered}
    for at, (_, picture) in enumerate(excels, 1):
        cells[picture.sheet][picture.cell] = InCell(at)
    for number, picture in wps:
        formula = Formula(f'=_xlfn.DISPIMG("{_wps_id(number)}",1)')
        cells[picture.sheet][picture.cell] = formula
    fill_cells(source, target, cells)
    with zipfile.ZipFile(target) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    for number, picture in numbered:
        parts[f"xl/media/photo{number}.{picture.suffix}"] = picture.data
    for count, sheet in enumerate(dict.fromkeys(p.sheet for _, p in floating), 1):
        _draw_on(sheet, count, [(n, p) for n, p in floating if p.sheet == sheet], parts)
    if excels:
        _keep_for_excel(excels, parts)
    if wps:
        _keep_for_wps(wps, parts)
    _declare({picture.suffix for _, picture in numbered}, parts)
    with zipfile.ZipFile(target, "w") as book:
        for name, data in parts.items():
            book.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED, 1)


Numbered = list[tuple[int, Pasted]]
Parts = dict[str, bytes]


def _draw_on(sheet: str, count: int, pictures: Numbered, parts: Parts) -> None:
    """One drawing with these pictures, and the sheet's pointer to it."""
    drawing, part = f"xl/drawings/drawing{count}00.xml", part_of(sheet, parts)
    anchors = "".join(_anchor(number, picture) for number, picture in pictures)
    parts[drawing] = f"<xdr:wsDr {_NAMES}>{anchors}</xdr:wsDr>".encode()
    parts[_relations(drawing)] = _related(
        (f"rId{number}", "image", f"../media/photo{number}.{picture.suffix}")
        for number, picture in pictures
    )
    target = f"../{drawing.removeprefix('xl/')}"
    before = parts.get(_relations(part), _related([])).decode()
    added = _relation("rIdPictures", "drawing", target)
    parts[_relations(part)] = before.replace(
        "</Relationships>", f"{added}</Relationships>"
    ).encode()
    xml = parts[part].decode()
    below = next(mark for mark in _BELOW_A_DRAWING if mark in xml)
    pointer = f'<drawing xmlns:r="{_OFFICE}" r:id="rIdPictures"/>'
    parts[part] = xml.replace(below, pointer + below, 1).encode()
    _override(drawing, "application/vnd.openxmlformats-officedocument.drawing+xml", parts)


def _anchor(number: int, picture: Pasted) -> str:
    row, column = address_of(picture.cell)
    width, height = (pixels * _EMU for pixels in picture.size)
    return (
        f"<xdr:oneCellAnchor><xdr:from><xdr:col>{column - 1}</xdr:col><xdr:colOff>0</xdr:colOff>"
        f"<xdr:row>{row - 1}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
        f'<xdr:ext cx="{width}" cy="{height}"/>'
        f"{_pic(number, picture.name, width, height)}<xdr:clientData/></xdr:oneCellAnchor>"
    )


def _pic(number: int, name: str, width: int, height: int) -> str:
    return (
        f'<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="{number}" name={quoteattr(name)}/><xdr:cNvPicPr/>'
        f'</xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId{number}"/><a:stretch><a:fillRect/>'
        f'</a:stretch></xdr:blipFill><xdr:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        f"</a:prstGeom></xdr:spPr></xdr:pic>"
    )


def _wps_id(number: int) -> str:
    return f"ID_{number:032X}"


def _keep_for_wps(pictures: Numbered, parts: Parts) -> None:
    """The part WPS keeps pictures of cells in, by the name their formulas have."""
    images = "".join(
        f"<etc:cellImage>{_pic(number, _wps_id(number), *p.size)}</etc:cellImage>"
        for number, p in pictures
    )
    names = f'{_NAMES} xmlns:etc="{_WPS}/2017/etCustomData"'
    parts["xl/cellimages.xml"] = f"<etc:cellImages {names}>{images}</etc:cellImages>".encode()
    parts[_relations("xl/cellimages.xml")] = _related(
        (f"rId{number}", "image", f"media/photo{number}.{p.suffix}") for number, p in pictures
    )
    _join("cellimages.xml", f"{_WPS}/2020/cellImage", parts)
    _override("xl/cellimages.xml", "application/vnd.wps-officedocument.cellimage+xml", parts)


def _keep_for_excel(pictures: Numbered, parts: Parts) -> None:
    """The chain from a cell's number over its metadata and a rich value to the picture."""
    count = range(len(pictures))
    bound = "".join(
        f'<bk><extLst><ext uri="{_RICH_VALUE}"><x:rvb i="{n}"/></ext></extLst></bk>' for n in count
    )
    numbers = "".join(f'<bk><rc t="1" v="{n}"/></bk>' for n in count)
    values = "".join(f'<rv s="0"><v>{n}</v><v>5</v></rv>' for n in count)
    used = "".join(f'<rel r:id="rId{number}"/>' for number, _ in pictures)
    written = {
        "metadata.xml": f'<metadata xmlns="{_MAIN}" xmlns:x="{_RICH_DATA}">'
        '<metadataTypes count="1"><metadataType name="XLRICHVALUE" minSupportedVersion="120000"'
        ' copy="1" pasteAll="1" pasteValues="1" merge="1" splitFirst="1" rowColShift="1"'
        ' clearFormats="1" clearComments="1" assign="1" coerce="1"/></metadataTypes>'
        f'<futureMetadata name="XLRICHVALUE" count="{len(pictures)}">{bound}</futureMetadata>'
        f'<valueMetadata count="{len(pictures)}">{numbers}</valueMetadata></metadata>',
        "richData/rdrichvalue.xml": f'<rvData xmlns="{_RICH_DATA}" count="{len(pictures)}">'
        f"{values}</rvData>",
        "richData/rdrichvaluestructure.xml": f'<rvStructures xmlns="{_RICH_DATA}" count="1">'
        '<s t="_localImage"><k n="_rvRel:LocalImageIdentifier" t="i"/>'
        '<k n="CalcOrigin" t="i"/></s></rvStructures>',
        "richData/richValueRel.xml": f'<richValueRels xmlns="{_RICH_RELATIONS}"'
        f' xmlns:r="{_OFFICE}">{used}</richValueRels>',
    }
    for name, text in written.items():
        kind, relation = _RICH_PARTS[name]
        parts[f"xl/{name}"] = text.encode()
        _join(name, relation, parts)
        _override(f"xl/{name}", kind, parts)
    parts[_relations("xl/richData/richValueRel.xml")] = _related(
        (f"rId{number}", "image", f"../media/photo{number}.{p.suffix}") for number, p in pictures
    )


def _join(name: str, kind: str, parts: Parts) -> None:
    """The workbook's pointer to a part of its own."""
    book = "xl/_rels/workbook.xml.rels"
    key = f"rId_{PurePosixPath(name).stem}"
    pointer = f'<Relationship Id="{key}" Type="{kind}" Target="{name}"/>'
    found = parts[book].decode()
    parts[book] = found.replace("</Relationships>", f"{pointer}</Relationships>").encode()


def _relations(part: str) -> str:
    folder, _, file = part.rpartition("/")
    return f"{folder}/_rels/{file}.rels"


def _related(relations: Iterable[tuple[str, str, str]]) -> bytes:
    names = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    found = "".join(_relation(*relation) for relation in relations)
    return f"<Relationships {names}>{found}</Relationships>".encode()


def _relation(key: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


def _override(part: str, kind: str, parts: Parts) -> None:
    _add_type(f'<Override PartName="/{part}" ContentType="{kind}"/>', parts)


def _declare(suffixes: Iterable[str], parts: Parts) -> None:
    """What kind of picture a suffix means; an unknown one would make Excel repair the file."""
    known = parts["[Content_Types].xml"].decode().lower()
    for suffix in sorted(suffixes):
        if f'extension="{suffix}"' not in known:
            kind = "jpeg" if suffix == "jpg" else suffix
            _add_type(f'<Default Extension="{suffix}" ContentType="image/{kind}"/>', parts)


def _add_type(element: str, parts: Parts) -> None:
    name = "[Content_Types].xml"
    parts[name] = parts[name].replace(b"</Types>", element.encode() + b"</Types>")
