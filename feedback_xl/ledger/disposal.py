"""Destroying what the journal says of disposed cases, so that its chain can still be proved.

An entry's payload is replaced by what remains of it: the changes of rows that stay. The disposal's
own entry names each such entry with the digest before and after. Tables are then made anew from
what the journal still says, which is what a rebuild does.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from feedback_xl.ledger import journal, queries, schema
from feedback_xl.ledger.journal import Entry
from feedback_xl.ledger.projection import project_anew
from feedback_xl.ledger.schema import PROJECTION, outbox, payloads
from feedback_xl.ledger.store import Book
from feedback_xl.records import Approval, Change, Decision, FollowUp, canonical, digest

KIND = "disposal"
_SHOWN_DAYS = 92  # a closed case stands under 已完成 for 90
_SAID_OF_A_SHEET = ("publication", "department", "seen", "saved", "strays")
_CELLS = ("cells", "conflicts")
_BY_ROW = ("base", "content", "authors")  # columns that hold a whole sheet, a row's key each

Gone = Mapping[str, set[str]]  # table → keys of its rows
Payload = dict[str, Any]


def dispose(book: Book, approval: Approval, bundles: Iterable[Iterable[str]]) -> list[str]:
    """Destroy everything about these cases in one transaction; gives their numbers.

    Archived files and the journal's mirror follow on disk, by the follow-up `destroy`.
    """
    cases = sorted({number for bundle in bundles for number in bundle})
    gone = _rows_of(book, set(cases))
    before = _last_shown(book, set(cases))
    entries = list(journal.read(book.connection, book.site))
    originals = _originals(book, gone, entries, before)
    rewritten = [told for entry in entries if (told := _cut(book, entry, gone))]
    now = book.clock.now()
    pictures = _pictures(book, gone)
    values = {
        "approved_by": approval.decided_by,
        "approved_at": approval.decided_at,
        "at": now,
        "numbers": cases,
        "originals": originals,
        "pictures": pictures,
    }
    facts = {"approval": approval.key, **values, "payloads": rewritten}
    numbers = sorted({*cases, *gone["confirmations"]})
    details = {"originals": originals, "pictures": pictures, "numbers": numbers, "before": before}
    destroy = FollowUp("destroy", approval.key, details)
    book.record(Decision(KIND, "", facts, (Change("disposals", approval.key, values),), (destroy,)))
    project_anew(book.connection, book.site, list(journal.read(book.connection, book.site)))
    return cases


def lawful_digests(found: Iterable[Entry]) -> dict[int, str]:
    """Sequence → digest of what lawfully remains of an entry."""
    return {
        told["seq"]: told["now"]
        for entry in found
        if entry.kind == KIND and entry.payload is not None
        for told in entry.payload["facts"]["payloads"]
    }


def destroyed_originals(found: Iterable[Entry]) -> dict[str, int]:
    """SHA-256 of a destroyed file → sequence of the entry that says so."""
    return _destroyed("originals", found)


def destroyed_pictures(found: Iterable[Entry]) -> dict[str, int]:
    """The same of pictures."""
    return _destroyed("pictures", found)


def _destroyed(what: str, found: Iterable[Entry]) -> dict[str, int]:
    return {
        sha: entry.seq
        for entry in found
        if entry.kind == KIND and entry.payload is not None
        for sha in entry.payload["facts"].get(what, ())
    }


def _rows_of(book: Book, cases: set[str]) -> dict[str, set[str]]:
    """Every row that belongs to the cases or to the forms behind them."""
    table = schema.cases
    forms = {row["submission"] for row in queries.rows(book, table, table.c.key.in_(cases))}
    forms |= {
        row["key"] for row in queries.rows(book, schema.confirmations) if cases & {*row["cases"]}
    }
    numbers = cases | forms
    gone: dict[str, set[str]] = {}
    for name, each in PROJECTION.items():
        columns = {"case": cases, "number": numbers}
        owners = {column: of for column, of in columns.items() if column in each.c}
        gone[name] = {
            row["key"]
            for row in queries.rows(book, each)
            if any(row[column] in of for column, of in owners.items())
        }
    first_tries = gone["returns"]
    arrivals, pictures = schema.arrivals, schema.pictures
    gone["arrivals"] |= first_tries | {
        row["key"] for row in queries.rows(book, arrivals, arrivals.c.first_try.in_(first_tries))
    }
    gone["pictures"] |= {
        row["key"] for row in queries.rows(book, pictures, pictures.c.arrival.in_(gone["arrivals"]))
    }
    rows = _sheet_rows(gone)
    disputed = queries.rows(book, schema.conflicts, schema.conflicts.c.row.in_(rows))
    gone["conflicts"] = {row["key"] for row in disputed}
    return gone


def _sheet_rows(gone: Gone) -> set[str]:
    """Keys under which what is gone stood in people's sheets."""
    return gone["tasks"] | gone["returns"] | gone["approvals"] | gone["cases"]


