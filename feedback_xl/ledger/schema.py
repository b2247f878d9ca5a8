"""The ledger's tables. The journal is the truth; the projection can be made anew from it."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()
Columns = list[Column[object]]


def _journal(name: str, key: tuple[Column[object], ...], *columns: Columns) -> Table:
    flat = [column for group in columns for column in group]
    return Table(name, metadata, Column("site", String, primary_key=True), *key, *flat)


def _projected(name: str, *columns: Columns) -> Table:
    return _journal(name, (Column("key", String, primary_key=True),), *columns)


def _line_of_entry() -> tuple[Column[object], ...]:
    return Column("seq", Integer, primary_key=True), Column("line", Integer, primary_key=True)


def _text(*names: str) -> Columns:
    return [Column(name, Text, nullable=False, default="", server_default="") for name in names]


def _json(*names: str) -> Columns:
    return [Column(name, JSON, nullable=False, default=dict, server_default="{}") for name in names]


def _list(*names: str) -> Columns:
    return [Column(name, JSON, nullable=False, default=list, server_default="[]") for name in names]


def _number(name: str, default: int = 0) -> Columns:
    return [Column(name, Integer, nullable=False, default=default, server_default=str(default))]


def _size(*names: str) -> Columns:
    return [Column(name, BigInteger) for name in names]


def _flag(*names: str) -> Columns:
    return [
        Column(name, Boolean, nullable=False, default=False, server_default="0") for name in names
    ]


def _instant(*names: str) -> Columns:
    return [Column(name, DateTime) for name in names]


entries = _journal(
    "entries",
    (Column("seq", Integer, primary_key=True),),
    _number("schema"),
    _instant("at"),
    _text("kind", "who", "source", "program", "settings", "payload_sha", "previous", "hash"),
)
payloads = _journal("payloads", (Column("sha", String, primary_key=True),), _text("body"))

counters = _projected("counters", _number("last"))
customers = _projected(
    "customers",
    _text("name", "short_name", "name_key", "short_key", "status", "rep", "system_code"),
    _flag("provisional"),
    _number("revision"),
    _json("fields", "lines"),
    _instant("opened_at", "changed_at", "registered_at", "reviewed_at"),
)
submissions = _projected(  # key: number#revision
    "submissions",
    _text("number", "form", "content_digest", "source", "sender", "arrival"),
    _number("revision"),
    _instant("at"),
    _json("record"),
    _list("problems", "repairs"),
)
cases = _projected(
    "cases",
    _text("number", "submission", "customer", "customer_name", "category", "level", "level_typed"),
    _text("content", "main", "sender", "route", "business_type", "subcategory", "channel"),
    _text("taken_by", "filled_by", "contact", "demand", "state", "closing", "merged_into"),
    _number("item", 1),
    _number("round", 1),
    _number("revision"),
    _list("co"),
    _json("facts"),
    _instant("received_at", "entered_at", "wanted_at"),
    _instant("first_reply_at", "final_reply_at", "customer_closed_at", "closed_at"),
)
rounds = _projected(  # key: case/round
    "rounds",
    _text("case", "level", "mode", "settings", "verdict"),
    _number("round", 1),
    [Column("hours", Float)],
    _instant("started_at", "limit_at", "department_limit_at", "advise_at", "first_reply_at"),
    _flag("provisional"),
    _list("derivation"),
)
lines = _projected("lines", _text("case"), _number("line"), _json("values"))  # key: case/line
tasks = _projected(
    "tasks",
    _text("number", "step", "department", "case", "customer", "role", "state", "detail"),
    _text("came_from"),
    _number("round", 1),
    _number("hands"),
    _instant("opened_at", "limit_at", "advise_at", "received_at", "done_at", "noticed_at"),
    _instant("edited_at", "extended_to"),
    _flag("provisional", "late_entry"),
    _list("derivation"),
    _json("typed", "values"),
)
approvals = _projected(  # what only a head decides, on 承认表 (plant 4.6)
    "approvals",
    _text("kind", "by", "about", "case", "customer", "department", "words", "reason"),
    _text("asked_by", "state", "decided_by"),
    _json("asked", "typed", "values"),
    _instant("asked_at", "decided_at", "noticed_at", "edited_at"),
)
handovers = _projected(  # employees moved or gone, and what they passed on (P4.3)
    "handovers",
    _text("number", "person", "department", "successor", "kind", "settings", "since"),
    _instant("begun_at"),
    _list("customers", "tasks", "cases"),
)
replies = _projected(
    "replies",
    _text("number", "case", "kind", "content", "channel", "by", "next_date", "opinion", "evidence"),
    _number("round", 1),
    _instant("replied_at", "noticed_at"),
)
confirmations = _projected(
    "confirmations",
    _text("number"),
    _list("cases"),
    _number("revision"),
    _instant("at"),
    _json("record"),
)
arrivals = _projected(
    "arrivals",
    _text("path", "name", "department", "sha", "outcome", "form", "number", "first_try"),
    _size("inode", "size", "mtime_ns"),
    _number("revision"),
    _instant("seen_at"),
    _list("problems", "repairs"),
)
returns = _projected(  # key: arrival
    "returns",
    _text("department", "name", "customer_name", "content", "level", "state", "number"),
    _instant("received_at", "limit_at", "opened_at", "closed_at"),
    _number("problems"),
    _number("attempts", 1),
    _json("typed", "values"),
)
access_requests = _projected(  # key: department/customer; typed into its 客户一览
    "access_requests",
    _text("department", "customer", "approval"),
    _json("typed", "values"),
    _instant("edited_at"),
)
grants = _projected(  # access to one customer's file, until it ends
    "grants",
    _text("department", "customer", "purpose", "asked_by", "approved_by"),
    _instant("since", "until", "ended_at"),
)
releases = _projected(  # each extract laid out under grants
    "releases", _text("department", "book"), _instant("at"), _list("customers", "grants")
)
evidence = _projected(
    "evidence", _text("number", "name", "sha", "sender"), _size("size"), _instant("at")
)
pictures = _projected(  # key: number, or arrival of a returned form, and hash
    "pictures",
    _text("number", "arrival", "sha", "kind", "sheet", "cell", "place", "name", "shown"),
    _number("position"),  # in the record, from 1
    _number("width"),
    _number("height"),
    _size("size"),
)
publications = _projected(
    "publications", _text("department", "book"), _instant("at"), _json("base")
)
shadows = _projected("shadows", _json("content", "authors"))
conflicts = _projected(
    "conflicts",
    _text("row", "field", "standing", "offered", "who", "state"),
    _instant("at"),
)
settings = _projected(  # key: the version's number
    "settings",
    _text("approved_by", "author", "source", "publication"),
    _instant("at", "effective_at"),
    _json("content"),
    _list("changes", "problems"),
)
settings_lines = _projected("settings_lines", _json("fields"))  # key: sheet/line; as last decided
shipments = _projected(  # key: month/customer/part; `shipped` is NULL where it was taken out
    "shipments",
    _text("month", "customer", "part", "version", "publication"),
    [Column(name, Float) for name in ("shipped", "lots", "deliveries", "sales")],
)
disposals = _projected(  # key: the approval's; the destruction record
    "disposals",
    _text("approved_by"),
    _instant("approved_at", "at"),
    _list("numbers", "originals", "pictures"),
)
reports = _projected(  # key: kind/period; each is made once
    "reports", _text("place", "sha"), _instant("at")
)
strays = _projected(  # typed outside any row we know
    "strays", _text("department", "text", "who"), _instant("at")
)
history = _journal(
    "history",
    _line_of_entry(),
    _instant("at"),
    _text("who", "what", "key", "field", "old", "new"),
)

# Working tables: not part of the truth, made anew or refilled after a rebuild.
outbox = _journal(
    "outbox", _line_of_entry(), _text("kind", "key"), _json("details"), _instant("done_at")
)
published = _journal(
    "published",
    (Column("book", String, primary_key=True),),
    _text("digest", "sha", "publication"),
    _instant("as_of"),
    _number("seq"),
)
laid_out = _journal(  # answers as we left them, to tell what people typed into
    "laid_out", (Column("path", String, primary_key=True),), _text("sha")
)
migrations = Table(
    "migrations", metadata, Column("name", String, primary_key=True), Column("at", DateTime)
)

Index("cases_by_submission", cases.c.site, cases.c.submission)
Index("tasks_by_case", tasks.c.site, tasks.c.case)
Index("tasks_by_department", tasks.c.site, tasks.c.department, tasks.c.state)
Index("approvals_by_case", approvals.c.site, approvals.c.case)
Index("replies_by_case", replies.c.site, replies.c.case)
Index("rounds_by_case", rounds.c.site, rounds.c.case)
Index("lines_by_case", lines.c.site, lines.c.case)
Index("submissions_by_digest", submissions.c.site, submissions.c.content_digest)
Index("submissions_by_source", submissions.c.site, submissions.c.source)
Index("submissions_by_number", submissions.c.site, submissions.c.number)
Index("customers_by_name", customers.c.site, customers.c.name_key)
Index("customers_by_short_name", customers.c.site, customers.c.short_key)
Index("arrivals_by_sha", arrivals.c.site, arrivals.c.sha)
Index("outbox_open", outbox.c.site, outbox.c.done_at)

WORKING = ("outbox", "published", "laid_out")
JOURNAL = ("entries", "payloads", "migrations")
PROJECTION = {
    name: table
    for name, table in metadata.tables.items()
    if name not in (*WORKING, *JOURNAL, "history")
}
