"""Asking the head, once a month, what may be done with records whose time is over (P5-1..3)."""

from collections.abc import Iterable
from datetime import datetime

from feedback_xl.language import listed, say
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.store import Book
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.retention import DISPOSAL, RELEASE, due_bundles, held_numbers, holds_of
from feedback_xl.records import Approval, Change, Decision

_NUMBERS_TOLD = 40  # in the sentence; all of them stand in what is asked


def ask_about_disposal(book: Book, company: Company) -> int:
    """Put what is due before the head, and each hold as a row that can end it; gives the rows."""
    now = book.clock.now()
    asked = queries.approvals(book, schema.approvals.c.kind.in_([DISPOSAL, RELEASE]))
    rows = [*_disposal(book, company, asked, now), *_releases(company, asked, now)]
    if rows:
        changes = tuple(Change("approvals", row.key, _values(row)) for row in rows)
        book.record(Decision("timer", "", {"rule": "retention"}, changes))
    return len(rows)


def _values(approval: Approval) -> dict[str, object]:
    return {name: value for name, value in approval.__dict__.items() if name != "key"}


def _disposal(
    book: Book, company: Company, asked: list[Approval], now: datetime
) -> Iterable[Approval]:
    key = f"{book.prefix}XH-{now:%Y%m}"
    if any(item.key == key for item in asked):
        return
    pending = {
        number
        for item in asked
        if item.kind == DISPOSAL and item.state in ("open", "approved")
        for number in item.asked["numbers"]
    }
    taken = pending | held_numbers(asked).keys()
    confirmed = [row["cases"] for row in queries.rows(book, schema.confirmations)]
    parts: dict[str, list[str]] = {}
    for line in queries.lines(book):
        parts.setdefault(line["case"], []).append(str(line["values"].get("part") or ""))
    bundles = [
        bundle.cases
        for bundle in due_bundles(queries.cases(book), confirmed, parts, company, now.date())
        if not taken.intersection(bundle.cases)
    ]
    if bundles:
        kind = company.approvals[DISPOSAL]
        numbers = [number for bundle in bundles for number in bundle]
        more = say("common.more") if len(numbers) > _NUMBERS_TOLD else ""
        told = listed(numbers[:_NUMBERS_TOLD]) + more
        yield Approval(
            key=key,
            kind=DISPOSAL,
            by=kind.by,
            about=key,
            words=kind.words.format(count=len(numbers), numbers=told),
            asked_at=now,
            asked={"numbers": numbers, "bundles": [list(bundle) for bundle in bundles]},
        )


def _releases(company: Company, asked: list[Approval], now: datetime) -> Iterable[Approval]:
    """A hold stays until the head ends it on a row of its own."""
    offered = {item.about for item in asked if item.kind == RELEASE and item.state != "refused"}
    for item in asked:
        if item.kind == DISPOSAL and item.key not in offered and (numbers := holds_of(item)):
            tries = sum(known.kind == RELEASE and known.about == item.key for known in asked)
            yield Approval(
                key=f"{item.key}-J{tries + 1:02d}",
                kind=RELEASE,
                by=item.by,
                about=item.key,
                words=company.approvals[RELEASE].words.format(numbers=listed(numbers)),
                reason=str(item.values.get("remark") or ""),
                asked_at=now,
                asked={"numbers": numbers},
            )
