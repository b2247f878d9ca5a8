"""Typing into a workbook as a person would, for the demo and the tests only.

Cells are exchanged in the workbook's parts: everything else stays to the byte, and a form takes a
few milliseconds, where loading and saving it takes eighty. The same typing gives the same bytes.
"""

import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from feedback_xl.xlsx.cells import CellValue, a1_of, address_of

_ROW = re.compile(r'<row\b[^>]*?\br="(\d+)"[^>]*?(?:/>|>.*?</row>)', re.DOTALL)
_CELL = re.compile(r'<c\b[^>]*?\br="([A-Z]+\d+)"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
_DATA = re.compile(r"<sheetData\s*/>|<sheetData>(.*)</sheetData>", re.DOTALL)
_FORMATS = re.compile(r"(<cellXfs[^>]*>)(.*)</cellXfs>", re.DOTALL)
_FORMAT = re.compile(r"<xf\b[^>]*?(?:/>|>.*?</xf>)", re.DOTALL)
_AUTHOR = re.compile(r"<cp:lastModifiedBy\b[^>]*?(?:/>|>.*?</cp:lastModifiedBy>)", re.DOTALL)
_EPOCH = datetime(1899, 12, 30)
_DAY = 86_400
_NUMBERS = {datetime: 22, date: 14, time: 20}  # Excel's own formats of these
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Formula(str):
    """Text that is to stand in its cell as a formula, never calculated."""


class InCell(int):
    """The number of one of Excel's pictures that is to stand in its cell."""


def fill_cells(
    source: Path, target: Path, typed: Mapping[str, Mapping[str, CellValue]], by: str = ""
) -> None:
    """Save a copy of `source` with these values, by sheet name and A1 address, as `target`."""
    with zipfile.ZipFile(source) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    formats = _Formats(parts["xl/styles.xml"].decode("utf-8"))
    for sheet, cells in typed.items():
        name = part_of(sheet, parts)
        parts[name] = _typed_into(parts[name].decode("utf-8"), cells, formats).encode("utf-8")
    parts["xl/styles.xml"] = formats.styles.encode("utf-8")
    if by:
        parts["docProps/core.xml"] = _by(parts["docProps/core.xml"].decode("utf-8"), by)
    with zipfile.ZipFile(target, "w") as book:
        for name, data in parts.items():
            book.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED, 1)


def part_of(sheet: str, parts: Mapping[str, bytes]) -> str:
    """The part a sheet's cells stand in."""
    book = ElementTree.fromstring(parts["xl/workbook.xml"])
    relations = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    wanted = next(s.get(_RELATION) for s in book.iter() if s.get("name") == sheet)
    target = next(r.get("Target", "") for r in relations if r.get("Id") == wanted)
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _typed_into(part: str, cells: Mapping[str, CellValue], formats: "_Formats") -> str:
    found = _DATA.search(part)
    assert found is not None
    rows = {int(row[1]): row[0] for row in _ROW.finditer(found[1] or "")}
    for a1, value in cells.items():
        number, _ = address_of(a1)
        rows[number] = _typed_in_row(rows.get(number, f'<row r="{number}"/>'), a1, value, formats)
    data = "".join(rows[number] for number in sorted(rows))
    return f"{part[: found.start()]}<sheetData>{data}</sheetData>{part[found.end() :]}"


def _typed_in_row(row: str, a1: str, value: CellValue, formats: "_Formats") -> str:
    head = re.sub(r'\s*/?>$|\sspans="[^"]*"', "", row[: row.index(">") + 1])
    cells = {address_of(cell[1]): cell[0] for cell in _CELL.finditer(row)}
    address = address_of(a1)
    style = re.match(r'[^>]*?\bs="(\d+)"', cells.get(address, ""))
    cells[address] = _cell(a1_of(address), value, int(style[1]) if style else 0, formats)
    return f"{head}>{''.join(cells[at] for at in sorted(cells))}</row>"


def _cell(a1: str, value: CellValue, style: int, formats: "_Formats") -> str:
    if isinstance(value, datetime | date | time):
        style = formats.dated(style, _NUMBERS[type(value)])
        value = _serial(value)
    head = f'<c r="{a1}" s="{style}"'
    match value:
        case None:
            return f"{head}/>"
        case InCell():
            return f'{head} t="e" vm="{value:d}"><v>#VALUE!</v></c>'
        case Formula():
            return f"{head}><f>{escape(value.removeprefix('='))}</f></c>"
        case str():
            text = escape(value).replace("\n", "&#10;")
            return f'{head} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        case bool():
            return f'{head} t="b"><v>{value:d}</v></c>'
    return f"{head}><v>{value!r}</v></c>"


def _serial(value: datetime | date | time) -> float:
    """As Excel counts: days since the end of 1899, times as their part of a day."""
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / _DAY
    day = value if isinstance(value, datetime) else datetime.combine(value, time())
    return (day - _EPOCH).total_seconds() / _DAY


class _Formats:
    """The workbook's cell formats; a date in a cell that is not formatted for one gets its own."""

    def __init__(self, styles: str) -> None:
        self.styles = styles

    def dated(self, style: int, number: int) -> int:
        """The format `style` if it shows dates, else a copy of it that does."""
        found = _FORMATS.search(self.styles)
        assert found is not None
        formats = _FORMAT.findall(found[2])
        shown = re.search(r'numFmtId="(\d+)"', formats[style])
        if shown and self._is_dated(int(shown[1])):
            return style
        copied = re.sub(r'numFmtId="\d+"', f'numFmtId="{number}"', formats[style])
        if copied not in formats:
            formats.append(copied)
            data = f'<cellXfs count="{len(formats)}">{"".join(formats)}</cellXfs>'
            self.styles = self.styles[: found.start()] + data + self.styles[found.end() :]
        return formats.index(copied)

    def _is_dated(self, number: int) -> bool:
        own = re.search(rf'<numFmt\b[^>]*numFmtId="{number}"[^>]*>', self.styles)
        code = re.search(r'formatCode="([^"]*)"', own[0]) if own else None
        return bool(re.search(r"[ymdhs]", code[1])) if code else number in range(14, 23)


def _by(core: str, author: str) -> bytes:
    told = f"<cp:lastModifiedBy>{escape(author)}</cp:lastModifiedBy>"
    without = _AUTHOR.sub("", core)
    return without.replace("</cp:coreProperties>", f"{told}</cp:coreProperties>").encode("utf-8")
