"""The styles of a workbook, resolved: font, fill, border, format, alignment, protection."""

from collections.abc import Sequence
from xml.etree import ElementTree

Element = ElementTree.Element


def local(element: Element) -> str:
    """A tag without its namespace."""
    return element.tag.rpartition("}")[2]


def attributes(element: Element, *, omit: Sequence[str] = (), keep: Sequence[str] = ()) -> str:
    """What an element says, in the order of the names."""
    found = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
    names = sorted(name for name in found if name not in omit and (not keep or name in keep))
    return " ".join(f"{name}={found[name]}" for name in names)


class Styles:
    """Cell formats by index; each that is used gets a short name, in the order of use."""

    def __init__(self, root: Element) -> None:
        self._lists = {local(each): list(each) for each in root}
        self._formats = {
            each.get("numFmtId"): each.get("formatCode", "")
            for each in self._lists.get("numFmts", ())
        }
        self.used: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def name(self, index: int) -> str:
        """The short name of a cell's format."""
        look = self._look(self._lists["cellXfs"][index])
        if look not in self._names:
            self._names[look] = f"s{len(self._names)}"
            self.used[self._names[look]] = look
        return self._names[look]

    def difference(self, index: str | None) -> str:
        """What a conditional format changes."""
        if index is None:
            return ""
        return " | ".join(map(_said, self._lists["dxfs"][int(index)]))

    def _look(self, xf: Element) -> str:
        number = xf.get("numFmtId", "0")
        parts = [
            _said(self._lists["fonts"][int(xf.get("fontId", "0"))]),
            _said(self._lists["fills"][int(xf.get("fillId", "0"))]),
            _said(self._lists["borders"][int(xf.get("borderId", "0"))]),
            f"format {self._formats.get(number, number)}",
            *(f"{local(each)} {attributes(each)}" for each in xf),
        ]
        return " | ".join(part for part in parts if part)


def _said(element: Element) -> str:
    """An element with all it holds, in one line; what says nothing is left out."""
    inner = [said for each in element if (said := _said(each))]
    own = attributes(element)
    if not inner and not own:
        return local(element) if not len(element) and local(element) in ("b", "i", "u") else ""
    return f"{local(element)}({', '.join([*([own] if own else []), *inner])})"
