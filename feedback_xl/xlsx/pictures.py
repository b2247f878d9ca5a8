"""The pictures people put into a workbook: where each lies, and what it is; bytes stay in the file.

There are three kinds: floating over a sheet, Excel's in a cell (rich data), WPS's in a cell
(DISPIMG). Only the reading child looks here: nothing a file says of its pictures is trusted.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from feedback_xl.problems import Note
from feedback_xl.xlsx.cells import LeftPicture, Picture, a1_of
from feedback_xl.xlsx.gate import MIB, Limits, Package, part_name
from feedback_xl.xlsx.images import Image, image_of
from feedback_xl.xlsx.scan import Scan, relations_of

_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
_LONGEST_NAME = 120
_MOST_TOLD = 20  # pictures left out are told one by one up to here
_LOCAL_IMAGE = "_rvRel:LocalImageIdentifier"
_UNREADABLE = (ParseError, DefusedXmlException, KeyError, IndexError, ValueError)


@dataclass(frozen=True)
class _Spot:
    """A place that shows a picture, and the part its bytes are in; "" where the file has none."""

    sheet: str
    cell: str
    place: str
    part: str
    name: str = ""


def find_pictures(
    package: Package, scanned: Scan, limits: Limits
) -> tuple[tuple[Picture, ...], tuple[LeftPicture, ...]]:
    """Each different picture once, at its first place, and those that cannot be taken out."""
    finding = _Finding(package, limits)
    for spot in _spots(package.parts, scanned):
        finding.look_at(spot)
    return tuple(finding.found.values()), tuple(finding.left)


@dataclass
class _Finding:
    """The pictures found so far."""

    package: Package
    limits: Limits
    found: dict[str, Picture] = field(default_factory=dict)  # by hash
    left: list[LeftPicture] = field(default_factory=list)
    _known: dict[str, Picture | Note] = field(default_factory=dict)  # by part
    _told: set[tuple[str, str]] = field(default_factory=set)

    def look_at(self, spot: _Spot) -> None:
        if spot.part not in self._known:
            self._known[spot.part] = self._picture(spot)
        known = self._known[spot.part]
        if isinstance(known, Note):
            self._leave(known, spot)
        elif known.sha not in self.found:
            if len(self.found) < self.limits.pictures:
                self.found[known.sha] = known
            else:
                self._leave(Note.of("PICTURES_TOO_MANY", limit=self.limits.pictures), spot)

    def _leave(self, note: Note, spot: _Spot) -> None:
        once = (note.code, "" if note.code == "PICTURES_TOO_MANY" else spot.part)
        if once not in self._told and len(self.left) < _MOST_TOLD:
            self._told.add(once)
            self.left.append(LeftPicture(note, spot.sheet, spot.cell))

    def _picture(self, spot: _Spot) -> Picture | Note:
        entry = self._entries.get(spot.part)
        if entry is None:
            return Note.of("PICTURE_GONE")
        if entry.file_size > self.limits.picture_bytes:
            return self._too_big
        with zipfile.ZipFile(io.BytesIO(self.package.data)) as archive:
            data = archive.read(entry.filename)
        image = image_of(data)
        if image is None:
            return Note.of("PICTURE_UNKNOWN")
        if image.width * image.height > self.limits.picture_pixels:
            return self._too_big
        return _described(spot, entry.filename, data, image)

    @property
    def _too_big(self) -> Note:
        limit, pixels = self.limits.picture_bytes // MIB, self.limits.picture_pixels // 10_000
        return Note.of("PICTURE_TOO_BIG", limit=limit, pixels=pixels)

    @cached_property
    def _entries(self) -> dict[str, zipfile.ZipInfo]:
        with zipfile.ZipFile(io.BytesIO(self.package.data)) as archive:
            return {part_name(entry): entry for entry in archive.infolist()}


def _described(spot: _Spot, part: str, data: bytes, image: Image) -> Picture:
    return Picture(
        sha=hashlib.sha256(data).hexdigest(),
        part=part,
        kind=image.kind,
        size=len(data),
        width=image.width,
        height=image.height,
        sheet=spot.sheet,
        cell=spot.cell,
        place=spot.place,
        name=spot.name[:_LONGEST_NAME],
    )


def _spots(parts: Mapping[str, bytes], scanned: Scan) -> Iterator[_Spot]:
    """Every place that shows a picture, sheet by sheet."""
    in_cells = _InCells(parts)
    for sheet, said in scanned.sheets.items():
        for relation in relations_of(scanned.sheet_parts[sheet], parts).values():
            if relation.kind == "drawing" and relation.target in parts:
                yield from _floating(sheet, relation.target, parts)
        for address, pointer in said.pictured.items():
            place = "cell" if pointer.isdecimal() else "wps"
            yield _Spot(sheet, a1_of(address), place, in_cells.part_of(pointer), "")


def _floating(sheet: str, drawing: str, parts: Mapping[str, bytes]) -> Iterator[_Spot]:
    """Pictures of one drawing, in groups and as fillings of shapes too.

    Anchors are forgotten as soon as they are read: there may be any number of them.
    """
    relations = relations_of(drawing, parts)
    try:
        for _, anchor in iterparse(io.BytesIO(parts[drawing]), events=("end",)):
            if _local(anchor.tag) not in _ANCHORS:
                continue
            cell = _cell_of(anchor)
            for name, used in _blips(anchor):
                part = relations[used].target if used in relations else ""
                yield _Spot(sheet, cell, "floating", part, name)
            anchor.clear()
    except _UNREADABLE:
        yield _Spot(sheet, "", "floating", "")


def _blips(anchor: Element) -> Iterator[tuple[str, str]]:
    """What each picture is called, and the id of its relation."""
    name = ""
    for element in anchor.iter():
        if _local(element.tag) == "cNvPr":
            name = element.get("descr") or element.get("name") or ""
        elif _local(element.tag) == "blip":
            yield name, _attribute(element, "embed") or _attribute(element, "link")


def _cell_of(anchor: Element) -> str:
    start = next((child for child in anchor if _local(child.tag) == "from"), None)
    if start is None:
        return ""
    at = {_local(child.tag): int(child.text or "") for child in start}
    return a1_of((at["row"] + 1, at["col"] + 1))


@dataclass
class _InCells:
    """The parts behind pictures that stand in cells."""

    parts: Mapping[str, bytes]

    def part_of(self, pointer: str) -> str:
        """The picture's part by WPS's name of it or Excel's number; "" where it is not there."""
        return self._by_pointer.get(pointer, "")

    @cached_property
    def _by_pointer(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for read in (self._of_wps, self._of_excel):
            try:
                found |= read()
            except _UNREADABLE:
                continue  # what cannot be followed is told as not there
        return found

    def _of_wps(self) -> dict[str, str]:
        part = "xl/cellimages.xml"
        relations = relations_of(part, self.parts)
        found = {}
        for image in fromstring(self.parts[part]):
            names = [e.get("name", "") for e in image.iter() if _local(e.tag) == "cNvPr"]
            for _, used in _blips(image):
                found[names[0]] = relations[used].target
        return found

    def _of_excel(self) -> dict[str, str]:
        """A cell's number → metadata → rich value → relation."""
        part = "xl/richdata/richvaluerel.xml"
        relations = relations_of(part, self.parts)
        pictures = [relations[_attribute(e, "id")].target for e in fromstring(self.parts[part])]
        values = self._rich_values()
        found = {}
        for number, value in enumerate(self._values_of_cells(), 1):
            if value in values:
                found[str(number)] = pictures[values[value]]
        return found

    def _values_of_cells(self) -> list[int]:
        """The rich value each number of a cell stands for; -1 for other kinds of metadata."""
        root = fromstring(self.parts["xl/metadata.xml"])
        types = [e.get("name") for e in root.iter() if _local(e.tag) == "metadataType"]
        rich = [int(e.get("i", "")) for e in root.iter() if _local(e.tag) == "rvb"]
        numbers = next((e for e in root if _local(e.tag) == "valueMetadata"), Element(""))
        found = []
        for records in numbers:
            record = records[0]
            kind, value = int(record.get("t", "")), int(record.get("v", ""))
            found.append(rich[value] if types[kind - 1] == "XLRICHVALUE" else -1)
        return found

    def _rich_values(self) -> dict[int, int]:
        """Number of a rich value that is a picture → number of its relation."""
        shapes = [
            [key.get("n") for key in shape]
            for shape in fromstring(self.parts["xl/richdata/rdrichvaluestructure.xml"])
        ]
        found = {}
        for number, value in enumerate(fromstring(self.parts["xl/richdata/rdrichvalue.xml"])):
            keys = shapes[int(value.get("s", ""))]
            if _LOCAL_IMAGE in keys:
                found[number] = int(value[keys.index(_LOCAL_IMAGE)].text or "")
        return found


def _local(tag: str) -> str:
    """A name without its namespace, of which there are a transitional and a strict one."""
    return tag.rpartition("}")[2]


def _attribute(element: Element, name: str) -> str:
    return next((text for key, text in element.items() if _local(key) == name), "")
