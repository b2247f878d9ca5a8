"""Which form a workbook is, and where its cells are: by its map, or by labels where rows moved."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from feedback_xl.forms.declaration import all_forms
from feedback_xl.forms.declaration import form as form_of
from feedback_xl.forms.shapes import SYMBOLS, Field, Form, Table
from feedback_xl.forms.text import fold_key, text_of
from feedback_xl.forms.versions import all_versions, as_of_version
from feedback_xl.language import said_in_any, say
from feedback_xl.problems import Note
from feedback_xl.xlsx.cells import Address, Cells, Sheet, a1_of, address_of

META_SHEET = "_meta"
_ADDED = "".join(SYMBOLS.values()) + "*＊:："
_ENOUGH_LABELS = 5  # so many labels of a form make a workbook that form
_ROWS_MORE = 60  # a table people lengthened is read so far
_COVERS = ("receipt.sheet", "returned.sheet")  # first sheets of our answers: they repeat labels


@dataclass(frozen=True)
class Found:
    """A cell by sheet and address."""

    sheet: Sheet
    address: Address

    @property
    def a1(self) -> str:
        return a1_of(self.address)


@dataclass(frozen=True)
class FoundTable:
    """A table by its header's columns and the rows below it."""

    sheet: Sheet
    columns: Mapping[str, int]
    rows: range


@dataclass(frozen=True)
class Layout:
    """Where a form's fields stand in one workbook; `form` in the version it was filled in."""

    form: Form
    version: str  # as it stands on the form; "" where it says none
    meta: Mapping[str, Any]
    fields: Mapping[str, Found]
    tables: Mapping[str, FoundTable]
    moved: bool = False
    missing: tuple[Field, ...] = field(default=())


def read_meta(cells: Cells) -> dict[str, Any]:
    """Our hidden sheet as name → value; empty where it is gone."""
    sheet = cells.sheet(META_SHEET)
    if sheet is None:
        return _stamp(cells.stamp)
    found: dict[str, Any] = {}
    for (row, column), value in sheet.cells.items():
        if column == 1:
            text = text_of(sheet.cells.get((row, 2)))
            found[text_of(value)] = _value(text)
    return found


def _value(text: str) -> Any:
    if text[:1] in ("{", "["):
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            return text
    return text


def _stamp(text: str) -> dict[str, Any]:
    found = _value(text)
    return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Identified:
    """The one form of a workbook, with its map, and the cells without other copies of it."""

    form: Form
    meta: Mapping[str, Any]
    cells: Cells


def identify(cells: Cells) -> Identified | Note:
    """Exactly one filled form; a second one left blank does not count."""
    meta = read_meta(cells)
    fronts = [(form, sheet) for sheet in _readable(cells) if (form := _front_of(sheet))]
    filled = [(form, sheet) for form, sheet in fronts if _times_filled(form, sheet)]
    if len(filled) > 1 or any(_times_filled(form, sheet) > 1 for form, sheet in filled):
        return Note.of(
            "FORM_TWICE", forms=say("common.comma").join(form.title for form, _ in filled)
        )
    named = [form for form in all_forms() if form.id == meta.get("form")]
    chosen = filled or [(form, sheet) for form, sheet in fronts if form in named] or fronts
    if chosen:
        form, front = chosen[0]
        others = [sheet for _, sheet in fronts if sheet is not front]
        kept = tuple(sheet for sheet in cells.sheets if sheet not in others)
        return Identified(form, meta, replace(cells, sheets=kept))
    if named:
        return Identified(named[0], meta, cells)
    return Note.of(
        "FORM_UNKNOWN", forms=say("common.comma").join(form.title for form in all_forms())
    )


def _readable(cells: Cells) -> list[Sheet]:
    is_answer = read_meta(cells).get("kind") in ("receipt", "returned")
    covers = {name for cover in _COVERS for name in said_in_any(cover)} if is_answer else ()
    return [s for s in cells.sheets if not s.name.startswith("_") and s.name not in covers]


def _front_of(sheet: Sheet) -> Form | None:
    """The form whose first page this sheet is: its labels stand in several columns.

    A list of problems names labels too, but all in one column.
    """
    shown = {_key(v): column for (_, column), v in sheet.cells.items() if isinstance(v, str)}
    found = {form.id: shown.keys() & _front_labels(form) for form in all_forms()}
    best = max(found, key=lambda form_id: len(found[form_id]))
    columns = {shown[label] for label in found[best]}
    return form_of(best) if len(found[best]) >= _ENOUGH_LABELS and len(columns) > 1 else None


def _front_labels(form: Form) -> set[str]:
    front = form.pages[0].id
    return {
        _key(label)
        for version in all_versions(form)
        for item in version.entries
        if item.place.page == front
        for label in item.labels
    }


def _times_filled(form: Form, sheet: Sheet) -> int:
    """How often a demanded field of the first page is filled: twice where forms are stacked."""
    demanded = {
        _key(label)
        for version in all_versions(form)
        for item in version.entries
        if item.place.page == form.pages[0].id and any(m.mark == "required" for m in item.marks)
        for label in item.labels
    }
    times: Counter[str] = Counter()
    for address, value in sheet.cells.items():
        if isinstance(value, str) and _key(value) in demanded:
            times[_key(value)] += sheet.cells.get(_right_of(Found(sheet, address))) is not None
    return max(times.values(), default=0)


