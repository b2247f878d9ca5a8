"""A saved book that managers type into: its lines, and every cell that cannot be read."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field

from feedback_xl.forms.months import read_month
from feedback_xl.forms.reading import Reading
from feedback_xl.forms.text import is_null, number_in, plain, text_of
from feedback_xl.forms.types import Context, read_value
from feedback_xl.ledger import queries
from feedback_xl.ledger.store import Book
from feedback_xl.problems import (
    Note,
    Problem,
    Severity,
    any_returns,
    catalogue,
    problem_from,
)
from feedback_xl.procedure.decided import Content
from feedback_xl.records import Decision, Json
from feedback_xl.sheets.declaration import Column, SheetPlan
from feedback_xl.sheets.draw import KEY_TITLE
from feedback_xl.xlsx.cells import Address, Cells, CellValue, Sheet, a1_of

_BETWEEN_NAMES = re.compile("[、,;\uff0c\uff1b\n]")
_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)%")


@dataclass
class BookLine:
    """One line as it stands in the book."""

    plan: SheetPlan
    row: int
    key: str  # "" where the program has yet to know it
    raw: dict[str, CellValue]
    places: Mapping[str, Address]  # by column
    values: dict[str, Json] = field(default_factory=dict)
    is_new: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed in it."""
        return all(self.raw.get(column.id) is None for column in self.plan.typed)

    def problem(self, note: Note, column: Column, severity: Severity | None = None) -> Problem:
        """A problem of one of its cells."""
        return problem_from(
            note,
            severity=severity,
            sheet=self.plan.name,
            cell=a1_of(self.places[column.id]),
            label=column.title,
            found=text_of(self.raw.get(column.id)),
            example=column.example,
            clause=self.plan.source[0],
            field=f"{self.plan.id}/{self.row}/{column.id}",
        )

    def about(self, note: Note, name: str) -> Problem:
        """A problem of the cell in that column."""
        return self.problem(note, next(c for c in self.plan.columns if c.id == name))


