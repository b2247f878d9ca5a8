"""The company's letter to a customer: who speaks for us from now on (P4.3-3)."""

from datetime import date

from feedback_xl.language import say
from feedback_xl.ledger.queries import Row
from feedback_xl.procedure.company import Company
from feedback_xl.publish.letterhead import draw_foot, draw_head, letter_page
from feedback_xl.records import HandOver
from feedback_xl.xlsx.draw import Book


def draw_letter(hand_over: HandOver, customer: Row, company: Company) -> bytes:
    """One A4 page with room for seal, signature and date."""
    title = say("letters.change_title")
    workbook = Book(title, created=hand_over.begun_at, company=company.name)
    page = letter_page(workbook, say("letters.change_sheet"))
    draw_head(page, company, title, f"{hand_over.number}/{customer['key']}")
    page.line((page.across, say("letters.to", customer=customer["name"]), "letter_strong"))
    if contact := str(customer["fields"].get("contact") or ""):
        page.line((page.across, say("letters.change_contact", contact=contact), "letter"))
    for text in (say("letters.change_thanks"), _change(hand_over, company), _wish(hand_over)):
        page.gap(12)
        page.line((page.across, text, "letter"))
    front = company.departments[company.front]
    signer = say("letters.change_signer", department=front.name, head=front.head)
    draw_foot(page, company, signer, None)
    page.pen.protect()
    identity = {"book": "notice", "handover": hand_over.number, "customer": customer["key"]}
    return workbook.close(identity, identity)


def _change(hand_over: HandOver, company: Company) -> str:
    """Who went, since when, and who takes over; with his address where one is known."""
    day = date.fromisoformat(hand_over.since) if hand_over.since else hand_over.begun_at.date()
    person = company.people.get(hand_over.successor)
    email = person.email if person else ""
    return say(
        "letters.change_words_mail" if email else "letters.change_words",
        person=hand_over.person,
        since=say("letters.day", day=day),
        successor=hand_over.successor,
        email=email,
    )


def _wish(hand_over: HandOver) -> str:
    return say("letters.change_wish", successor=hand_over.successor)
