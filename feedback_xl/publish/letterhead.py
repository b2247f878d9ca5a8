"""What all letters of the company share: its head, the place for seal and signature."""

from datetime import date

from feedback_xl.language import say
from feedback_xl.procedure.company import Company
from feedback_xl.sheets.page import Page
from feedback_xl.xlsx.draw import Book

_WIDTHS = (16, 16, 16, 16, 16, 16)
_SEAL_ROOM = 60.0  # points


def letter_page(workbook: Book, name: str) -> Page:
    """An empty sheet of paper."""
    return Page(workbook.sheet(name), _WIDTHS)


def draw_head(page: Page, company: Company, title: str, number: str) -> None:
    """Whose letter it is, its number, and what it is about."""
    document = f"{company.document} {company.document_version}"
    page.line((page.across, company.name, "letterhead"), least=40)
    page.line(
        ("A:C", document, "note"), ("D:F", say("letters.number", number=number), "note_right")
    )
    page.gap()
    page.line((page.across, title, "title"), least=34)
    page.gap()


def draw_foot(page: Page, company: Company, signer: str, day: date | None) -> None:
    """Signed, sealed and dated at the right; then the page is finished."""
    page.gap(24)
    page.line(("D:F", company.name, "letter_sign"))
    page.line(("D:F", say("letters.seal"), "letter_sign"), least=_SEAL_ROOM)
    page.line(("D:F", signer, "letter_sign"))
    shown = say("letters.day", day=day) if day else say("letters.day_open")
    page.line(("D:F", shown, "letter_sign"))
    page.finish("")
