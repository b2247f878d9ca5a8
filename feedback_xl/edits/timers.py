"""What time alone decides: a final reply nobody objected to counts as accepted (plant 4.8)."""

from datetime import timedelta

from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.store import Book
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.review import Moment, review
from feedback_xl.records import Decision


def close_by_silence(book: Book, company: Company) -> int:
    """Review every case whose time of silence is over; gives how many changed."""
    now = book.clock.now()
    table = schema.cases
    due = queries.cases(
        book,
        table.c.customer_closed_at.is_(None),
        table.c.final_reply_at <= now - timedelta(days=company.silence_days),
    )
    changed = 0
    for case in due:
        file = queries.case_file(book, company, case.number)
        assert file is not None
        review(file, Moment(now, now))
        if file.changes:
            facts = {"case": case.number, "rule": "closing.silence_days"}
            book.record(Decision("timer", "", facts, file.changes))
            changed += 1
    return changed
