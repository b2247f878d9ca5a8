"""A workbook's parts as the file format has them: what any spreadsheet program is told."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Self
from xml.etree.ElementTree import Element, fromstring

from feedback_xl.xlsx.cells import a1_of, address_of

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
KEY_TITLE = "_key"
_TEXT = re.compile(r'"[^"]*"')


@dataclass(frozen=True)
class Span:
    """A rectangle of cells."""

    first: str
    last: str

    @classmethod
    def of(cls, reference: str) -> Self:
        first, _, last = reference.replace("$", "").partition(":")
        return cls(first, last or first)

    def __contains__(self, a1: str) -> bool:
        (top, left), (bottom, right) = address_of(self.first), address_of(self.last)
        row, column = address_of(a1)
        return top <= row <= bottom and left <= column <= right

    def cells(self) -> Iterator[str]:
        (top, left), (bottom, right) = address_of(self.first), address_of(self.last)
        for row in range(top, bottom + 1):
            yield from (a1_of((row, column)) for column in range(left, right + 1))


@dataclass(frozen=True)
class Part:
    """One worksheet with what hangs on it."""

    book: "Parts"
    name: str
    is_visible: bool
    path: str
    index: int

    @cached_property
    def xml(self) -> Element:
        return self.book.read(self.path)

    @cached_property
    def cells(self) -> dict[str, Element]:
        return {cell.get("r", ""): cell for cell in self.xml.iter(f"{MAIN}c")}

    def text(self, cell: Element) -> str:
        """What a cell shows, before its number format."""
        value = cell.findtext(f"{MAIN}v", "")
        if cell.get("t") == "s":
            return self.book.texts[int(value)] if value else ""
        return value

    @cached_property
    def header(self) -> int:
        """The row of the titles of a published table; 0 where there is none."""
        keys = (a1 for a1, cell in self.cells.items() if self.text(cell) == KEY_TITLE)
        return next((int(a1[1:]) for a1 in keys if a1.startswith("A")), 0)

    @cached_property
    def merged(self) -> list["Span"]:
        return [Span.of(area.get("ref", "")) for area in self.xml.iter(f"{MAIN}mergeCell")]

    @cached_property
    def shown(self) -> dict[str, Element]:
        """Cells that people see: not those below a merged one, nor the hidden keys of a table."""
        below = {a1 for area in self.merged for a1 in area.cells() if a1 != area.first}
        keys = {a1_of((row, 1)) for row in range(self.header, self.last_row + 1) if self.header}
        return {a1: cell for a1, cell in self.cells.items() if a1 not in below | keys}

    @property
    def last_row(self) -> int:
        return max((address_of(a1)[0] for a1 in self.cells), default=0)

    def drawings(self) -> Iterator[Element]:
        """Its drawing parts."""
        for drawing in self.xml.iter(f"{MAIN}drawing"):
            yield self.book.read(self.book.related(self.path)[drawing.get(RELATION, "")])

    def __str__(self) -> str:
        return f"{self.book.path.name} {self.name}"


class Parts:
    """One workbook, opened as a zip."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with zipfile.ZipFile(path) as package:
            self.data = {name: package.read(name) for name in package.namelist()}

    def read(self, name: str) -> Element:
        return fromstring(self.data[name])

    def related(self, name: str) -> dict[str, str]:
        """Relation id → part, or address, that a part points to."""
        place = PurePosixPath(name)
        relations = f"{place.parent}/_rels/{place.name}.rels"
        if relations not in self.data:
            return {}
        found = {}
        for relation in self.read(relations):
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External":
                target = _resolved(place.parent, target)
            found[relation.get("Id", "")] = target
        return found

    @cached_property
    def workbook(self) -> Element:
        return self.read("xl/workbook.xml")

    @cached_property
    def texts(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self.data:
            return []
        items = self.read("xl/sharedStrings.xml")
        return ["".join(t.text or "" for t in item.iter(f"{MAIN}t")) for item in items]

    @cached_property
    def sheets(self) -> list[Part]:
        related = self.related("xl/workbook.xml")
        return [
            Part(
                self,
                sheet.get("name", ""),
                sheet.get("state", "visible") == "visible",
                related[sheet.get(RELATION, "")],
                index,
            )
            for index, sheet in enumerate(self.workbook.iter(f"{MAIN}sheet"))
        ]

    @property
    def visible(self) -> list[Part]:
        return [sheet for sheet in self.sheets if sheet.is_visible]

    @property
    def tables(self) -> list[Part]:
        """Sheets that hold a published table."""
        return [sheet for sheet in self.visible if sheet.header]

    @cached_property
    def names(self) -> dict[tuple[str, str], str]:
        """(defined name, index of its sheet or "") → what it stands for."""
        return {
            (name.get("name", ""), name.get("localSheetId", "")): name.text or ""
            for name in self.workbook.iter(f"{MAIN}definedName")
        }

    def formulas(self) -> Iterator[tuple[str, str]]:
        """Everything that is calculated anywhere in the book: (place, formula without texts)."""
        for (name, _), formula in self.names.items():
            yield f"name {name}", _bare(formula)
        for sheet in self.sheets:
            for cell in sheet.cells.values():
                if formula := cell.findtext(f"{MAIN}f"):
                    yield f"{sheet}!{cell.get('r')}", _bare(formula)
            for tag in ("formula", "formula1", "formula2"):
                for item in sheet.xml.iter(f"{MAIN}{tag}"):
                    yield f"{sheet} {tag}", _bare(item.text or "")
        for name in self.data:
            if name.startswith("xl/charts/chart"):
                for item in self.read(name).iter(f"{_CHART}f"):
                    yield f"{self.path.name} {name}", _bare(item.text or "")


def _resolved(folder: PurePosixPath, target: str) -> str:
    if target.startswith("/"):
        return target.removeprefix("/")
    steps: list[str] = []
    for step in (*folder.parts, *PurePosixPath(target).parts):
        if step == "..":
            steps.pop()
        elif step != ".":
            steps.append(step)
    return "/".join(steps)


def _bare(formula: str) -> str:
    """A formula without the texts and sheet names in it."""
    return re.sub(r"'[^']*'!", "", _TEXT.sub('""', formula))
