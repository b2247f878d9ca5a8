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


def _journal(name: str, *columns: Column[object]) -> Table:
    return Table(name, metadata, Column("site", String, primary_key=True), *columns)


def _projected(name: str, *columns: Column[object]) -> Table:
    return _journal(name, Column("key", String, primary_key=True), *columns)


def _text(name: str) -> Column[object]:
    return Column(name, Text, nullable=False, default="", server_default="")


def _json(name: str) -> Column[object]:
    return Column(name, JSON, nullable=False, default=dict, server_default="{}")


def _list(name: str) -> Column[object]:
    return Column(name, JSON, nullable=False, default=list, server_default="[]")


def _number(name: str, default: int = 0) -> Column[object]:
    return Column(name, Integer, nullable=False, default=default, server_default=str(default))


def _flag(name: str) -> Column[object]:
    return Column(name, Boolean, nullable=False, default=False, server_default="0")


def _instant(name: str) -> Column[object]:
    return Column(name, DateTime)


entries = _journal(
    "entries",
    Column("seq", Integer, primary_key=True),
    _number("schema"),
    _text("kind"),
    _instant("at"),
    _text("who"),
    _text("source"),
    _text("program"),
    _text("settings"),
    _text("payload_sha"),
    _text("previous"),
    _text("hash"),
)
payloads = _journal("payloads", Column("sha", String, primary_key=True), _text("body"))

counters = _projected("counters", _number("last"))
customers = _projected(
    "customers",
    _text("name"),
    _text("short_name"),
    _text("name_key"),
    _text("short_key"),
    _text("status"),
    _text("rep"),
    _flag("provisional"),
    _number("revision"),
    _json("fields"),
    _json("lines"),
    _instant("opened_at"),
    _instant("changed_at"),
    _text("system_code"),
    _instant("registered_at"),
)
submissions = _projected(  # key: number#revision
    "submissions",
    _text("number"),
    _number("revision"),
    _text("form"),
    _text("content_digest"),
    _text("source"),
    _text("sender"),
    _text("arrival"),
    _instant("at"),
    _json("record"),
    _list("problems"),
    _list("repairs"),
)
cases = _projected(
    "cases",
    _text("number"),
    _text("submission"),
    _number("item", 1),
    _text("customer"),
    _text("customer_name"),
    _text("category"),
    _text("level"),
    _text("level_typed"),
    _text("content"),
    _instant("received_at"),
    _instant("entered_at"),
    _text("main"),
    _list("co"),
    _text("sender"),
    _text("route"),
    _text("business_type"),
    _text("subcategory"),
    _text("channel"),
    _text("taken_by"),
    _text("filled_by"),
    _text("contact"),
    _text("demand"),
    _instant("wanted_at"),
    _text("state"),
    _number("round", 1),
    _number("revision"),
    _instant("first_reply_at"),
    _instant("final_reply_at"),
    _instant("customer_closed_at"),
    _instant("closed_at"),
    _text("closing"),
)
rounds = _projected(  # key: case/round
    "rounds",
    _text("case"),
    _number("round", 1),
    _instant("started_at"),
    _text("level"),
    Column("hours", Float),
    _text("mode"),
    _instant("limit_at"),
    _instant("department_limit_at"),
    _instant("advise_at"),
    _flag("provisional"),
    _text("settings"),
    _list("derivation"),
    _instant("first_reply_at"),
    _text("verdict"),
)
lines = _projected(  # key: case/line
    "lines",
    _text("case"),
    _number("line"),
    _json("values"),
)
tasks = _projected(
    "tasks",
    _text("number"),
    _text("step"),
    _text("department"),
    _instant("opened_at"),
    _text("case"),
    _text("customer"),
    _text("role"),
    _number("round", 1),
    _instant("limit_at"),
    _instant("advise_at"),
    _flag("provisional"),
    _list("derivation"),
    _text("state"),
    _instant("received_at"),
    _instant("done_at"),
    _instant("noticed_at"),
    _flag("late_entry"),
    _text("detail"),
    _instant("edited_at"),
    _json("typed"),
    _json("values"),
)
replies = _projected(
    "replies",
    _text("number"),
    _text("case"),
    _number("round", 1),
    _text("kind"),
    _text("content"),
    _instant("replied_at"),
    _instant("noticed_at"),
    _text("channel"),
    _text("by"),
    _text("next_date"),
    _text("opinion"),
    _text("evidence"),
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
    _text("path"),
    _text("name"),
    _text("department"),
    Column("inode", BigInteger),
    Column("size", BigInteger),
    Column("mtime_ns", BigInteger),
    _text("sha"),
    _instant("seen_at"),
    _text("outcome"),
    _text("form"),
    _text("number"),
    _number("revision"),
    _text("first_try"),
    _list("problems"),
    _list("repairs"),
)
returns = _projected(  # key: arrival
    "returns",
    _text("department"),
    _text("name"),
    _text("customer_name"),
    _text("content"),
    _text("level"),
    _instant("received_at"),
    _instant("limit_at"),
    _instant("opened_at"),
    _number("problems"),
    _number("attempts", 1),
    _text("state"),
    _text("number"),
    _instant("closed_at"),
    _json("typed"),
    _json("values"),
)
evidence = _projected(
    "evidence",
    _text("number"),
    _text("name"),
    _text("sha"),
    Column("size", BigInteger),
    _text("sender"),
    _instant("at"),
)
publications = _projected("publications", _text("department"), _instant("at"), _json("base"))
shadows = _projected("shadows", _json("content"), _json("authors"))
conflicts = _projected(
    "conflicts",
    _text("row"),
    _text("field"),
    _text("standing"),
    _text("offered"),
    _text("who"),
    _instant("at"),
    _text("state"),
)
strays = _projected(  # typed outside any row we know
    "strays", _text("department"), _text("text"), _text("who"), _instant("at")
)
history = _journal(
    "history",
    Column("seq", Integer, primary_key=True),
    Column("line", Integer, primary_key=True),
    _instant("at"),
    _text("who"),
    _text("what"),
    _text("key"),
    _text("field"),
    _text("old"),
    _text("new"),
)

# Working tables: not part of the truth, made anew or refilled after a rebuild.
outbox = _journal(
    "outbox",
    Column("seq", Integer, primary_key=True),
    Column("line", Integer, primary_key=True),
    _text("kind"),
    _text("key"),
    _json("details"),
    _instant("done_at"),
)
published = _journal(
    "published",
    Column("book", String, primary_key=True),
    _text("digest"),
    _text("sha"),
    _instant("as_of"),
    _number("seq"),
    _text("publication"),
)
laid_out = _journal(  # answers as we left them, to tell what people typed into
    "laid_out", Column("path", String, primary_key=True), _text("sha")
)
migrations = Table(
    "migrations", metadata, Column("name", String, primary_key=True), Column("at", DateTime)
)

Index("cases_by_submission", cases.c.site, cases.c.submission)
Index("tasks_by_case", tasks.c.site, tasks.c.case)
Index("tasks_by_department", tasks.c.site, tasks.c.department, tasks.c.state)
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
