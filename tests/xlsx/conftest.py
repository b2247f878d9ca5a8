"""Workbooks written part by part, for what no library would write."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships {_RELATIONS}><Relationship Id="rId1"'
        f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="表单" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f"<Relationships {_RELATIONS}>"
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>"
    ),
    "xl/sharedStrings.xml": f'<sst {_MAIN} count="1" uniqueCount="1"><si><t>a</t></si></sst>',
}

RawWorkbook = Callable[..., Path]


@pytest.fixture
def raw_workbook(tmp_path: Path) -> RawWorkbook:
    """raw_workbook(rows XML, parts to add or replace) → path."""

    def write(rows: str = "", parts: Mapping[str, str | bytes] | None = None) -> Path:
        path = tmp_path / "raw.xlsx"
        sheet = f"<worksheet {_MAIN}><sheetData>{rows}</sheetData></worksheet>"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            everything = {**_PARTS, "xl/worksheets/sheet1.xml": sheet, **(parts or {})}
            for name, content in everything.items():
                archive.writestr(name, content)
        return path

    return write
