"""The journal: decisions in order, each chained to the one before it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, select

from feedback_xl.ledger.schema import entries, payloads
from feedback_xl.records import Decision, canonical

SCHEMA = 1
GENESIS = "0" * 64


@dataclass(frozen=True)
class Entry:
    """One line of the journal. `payload` is None where the ledger has lost it."""

    site: str
    seq: int
    schema: int
    kind: str
    at: datetime
    who: str
    source: str
    program: str
    settings: str
    payload_sha: str
    previous: str
    hash: str
    payload: dict[str, Any] | None

    def header(self) -> dict[str, Any]:
        """What the chain covers besides the payload's digest and the previous hash."""
        return {
            "site": self.site,
            "seq": self.seq,
            "schema": self.schema,
            "kind": self.kind,
            "at": self.at.isoformat(),
            "who": self.who,
            "source": self.source,
            "program": self.program,
            "settings": self.settings,
        }

    def expected_hash(self) -> str:
        return chain_hash(self.previous, self.header(), self.payload_sha)


def chain_hash(previous: str, header: dict[str, Any], payload_sha: str) -> str:
    """SHA-256 over previous hash, canonical header and payload digest."""
    return hashlib.sha256(f"{previous}{canonical(header)}{payload_sha}".encode()).hexdigest()


def last_link(connection: Connection, site: str) -> tuple[int, str]:
    """Sequence and hash of the newest entry; (0, GENESIS) before the first."""
    newest = connection.execute(
        select(entries.c.seq, entries.c.hash)
        .where(entries.c.site == site)
        .order_by(entries.c.seq.desc())
        .limit(1)
    ).first()
    return (newest.seq, newest.hash) if newest else (0, GENESIS)


def append(
    connection: Connection, site: str, decision: Decision, at: datetime, program: str, settings: str
) -> Entry:
    """Write a decision down; what it changes is left to `apply`."""
    body = canonical(decision.payload())
    payload_sha = hashlib.sha256(body.encode("utf-8")).hexdigest()
    seq, previous = last_link(connection, site)
    entry = Entry(
        site=site,
        seq=seq + 1,
        schema=SCHEMA,
        kind=decision.kind,
        at=at,
        who=decision.who,
        source=decision.source,
        program=program,
        settings=settings,
        payload_sha=payload_sha,
        previous=previous,
        hash="",
        payload=json.loads(body),  # live and replayed entries are applied from the same text
    )
    values = {**entry.header(), "at": at, "payload_sha": payload_sha, "previous": previous}
    chained = Entry(**{**entry.__dict__, "hash": entry.expected_hash()})
    connection.execute(entries.insert().values(**values, hash=chained.hash))
    known = select(payloads.c.sha).where(payloads.c.site == site, payloads.c.sha == payload_sha)
    if connection.execute(known).first() is None:
        connection.execute(payloads.insert().values(site=site, sha=payload_sha, body=body))
    return chained


def read(connection: Connection, site: str, after: int = 0) -> Iterator[Entry]:
    """Entries after `after`, in order."""
    joined = entries.outerjoin(
        payloads, and_(payloads.c.site == entries.c.site, payloads.c.sha == entries.c.payload_sha)
    )
    rows = connection.execute(
        select(entries, payloads.c.body)
        .select_from(joined)
        .where(entries.c.site == site, entries.c.seq > after)
        .order_by(entries.c.seq)
    )
    for row in rows:
        values = dict(row._mapping)
        body = values.pop("body")
        yield Entry(**values, payload=None if body is None else json.loads(body))
