"""What people put where no field is read: told, so that nothing is lost without a word."""

import re
from collections.abc import Iterator, Mapping

from feedback_xl.forms.locate import Layout
from feedback_xl.forms.shapes import Form
from feedback_xl.problems import Note, Problem, problem_from
from feedback_xl.xlsx.cells import Cells, Picture, Sheet, a1_of, address_of

_VOLATILE = re.compile(r"\b(TODAY|NOW)\s*\(", re.IGNORECASE)
Places = Mapping[str, tuple[str, str]]


def tell_besides(layout: Layout, cells: Cells, places: Places) -> list[Problem]:
    """Volatile formulas, data in hidden rows, and comments (F-16, F-21, F-22)."""
    found = {(sheet, address_of(cell)): key for key, (sheet, cell) in places.items() if cell}
    told = []
    for sheet in cells.sheets:
        for note, address in _noticed(sheet, found, layout.meta.get("kind") == "returned"):
            key = found.get((sheet.name, address), "")
            item = layout.form.fields.get(key)
            label = item.label if item else ""
            told.append(
                problem_from(note, sheet=sheet.name, cell=a1_of(address), label=label, field=key)
            )
    return told


def pictures_of(form: Form, cells: Cells) -> tuple[Picture, ...]:
    """What is kept with the record: evidence on the form, or on a sheet people added to it."""
    if form.picture_field is None:
        return ()
    sheets = {sheet.name for sheet in cells.sheets if not sheet.name.startswith("_")}
    return tuple(picture for picture in cells.pictures if picture.sheet in sheets)


def tell_pictures(form: Form, cells: Cells) -> list[Problem]:
    """Pictures that are not kept with the record."""
    if form.picture_field is None:
        count = len(cells.pictures)
        return [problem_from(Note.of("PICTURE_NO_PLACE", count=count))] if count else []
    field = form.picture_field
    return [
        problem_from(left.note, sheet=left.sheet, cell=left.cell, label=field.label)
        for left in cells.left_pictures
    ]


def _noticed(
    sheet: Sheet, found: Mapping[tuple[str, tuple[int, int]], str], marked_by_us: bool
) -> Iterator[tuple[Note, tuple[int, int]]]:
    for address, text in sheet.formulas.items():
        is_read = (sheet.name, address) in found and address in sheet.cells
        if is_read and _VOLATILE.search(text):
            yield Note.of("FORMULA_VOLATILE", formula=text), address
    read = sorted(address for address in sheet.cells if (sheet.name, address) in found)
    for row in sorted(sheet.hidden_rows & {row for row, _ in read}):
        first = next(address for address in read if address[0] == row)
        yield Note.of("ROW_HIDDEN", row=row), first
    if not marked_by_us:  # a returned form carries our own comments
        for address, text in sheet.notes.items():
            yield Note.of("COMMENT_FOUND", comment=text.strip()[:200]), address
