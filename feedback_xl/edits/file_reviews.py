"""Asking Sales, in time, to look through a customer's file (P4.1-4a)."""

from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.store import Book
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.filing import review_due_on
from feedback_xl.records import Decision

STEP = "review_file"


def ask_for_reviews(book: Book, company: Company) -> None:
    """A task for every file whose last review is older than its customer's grade allows."""
    now = book.clock.now()
    for row in queries.rows(book, schema.customers):
        due = review_due_on(row, company)
        if due is None or due > now.date():
            continue
        file = queries.customer_file(book, company, row["key"])
        if file.open_task_of(STEP) is None:
            file.open_task(STEP, now)
            facts = {"customer": file.number, "rule": "review_months", "due": due}
            book.record(Decision("timer", "", facts, file.changes))
