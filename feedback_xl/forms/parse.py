"""From a workbook's cells to a typed record, with all problems at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from feedback_xl.forms.besides import pictures_of, tell_besides, tell_pictures
from feedback_xl.forms.checks import check_fields
from feedback_xl.forms.filled import Filled, Repair
from feedback_xl.forms.locate import FoundTable, Layout, identify, locate
from feedback_xl.forms.reading import CellValue, Reading, Typed
from feedback_xl.forms.shapes import Field, Form, Table
from feedback_xl.forms.text import is_ditto, is_null, text_of
from feedback_xl.forms.types import Context, read_cell, show_cell
from feedback_xl.forms.versions import tell_version
from feedback_xl.problems import Note, Problem, Severity, catalogue, problem_from
from feedback_xl.procedure.company import Company
from feedback_xl.records import Submission
from feedback_xl.xlsx.cells import Cells, Sheet, a1_of, address_of, tagged

_MOST_NOTES = 20  # told of one cell; more come of something pasted into the wrong one


def read_form(cells: Cells, company: Company, now: datetime) -> Filled | Note:
    """Read the one form in a workbook; a Note where it is none of ours."""
    known = identify(cells)
    if isinstance(known, Note):
        return known
    cells = known.cells
    layout = locate(known.form, known.meta, cells)
    context = Context(company, now, cells.epoch_1904, _is_domestic(layout, company))
    return _Parsing(known.form, layout, context, cells).filled()


def _is_domestic(layout: Layout, company: Company) -> bool:
    found = layout.fields.get("region")
    if found is None:
        return True
    region = text_of(found.sheet.cells.get(found.address))
    return region in ("", *company.options("region")["domestic"])


def _is_partly_read(reading: Reading) -> bool:
    """Of several values in a cell one was not understood: the cell is kept as typed too."""
    severities = {catalogue()[note.code].severity for note in reading.notes}
    return isinstance(reading.value, list) and severities != {Severity.REPAIR}


def _typed(table: Table, found: FoundTable) -> list[Field]:
    """The columns of a table that people fill and that are there."""
    return [c for c in table.columns if not c.system and c.id in found.columns]


@dataclass
class _Parsing:
    """The work in progress on one form; the layout's is in the version it was filled in."""

    form: Form
    layout: Layout
    context: Context
    cells: Cells
    fields: dict[str, Typed] = field(default_factory=dict)
    lines: dict[str, tuple[Mapping[str, Typed], ...]] = field(default_factory=dict)
    unclear: dict[str, object] = field(default_factory=dict)
    raw: dict[str, CellValue] = field(default_factory=dict)
    places: dict[str, tuple[str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)

    def filled(self) -> Filled:
        self._read_fields()
        meta = {**self._number_shown(), **self.layout.meta}
        for table in self.layout.form.tables.values():
            self._read_table(table)
        self._ask_for_fields()
        self._tell_about_the_file()
        self.problems += tell_besides(self.layout, self.cells, self.places)
        self.problems += tell_pictures(self.form, self.cells)
        pictures, version = pictures_of(self.form, self.cells), self.layout.form.version
        shas = tuple(picture.sha for picture in pictures)
        submission = Submission(self.form.id, version, self.fields, self.lines, self.unclear, shas)
        self.problems += check_fields(submission, self.form, self.places, self.context)
        return Filled(
            form=self.form,
            submission=submission,
            raw=self.raw,
            places=self.places,
            problems=tuple(self.problems),
            repairs=tuple(self.repairs),
            meta=meta,
            modified_by=self.cells.modified_by,
            pictures=pictures,
        )

    def _number_shown(self) -> dict[str, str]:
        """Our number where it stands on the form, for a file that lost its map."""
        item, found = self.layout.form.fields["number"], self.layout.fields.get("number")
        text = text_of(found.sheet.cells.get(found.address)).upper() if found else ""
        return {"number": text} if item.system and text else {}

    def _read_fields(self) -> None:
        for item in self.layout.form.entries:
            found = self.layout.fields.get(item.id)
            if found is not None:
                value = self._read(item, item.id, found.sheet, found.address)
                if value is not None:
                    self.fields[item.id] = value
        if cleared := [key for key in self.raw if self._is_cleared(key)]:
            self.fields["cleared"] = cleared

    def _read(self, item: Field, key: str, sheet: Sheet, address: tuple[int, int]) -> Typed:
        value = sheet.cells.get(address)
        self.places[key] = (sheet.name, a1_of(address))
        if value is not None:
            self.raw[key] = value
        if address in sheet.errors:
            self._no_value("CELL_ERROR", item, key, sheet.errors[address])
            return None
        if address in sheet.formulas and value is None:
            self._no_value("FORMULA_NO_VALUE", item, key, sheet.formulas[address])
            return None
        if self._is_cleared(key):
            return None
        reading = read_cell(value, item, self.context)
        found = text_of(value)
        for note in reading.notes[:_MOST_NOTES]:
            self._note(note, item, key, found, reading)
        if reading.notes and (reading.value is None or _is_partly_read(reading)):
            self.unclear[key] = tagged(value)
        return reading.value

    def _no_value(self, code: str, item: Field, key: str, found: str) -> None:
        """Something stands there that is not content: its own problem, not an empty cell."""
        self.raw[key] = self.unclear[key] = found
        self._note(Note.of(code), item, key, found)

    def _is_cleared(self, key: str) -> bool:
        return text_of(self.raw.get(key)) in self.layout.form.clear_words

    def _note(
        self, note: Note, item: Field, key: str, found: str, reading: Reading | None = None
    ) -> None:
        """A repair is told; a value that cannot be used returns the form only where demanded."""
        sheet, cell = self.places[key]
        severity = catalogue()[note.code].severity
        if severity is Severity.RETURN and item.mark(self.fields) != "required":
            severity = Severity.REMIND
        problem = problem_from(
            note,
            severity=severity,
            sheet=sheet,
            cell=cell,
            label=item.label,
            found=found,
            example=item.example,
            clause=item.source,
            field=key,
        )
        if severity is Severity.REPAIR and reading is not None:
            shown = show_cell(reading.value, item, self.context.company)
            self.repairs.append(Repair(key, item.label, cell, found, text_of(shown), problem.text))
        else:
            self.problems.append(problem)

    def _read_table(self, table: Table) -> None:
        """Filled lines in order; where places count, row 2 is line 2 though row 1 is empty."""
        found = self.layout.tables.get(table.id)
        if found is None:
            return
        filled = [row for row in found.rows if self._says_something(table, found, row)]
        declared = range(found.rows.start, found.rows.start + table.rows)
        keeps = table.keeps_places and not self.layout.moved and set(filled) <= set(declared)
        rows: list[Mapping[str, Typed]] = []
        for row in range(declared.start, max(filled, default=0) + 1) if keeps else filled:
            line = self._read_line(table, found, row, rows) if row in filled else {}
            if line or keeps or self._is_unclear(table, len(rows)):
                rows.append(line)
        while rows and not rows[-1] and not self._is_unclear(table, len(rows) - 1):
            rows.pop()  # nothing but 同上 with nothing above
        if rows:
            self.lines[table.id] = tuple(rows)
        else:
            self._ask_for_first_line(table, found)

    def _is_unclear(self, table: Table, line: int) -> bool:
        return any(key.startswith(f"{table.id}/{line}/") for key in self.unclear)

    def _says_something(self, table: Table, found: FoundTable, row: int) -> bool:
        """Not only presets and words like 无."""
        return any(self._is_filled(column, found, row) for column in _typed(table, found))

    def _read_line(
        self, table: Table, found: FoundTable, row: int, rows: list[Mapping[str, Typed]]
    ) -> dict[str, Typed]:
        above = next((line for line in reversed(rows) if line), {})
        line: dict[str, Typed] = {}
        for column in _typed(table, found):
            key = f"{table.id}/{len(rows)}/{column.id}"
            address = (row, found.columns[column.id])
            value = found.sheet.cells.get(address)
            self.places[key] = (found.sheet.name, a1_of(address))
            if isinstance(value, str) and is_ditto(value) and column.id in above:
                line[column.id] = above[column.id]
                self._repaired("DITTO_FILLED", column, key, value, above[column.id])
            elif value is None and self._is_merged_down(found.sheet, address):
                if column.id in above:
                    line[column.id] = above[column.id]
                    self._repaired("MERGED_FILLED", column, key, "", above[column.id])
            else:
                typed = self._read(column, key, found.sheet, address)
                if typed is not None:
                    line[column.id] = typed
        self._ask_in_line(table, found, len(rows), line)
        return line

    def _is_filled(self, column: Field, found: FoundTable, row: int) -> bool:
        """A preset nobody changed does not make a line."""
        address = (row, found.columns[column.id])
        value = found.sheet.cells.get(address)
        preset = column.preset and read_cell(value, column, self.context).value == column.preset
        filled = not preset and not is_null(text_of(value))
        return filled or address in found.sheet.errors or address in found.sheet.formulas

    def _is_merged_down(self, sheet: Sheet, address: tuple[int, int]) -> bool:
        row, column = address
        return any(first[0] < row <= last[0] and first[1] == column for first, last in sheet.merged)

    def _repaired(self, code: str, column: Field, key: str, found: str, value: Typed) -> None:
        self._note(Note.of(code), column, key, found, Reading(value))

    def _ask_for_fields(self) -> None:
        for item in self.layout.form.entries:
            if item.id not in self.fields and item.id not in self.unclear:
                if item in self.layout.missing:
                    self._ask(item, item.id, ("", ""), "LABEL_GONE")
                else:
                    self._ask(item, item.id, self.places[item.id])

    def _ask_in_line(
        self, table: Table, found: FoundTable, number: int, line: Mapping[str, Typed]
    ) -> None:
        for column in _typed(table, found):
            key = f"{table.id}/{number}/{column.id}"
            if column.id not in line and key not in self.unclear:
                self._ask(column, key, self.places[key], line=line)

    def _ask_for_first_line(self, table: Table, found: FoundTable) -> None:
        """A table left empty is asked for where the form's facts call for it."""
        for column in table.columns:
            marks = [m for m in column.marks if table.least or m.when.wants]
            if any(mark.when.holds(self.fields) for mark in marks):
                address = (found.rows.start, found.columns.get(column.id, 1))
                place = (found.sheet.name, a1_of(address))
                key = f"{table.id}/0/{column.id}"
                self.places[key] = place
                self._ask(column, key, place)

    def _ask(
        self,
        item: Field,
        key: str,
        place: tuple[str, str],
        code: str = "",
        line: Mapping[str, Typed] | None = None,
    ) -> None:
        mark = item.mark({**self.fields, **(line or {})})
        if mark == "optional":
            return
        required = mark == "required"
        if self._is_pictured(place):
            code = "PICTURE_NOT_TEXT"
        note = Note.of(code or ("FIELD_REQUIRED" if required else "FIELD_ASKED"))
        self.problems.append(
            problem_from(
                note,
                severity=Severity.RETURN if required else Severity.REMIND,
                sheet=place[0],
                cell=place[1],
                label=item.label,
                found=text_of(self.raw.get(key)),
                example=item.example,
                clause=item.source,
                field=key,
            )
        )

    def _is_pictured(self, place: tuple[str, str]) -> bool:
        if any((picture.sheet, picture.cell) == place for picture in self.cells.pictures):
            return True
        sheet = self.cells.sheet(place[0])
        return sheet is not None and bool(place[1]) and address_of(place[1]) in sheet.pictured

    def _tell_about_the_file(self) -> None:
        if self.cells.legacy:
            self.problems.append(problem_from(Note.of("LEGACY_FILE")))
        if self.layout.moved:
            self.problems.append(problem_from(Note.of("ROWS_MOVED")))
        context = self.context
        until = context.company.records[self.form.id].old_until
        self.problems += tell_version(self.form, self.layout.version, context.today, until)
