"""Named steps from one shape of the ledger to the next; each commits with its record."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, Engine, inspect, select
from sqlalchemy.schema import CreateColumn

from feedback_xl.ledger.connect import READ_ONLY
from feedback_xl.ledger.schema import metadata, migrations
from feedback_xl.problems import LedgerFault


def _first_tables(connection: Connection) -> None:
    metadata.create_all(connection)


def _what_is_missing(connection: Connection) -> None:
    """Tables and columns an earlier ledger lacks; what is there stays as it is."""
    metadata.create_all(connection)
    for table in metadata.sorted_tables:
        there = {column["name"] for column in inspect(connection).get_columns(table.name)}
        for column in table.columns:
            if column.name not in there:
                words = CreateColumn(column).compile(connection)
                connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {words}")


STEPS: tuple[tuple[str, Callable[[Connection], None]], ...] = (
    ("0001-first-tables", _first_tables),
    ("0002-whole-procedure", _what_is_missing),
    ("0003-shipments", _what_is_missing),
    ("0004-reports", _what_is_missing),
)


def pending(connection: Connection) -> list[str]:
    """Names of the steps this ledger has not taken yet; reads only."""
    taken: set[str] = set()
    if inspect(connection).has_table("migrations"):
        taken = set(connection.scalars(select(migrations.c.name)))
    known = {name for name, _ in STEPS}
    if newer := sorted(taken - known):
        raise LedgerFault(
            f"the ledger was written by a newer program ({newer[-1]})", "install that version again"
        )
    return [name for name, _ in STEPS if name not in taken]


def migrate(engine: Engine, at: datetime) -> None:
    """Take every pending step."""
    with engine.connect().execution_options(**READ_ONLY) as connection, connection.begin():
        due = pending(connection)
    for name, step in STEPS:
        if name in due:
            with engine.begin() as connection:
                step(connection)
                connection.execute(migrations.insert().values(name=name, at=at))