def _texts(cells: Cells) -> Iterator[tuple[Sheet, Address, str]]:
    for sheet in _readable(cells):
        for address, value in sheet.cells.items():
            if isinstance(value, str):
                yield sheet, address, value


def _key(label: str) -> str:
    """A label as it is compared: marks people or printers add do not count."""
    return fold_key(label.strip().strip(_ADDED).replace("(必填)", "").replace("（必填）", ""))


def _heading_key(text: str) -> str:
    """A heading without what it says in brackets, such as when its block is to be filled."""
    return _key(text.replace("（", "(").partition("(")[0])


def locate(form: Form, meta: Mapping[str, Any], cells: Cells) -> Layout:
    """Every field's cell. The map is believed only where the label still stands beside it."""
    by_label = _labels(cells)
    shown = _version_shown(form, meta, cells, by_label)
    today, form = form, as_of_version(form, shown)
    fields: dict[str, Found] = {}
    missing: list[Field] = []
    moved = False
    for item in form.fields.values():
        found = _by_map(item, meta, form, cells)
        if found is None:
            found = _by_label(item, form, by_label)
            moved = moved or found is not None
        if found is not None:
            fields[item.id] = found
        elif not item.system and item.type != "picture":
            missing.append(item)
    tables = {t.id: at for t in form.tables.values() if (at := _table(t, form, by_label))}
    moved = moved and form is today  # an earlier version had its rows elsewhere
    return Layout(form, shown, meta, fields, tables, moved, tuple(missing))


def _version_shown(
    form: Form, meta: Mapping[str, Any], cells: Cells, by_label: Mapping[str, list[Found]]
) -> str:
    """The version a blank was issued as: by its map, else as printed on it."""
    item = form.fields["form_version"]
    found = _by_map(item, meta, form, cells) or _by_label(item, form, by_label)
    printed = text_of(found.sheet.cells.get(found.address)).strip() if found else ""
    return str(meta.get("version") or printed)


def _labels(cells: Cells) -> dict[str, list[Found]]:
    found: dict[str, list[Found]] = {}
    for sheet, address, text in _texts(cells):
        found.setdefault(_key(text), []).append(Found(sheet, address))
    return found


def _by_map(item: Field, meta: Mapping[str, Any], form: Form, cells: Cells) -> Found | None:
    place = meta.get(f"field:{item.id}")
    page = form.page(item.place.page).name
    sheet_name, _, a1 = str(place).rpartition("!") if place else (page, "", item.place.cell)
    sheet = cells.sheet(sheet_name)
    if sheet is None:
        return None
    try:
        row, column = address_of(a1)
    except ValueError:
        return None  # somebody touched the map
    label = sheet.cells.get((row, address_of(item.place.label_cell)[1]))
    stands = isinstance(label, str) and _key(label) in {_key(text) for text in item.labels}
    return Found(sheet, (row, column)) if stands else None


def _by_label(item: Field, form: Form, by_label: Mapping[str, list[Found]]) -> Found | None:
    """Right of the first label that matches; the nearest to where it should be, if several do."""
    headers = {_key(column.label) for table in form.tables.values() for column in table.columns}
    for text in item.labels:
        found = [f for f in by_label.get(_key(text), ()) if not _is_header(f, headers)]
        if found:
            nearest = min(found, key=lambda f: abs(f.address[0] - item.place.row))
            return Found(nearest.sheet, _right_of(nearest))
    return None


def _is_header(found: Found, headers: set[str]) -> bool:
    """Whether both neighbours are a table's column titles too."""
    row, column = found.address
    beside = [found.sheet.cells.get((row, column + step)) for step in (-1, 1)]
    return all(isinstance(text, str) and _key(text) in headers for text in beside)


def _right_of(label: Found) -> Address:
    row, column = label.address
    for first, last in label.sheet.merged:
        if first == label.address:
            return row, last[1] + 1
    return row, column + 1


def _table(table: Table, form: Form, by_label: Mapping[str, list[Found]]) -> FoundTable | None:
    """The header is the row with most of the table's column titles."""
    rows: dict[tuple[str, int], dict[str, Found]] = {}
    for column in table.columns:
        for text in column.labels:
            for found in by_label.get(_key(text), ()):
                row = rows.setdefault((found.sheet.name, found.address[0]), {})
                row.setdefault(column.id, found)
    needed = max(2, len(table.columns) // 2)
    likely = [row for row in rows.values() if len(row) >= needed]
    if not likely:
        return None
    header = max(likely, key=len)
    first = next(iter(header.values()))
    top = first.address[0]
    columns = {name: found.address[1] for name, found in header.items()}
    return FoundTable(first.sheet, columns, range(top + 1, _end(first.sheet, top, table, form)))


def _end(sheet: Sheet, header: int, table: Table, form: Form) -> int:
    """The row after the table: where the next label or block stands, or where it was declared."""
    labels = {_key(text) for item in form.fields.values() for text in item.labels}
    headings = {_heading_key(text) for each in form.headings for text in each.texts}
    for row in range(header + 1, header + table.rows + _ROWS_MORE):
        text = sheet.cells.get((row, 1))
        if isinstance(text, str) and (_key(text) in labels or _heading_key(text) in headings):
            return row
        if row > header + table.rows and not any(r == row for r, _ in sheet.cells):
            return row
    return header + table.rows + 1
