"""Which customer a form means: by name exactly, never merged by likeness; likeness is only told."""

from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlalchemy import select

from feedback_xl.forms.text import fold_key
from feedback_xl.intake.ruling import Desk
from feedback_xl.ledger.schema import customers
from feedback_xl.problems import Note
from feedback_xl.procedure.customer_file import CustomerFile
from feedback_xl.procedure.filing import review_file
from feedback_xl.records import Change

_NEARLY = 90  # per cent alike


@dataclass(frozen=True)
class Resolved:
    """The customer's number, its full name, and what the ledger must learn about it."""

    number: str
    name: str
    short_name: str = ""
    changes: tuple[Change, ...] = ()
    notes: tuple[Note, ...] = ()


def resolve_customer(name: str, rep: str, desk: Desk) -> Resolved:
    """The customer of that full or short name, else a provisional one (A-29)."""
    key, book = fold_key(name), desk.book
    rows = book.connection.execute(
        select(
            customers.c.key,
            customers.c.name,
            customers.c.short_name,
            customers.c.name_key,
            customers.c.short_key,
            customers.c.provisional,
        ).where(customers.c.site == book.site)
    ).all()
    same = [row for row in rows if row.name_key == key] or [
        row for row in rows if row.short_key and row.short_key == key
    ]
    if len(same) == 1:
        told = (Note.of("CUSTOMER_PROVISIONAL"),) if same[0].provisional else ()
        return Resolved(same[0].key, same[0].name, same[0].short_name, (), told)
    number = book.give_number("KH")
    notes = [Note.of("CUSTOMER_NEW", number=number)]
    names = {row.key: row.name_key for row in rows if row.name_key}
    nearest = process.extractOne(key, names, scorer=fuzz.ratio, score_cutoff=_NEARLY)
    if nearest is not None:
        close = next(row for row in rows if row.key == nearest[2])
        notes.append(Note.of("CUSTOMER_SIMILAR", similar=close.name, number=close.key))
    return Resolved(number, name, "", _provisional(number, name, rep, desk), tuple(notes))


def _provisional(number: str, name: str, rep: str, desk: Desk) -> tuple[Change, ...]:
    """A customer known by name alone, and the task of opening its file (P4.1-1a)."""
    file = CustomerFile(desk.company, number)
    file.set(
        name=name,
        name_key=fold_key(name),
        status="potential",
        rep=rep,
        provisional=True,
        opened_at=desk.now,
        changed_at=desk.now,
    )
    review_file(file, (), desk.moment)
    return file.changes