@dataclass
class SavedBook:
    """What stands in a saved book: lines by sheet, and what is wrong with them."""

    lines: dict[str, list[BookLine]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def filled(self, sheet: str) -> list[BookLine]:
        """The lines in which something is typed."""
        return [line for line in self.lines.get(sheet, ()) if not line.is_empty]

    def content(self) -> Content:
        """The lines as the company's decisions; unread cells are missing."""
        return {
            sheet: {line.key: line.values for line in self.filled(sheet) if line.values}
            for sheet in self.lines
        }


@dataclass(frozen=True)
class Judged:
    """What a saved book came to: a new version, nothing new, or problems that refuse it."""

    version: str = ""
    problems: tuple[Problem, ...] = ()
    book: SavedBook | None = None

    @property
    def is_refused(self) -> bool:
        return any_returns(self.problems)


def record_refusal(kind: str, judged: Judged, author: str, sha: str, book: Book) -> None:
    """Write down why a saved book was refused, once for the same bytes."""
    if not queries.was_judged(book, kind, sha):
        told = [asdict(problem) for problem in judged.problems]
        facts = {"outcome": "refused", "problems": told}
        book.record(Decision(kind, author, facts, source=sha))


def is_current(meta: Mapping[str, object], kind: str, version: str, publication: str) -> bool:
    """Whether a book was made from the newest version, or is the very file that became it."""
    is_that_file = publication != "" and meta.get("publication") == publication
    return meta.get("book") == kind and (is_that_file or meta.get("version") == version)


def find_lines(cells: Cells, plan: SheetPlan, book: SavedBook) -> Sheet | None:
    """Put the lines of a sheet into the book, still to be read; None where it is not whole."""
    sheet = cells.sheet(plan.name)
    if sheet is None:
        note = Note.of("SETTING_SHEET_GONE", sheet=plan.name)
        book.problems.append(problem_from(note, label=plan.name))
        return None
    columns = _columns(sheet, plan, book)
    if columns is None:
        return None
    book.lines[plan.id] = list(_lines(sheet, plan, columns))
    return sheet


def _columns(sheet: Sheet, plan: SheetPlan, book: SavedBook) -> dict[str, Address] | None:
    """Where the titles stand, that of the hidden ids under ""; None where one is gone."""
    top = next((row for (row, _), value in sheet.cells.items() if value == KEY_TITLE), 0)
    titles = {
        text_of(value).removesuffix("★").strip(): (row, column)
        for (row, column), value in sheet.cells.items()
        if row == top
    }
    wanted = {"": KEY_TITLE} | {column.id: column.title for column in plan.columns}
    gone = [title for title in wanted.values() if title not in titles]
    for title in gone:
        note = Note.of("SETTING_COLUMN_GONE", sheet=plan.name, column=title)
        book.problems.append(problem_from(note, sheet=plan.name, label=title))
    return None if gone else {name: titles[title] for name, title in wanted.items()}


def _lines(sheet: Sheet, plan: SheetPlan, columns: Mapping[str, Address]) -> Iterator[BookLine]:
    """The lines below the header that have an id or something typed."""
    top, key_column = columns[""]
    for row in sorted({row for row, _ in {*sheet.cells, *sheet.formulas} if row > top}):
        at = {name: (row, column) for name, (_, column) in columns.items() if name}
        raw = {name: _raw(sheet, address) for name, address in at.items()}
        key = text_of(sheet.cells.get((row, key_column)))
        line = BookLine(plan, row, key, raw, at)
        if key or not line.is_empty:
            yield line


def _raw(sheet: Sheet, address: Address) -> CellValue:
    """What stands in a cell; an error or a formula without a value as its text."""
    found = sheet.cells.get(address)
    other = sheet.errors.get(address) or sheet.formulas.get(address)
    if address in sheet.errors or (found is None and other):
        return other
    return found if text_of(found) else None


def read_line(
    line: BookLine, columns: Iterable[Column], sheet: Sheet, context: Context, book: SavedBook
) -> None:
    """Read its cells in those columns; what cannot be read is told."""
    for column in columns:
        code = _no_value(sheet, line.places[column.id])
        reading = Reading.wrong(code) if code else _read(line.raw[column.id], column, context)
        if reading == Reading() and column.required:
            reading = Reading.wrong("SETTING_MISSING")
        told = [n for n in reading.notes if catalogue()[n.code].severity is not Severity.REPAIR]
        severity = None if column.kind == "email" else Severity.RETURN
        book.problems += [line.problem(note, column, severity) for note in told]
        if reading.value is not None:
            line.values[column.id] = reading.value


def _no_value(sheet: Sheet, address: Address) -> str:
    """The code of what stands in a cell instead of a value, "" where one does."""
    if address in sheet.errors:
        return "CELL_ERROR"
    uncalculated = address in sheet.formulas and address not in sheet.cells
    return "FORMULA_NO_VALUE" if uncalculated else ""


def _read(raw: CellValue, column: Column, context: Context) -> Reading:
    match column.kind:
        case "names":
            parts = (part.strip() for part in _BETWEEN_NAMES.split(text_of(raw)))
            return Reading(list(dict.fromkeys(part for part in parts if part)) or None)
        case "share":
            return _bounded(_share(raw), column)
        case "month":
            return read_month(raw, today=context.today)
        case "quantity":
            return _bounded(read_value(raw, "quantity", "", context), column)
        case "choice" if column.list == "person":
            text = text_of(raw)
            return Reading(None if is_null(text) else text)
    return read_value(raw, column.kind, column.list, context)


def _share(raw: CellValue) -> Reading:
    """98% or 0.98; a bare 98 may mean either."""
    number = number_in(raw)
    if raw is None:
        return Reading()
    if number is None and (found := _SHARE.fullmatch(plain(text_of(raw)).replace(" ", ""))):
        return Reading(float(found[1]) / 100)
    return Reading(round(number, 6)) if number is not None else Reading.wrong("SETTING_NO_SHARE")


def _bounded(reading: Reading, column: Column) -> Reading:
    value = reading.value
    if not isinstance(value, int | float) or column.least is None or column.most is None:
        return reading
    if column.least <= value <= column.most:
        return reading
    shown = "{:.0%}" if column.kind == "share" else "{:g}"
    least, most = (shown.format(bound) for bound in (column.least, column.most))
    return Reading.wrong("SETTING_OUT_OF_RANGE", least=least, most=most)
