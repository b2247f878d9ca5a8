"""Which form a workbook is, and where its cells are: by its map, or by labels where rows moved."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from feedback_xl.forms.declaration import Field, Form, Table, all_forms
from feedback_xl.forms.text import fold_key, text_of
from feedback_xl.problems import Note
from feedback_xl.xlsx.cells import Address, Cells, Sheet, a1_of, address_of

META_SHEET = "_meta"
_ENOUGH_LABELS = 5  # so many labels of a form make a workbook that form
_ROWS_MORE = 60  # a table people lengthened is read so far


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
    """Where a form's fields stand in one workbook."""

    form: Form
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


def identify(cells: Cells) -> tuple[Form, dict[str, Any]] | Note:
    """The one form this workbook is, with its map; else why not."""
    meta = read_meta(cells)
    for form in all_forms():
        if meta.get("form") == form.id:
            return form, meta
    scores = {form.id: _score(form, cells) for form in all_forms()}
    likely = [form for form in all_forms() if scores[form.id] >= _ENOUGH_LABELS]
    titled = [form for form in likely if _has_title(form, cells)]
    chosen = titled or [f for f in likely if scores[f.id] == max(scores.values())]
    if len(chosen) == 1:
        return chosen[0], meta
    if chosen:
        return Note.of("FORM_TWICE", forms="、".join(form.title for form in chosen))
    return Note.of("FORM_UNKNOWN", forms="、".join(form.title for form in all_forms()))


def _score(form: Form, cells: Cells) -> int:
    wanted = {_key(field.label) for field in form.entries}
    return len(wanted & {_key(text) for _, _, text in _texts(cells)})


def _has_title(form: Form, cells: Cells) -> bool:
    titles = {fold_key(title) for title in (form.title, *form.aliases)}
    return any(fold_key(text) in titles for _, _, text in _texts(cells))


def _texts(cells: Cells) -> Iterator[tuple[Sheet, Address, str]]:
    for sheet in cells.sheets:
        if not sheet.name.startswith("_"):
            for address, value in sheet.cells.items():
                if isinstance(value, str):
                    yield sheet, address, value


def _key(label: str) -> str:
    """A label as it is compared: marks people or printers add do not count."""
    return fold_key(label.strip().strip("★☆*＊:：").replace("(必填)", "").replace("（必填）", ""))


def locate(form: Form, meta: Mapping[str, Any], cells: Cells) -> Layout:
    """Every field's cell. The map is believed only where the label still stands beside it."""
    by_label = _labels(cells)
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
    return Layout(form, meta, fields, tables, moved, tuple(missing))


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
    row, column = address_of(a1)
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
    labels |= {_key(heading.text) for heading in form.headings}
    for row in range(header + 1, header + table.rows + _ROWS_MORE):
        text = sheet.cells.get((row, 1))
        if isinstance(text, str) and _key(text) in labels:
            return row
        if row > header + table.rows and not any(r == row for r, _ in sheet.cells):
            return row
    return header + table.rows + 1
