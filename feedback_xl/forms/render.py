"""One renderer for every face of a form: blank, pre-filled, handed over, returned, receipt."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from feedback_xl.forms.arrange import Arrangement
from feedback_xl.forms.declaration import Field, Form, Page, Table
from feedback_xl.forms.reading import CellValue
from feedback_xl.forms.types import TYPES, show_cell
from feedback_xl.problems import Problem
from feedback_xl.procedure.company import Company
from feedback_xl.records import Submission
from feedback_xl.xlsx.cells import untagged
from feedback_xl.xlsx.draw import Book, Pen
from feedback_xl.xlsx.measure import lines_in

Shown = Mapping[str, CellValue]  # field id, or table/line/column → what stands in the cell
Cover = Callable[[Pen, Mapping[str, tuple[str, str]]], None]
ROW, LINE = 24, 15  # heights in points


@dataclass(frozen=True)
class Face:
    """What distinguishes one drawing of a form from another."""

    kind: str  # blank | prefilled | handed_over | returned | receipt
    created: datetime
    shown: Shown = field(default_factory=dict)
    problems: Mapping[str, Problem] = field(default_factory=dict)  # by key, as in `shown`
    suggestions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    identity: Mapping[str, str] = field(default_factory=dict)  # number, revision, arrival …
    cover_name: str = ""
    cover: Cover | None = None

    @property
    def read_only(self) -> bool:
        return self.kind == "handed_over"


def show_submission(submission: Submission, form: Form, company: Company) -> dict[str, CellValue]:
    """A record as its cells; what could not be understood is shown as typed."""
    shown: dict[str, CellValue] = {
        name: show_cell(value, form.fields[name], company)
        for name, value in submission.fields.items()
        if name in form.fields
    }
    for table in form.tables.values():
        columns = {column.id: column for column in table.columns}
        for line, values in enumerate(submission.lines.get(table.id, ())):
            for name, value in values.items():
                shown[f"{table.id}/{line}/{name}"] = show_cell(value, columns[name], company)
    return {**shown, **{key: untagged(value) for key, value in submission.unclear.items()}}


def render(form: Form, company: Company, face: Face) -> bytes:
    """Draw a form; the same face gives the same bytes."""
    plan = _arranged(form, face)
    book = Book(form.title, created=face.created, company=company.name)
    if face.cover is not None:
        face.cover(book.sheet(face.cover_name, tab="#D55E00"), plan.places())
    for page in form.pages:
        _draw_page(book.sheet(page.name), form, company, face, plan, page)
    record = company.records[form.id]
    meta = {
        "form": form.id,
        "version": form.version,
        "kind": face.kind,
        "record_number": record.number,
        **face.identity,
    }
    return book.close({**meta, **plan.map()}, meta)


def draw_filled_pages(
    book: Book, form: Form, company: Company, face: Face, names: Mapping[str, str]
) -> None:
    """A form's pages inside another book, each under the name `names` has for it; the first
    page always, the others where something stands on them."""
    plan = _arranged(form, face)
    filled = {form.page_of(key) for key, value in face.shown.items() if value not in (None, "")}
    for page in form.pages:
        if page is form.pages[0] or page.id in filled:
            _draw_page(book.sheet(names[page.id]), form, company, face, plan, page)


def _arranged(form: Form, face: Face) -> Arrangement:
    counts = {
        table: 1
        + max((int(k.split("/")[1]) for k in face.shown if k.startswith(f"{table}/")), default=-1)
        for table in form.tables
    }
    return Arrangement(form, counts)


def _draw_page(
    pen: Pen, form: Form, company: Company, face: Face, plan: Arrangement, page: Page
) -> None:
    shown = {**_system_values(form, company), **face.shown}
    _Drawing(form, company, face, plan, pen, page, shown).draw()


def _system_values(form: Form, company: Company) -> dict[str, CellValue]:
    values: dict[str, CellValue] = {
        "form_number": company.records[form.id].number,
        "form_version": form.version,
        "page": f"共{len(form.pages)}页",
    }
    for table in form.tables.values():
        for column, presets in table.presets.items():
            for line, preset in enumerate(presets):
                values[f"{table.id}/{line}/{column}"] = preset
    return values


@dataclass
class _Drawing:
    """One page being drawn."""

    form: Form
    company: Company
    face: Face
    plan: Arrangement
    pen: Pen
    page: Page
    shown: Shown
    heights: dict[int, float] = field(default_factory=dict)

    def draw(self) -> None:
        self.pen.columns(self.page.widths)
        last = self.page.right[2]
        self.pen.merge(f"A1:{last}1", self.page.title, "title")
        self.pen.merge(f"A2:{last}2", f"{self.company.name}  {self.form.subtitle}", "subtitle")
        self.heights |= {1: 28, 2: 18}
        for heading in self.form.headings:
            if heading.page == self.page.id:
                row = self.plan.row(heading.page, heading.row)
                self.pen.merge(f"A{row}:{last}{row}", heading.text, "heading")
                self.heights[row] = ROW
        for item in self.form.fields.values():
            if item.place.page == self.page.id:
                self._field(item)
        for table in self.form.tables.values():
            if table.page == self.page.id:
                self._table(table)
        for row, height in self.heights.items():
            self.pen.sheet.set_row(row - 1, height)
        self.pen.protect()
        record = self.company.records[self.form.id]
        self.pen.page(landscape=False, header=f"{record.number} {self.form.version}")
        self.pen.sheet.fit_to_pages(1, 1)
        self.pen.sheet.hide_gridlines(2)

    def _field(self, item: Field) -> None:
        wanted = any(mark.mark == "required" for mark in item.marks)
        label = "label_required" if wanted else "label"
        self.pen.merge(self.plan.label_span(item.place), item.label, label)
        row = self.plan.row(item.place.page, item.place.row)
        width = self._width(item.place.label_column, item.place.label_column)
        self._reserve(row, item.place.rows, lines_in(item.label, width))
        self._cell(item, item.id, self.plan.span(item.place), wanted)

    def _table(self, table: Table) -> None:
        header = self.plan.row(table.page, table.row)
        self.heights[header] = ROW
        for column in table.columns:
            first, last = column.place.first, column.place.last
            self.pen.merge(f"{first}{header}:{last}{header}", column.label, "head")
            self._reserve(header, 1, lines_in(column.label, self._width(first, last)))
            for line in range(self.plan.rows_of(table)):
                span = self.plan.line_span(table, column, line)
                self._cell(column, f"{table.id}/{line}/{column.id}", span, False)

    def _cell(self, item: Field, key: str, span: str, wanted: bool) -> None:
        value = self.shown.get(key)
        if value is None and item.preset and self.face.kind in ("blank", "prefilled"):
            value = show_cell(item.preset, item, self.company)
        problem = self.face.problems.get(key)
        self.pen.merge(span, value, self._style(item, problem, wanted), self._number(item, value))
        first = span.split(":")[0]
        if problem is not None:
            example = f"\n例:{problem.example}" if problem.example else ""
            self.pen.comment(first, f"{problem.text}{example}")
        if not (item.system or self.face.read_only):
            self._rule(item, first)
        self._fit(item, span, value)

    def _style(self, item: Field, problem: Problem | None, wanted: bool) -> str:
        if self.face.read_only or item.system:
            return "value"
        if problem is not None:
            return "wrong" if problem.returns else "remind"
        return "input_required" if wanted else "input"

    def _number(self, item: Field, value: CellValue) -> str:
        """Text typed into a date cell stays text; everything else as the field says."""
        number = TYPES[item.type].number
        if isinstance(value, str):
            return "text"
        if isinstance(value, datetime):
            return "instant"
        if isinstance(value, time):
            return "time"
        return "date" if isinstance(value, date) else number

    def _rule(self, item: Field, cell: str) -> None:
        title = f"请填{item.label}" if len(item.label) < 14 else item.label
        example = f"例:{item.example}" if item.example else ""
        message = "\n".join(part for part in (item.hint, example) if part) or item.label
        if item.type in ("choice", "choices"):
            labels = [names[0] for names in self.company.options(item.list).values()]
            self.pen.choose(cell, labels, title=title, message=message, free=item.type == "choices")
        elif known := self.face.suggestions.get(item.suggest):
            self.pen.choose(cell, known, title=title, message=message, free=True)
        elif item.type in _RANGES:
            self.pen.sheet.data_validation(
                cell,
                {
                    **_RANGES[item.type],
                    "input_title": title[:32],
                    "input_message": message[:255],
                    "error_title": "请核对",
                    "error_message": f"{item.label}:请按例填写。{example}"[:255],
                },
            )
        elif item.type != "picture":
            self.pen.hint(cell, title, message)

    def _fit(self, item: Field, span: str, value: CellValue) -> None:
        """Rows high enough for what stands in the cell; merged cells do not grow by themselves."""
        first, _, last = span.partition(":")
        row = int("".join(c for c in first if c.isdigit()))
        width = self._width(first.rstrip("0123456789"), (last or first).rstrip("0123456789"))
        lines = lines_in(value, width) if isinstance(value, str) else 1
        self._reserve(row, item.place.rows, lines)

    def _reserve(self, row: int, rows: int, lines: int) -> None:
        needed = max(ROW, (lines * LINE + 4) / rows)
        for offset in range(rows):
            self.heights[row + offset] = max(self.heights.get(row + offset, 0), needed)

    def _width(self, first: str, last: str) -> int:
        return sum(self.page.widths[ord(first) - 65 : ord(last) - 64])


_RANGES: Mapping[str, Mapping[str, object]] = {
    "date": {
        "validate": "date",
        "criteria": "between",
        "minimum": date(2000, 1, 1),
        "maximum": date(2099, 12, 31),
    },
    "instant": {
        "validate": "date",
        "criteria": "between",
        "minimum": date(2000, 1, 1),
        "maximum": date(2099, 12, 31),
    },
    "time": {
        "validate": "time",
        "criteria": "between",
        "minimum": time(0, 0),
        "maximum": time(23, 59, 59),
    },
    "quantity": {"validate": "decimal", "criteria": ">=", "value": 0},
}
