"""Opening the database: SQLite file by default, PostgreSQL by URL."""

import json
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from feedback_xl.problems import LedgerFault

READ_ONLY = {"feedback_xl_read_only": True}


def open_engine(url: str) -> Engine:
    """An engine whose transactions are real, DDL included, and whose commits are on disk."""
    dumps = partial(json.dumps, ensure_ascii=False, sort_keys=True)
    if not url.startswith("sqlite"):
        return create_engine(url, json_serializer=dumps, pool_pre_ping=True)
    engine = create_engine(url, json_serializer=dumps, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN would leave DDL outside
        for pragma in ("journal_mode=DELETE", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA secure_delete=ON")  # what is destroyed leaves no trace behind
        connection.execute("PRAGMA busy_timeout=5000")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("feedback_xl_read_only")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def sqlite_url(path: Path) -> str:
    """The URL of a ledger file; its folder must be there."""
    if not path.parent.is_dir():
        raise LedgerFault(
            f"the state folder is not there: {path.parent}",
            "run feedback-xl init, or mount the disk",
        )
    return f"sqlite:///{path}"
