"""Reading the ledger as records: what rooms above ask of it."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, RowMapping, Select, Table, Text, cast, func, select

from feedback_xl.ledger import schema
from feedback_xl.ledger.store import Book
from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.customer_file import CustomerFile
from feedback_xl.procedure.decided import CellChange, Version
from feedback_xl.records import Approval, Case, HandOver, Reply, Round, Submission, Task

Record = TypeVar("Record")
Row = RowMapping


def rows(book: Book, table: Table, *where: ColumnElement[bool]) -> list[Row]:
    """Rows of this site, in the order of their keys."""
    return list(book.connection.execute(_select(book, table, *where)).mappings())


def row(book: Book, table: Table, key: str) -> Row | None:
    """The row with that key."""
    found = book.connection.execute(_select(book, table, table.c.key == key))
    return found.mappings().first()


def _select(book: Book, table: Table, *where: ColumnElement[bool]) -> Select[Any]:
    return select(table).where(table.c.site == book.site, *where).order_by(table.c.key)


def _records(kind: type[Record], found: Iterable[Row]) -> list[Record]:
    names = [item.name for item in fields(kind)]  # type: ignore[arg-type]
    return [kind(**{name: _frozen(line[name]) for name in names}) for line in found]


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def cases(book: Book, *where: ColumnElement[bool]) -> list[Case]:
    return _records(Case, rows(book, schema.cases, *where))


def tasks(book: Book, *where: ColumnElement[bool]) -> list[Task]:
    return _records(Task, rows(book, schema.tasks, *where))


def rounds(book: Book, *where: ColumnElement[bool]) -> list[Round]:
    return _records(Round, rows(book, schema.rounds, *where))


def replies(book: Book, *where: ColumnElement[bool]) -> list[Reply]:
    return _records(Reply, rows(book, schema.replies, *where))


def approvals(book: Book, *where: ColumnElement[bool]) -> list[Approval]:
    return _records(Approval, rows(book, schema.approvals, *where))


def hand_overs(book: Book) -> list[HandOver]:
    """Every hand-over, the first at the beginning."""
    return _records(HandOver, rows(book, schema.handovers))


def case_file(book: Book, company: Company, number: str) -> CaseFile | None:
    """A case with all that belongs to it, ready for a decision."""
    found = cases(book, schema.cases.c.key == number)
    if not found:
        return None
    return CaseFile(
        company,
        found[0],
        rounds(book, schema.rounds.c.case == number),
        tasks(book, schema.tasks.c.case == number),
        replies(book, schema.replies.c.case == number),
        approvals(book, schema.approvals.c.case == number),
    )


def customer_file(book: Book, company: Company, number: str) -> CustomerFile:
    """A customer's file with its own tasks and questions, ready for a decision."""
    task, asked = schema.tasks.c, schema.approvals.c
    return CustomerFile(
        company,
        number,
        row(book, schema.customers, number),
        tasks(book, task.customer == number, task.case == ""),
        approvals(book, asked.customer == number, asked.case == ""),
    )


def cases_of(book: Book, submission: str) -> list[Case]:
    """The cases one submission opened, in the order of its matters."""
    found = cases(book, schema.cases.c.submission == submission)
    return sorted(found, key=lambda case: case.item)


def lines(book: Book, *where: ColumnElement[bool]) -> list[Row]:
    """Product lines of cases; one that a revision took out stands empty in the table."""
    return [line for line in rows(book, schema.lines, *where) if line["values"]]


def confirmations_of(book: Book, case: str) -> list[Row]:
    """The forms C about a case, oldest first."""
    table = schema.confirmations
    found = rows(book, table, cast(table.c.cases, Text).contains(case))
    return [row for row in found if case in row["cases"]]


def same_bytes(book: Book, sha: str) -> str:
    """Number of the submission that came from exactly this file; "" if none."""
    return _number(book, schema.submissions.c.source == sha)


def same_content(book: Book, content_digest: str) -> str:
    """Number of the submission with this content, whatever program saved it; "" if none."""
    return _number(book, schema.submissions.c.content_digest == content_digest)


def _number(book: Book, where: ColumnElement[bool]) -> str:
    table = schema.submissions
    found = book.connection.scalar(
        select(table.c.number).where(table.c.site == book.site, where).limit(1)
    )
    return str(found or "")


def submission(
    book: Book, number: str, revision: int | None = None
) -> tuple[Submission, int] | None:
    """A submission at a revision, the latest if none is named."""
    table = schema.submissions
    found = rows(book, table, table.c.number == number)
    chosen = [line for line in found if revision is None or line["revision"] == revision]
    if not chosen:
        return None
    latest = max(chosen, key=lambda line: line["revision"])
    return Submission.from_json(latest["record"]), latest["revision"]


