"""What people put where a form does not look: told, so that nothing is lost without a word."""

import re
from collections.abc import Iterator, Mapping

from feedback_xl.forms.locate import Layout
from feedback_xl.problems import Note, Problem, problem_from
from feedback_xl.xlsx.cells import Cells, Sheet, a1_of, address_of

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
