"""Which colours meet in a book's cells: ink on paper, as styles and conditional formats say."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from xml.etree.ElementTree import Element

from tests.books.parts import MAIN, Part, Parts, Span

WHITE, BLACK = "FFFFFF", "000000"
THEME = (WHITE, BLACK)  # of the indexed theme colours only these two are used
READABLE = 4.5  # WCAG 2.1, AA


@dataclass(frozen=True)
class Look:
    """Ink and paper of a cell; "" where a conditional format leaves it as it is."""

    ink: str
    paper: str


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two RRGGBB colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class Looks:
    """The formats of one book."""

    def __init__(self, book: Parts) -> None:
        self._styles = book.read("xl/styles.xml")

    @cached_property
    def _fonts(self) -> list[str]:
        fonts = self._styles.find(f"{MAIN}fonts")
        assert fonts is not None
        return [_colour(font.find(f"{MAIN}color"), BLACK) for font in fonts]

    @cached_property
    def _fills(self) -> list[str]:
        fills = self._styles.find(f"{MAIN}fills")
        assert fills is not None
        return [_paper(fill, "fgColor") for fill in fills]

    @cached_property
    def _formats(self) -> list[Look]:
        formats = self._styles.find(f"{MAIN}cellXfs")
        assert formats is not None
        return [
            Look(self._fonts[int(xf.get("fontId", 0))], self._fills[int(xf.get("fillId", 0))])
            for xf in formats
        ]

    @cached_property
    def conditional(self) -> list[Look]:
        """Differential formats by their id."""
        found = self._styles.find(f"{MAIN}dxfs")
        if found is None:
            return []
        return [
            Look(_colour(dxf.find(f"{MAIN}font/{MAIN}color"), ""), _paper(dxf, "bgColor", ""))
            for dxf in found
        ]

    def of(self, cell: Element) -> Look:
        return self._formats[int(cell.get("s", 0))]


def _paper(parent: Element, name: str, otherwise: str = WHITE) -> str:
    fill = parent.find(f".//{MAIN}patternFill")
    if fill is None or fill.get("patternType") == "none":
        return otherwise
    return _colour(fill.find(f"{MAIN}{name}"), otherwise)


def _colour(item: Element | None, otherwise: str) -> str:
    if item is None:
        return otherwise
    if (theme := item.get("theme")) is not None:
        return THEME[int(theme)]
    return item.get("rgb", f"FF{otherwise or BLACK}")[2:]


def met(sheet: Part, looks: Looks) -> Iterator[tuple[str, Look]]:
    """Each ink that meets a paper in a cell that says something: (where, look)."""
    used: dict[Look, str] = {}
    for a1, cell in sheet.shown.items():
        if sheet.text(cell) or cell.find(f"{MAIN}f") is not None:
            used.setdefault(looks.of(cell), a1)
    for look, a1 in used.items():
        yield f"{sheet}!{a1}", look
    for rules in sheet.xml.iter(f"{MAIN}conditionalFormatting"):
        for rule in rules.iter(f"{MAIN}cfRule"):
            if (number := rule.get("dxfId")) is not None:
                own = looks.conditional[int(number)]
                for below in _below(sheet, looks, rules.get("sqref", "")) or {Look(BLACK, WHITE)}:
                    look = Look(own.ink or below.ink, own.paper or below.paper)
                    yield f"{sheet} {rules.get('sqref')}", look


def _below(sheet: Part, looks: Looks, spans: str) -> set[Look]:
    """The looks that cells of those spans have without the rule."""
    inside = [Span.of(span) for span in spans.split()]
    return {
        looks.of(cell) for a1, cell in sheet.cells.items() if any(a1 in span for span in inside)
    }
