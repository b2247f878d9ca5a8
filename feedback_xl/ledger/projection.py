"""`apply`: the only writer of the tables, for a live entry and in a rebuild alike."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, DateTime, Table, select

from feedback_xl.ledger.journal import Entry
from feedback_xl.ledger.schema import PROJECTION, history, outbox
from feedback_xl.records import canonical

# What a person later asks "who changed this, and when?" about.
TRACKED: Mapping[str, tuple[str, ...]] = {
    "cases": (
        "state",
        "level",
        "main",
        "co",
        "content",
        "category",
        "received_at",
        "customer_name",
    ),
    "tasks": ("typed", "state"),
    "customers": ("fields", "lines", "system_code"),
    "returns": ("state",),
    "settings_lines": ("fields",),
    "approvals": ("state",),
}


def apply(connection: Connection, entry: Entry) -> None:
    """Make of an entry what it decided: rows set, history kept, follow-ups queued."""
    if entry.payload is None:
        return
    _project(connection, entry, entry.payload["changes"])
    for line, follow_up in enumerate(entry.payload["follow_ups"], 1):
        connection.execute(
            outbox.insert().values(site=entry.site, seq=entry.seq, line=line, **follow_up)
        )


def project_anew(connection: Connection, site: str, found: Iterable[Entry]) -> None:
    """Empty the tables of a site and set them again; nothing is queued a second time."""
    for table in (*PROJECTION.values(), history):
        connection.execute(table.delete().where(table.c.site == site))
    for entry in found:
        if entry.payload is not None:
            _project(connection, entry, entry.payload["changes"])


def _project(connection: Connection, entry: Entry, changes: Iterable[Mapping[str, Any]]) -> None:
    line = 0
    for change in changes:
        table = PROJECTION[change["what"]]
        old = _set_row(connection, table, entry.site, change["key"], change["values"])
        for field, before, after in _tracked(change["what"], old, change["values"]):
            line += 1
            connection.execute(
                history.insert().values(
                    site=entry.site,
                    seq=entry.seq,
                    line=line,
                    at=entry.at,
                    who=entry.who,
                    what=change["what"],
                    key=change["key"],
                    field=field,
                    old=before,
                    new=after,
                )
            )


def _set_row(
    connection: Connection, table: Table, site: str, key: str, values: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Insert or update one row; gives it as it stood before, None if it is new."""
    typed = {name: _as_column(table, name, value) for name, value in values.items()}
    here = (table.c.site == site) & (table.c.key == key)
    old = connection.execute(select(table).where(here)).first()
    if old is None:
        connection.execute(table.insert().values(site=site, key=key, **typed))
        return None
    connection.execute(table.update().where(here).values(**typed))
    return dict(old._mapping)


def _as_column(table: Table, name: str, value: Any) -> Any:
    if value is not None and isinstance(table.c[name].type, DateTime):
        return datetime.fromisoformat(value)
    return value


def _tracked(
    what: str, old: Mapping[str, Any] | None, new: Mapping[str, Any]
) -> list[tuple[str, str, str]]:
    """(field, before, after) of what changed in an existing row; cells one by one."""
    if old is None:
        return []
    found = []
    for name in TRACKED.get(what, ()):
        if name not in new or old[name] == new[name]:
            continue
        if isinstance(new[name], dict):
            before, after = old[name] or {}, new[name]
            found += [
                (cell, _words(before.get(cell)), _words(after.get(cell)))
                for cell in sorted({*before, *after})
                if before.get(cell) != after.get(cell)
            ]
        elif _words(old[name]) != _words(new[name]):
            found.append((name, _words(old[name]), _words(new[name])))
    return found


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str) else canonical(value)