def _last_shown(book: Book, cases: set[str]) -> datetime:
    """From this instant on no sheet of ours shows one of the cases any more."""
    table = schema.cases
    closed: list[datetime] = [
        row["closed_at"] for row in queries.rows(book, table, table.c.key.in_(cases))
    ]
    return max(closed) + timedelta(days=_SHOWN_DAYS)


def _originals(book: Book, gone: Gone, entries: list[Entry], before: datetime) -> list[str]:
    """Files that came in for what is gone, and every saved sheet that may have shown it.

    A sheet is no record of its own: each cell typed into it stands in the journal.
    """
    arrivals = queries.rows(book, schema.arrivals)
    found = {row["sha"] for row in arrivals if row["key"] in gone["arrivals"]}
    published = {row["key"]: row["at"] for row in queries.rows(book, schema.publications)}
    for entry in entries:
        if entry.kind == "edits" and entry.source and entry.payload is not None:
            made = published.get(entry.payload["facts"].get("publication"), entry.at)
            found |= {entry.source} if made < before else set()
    return sorted(found - {row["sha"] for row in arrivals if row["key"] not in gone["arrivals"]})


def _pictures(book: Book, gone: Gone) -> list[str]:
    """Pictures that only stood on forms that are gone."""
    found = queries.rows(book, schema.pictures)
    doomed = {row["sha"] for row in found if row["key"] in gone["pictures"]}
    return sorted(doomed - {row["sha"] for row in found if row["key"] not in gone["pictures"]})


def _cut(book: Book, entry: Entry, gone: Gone) -> dict[str, Any] | None:
    """Leave of an entry what does not speak of the gone; None where nothing was to be cut."""
    if entry.payload is None or (left := remainder(entry.payload, gone)) is None:
        return None
    here = (payloads.c.site == entry.site) & (payloads.c.sha == entry.payload_sha)
    book.connection.execute(payloads.update().where(here).values(body=canonical(left)))
    done = (outbox.c.site == entry.site) & (outbox.c.seq == entry.seq)
    book.connection.execute(outbox.update().where(done).values(details={}))
    return {"seq": entry.seq, "was": digest(entry.payload), "now": digest(left)}


def remainder(payload: Payload, gone: Gone) -> Payload | None:
    """What is left of a payload; None where it says nothing of the gone."""
    rows = _sheet_rows(gone)
    changes = [
        {**change, "values": _without_rows(change["values"], rows)}
        for change in payload["changes"]
        if change["key"] not in gone.get(change["what"], ())
    ]
    if changes == payload["changes"]:
        return None
    facts = payload["facts"]
    if "publication" in facts:  # a saved sheet speaks of many cases
        kept = {name: facts[name] for name in _SAID_OF_A_SHEET if name in facts}
        cells = {n: [c for c in facts.get(n, ()) if c["row"] not in rows] for n in _CELLS}
        facts = kept | cells
    elif len(changes) < len(payload["changes"]):
        facts = {}
    return {"facts": facts, "changes": changes, "follow_ups": []}


def _without_rows(values: Mapping[str, Any], rows: set[str]) -> dict[str, Any]:
    return {
        name: {row: cells for row, cells in value.items() if row not in rows}
        if name in _BY_ROW and isinstance(value, dict)
        else value
        for name, value in values.items()
    }
