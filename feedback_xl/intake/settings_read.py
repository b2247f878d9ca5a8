"""A saved 设置.xlsx as typed lines, with everything that cannot be read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from feedback_xl.forms.reading import Reading
from feedback_xl.forms.text import fold_key, is_null, number_in, plain, text_of
from feedback_xl.forms.types import Context, read_value
from feedback_xl.problems import Note, Problem, Severity, catalogue, problem_from
from feedback_xl.procedure.company import Company, Department
from feedback_xl.procedure.decided import Content, Version, all_changes
from feedback_xl.procedure.settable import parameters
from feedback_xl.records import Json
from feedback_xl.sheets.declaration import Column, SheetPlan, book_plan
from feedback_xl.sheets.draw import KEY_TITLE
from feedback_xl.xlsx.cells import Address, Cells, CellValue, Sheet, a1_of

_BETWEEN_NAMES = re.compile("[、,;\uff0c\uff1b\n]")
_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)%")


@dataclass(frozen=True)
class Ground:
    """What a saved book is read and checked against: all that was taken, in force yet or not."""

    company: Company
    content: Content
    versions: tuple[Version, ...]
    now: datetime
    open_work: Mapping[str, int]  # tasks and cases, by department
    customers: frozenset[str]  # numbers and names

    @property
    def latest(self) -> str:
        """Number of the newest version; "" before the first."""
        return self.versions[-1].number if self.versions else ""

    @property
    def ever(self) -> set[tuple[str, str]]:
        """(sheet, key) of every line there ever was: an id is never given twice."""
        now = {(sheet, key) for sheet, lines in self.content.items() for key in lines}
        return now | {(c.sheet, c.key) for c in all_changes(self.versions)}


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


def read_settings(cells: Cells, ground: Ground) -> SavedBook:
    """Every sheet of the book, read with the departments that it itself declares."""
    book = SavedBook()
    company = ground.company
    for plan in book_plan("settings"):
        sheet = cells.sheet(plan.name)
        if sheet is None:
            note = Note.of("SETTING_SHEET_GONE", sheet=plan.name)
            book.problems.append(problem_from(note, label=plan.name))
            continue
        columns = _columns(sheet, plan, book)
        if columns is None:
            continue
        book.lines[plan.id] = list(_lines(sheet, plan, columns))
        for line in book.filled(plan.id):
            _read_line(line, sheet, Context(company, ground.now), book)
        _give_keys(book.filled(plan.id), plan, ground)
        if plan.id == "departments":
            company = replace(company, departments=_departments(book))
    return book


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


def _read_line(line: BookLine, sheet: Sheet, context: Context, book: SavedBook) -> None:
    for column in line.plan.typed:
        column = _of_parameter(line, column, context.company)
        code = _no_value(sheet, line.places[column.id])
        reading = Reading.wrong(code) if code else _read(line.raw[column.id], column, context)
        if reading == Reading() and column.required:
            reading = Reading.wrong("SETTING_MISSING")
        told = [n for n in reading.notes if catalogue()[n.code].severity is not Severity.REPAIR]
        severity = None if column.kind == "email" else Severity.RETURN
        book.problems += [line.problem(note, column, severity) for note in told]
        if reading.value is not None:
            line.values[column.id] = reading.value


def _of_parameter(line: BookLine, column: Column, company: Company) -> Column:
    """The value of a parameter is of that parameter's own type."""
    declared = parameters(company).get(line.key) if line.plan.id == "parameters" else None
    if declared is None or column.id != "value":
        return column
    return replace(
        column,
        title=declared.label,
        kind=declared.type,
        list=declared.list,
        least=declared.least,
        most=declared.most,
        example="",
    )


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


def _give_keys(lines: list[BookLine], plan: SheetPlan, ground: Ground) -> None:
    """What tells a line from others: its own cells, the id it had, or a new one."""
    given = {line.key for line in lines}
    known = {_words(line): key for key, line in ground.content.get(plan.id, {}).items()}
    for line in lines:
        if plan.key:
            line.key = "/".join(str(line.values.get(name, "")) for name in plan.key)
        elif plan.spare and not line.key:
            own = known.get(_words(line.values), "")
            line.is_new = own in ("", *given)
            line.key = _new_key(line, plan, given, ground) if line.is_new else own
            given.add(line.key)


def _words(line: Mapping[str, Json]) -> tuple[str, ...]:
    """How a line without an id is recognised when its book is saved once more."""
    names = ("list", "name", "mark", "reason", "day")
    return tuple(fold_key(str(line.get(name, ""))) for name in names)


def _new_key(line: BookLine, plan: SheetPlan, given: set[str], ground: Ground) -> str:
    """D01 for a department, channel/x1 for a code; the version itself comes to a revision."""
    taken = given | {key for sheet, key in ground.ever if sheet == plan.id}
    stem = {"departments": "D", "codes": f"{line.values.get('list', '')}/x"}.get(plan.id, "+")
    number = 1
    while f"{stem}{number:02d}" in taken:
        number += 1
    return f"{stem}{number:02d}"


def _departments(book: SavedBook) -> dict[str, Department]:
    """The departments as this very book declares them."""
    return {
        line.key: Department(
            line.key, str(line.values["name"]), tuple(line.values.get("aliases", ()))
        )
        for line in book.filled("departments")
        if "name" in line.values
    }