def arrivals_by_outcome(book: Book) -> dict[str, int]:
    """How many files came to what."""
    table = schema.arrivals
    counted = book.connection.execute(
        select(table.c.outcome, func.count())
        .where(table.c.site == book.site)
        .group_by(table.c.outcome)
    )
    return {outcome: number for outcome, number in counted.all()}  # noqa: C416


def pending_removals(book: Book) -> list[Row]:
    """Files whose content is in the ledger but which may still lie in the inbox."""
    table = schema.outbox
    found = book.connection.execute(
        select(table).where(
            table.c.site == book.site, table.c.kind == "remove", table.c.done_at.is_(None)
        )
    )
    return list(found.mappings())


def open_follow_ups(book: Book, kind: str = "") -> list[Row]:
    """What is still to be done on disk, of one kind if one is named, in the order of decision."""
    table = schema.outbox
    is_open = (table.c.site == book.site) & table.c.done_at.is_(None)
    found = select(table).where(is_open).order_by(table.c.seq, table.c.line)
    if kind:
        found = found.where(table.c.kind == kind)
    return list(book.connection.execute(found).mappings())


def reports_made(book: Book) -> set[str]:
    """Kind/period of every report there ever was, wherever people moved it."""
    return {row["key"] for row in rows(book, schema.reports)}


def decided_in(book: Book, kind: str, key: str) -> int:
    """Sequence of the entry that first asked for something on disk."""
    table = schema.outbox
    here = (table.c.site == book.site) & (table.c.kind == kind) & (table.c.key == key)
    return book.connection.scalar(select(func.min(table.c.seq)).where(here)) or 0


def last_change(book: Book) -> tuple[int, datetime | None]:
    """Sequence and instant of the newest entry that changed what people see."""
    table = schema.entries
    found = book.connection.execute(
        select(table.c.seq, table.c.at)
        .where(table.c.site == book.site, table.c.kind != "publication")
        .order_by(table.c.seq.desc())
        .limit(1)
    ).first()
    return (found.seq, found.at) if found else (0, None)


def pictures(book: Book, number: str | None = None) -> list[Row]:
    """Pictures of every record or of one, each record's in their order."""
    table = schema.pictures
    of = table.c.number != "" if number is None else table.c.number == number
    return sorted(rows(book, table, of), key=lambda row: (row["number"], row["position"]))


def sources(book: Book) -> set[str]:
    """Hashes of all files the journal says something came from."""
    table = schema.entries
    found = book.connection.scalars(select(table.c.source).where(table.c.site == book.site))
    return {sha for sha in found if sha}


def history(book: Book) -> list[Row]:
    """Who changed what, oldest first."""
    table = schema.history
    found = book.connection.execute(
        select(table).where(table.c.site == book.site).order_by(table.c.seq, table.c.line)
    )
    return list(found.mappings())


def settings_versions(book: Book) -> tuple[Version, ...]:
    """Every version of 设置.xlsx that was taken, oldest first."""
    return tuple(map(version_of, rows(book, schema.settings)))


def settings_due(book: Book, at: datetime) -> tuple[str, ...]:
    """Numbers of the versions of 设置.xlsx that are in force at an instant."""
    table = schema.settings
    due = select(table.c.key).where(table.c.site == book.site, table.c.effective_at <= at)
    return tuple(book.connection.scalars(due.order_by(table.c.key)))


def shipments(book: Book) -> list[Row]:
    """What was shipped, by month, customer and part, as 出货数据.xlsx was taken last."""
    return rows(book, schema.shipments, schema.shipments.c.shipped.is_not(None))


def shipments_version(book: Book) -> tuple[str, str]:
    """Number of the newest 出货数据.xlsx taken, and the publication it was; both "" before one."""
    table = schema.shipments
    found = select(table.c.version, table.c.publication).where(table.c.site == book.site)
    newest = book.connection.execute(found.order_by(table.c.version.desc()).limit(1)).first()
    return (newest.version, newest.publication) if newest else ("", "")


def version_of(row: Row) -> Version:
    changes = tuple(CellChange(**change) for change in row["changes"])
    return Version(row["key"], row["effective_at"], changes)


def was_judged(book: Book, kind: str, sha: str) -> bool:
    """Whether an entry of that kind tells already what came of these bytes."""
    table = schema.entries
    found = select(table.c.seq).where(
        table.c.site == book.site, table.c.kind == kind, table.c.source == sha
    )
    return book.connection.execute(found).first() is not None


def laid_out(book: Book, path: str) -> str | None:
    """Hash of an answer as we left it."""
    table = schema.laid_out
    here = (table.c.site == book.site) & (table.c.path == path)
    return book.connection.scalar(select(table.c.sha).where(here))
