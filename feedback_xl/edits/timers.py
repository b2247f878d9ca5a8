"""What time alone decides, or the calendar, without anybody typing anything."""

from collections.abc import Callable
from datetime import timedelta

from feedback_xl.edits.access import end_grants
from feedback_xl.edits.new_calendar import follow_calendar
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.store import Book
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.review import review
from feedback_xl.records import Decision, Moment


def pass_time(book: Book, company: Company) -> None:
    """Decide all that is due by now."""
    for timer in TIMERS:
        timer(book, company)


def close_by_silence(book: Book, company: Company) -> None:
    """A final reply nobody objected to counts as accepted (plant 4.8)."""
    now = book.clock.now()
    table = schema.cases
    due = queries.cases(
        book,
        table.c.customer_closed_at.is_(None),
        table.c.final_reply_at <= now - timedelta(days=company.silence_days),
    )
    for case in due:
        file = queries.case_file(book, company, case.number)
        assert file is not None
        review(file, Moment(now, now))
        if file.changes:
            facts = {"case": case.number, "rule": "closing.silence_days"}
            book.record(Decision("timer", "", facts, file.changes))


TIMERS: tuple[Callable[[Book, Company], None], ...] = (
    close_by_silence,
    follow_calendar,
    end_grants,
)
