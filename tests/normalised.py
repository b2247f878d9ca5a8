"""A workbook's XML as plain text that says how it looks and works: for golden files.

Ids, orders and parts that a spreadsheet program is free to choose are resolved; values, styles,
rules, links and print set-up remain. `WRITE_GOLDENS=1 pytest …` writes the files anew.
"""

import io
import json
import os
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tests.normalised_styles import Styles, attributes, local

Element = ElementTree.Element
_SHEET_SETTINGS = ("sheetPr", "sheetView", "pane", "sheetProtection", "printOptions", "pageMargins")
_PRINT = ("pageSetup", "pageSetUpPr", "oddHeader", "oddFooter", "tabColor")
_ORDER_OF_VIEW = ("tabSelected", "workbookViewId")


def normalised(data: bytes, only: str = "") -> dict[str, Any]:
    """Every sheet, hidden ones too, and the names of cells; or one sheet alone."""
    package = Package(zipfile.ZipFile(io.BytesIO(data)))
    book = package.part("xl/workbook.xml")
    targets = package.relations("xl/workbook.xml")
    styles = Styles(package.part("xl/styles.xml"))
    found: dict[str, Any] = {
        "names": {
            name.get("name", ""): name.text for name in book.iter() if local(name) == "definedName"
        }
    }
    for sheet in (each for each in book.iter() if local(each) == "sheet"):
        if only not in ("", sheet.get("name")):
            continue
        [path] = (targets[value] for key, value in sheet.attrib.items() if key.endswith("}id"))
        state = sheet.get("state", "visible")
        found[sheet.get("name", "")] = {"state": state, **Page(package, path, styles).told()}
    return found | {"styles": styles.used}


def check_golden(path: Path, data: bytes, only: str = "") -> None:
    """Fails where a workbook, or one sheet of it, no longer looks as it did."""
    text = json.dumps(normalised(data, only), ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("WRITE_GOLDENS"):
        path.write_text(text, "utf-8")
    assert text.splitlines() == path.read_text("utf-8").splitlines()


@dataclass
class Package:
    """The parts of a workbook."""

    zip: zipfile.ZipFile
    _texts: list[str] = field(default_factory=list)

    def part(self, path: str) -> Element:
        return ElementTree.fromstring(self.zip.read(path))

    def relations(self, path: str) -> dict[str, str]:
        """Id → path of a part, or address of what lies outside."""
        folder, name = posixpath.split(path)
        rels = f"{folder}/_rels/{name}.rels"
        if rels not in self.zip.namelist():
            return {}
        return {
            each.get("Id", ""): each.get("Target", "")
            if each.get("TargetMode") == "External" or each.get("Target", "").startswith("#")
            else posixpath.normpath(posixpath.join(folder, each.get("Target", ""))).lstrip("/")
            for each in self.part(rels)
        }

    def text(self, index: int) -> str:
        """A shared string."""
        if not self._texts:
            strings = self.part("xl/sharedStrings.xml")
            self._texts = ["".join(item.itertext()) for item in strings]
        return self._texts[index]


@dataclass
class Page:
    """One sheet."""

    package: Package
    path: str
    styles: Styles

    def told(self) -> dict[str, Any]:
        root = self.package.part(self.path)
        self.parts = list(root.iter())
        return {
            "set_up": dict(self._set_up()),
            "columns": [attributes(each, omit=("style",)) for each in self._all("col")],
            "rows": dict(self._rows()),
            "merged": " ".join(each.get("ref", "") for each in self._all("mergeCell")),
            "rules": [_rule(each) for each in self._all("dataValidation")],
            "conditional": [
                line
                for each in self._all("conditionalFormatting")
                for line in self._conditional(each)
            ],
            "links": dict(self._links()),
            "comments": dict(self._comments()),
            "drawn": list(self._drawn()),
        }

    def _all(self, name: str) -> Iterator[Element]:
        return (each for each in self.parts if local(each) == name)

    def _set_up(self) -> Iterator[tuple[str, str]]:
        for each in self.parts:
            if local(each) in (*_SHEET_SETTINGS, *_PRINT):
                text = f"{attributes(each, omit=_ORDER_OF_VIEW)} {each.text or ''}".strip()
                if text:
                    yield local(each), text

    def _rows(self) -> Iterator[tuple[str, list[str]]]:
        """Each row's height, then its cells; equal empty neighbours stand together."""
        for row in self._all("row"):
            cells = []
            told = ((self._cell(each), each.get("r", "")) for each in row)
            for (style, text), group in groupby(told, key=lambda pair: pair[0]):
                refs = [ref for _, ref in group]
                where = refs if text or len(refs) == 1 else [f"{refs[0]}:{refs[-1]}"]
                cells += [f"{ref} {style} {text}".rstrip() for ref in where]
            height = attributes(row, keep=("ht", "hidden", "outlineLevel"))
            yield row.get("r", ""), [height, *cells]

    def _cell(self, cell: Element) -> tuple[str, str]:
        style = self.styles.name(int(cell.get("s", "0")))
        value = next((each.text or "" for each in cell if local(each) == "v"), "")
        formula = next((each.text or "" for each in cell if local(each) == "f"), "")
        if cell.get("t") == "s":
            value = self.package.text(int(value))
        elif cell.get("t") == "inlineStr":
            value = "".join(cell.itertext())
        return style, f"={formula} → {value}" if formula else value

    def _conditional(self, block: Element) -> Iterator[str]:
        for rule in block:
            formula = " ".join(each.text or "" for each in rule if local(each) == "formula")
            look = self.styles.difference(rule.get("dxfId"))
            yield f"{block.get('sqref')} {rule.get('type')} {formula} → {look}"

    def _links(self) -> Iterator[tuple[str, str]]:
        relations = self.package.relations(self.path)
        for each in self._all("hyperlink"):
            outside = [relations[v] for k, v in each.attrib.items() if k.endswith("}id")]
            yield each.get("ref", ""), "#".join([*outside, each.get("location", "")]).rstrip("#")

    def _comments(self) -> Iterator[tuple[str, str]]:
        for path in self.package.relations(self.path).values():
            if "/comments" in path:
                for each in self.package.part(path).iter():
                    if local(each) == "comment":
                        yield each.get("ref", ""), "".join(each.itertext())

    def _drawn(self) -> Iterator[str]:
        """Pictures and charts: where they begin, and what they show (alt text)."""
        for path in self.package.relations(self.path).values():
            if "/drawings/drawing" in path:
                for anchor in self.package.part(path):
                    start = [each.text for each in anchor.iter() if local(each) in ("col", "row")]
                    shows = [each for each in anchor.iter() if local(each) == "cNvPr"]
                    yield f"{start[:2]} {[each.get('descr', '') for each in shows]}"


def _rule(rule: Element) -> str:
    texts = [f"{local(each)}={each.text}" for each in rule]
    return " ".join([attributes(rule), *texts])
