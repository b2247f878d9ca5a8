"""One saved 出货数据.xlsx: taken as a whole, in one entry, or refused with all its problems."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from rapidfuzz import fuzz, process

from feedback_xl.forms.locate import read_meta
from feedback_xl.forms.text import fold_key
from feedback_xl.forms.types import Context
from feedback_xl.intake.saved_book import (
    BookLine,
    Judged,
    SavedBook,
    find_lines,
    is_current,
    read_line,
    record_refusal,
)
from feedback_xl.language import say
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.queries import Row
from feedback_xl.ledger.store import Book
from feedback_xl.problems import Note, Problem, problem_from
from feedback_xl.procedure.company import Company
from feedback_xl.records import Change, Decision, Json
from feedback_xl.sheets.declaration import book_plan
from feedback_xl.xlsx.cells import Cells, a1_of
from feedback_xl.xlsx.gate import Refusal

KIND = "shipments"
TYPED = ("month", "customer", "part", "shipped", "lots", "deliveries", "sales")
TAKEN_OUT = {"shipped": None, "lots": None, "deliveries": None, "sales": None}
_ALIKE = 60  # per cent
_MOST_NAMES = 3  # that are offered for one nobody knows


def take_shipments(cells: Cells | Refusal, sha: str, book: Book, company: Company) -> Judged:
    """Judge a saved book and write down what came of it; a refusal once for the same bytes."""
    if isinstance(cells, Refusal):
        judged, author = Judged(problems=(problem_from(cells),)), ""
    else:
        judged, author = _judge(cells, book, company), cells.modified_by
    if judged.is_refused:
        record_refusal(KIND, judged, author, sha, book)
    elif judged.book is not None and isinstance(cells, Cells):
        return _enact(judged.book, cells, sha, book)
    return judged


def _judge(cells: Cells, book: Book, company: Company) -> Judged:
    if not is_current(read_meta(cells), KIND, *queries.shipments_version(book)):
        note = Note.of("SETTING_OLD_COPY", book=say("places.shipments_book"))
        return Judged(problems=(problem_from(note),))
    [plan] = book_plan(KIND)
    saved, context = SavedBook(), Context(company, book.clock.now())
    sheet = find_lines(cells, plan, saved)
    if sheet is not None:
        lines = saved.filled(KIND)
        for line in lines:
            read_line(line, plan.typed, sheet, context, saved)
        known = _Customers(queries.rows(book, schema.customers))
        saved.problems += [found for line in lines if (found := known.resolve(line))]
        saved.problems += [*_to_come(lines, f"{context.today:%Y-%m}"), *_twice(lines)]
    return Judged(problems=tuple(saved.problems), book=saved)


class _Customers:
    """Whom a typed name means: number, full name, then short name; likeness is only told."""

    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows
        self._similar: dict[str, str] = {}

    def resolve(self, line: BookLine) -> Problem | None:
        """Put the customer's number into the line, or say why there is none."""
        typed = line.values.get("customer")
        if typed is None:
            return None
        name = fold_key(str(typed))
        numbers = next((found[name] for found in self._names if name in found), [])
        if len(numbers) == 1:
            line.values["customer"] = numbers[0]
            return None
        if numbers:
            note = Note.of("SHIPMENT_CUSTOMER_SEVERAL", numbers=" / ".join(numbers))
        elif similar := self._alike(name):
            note = Note.of("SHIPMENT_CUSTOMER_SIMILAR", similar=similar)
        else:
            note = Note.of("SHIPMENT_CUSTOMER_UNKNOWN")
        return line.about(note, "customer")

    @cached_property
    def _names(self) -> list[Mapping[str, list[str]]]:
        """Folded name → numbers, the kind of name that goes before first."""
        kinds: list[Mapping[str, list[str]]] = []
        for kind in ("key", "name", "short_name"):
            found = defaultdict(list)
            for row in self._rows:
                if row[kind]:
                    found[fold_key(row[kind])].append(row["key"])
            kinds.append(found)
        return kinds

    def _alike(self, name: str) -> str:
        """The nearest names as people know them, once for all the lines that spell it so."""
        if name not in self._similar:
            folded = {
                fold_key(shown): shown
                for row in self._rows
                for shown in (row["short_name"], row["name"])
                if shown
            }
            nearest = process.extract(
                name, list(folded), scorer=fuzz.WRatio, limit=_MOST_NAMES, score_cutoff=_ALIKE
            )
            self._similar[name] = " / ".join(folded[found] for found, *_ in nearest)
        return self._similar[name]


def _to_come(lines: list[BookLine], this_month: str) -> Iterator[Problem]:
    for line in lines:
        if str(line.values.get("month", "")) > this_month:
            yield line.about(Note.of("SHIPMENT_FUTURE", month=this_month), "month")


def _twice(lines: list[BookLine]) -> Iterator[Problem]:
    """Give each line its key; the same month, customer and part may stand in one only."""
    first: dict[str, BookLine] = {}
    for line in lines:
        month, customer, part = (str(line.values.get(name, "")) for name in TYPED[:3])
        line.key = f"{month}/{customer}/{fold_key(part)}"
        owner = first.setdefault(line.key, line)
        if owner is not line and month and customer:
            other = a1_of(owner.places["month"])
            yield line.about(Note.of("SHIPMENT_TWICE", month=month, other=other), "customer")


def _enact(saved: SavedBook, cells: Cells, sha: str, book: Book) -> Judged:
    """One entry with every row that is new, changed or taken out; older ones not shown stay."""
    [plan] = book_plan(KIND)
    standing = queries.shipments(book)
    before = {row["key"]: {name: row[name] for name in TYPED} for row in standing}
    shown = [row["key"] for row in standing[-plan.most :]]
    now = {line.key: _row(line) for line in saved.filled(KIND)}
    changed = {key: row for key, row in now.items() if row != before.get(key)}
    changed |= {key: TAKEN_OUT for key in shown if key not in now}
    if not changed:
        return Judged(book=saved)
    version = book.give_number("CH")
    made = {"version": version, "publication": str(read_meta(cells).get("publication", ""))}
    facts = {"outcome": "taken", "version": version, "rows": len(now), "changed": len(changed)}
    changes = [Change("shipments", key, {**row, **made}) for key, row in changed.items()]
    everything = (*book.given_numbers(), *changes)
    book.record(Decision(KIND, cells.modified_by, facts, everything, source=sha))
    return Judged(version, book=saved)


def _row(line: BookLine) -> Mapping[str, Json]:
    """What is kept of a line; an empty part stands as "", an empty number as none."""
    return {"part": "", **TAKEN_OUT, **line.values}
