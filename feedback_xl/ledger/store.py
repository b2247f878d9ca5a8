"""Opening the ledger, writing decisions into it and reading it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from feedback_xl.clock import Clock
from feedback_xl.ledger import journal, projection
from feedback_xl.ledger.connect import READ_ONLY, open_engine
from feedback_xl.ledger.journal import Entry
from feedback_xl.ledger.migrations import migrate
from feedback_xl.ledger.schema import counters, laid_out, published
from feedback_xl.problems import LedgerFault, SettingsFault
from feedback_xl.records import Change, Decision


@dataclass
class Book:
    """The ledger inside one transaction."""

    connection: Connection
    site: str
    clock: Clock
    program: str
    settings: str
    prefix: str = ""
    numbers: dict[str, int] = field(default_factory=dict)

    def record(self, decision: Decision) -> Entry:
        """Write a decision into the journal and apply it."""
        at = self.clock.now()
        entry = journal.append(
            self.connection, self.site, decision, at, self.program, self.settings
        )
        projection.apply(self.connection, entry)
        return entry

    def give_number(self, kind: str, day: date | None = None) -> str:
        """The next number of a kind: FK-20261123-001 with a day, KH-00001 without.

        Counted per site, kind and day, never reused; `given_numbers` belongs into the decision.
        """
        key = f"{self.prefix}{kind}-{day:%Y%m%d}" if day else kind
        if key not in self.numbers:
            row = select(counters.c.last).where(counters.c.site == self.site, counters.c.key == key)
            self.numbers[key] = self.connection.scalar(row) or 0
        self.numbers[key] += 1
        return f"{key}-{self.numbers[key]:0{3 if day else 5}d}"

    def remember_laid_out(self, hashes: Mapping[str, str]) -> None:
        """Note the answers just laid out, by path."""
        for path, sha in hashes.items():
            here = (laid_out.c.site == self.site) & (laid_out.c.path == path)
            self.connection.execute(laid_out.delete().where(here))
            self.connection.execute(laid_out.insert().values(site=self.site, path=path, sha=sha))

    def remember_moved(self, old: str, new: str) -> None:
        """What we published and laid out below a folder goes on below another."""
        for table, column in ((published, published.c.book), (laid_out, laid_out.c.path)):
            here = (table.c.site == self.site) & column.startswith(f"{old}/", autoescape=True)
            for name in self.connection.scalars(select(column).where(here)).all():
                self.connection.execute(
                    table.update()
                    .where(table.c.site == self.site, column == name)
                    .values({column: f"{new}/{name.removeprefix(f'{old}/')}"})
                )

    def given_numbers(self) -> tuple[Change, ...]:
        """The counters as they stand after the numbers given, and a clean slate for the next."""
        given = tuple(Change("counters", key, {"last": n}) for key, n in self.numbers.items())
        self.numbers.clear()
        return given


class Ledger:
    """One site's ledger; one writer at a time."""

    def __init__(
        self, engine: Engine, site: str, clock: Clock, program: str, settings: str, prefix: str
    ) -> None:
        self.engine = engine
        self.site = site
        self._clock = clock
        self._program = program
        self.settings = settings  # the version of the company in force
        self._prefix = prefix

    @classmethod
    def open(
        cls, url: str, *, site: str, clock: Clock, program: str, settings: str, prefix: str = ""
    ) -> "Ledger":
        """Open, and bring its tables up to this program's shape."""
        try:
            engine = open_engine(url)
        except ArgumentError:
            raise SettingsFault(
                "the setting database is no URL", "give one like postgresql+psycopg://…"
            ) from None
        try:
            migrate(engine, clock.now())
        except OperationalError as error:
            raise LedgerFault(
                f"the ledger cannot be opened: {error.orig}",
                "check the disk and the rights of the state folder",
            ) from error
        except DatabaseError as error:
            raise LedgerFault(
                f"the ledger is damaged: {error.orig}", "feedback-xl rebuild makes it anew"
            ) from error
        return cls(engine, site, clock, program, settings, prefix)

    @contextmanager
    def transaction(self) -> Iterator[Book]:
        """All or nothing."""
        with self.engine.begin() as connection:
            yield self._book(connection)

    @contextmanager
    def reading(self) -> Iterator[Book]:
        """A consistent look; end it before drawing workbooks."""
        with self.engine.connect().execution_options(**READ_ONLY) as connection, connection.begin():
            yield self._book(connection)

    def _book(self, connection: Connection) -> Book:
        return Book(connection, self.site, self._clock, self._program, self.settings, self._prefix)
