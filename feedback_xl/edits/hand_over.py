"""Employees whom 设置.xlsx shows as moved or gone: what they had passes on, once each (P4.3)."""

from dataclasses import replace

from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.store import Book
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.decided import effective
from feedback_xl.procedure.handing_over import (
    Work,
    begin_hand_over,
    departure,
    same_departure,
)
from feedback_xl.records import Decision, FollowUp, HandOver

IN_SERVICE = "active"


def begin_hand_overs(book: Book, company: Company) -> None:
    """Every departure with a successor to whom nothing was passed on yet."""
    away = [p for p in company.people.values() if p.status != IN_SERVICE and p.successor]
    versions = effective(queries.settings_versions(book), book.clock.now()) if away else []
    for person in away:
        version, department = departure(person, versions)
        begun = HandOver(
            number="",
            person=person.name,
            department=department,
            successor=person.successor,
            kind=person.status,
            settings=version,
            begun_at=book.clock.now(),
            since=person.since.isoformat() if person.since else "",
        )
        earlier = same_departure(begun, queries.hand_overs(book))
        if earlier is None or earlier.successor != person.successor:
            _record(replace(begun, number=book.give_number("HO")), book, company)


def _record(begun: HandOver, book: Book, company: Company) -> None:
    """One entry with everything that changes hands."""
    changes = (*book.given_numbers(), *begin_hand_over(begun, _work(begun, book, company), company))
    facts = {"number": begun.number, "person": begun.person, "successor": begun.successor}
    due = (FollowUp("handover", begun.number),)
    book.record(Decision("handover", _author(book, begun.settings), facts, changes, due))


def _work(begun: HandOver, book: Book, company: Company) -> Work:
    known = queries.hand_overs(book)
    earlier = same_departure(begun, known)
    customer, grant = schema.customers.c, schema.grants.c
    is_named = customer.rep.contains(begun.person, autoescape=True)
    is_given = customer.key.in_(earlier.customers if earlier else ())
    found = queries.rows(book, schema.customers, is_named | is_given)
    granted = queries.rows(
        book, schema.grants, grant.asked_by == begun.person, grant.ended_at.is_(None)
    )
    return Work(
        customers=[queries.customer_file(book, company, row["key"]) for row in found],
        tasks=queries.tasks(book, schema.tasks.c.state == "open"),
        cases=queries.cases(book, schema.cases.c.closed_at.is_(None)),
        grants=[row["key"] for row in granted],
        hand_overs=known,
    )


def _author(book: Book, version: str) -> str:
    """Who saved the settings that say so."""
    row = queries.row(book, schema.settings, version)
    return str(row["author"]) if row is not None else ""
