"""What a form consists of: read from its TOML file, used to draw, read, check and explain it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from feedback_xl.language import declared, other_languages, per_language, spoken
from feedback_xl.procedure.rules import Condition, Facts

FORM_NAMES = ("customer", "feedback", "confirmation")
HEAD_ROWS = 2  # title and subtitle, above slot 1
MARKS = ("optional", "asked", "required")  # from weakest to strongest; "system" stands apart


@dataclass(frozen=True)
class Mark:
    """How much a field is wanted when `when` holds."""

    mark: str
    when: Condition


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
    marks: tuple[Mark, ...] = ()
    system: bool = False
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
    """A line that names the block below it."""

    page: str
    row: int
    text: str


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
    def entries(self) -> list[Field]:
        """The fields people fill outside tables."""
        return [f for f in self.fields.values() if not f.system and f.type != "picture"]


@per_language
def form(form_id: str) -> Form:
    """The declaration of one form in the spoken language, understood in the others too."""
    own = _form(declared("forms", form_id, spoken()))
    for language in other_languages():
        own = _understood_as(own, _form(declared("forms", form_id, language)))
    return own


def _understood_as(own: Form, other: Form) -> Form:
    """The form with the other's titles, pages and labels as aliases of its own."""
    return replace(
        own,
        aliases=_further(own.title, own.aliases, other.title),
        fields={name: _also(item, other.fields[name]) for name, item in own.fields.items()},
        tables={
            name: replace(
                table, columns=tuple(map(_also, table.columns, other.tables[name].columns))
            )
            for name, table in own.tables.items()
        },
        clear_words=(*own.clear_words, *other.clear_words),
    )


def _also(item: Field, other: Field) -> Field:
    return replace(item, aliases=_further(item.label, item.aliases, other.label))


def _further(name: str, aliases: tuple[str, ...], *others: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in (*aliases, *others) if each != name))


def _form(data: Mapping[str, Any]) -> Form:
    pages = tuple(_page(row) for row in data["sheets"])
    by_id = {page.id: page for page in pages}
    return Form(
        id=data["id"],
        kind=data["kind"],
        title=data["title"],
        subtitle=data["subtitle"],
        aliases=tuple(data["aliases"]),
        file=data["file"],
        version=data["version"],
        source=data["source"],
        pages=pages,
        fields={row["id"]: _field(row, _place(row, by_id)) for row in data["field"]},
        tables={row["id"]: _table(row) for row in data["table"]},
        headings=tuple(Heading(*_slot(row["at"]), row["text"]) for row in data.get("heading", ())),
        clear_words=tuple(word for word in [data.get("clear_word")] if word),
        repeats=data.get("repeats", False),
        answers_to=data.get("answers_to", ""),
        versions=tuple(_version(row) for row in data.get("earlier", ())),
    )


def all_forms() -> tuple[Form, ...]:
    return tuple(form(name) for name in FORM_NAMES)


def _version(row: Mapping[str, Any]) -> Version:
    return Version(
        row["id"],
        row["approved_by"],
        row["approved_on"],
        row["until"],
        row.get("labels", {}),
        row.get("words", {}),
        tuple(row.get("without", ())),
    )


def _page(row: Mapping[str, Any]) -> Page:
    left, right = (tuple(row[side].split()) for side in ("left", "right"))
    return Page(row["id"], row["name"], row["title"], tuple(row["widths"]), left, right)


def _slot(at: str) -> tuple[str, int]:
    page, row = at.split()
    return page, int(row.rstrip("LRF")) + HEAD_ROWS


def _place(row: Mapping[str, Any], pages: Mapping[str, Page]) -> Place:
    """ "front 9F" = slot 9 of the front page, over its full width; L and R are its halves."""
    page_id, sheet_row = _slot(row["at"])
    page = pages[page_id]
    label, first, last = page.right if row["at"].endswith("R") else page.left
    last = page.right[2] if row["at"].endswith("F") else last
    return Place(page_id, sheet_row, label, first, last, row.get("lines", 1))


def _marks(row: Mapping[str, Any]) -> tuple[Mark, ...]:
    plain = [{"mark": row["need"], "when": row.get("when", {})}] if "need" in row else []
    return tuple(
        Mark(mark["mark"], Condition({k: tuple(v) for k, v in mark.get("when", {}).items()}))
        for mark in [*plain, *row.get("needs", ())]
        if mark["mark"] != "system"
    )


def _field(row: Mapping[str, Any], place: Place) -> Field:
    return Field(
        id=row["id"],
        label=row["label"],
        type=row["type"],
        place=place,
        aliases=tuple(row.get("aliases", ())),
        list=row.get("list", ""),
        marks=_marks(row),
        system=row.get("need") == "system",
        preset=row.get("preset", ""),
        suggest=row.get("suggest", ""),
        hint=row.get("hint", ""),
        example=row.get("example", ""),
        source=row.get("source", ""),
        restricted=row.get("restricted", False),
        confirmed=row.get("confirmed", False),
        major=row.get("major", False),
    )


def _table(row: Mapping[str, Any]) -> Table:
    page, header = _slot(row["at"])
    columns = tuple(
        _field(c, Place(page, header, c["column"], c["column"], c.get("to", c["column"])))
        for c in row["columns"]
    )
    presets = {c["id"]: c["presets"] for c in row["columns"] if "presets" in c}
    return Table(
        row["id"],
        page,
        header,
        row["rows"],
        columns,
        row.get("least", 0),
        row.get("keeps_places", False),
        presets,
    )
