"""The typed shapes of a form: its pages, the cells people fill, tables, headings and versions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from feedback_xl.procedure.rules import ALWAYS, Condition, Facts

SYMBOLS = {"required": "★", "asked": "☆"}  # beside a label; a reader takes no notice of them
MARKS = ("optional", "asked", "required")  # from weakest to strongest; "system" stands apart


@dataclass(frozen=True)
class Mark:
    """How much a field is wanted when `when` holds."""

    mark: str
    when: Condition


@dataclass(frozen=True)
class Families:
    """Which options of a field's list belong to which value of another field."""

    by: str
    members: Mapping[str, tuple[str, ...]]

    def offered(self, value: str, options: Iterable[str]) -> list[str]:
        """The options for one value: its family's, and those that are in no family."""
        placed = {option for family in self.members.values() for option in family}
        return [o for o in options if o in self.members[value] or o not in placed]


@dataclass(frozen=True)
class Page:
    """One sheet of a form: its grid, and the columns of the left and right label–value pairs."""

    id: str
    name: str
    title: str
    widths: tuple[int, ...]
    left: tuple[str, str, str]  # label column, first and last value column
    right: tuple[str, str, str]


@dataclass(frozen=True)
class Place:
    """Where a label stands and where its value: rows from 1, columns as letters."""

    page: str
    row: int
    label_column: str
    first: str
    last: str
    rows: int = 1

    @property
    def label_cell(self) -> str:
        return f"{self.label_column}{self.row}"

    @property
    def cell(self) -> str:
        return f"{self.first}{self.row}"


@dataclass(frozen=True)
class Field:
    """One cell people fill: its label, type, how much it is wanted, and its messages."""

    id: str
    label: str
    type: str
    place: Place
    aliases: tuple[str, ...] = ()
    list: str = ""
    families: Families | None = None
    marks: tuple[Mark, ...] = ()
    only: bool = False  # not to be filled unless the condition of one of its marks holds
    system: bool = False
    signed: bool = False  # on paper: a line for the date stands beside it
    preset: str = ""
    suggest: str = ""  # values the ledger knows, offered but not demanded
    hint: str = ""
    example: str = ""
    source: str = ""
    restricted: bool = False
    confirmed: bool = False  # in a file that stands, a second person confirms a change
    major: bool = False  # a change of it is a major event of the customer
    words: Mapping[str, str] = field(default_factory=dict)  # of an earlier version → today's

    def mark(self, facts: Facts) -> str:
        """How much the field is wanted, given what else the form says."""
        holding = [mark.mark for mark in self.marks if mark.when.holds(facts)]
        return max(holding, key=MARKS.index, default="optional")

    @property
    def least_mark(self) -> str:
        """How much it is wanted at least, where it is wanted at all."""
        return min((mark.mark for mark in self.marks), key=MARKS.index, default="optional")

    @property
    def labels(self) -> tuple[str, ...]:
        return (self.label, *self.aliases)


@dataclass(frozen=True)
class Table:
    """Lines of a form: a one-row header and the rows below it."""

    id: str
    page: str
    row: int  # of the header
    rows: int
    columns: tuple[Field, ...]
    least: int = 0
    keeps_places: bool = False  # an empty row between filled ones means something
    presets: Mapping[str, Sequence[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Heading:
    """A line that names the block below it, and says when that is to be filled."""

    page: str
    row: int
    text: str
    when: Condition = ALWAYS
    aliases: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.text, *self.aliases)


@dataclass(frozen=True)
class Version:
    """What an earlier version of a blank called things; it may be used up to `until` (7.5.3)."""

    id: str
    approved_by: str
    approved_on: date
    until: date
    labels: Mapping[str, str]  # a field's id, or table/column → the label it had
    words: Mapping[str, Mapping[str, str]]  # the same → a word of its list → today's word
    without: tuple[str, ...]  # fields it did not have


@dataclass(frozen=True)
class Form:
    id: str
    kind: str  # of its numbers: FK, SH, KH
    title: str
    subtitle: str
    aliases: tuple[str, ...]
    file: str
    version: str
    source: str
    pages: tuple[Page, ...]
    fields: Mapping[str, Field]
    tables: Mapping[str, Table]
    headings: tuple[Heading, ...]
    clear_words: tuple[str, ...] = ()  # typed into a cell: delete what stands there
    repeats: bool = False  # the same content may be handed in again later: stop, resume, stop
    answers_to: str = ""  # the one department that may see answers, whoever sent the form
    versions: tuple[Version, ...] = ()  # earlier ones, the newest first

    def block_of(self, place: Place) -> Heading | None:
        """The heading above a place, the nearest one."""
        above = [h for h in self.headings if h.page == place.page and h.row < place.row]
        return max(above, key=lambda heading: heading.row, default=None)

    def page(self, page_id: str) -> Page:
        return next(page for page in self.pages if page.id == page_id)

    def field_of(self, key: str) -> Field | None:
        """The declaration behind a field's id or a table/line/column key."""
        table, _, rest = key.partition("/")
        if table in self.tables and rest:
            column = rest.rpartition("/")[2]
            return next((c for c in self.tables[table].columns if c.id == column), None)
        return self.fields.get(key)

    def page_of(self, key: str) -> str:
        """The page a field's id or a table/line/column key stands on; "" where it is unknown."""
        table = self.tables.get(key.partition("/")[0])
        if table is not None:
            return table.page
        return self.fields[key].place.page if key in self.fields else ""

    @property
    def picture_field(self) -> Field | None:
        """Where people put pictures."""
        return next((f for f in self.fields.values() if f.type == "picture"), None)

    @property
    def entries(self) -> list[Field]:
        """The fields people fill outside tables."""
        return [f for f in self.fields.values() if not f.system and f.type != "picture"]
