"""Access to a customer's file: asked for in 客户一览, granted by the head, ended (P4.1-3b)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from feedback_xl.edits.merge import Grid
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.store import Book
from feedback_xl.procedure.approving import may_be_granted_until
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.customer_file import CustomerFile
from feedback_xl.records import Approval, Change, Decision, FollowUp, Json, Moment

ACCESS = "access"
WANTED = ("access_by", "access_purpose", "access_until")


def rows_typed_into(
    grid: Grid, before: Collection[str], department: str, book: Book
) -> Iterable[str]:
    """Rows of customers with something typed, or once typed.

    They are known without a base: customers never go, and every sheet that asks has all of them.
    """
    table = schema.customers
    for row, typed in grid.items():
        owner, _, customer = row.partition("/")
        known = owner == department and (typed or row in before)
        if known and queries.rows(book, table, table.c.key == customer):
            yield row


def take_request(
    row: str, told: Mapping[str, Any], book: Book, company: Company, moment: Moment
) -> tuple[Change, ...]:
    """What was typed, and the question it puts before the head; half a request asks nothing."""
    department, _, customer = row.partition("/")
    file = queries.customer_file(book, company, customer)
    approval = ""
    if is_complete(told["values"], company, moment.seen.date()):
        approval = _ask(file, row, department, told["values"], moment).key
    else:
        file.withdraw(ACCESS, row)
    values = {
        **told,
        "department": department,
        "customer": customer,
        "approval": approval,
        "edited_at": moment.saved,
    }
    return Change("access_requests", row, values), *file.changes


def is_complete(values: Mapping[str, Json], company: Company, today: date) -> bool:
    """Whether somebody asks, for a purpose, until a day that may be granted."""
    if not all(values.get(name) for name in WANTED):
        return False
    until = date.fromisoformat(str(values["access_until"]))
    return may_be_granted_until(until, company, today)


def _ask(
    file: CustomerFile, row: str, department: str, values: Mapping[str, Json], moment: Moment
) -> Approval:
    company, until = file.company, str(values["access_until"])
    words = company.approvals[ACCESS].words.format(
        department=company.department_name(department),
        number=file.number,
        name=file.row["name"],
        until=until,
    )
    return file.ask(
        ACCESS,
        row,
        moment.seen,
        words=words,
        reason=str(values["access_purpose"]),
        asked={"until": until},
        department=department,
        asked_by=str(values["access_by"]),
    )


def grant(
    approval: Approval, book: Book, _company: Company, moment: Moment
) -> tuple[list[Change], list[FollowUp]]:
    """Access from now to the end of the day the head set, or else of the day wished."""
    last = date.fromisoformat(str(approval.values.get("until") or approval.asked["until"]))
    values = {
        "department": approval.department,
        "customer": approval.customer,
        "purpose": approval.reason,
        "asked_by": approval.asked_by,
        "approved_by": approval.decided_by,
        "since": moment.seen,
        "until": datetime.combine(last + timedelta(days=1), time()),
    }
    return [Change("grants", book.give_number("GR"), values)], []


def end_grants(book: Book, company: Company) -> None:
    """End what has run out, or has no department any more; the extract goes with the last."""
    now, table = book.clock.now(), schema.grants
    for row in queries.rows(book, table, table.c.ended_at.is_(None)):
        if row["until"] > now and row["department"] in company.departments:
            continue
        rule = "grant.until" if row["until"] <= now else "grant.department"
        facts = {"grant": row["key"], "rule": rule}
        ended = Change("grants", row["key"], {"ended_at": min(row["until"], now)})
        book.record(Decision("timer", "", facts, (ended,)))
