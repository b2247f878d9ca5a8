"""Any other file for a record: archived, hashed and listed with it, never opened (plant 7.1)."""

from pathlib import PurePosixPath

from feedback_xl.files.names import readable
from feedback_xl.intake.arrival import Arrival
from feedback_xl.language import said_in_any
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.store import Book
from feedback_xl.records import Change, Decision, Outcome


def is_evidence(path: PurePosixPath) -> bool:
    """Whether a file lies below inbox/附件/<编号>/."""
    return path.parts[0] in said_in_any("places.evidence")


def number_of(path: PurePosixPath, book: Book) -> str:
    """The record the file belongs to; "" where its folder names none we know."""
    number = path.parts[1].upper() if len(path.parts) > 2 else ""
    known = any(
        queries.row(book, table, number) is not None
        for table in (schema.cases, schema.confirmations, schema.customers)
    )
    return number if number and known else ""


def enter_evidence(arrival: Arrival, number: str, book: Book) -> Outcome:
    """List the archived file with its record."""
    values = {
        "number": number,
        "name": readable("/".join(arrival.path.parts[2:])),
        "sha": arrival.sha,
        "size": arrival.stat.size,
        "sender": arrival.sender,
        "at": arrival.seen_at,
    }
    key = book.give_number("AR")
    changes = (
        *book.given_numbers(),
        arrival.change(key, Outcome.EVIDENCE, about=number),
        Change("evidence", f"{number}/{key}", values),
    )
    facts = {"number": number, "name": values["name"]}
    book.record(Decision("evidence", "", facts, changes, (arrival.remove(),), source=arrival.sha))
    return Outcome.EVIDENCE
