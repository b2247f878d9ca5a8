"""Making the tables anew from the journal, and proving that they say what the journal says."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DatabaseError

from feedback_xl.ledger import journal, projection
from feedback_xl.ledger.connect import READ_ONLY, open_engine, sqlite_url
from feedback_xl.ledger.disposal import lawful_digests
from feedback_xl.ledger.journal import GENESIS, Entry
from feedback_xl.ledger.migrations import migrate
from feedback_xl.ledger.schema import PROJECTION, WORKING, entries, history, metadata, payloads
from feedback_xl.records import canonical, digest


@dataclass(frozen=True)
class Broken:
    """One thing that does not hold, in words."""

    where: str
    what: str


def check_chain(found: Sequence[Entry]) -> Iterator[Broken]:
    """Every entry follows the one before, and says what its hash says.

    What a disposal took out of a payload is lawful if what remains is what its entry names.
    """
    lawful = lawful_digests(found)
    previous, seq = GENESIS, 0
    for entry in found:
        seq += 1
        name = f"entry {entry.seq}"
        if entry.seq != seq:
            yield Broken(name, f"entry {seq} is missing")
            seq = entry.seq
        if entry.previous != previous:
            yield Broken(name, "does not follow the entry before it")
        if entry.hash != entry.expected_hash():
            yield Broken(name, "its header was changed")
        if entry.payload is None:
            yield Broken(name, "its payload is missing")
        elif digest(entry.payload) != lawful.get(entry.seq, entry.payload_sha):
            yield Broken(name, "its payload was changed")
        previous = entry.hash


def replay(engine: Engine, found: Iterable[Entry]) -> int:
    """Write the journal into an empty ledger and apply it; gives the number of entries."""
    number = 0
    with engine.begin() as connection:
        for entry in found:
            _copy_entry(connection, entry)
            projection.apply(connection, entry)
            number += 1
    return number


def _copy_entry(connection: Connection, entry: Entry) -> None:
    values = {**entry.__dict__}
    payload = values.pop("payload")
    connection.execute(entries.insert().values(**values))
    known = select(payloads.c.sha).where(
        payloads.c.site == entry.site, payloads.c.sha == entry.payload_sha
    )
    if payload is not None and connection.execute(known).first() is None:
        connection.execute(
            payloads.insert().values(
                site=entry.site, sha=entry.payload_sha, body=canonical(payload)
            )
        )


@contextmanager
def fresh_ledger(path: Path, at: datetime) -> Iterator[Engine]:
    """An empty ledger in a new file."""
    path.unlink(missing_ok=True)
    engine = open_engine(sqlite_url(path))
    migrate(engine, at)
    try:
        yield engine
    finally:
        engine.dispose()


def journal_of(path: Path, site: str) -> list[Entry] | None:
    """The journal in a ledger file; None where the file is damaged."""
    engine = open_engine(sqlite_url(path))
    try:
        with engine.connect().execution_options(**READ_ONLY) as connection, connection.begin():
            return list(journal.read(connection, site))
    except DatabaseError:
        return None
    finally:
        engine.dispose()


def copy_working_tables(path: Path, target: Engine) -> None:
    """What was done on disk already need not be done again after a rebuild."""
    source = open_engine(sqlite_url(path))
    try:
        _copy_working_tables(source, target)
    except DatabaseError:
        return  # damaged: everything is done once more, which does no harm
    finally:
        source.dispose()


def _copy_working_tables(source: Engine, target: Engine) -> None:
    with source.connect().execution_options(**READ_ONLY) as old, old.begin():
        kept = {
            name: old.execute(select(metadata.tables[name])).mappings().all() for name in WORKING
        }
    with target.begin() as new:
        for name, found in kept.items():
            table = metadata.tables[name]
            new.execute(table.delete())
            for row in found:
                new.execute(table.insert().values(**row))


def compare(one: Engine, other: Engine) -> Iterator[Broken]:
    """Where the tables of two ledgers differ."""
    for table in (*PROJECTION.values(), history):
        rows, others = (_rows(engine, table.name) for engine in (one, other))
        for key in sorted(rows.keys() | others.keys()):
            if rows.get(key) != others.get(key):
                yield Broken(table.name, f"row {'/'.join(key)} is not what the journal says")


def _rows(engine: Engine, name: str) -> dict[tuple[str, ...], Any]:
    table = metadata.tables[name]
    names = [column.name for column in table.primary_key.columns]
    with engine.connect().execution_options(**READ_ONLY) as connection, connection.begin():
        found = connection.execute(select(table)).mappings().all()
    return {tuple(str(row[n]) for n in names): dict(row) for row in found}
