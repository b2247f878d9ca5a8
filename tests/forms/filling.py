"""Forms filled in memory: the checked-in blank's cells with some typed over, read as if saved."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache

from feedback_xl.forms.declaration import form
from feedback_xl.forms.filled import Filled
from feedback_xl.forms.locate import read_meta
from feedback_xl.forms.parse import read_form
from feedback_xl.problems import Severity
from feedback_xl.procedure.load import shipped_company
from feedback_xl.xlsx.cells import Address, Cells, CellValue, Sheet, address_of
from tests.tables import ORDINARY, cells_of, template, typed_cells

NOW = datetime(2026, 11, 23, 10, 0)


@cache
def blank_cells(form_id: str) -> Cells:
    return cells_of(template(form_id))


def typed(form_id: str, table: str) -> Cells:
    """The blank with what a pipe table says typed into it."""
    cells = blank_cells(form_id)
    for sheet, values in typed_cells(form(form_id), read_meta(cells), table).items():
        cells = with_cells(cells, sheet, values)
    return cells


def ordinary(form_id: str, changes: str = "") -> Cells:
    """An ordinary form of that kind, with some cells typed otherwise."""
    return typed(form_id, ORDINARY[form_id] + changes)


def with_cells(cells: Cells, name: str, values: Mapping[str, CellValue]) -> Cells:
    """Some cells of a sheet overwritten; None empties a cell."""

    def overwrite(sheet: Sheet) -> Sheet:
        new = {**sheet.cells, **{address_of(a1): value for a1, value in values.items()}}
        return replace(sheet, cells={at: value for at, value in new.items() if value is not None})

    return with_sheet(cells, name, overwrite)


def with_sheet(cells: Cells, name: str, change: Callable[[Sheet], Sheet]) -> Cells:
    return replace(cells, sheets=tuple(change(s) if s.name == name else s for s in cells.sheets))


def with_rows(cells: Cells, name: str, at: int, number: int) -> Cells:
    """Rows inserted above row `at`, or deleted from there on where `number` is negative."""

    def move(address: Address) -> Address:
        row, column = address
        return (row + number if row >= at else row), column

    def moved(sheet: Sheet) -> Sheet:
        gone = range(at, at - number)
        kept = {address: v for address, v in sheet.cells.items() if address[0] not in gone}
        merged = tuple((move(a), move(b)) for a, b in sheet.merged if a[0] not in gone)
        return replace(sheet, cells={move(a): v for a, v in kept.items()}, merged=merged)

    return with_sheet(cells, name, moved)


def without_map(cells: Cells) -> Cells:
    """As if copied into another workbook: no hidden sheets, no stamp."""
    return replace(
        cells, sheets=tuple(s for s in cells.sheets if not s.name.startswith("_")), stamp=""
    )


def read(cells: Cells) -> Filled:
    found = read_form(cells, shipped_company(), NOW)
    assert isinstance(found, Filled), found
    return found


def problems(filled: Filled) -> list[tuple[str, str, str]]:
    """(label, code, severity) of everything told, in the order of the form."""
    return [(p.label, p.code, str(p.severity)) for p in filled.problems]


def codes(found: Iterable[tuple[str, str, str]]) -> set[tuple[str, str]]:
    return {(label, code) for label, code, _ in found}


def returned(filled: Filled) -> list[tuple[str, str]]:
    """(label, code) of what sends the form back."""
    return [(p.label, p.code) for p in filled.problems if p.severity is Severity.RETURN]
