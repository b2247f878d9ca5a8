"""The band every sheet begins with: whose it is, what it is, and how old what it says is."""

from dataclasses import dataclass
from datetime import datetime

from feedback_xl.language import say, sentence
from feedback_xl.sheets.live import stale_formula
from feedback_xl.xlsx.cells import a1_of
from feedback_xl.xlsx.draw import Pen

BAND_ROWS = 2
_TITLE_ROOM = 62  # column units the title and the words below it need
_LEAST = 104  # so wide the band is at least: what stands in it runs over its cells


@dataclass(frozen=True)
class Heading:
    """What the band of each sheet of a book says."""

    owner: str  # department or company
    document: str
    as_of: datetime
    seq: int

    def words(self) -> str:
        """Document, as-of time and the journal's last entry."""
        return say("band.words", document=self.document, at=self.as_of, seq=self.seq)


def draw_band(pen: Pen, columns: int, title: str, heading: Heading) -> None:
    """Rows 1 and 2 over the first `columns` columns, whose widths must be known by now."""
    room, index = 0.0, 0
    first = right = None
    while index < columns or room < _LEAST:
        for row, style in ((1, "band"), (2, "band_note")):
            pen.write(a1_of((row, index + 1)), None, style)
        if first is None and pen.width(index):
            first = index + 1
        if right is None and room >= _TITLE_ROOM and pen.width(index):
            right = index + 1
        room += pen.width(index)
        index += 1
    first, right = first or 1, right or index
    told = say("band.title", owner=heading.owner, title=title)
    pen.write(a1_of((1, first)), told, "band", text_wrap=False)
    pen.write(a1_of((2, first)), heading.words(), "band_note", text_wrap=False)
    stale = stale_formula(heading.as_of, sentence("band.stale"))
    pen.formula(a1_of((2, right)), stale, "", "band_stale", "text")
    contents = say("band.contents")
    if pen.book.has(contents) and pen.sheet.name != contents:
        pen.link(a1_of((1, right)), f"internal:'{contents}'!A1", say("band.back"), "band_link")
    pen.sheet.set_row(0, 28)
    pen.sheet.set_row(1, 18)
