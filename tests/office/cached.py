"""The values a workbook file brings along, exactly as they stand in its parts."""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Cached:
    """A cell's value as the file says, and the formula it is said to come from."""

    value: str | float
    formula: str = ""


def cached_values(path: Path) -> dict[str, dict[str, Cached]]:
    """Sheet → A1 → value; empty cells are left out."""
    with zipfile.ZipFile(path) as package:
        book = _part(package, "workbook.xml")
        relations = _part(package, "_rels/workbook.xml.rels")
        targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
        texts = []
        if "xl/sharedStrings.xml" in package.namelist():
            shared = _part(package, "sharedStrings.xml")
            texts = ["".join(t.text or "" for t in item.iter(f"{_MAIN}t")) for item in shared]
        return {
            sheet.get("name", ""): _cells(_part(package, targets[sheet.get(_ID)]), texts)
            for sheet in book.iter(f"{_MAIN}sheet")
        }


def _part(package: zipfile.ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(package.read(f"xl/{name}"))


def _cells(sheet: ElementTree.Element, texts: list[str]) -> dict[str, Cached]:
    found = {}
    for cell in sheet.iter(f"{_MAIN}c"):
        said = cell.findtext(f"{_MAIN}v", "")
        value: str | float = said
        if said and cell.get("t") == "s":
            value = texts[int(said)]
        elif said and cell.get("t", "n") in "nb":
            value = float(said)
        if value != "":
            found[cell.get("r", "")] = Cached(value, cell.findtext(f"{_MAIN}f", ""))
    return found
