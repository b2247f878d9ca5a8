"""A saved 设置.xlsx as typed lines, with everything that cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from feedback_xl.forms.text import fold_key
from feedback_xl.forms.types import Context
from feedback_xl.intake.saved_book import BookLine, SavedBook, find_lines, read_line
from feedback_xl.procedure.company import Company, Department
from feedback_xl.procedure.decided import Content, Version, all_changes
from feedback_xl.procedure.settable import parameters
from feedback_xl.records import Json
from feedback_xl.sheets.declaration import Column, SheetPlan, book_plan
from feedback_xl.xlsx.cells import Cells


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


def read_settings(cells: Cells, ground: Ground) -> SavedBook:
    """Every sheet of the book, read with the departments that it itself declares."""
    book = SavedBook()
    company = ground.company
    for plan in book_plan("settings"):
        sheet = find_lines(cells, plan, book)
        if sheet is None:
            continue
        context = Context(company, ground.now)
        for line in book.filled(plan.id):
            columns = [_of_parameter(line, column, company) for column in plan.typed]
            read_line(line, columns, sheet, context, book)
        _give_keys(book.filled(plan.id), plan, ground)
        if plan.id == "departments":
            company = replace(company, departments=_departments(book))
    return book


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
