"""Everything can be read by everybody: enough contrast, and no state told by colour alone."""

from feedback_xl.xlsx.styles import LATE, REMIND, SOON, WRONG
from tests.books.looks import READABLE, Looks, contrast, met
from tests.books.parts import MAIN, Part, Parts

STATES = {colour.removeprefix("#") for colour in (LATE, SOON, WRONG, REMIND)}


def test_the_ratio_is_that_of_the_standard() -> None:
    assert round(contrast("000000", "FFFFFF"), 2) == 21
    assert round(contrast("777777", "FFFFFF"), 2) == 4.48


def test_ink_can_be_read_on_every_paper(books: list[Parts]) -> None:
    faint = {
        f"{where}: {look.ink} on {look.paper} {contrast(look.ink, look.paper):.2f}"
        for book in books
        for looks in [Looks(book)]
        for sheet in book.visible
        for where, look in met(sheet, looks)
        if contrast(look.ink, look.paper) < READABLE
    }
    assert sorted(faint) == []


def commented(sheet: Part) -> set[str]:
    """Cells that a comment is attached to."""
    related = sheet.book.related(sheet.path).values()
    parts = (sheet.book.read(part) for part in related if "comments" in part)
    return {note.get("ref", "") for part in parts for note in part.iter(f"{MAIN}comment")}


def test_no_state_is_told_by_colour_alone(books: list[Parts]) -> None:
    mute, coloured = [], 0
    for book in books:
        looks = Looks(book)
        for sheet in book.visible:
            told = commented(sheet)
            for a1, cell in sheet.shown.items():
                look = looks.of(cell)
                if STATES & {look.ink, look.paper}:
                    coloured += 1
                    if not sheet.text(cell) and a1 not in told:
                        mute.append(f"{sheet}!{a1}")
    assert mute == []
    assert coloured > 0, "no coloured cell was looked at"


def test_a_coloured_state_is_recognised_by_its_symbol_or_word(books: list[Parts]) -> None:
    """A rule that colours by a text goes by that text; others colour numbers, or what is shut."""
    for sheet in (sheet for book in books for sheet in book.visible):
        for rule in sheet.xml.iter(f"{MAIN}cfRule"):
            if rule.get("type") in ("containsText", "beginsWith", "endsWith"):
                assert rule.get("text"), str(sheet)
