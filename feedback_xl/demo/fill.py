"""From what somebody types to the cells it goes into, of a form or of a task sheet."""

import io
import zipfile
from collections.abc import Iterable, Mapping

from feedback_xl.demo.script import Typed
from feedback_xl.forms.shapes import Field, Form
from feedback_xl.procedure.company import Company
from feedback_xl.sheets.declaration import SheetPlan
from feedback_xl.xlsx.cells import Cells, CellValue, a1_of

Places = dict[str, dict[str, CellValue]]  # sheet → A1 → as typed


def form_cells(form: Form, typed: Typed, company: Company) -> Places:
    """The cells of a form's own place for each field, or table/line/column."""
    places: Places = {}
    for key, value in typed.items():
        sheet, a1, field = _place(form, key)
        places.setdefault(sheet, {})[a1] = shown(value, field.list, company)
    return places


def _place(form: Form, key: str) -> tuple[str, str, Field]:
    if "/" not in key:
        field = form.fields[key]
        return form.page(field.place.page).name, field.place.cell, field
    table_id, line, column_id = key.split("/")
    table = form.tables[table_id]
    column = next(column for column in table.columns if column.id == column_id)
    row = table.row + 1 + int(line)
    return form.page(table.page).name, f"{column.place.first}{row}", column


def sheet_cells(
    cells: Cells, sheets: Iterable[SheetPlan], rows: Mapping[str, Typed], company: Company
) -> Places:
    """The cells of a published book, in the rows with these keys."""
    places: Places = {}
    for plan in sheets:
        sheet = cells.sheet(plan.name)
        if sheet is None:
            continue
        at = {value: row for (row, column), value in sheet.cells.items() if column == 1}
        columns = {c.id: (index, c) for index, c in enumerate(plan.columns, 2) if c.edit}
        for key, typed in rows.items():
            for name, value in typed.items():
                if key in at and name in columns:
                    index, column = columns[name]
                    a1 = a1_of((at[key], index))
                    places.setdefault(plan.name, {})[a1] = shown(value, column.list, company)
    return places


def shown(value: CellValue, list_name: str, company: Company) -> CellValue:
    """The label people choose where the value is an id of the list; other values as they are."""
    return company.label(list_name, value) if list_name and isinstance(value, str) else value


def not_a_workbook(kind: str, text: str) -> bytes:
    """A Word document that was given our suffix (word), or one cut off on its way (torso)."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as parts:
        body = f"<w:document><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:document>"
        parts.writestr(zipfile.ZipInfo("word/document.xml"), body)
    return data.getvalue() if kind == "word" else data.getvalue()[:-30]
