"""One renderer for every face of a form: blank, pre-filled, handed over, returned, receipt."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from feedback_xl.forms.arrange import Arrangement
from feedback_xl.forms.conditions import Conditions, cell_name, deciding
from feedback_xl.forms.declaration import HEAD_ROWS
from feedback_xl.forms.entry import Entry
from feedback_xl.forms.labels import Heights, label_of
from feedback_xl.forms.photos import draw_in_field
from feedback_xl.forms.progress import progress_of
from feedback_xl.forms.reading import CellValue
from feedback_xl.forms.shapes import Field, Form, Heading, Page, Table
from feedback_xl.forms.types import show_cell
from feedback_xl.forms.values import cell_values, number_format
from feedback_xl.language import say
from feedback_xl.problems import Problem
from feedback_xl.procedure.company import Company
from feedback_xl.records import Submission
from feedback_xl.xlsx.cells import untagged
from feedback_xl.xlsx.draw import Book, Pen
from feedback_xl.xlsx.photos import Photo
from feedback_xl.xlsx.styles import NOT_TO_FILL

ROW, HEADING, SIGNED = 22.0, 18.0, 32.0  # heights in points
HEIGHTS = {"picture": 30.0}  # of each row of such a field
Shown = Mapping[str, CellValue]  # field id, or table/line/column → what stands in the cell
Cover = Callable[[Pen, Mapping[str, tuple[str, str]]], None]


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
    back: str = ""  # the sheet each page links to, above the form
    photos: Sequence[Photo] = ()

    @property
    def read_only(self) -> bool:
        return self.kind == "handed_over"

    @property
    def is_to_be_filled(self) -> bool:
        """Whether presets stand in it."""
        return self.kind in ("blank", "prefilled")


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
    if not face.read_only:
        places = plan.places()
        for name in deciding(form):
            sheet, cell = places[name]
            book.name(cell_name(name), sheet, cell)
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
    values = cell_values(form, company, plan, face.shown, preset=face.is_to_be_filled)
    _Drawing(form, company, face, plan, pen, page, values).draw()


@dataclass
class _Drawing:
    """One page being drawn."""

    form: Form
    company: Company
    face: Face
    plan: Arrangement
    pen: Pen
    page: Page
    values: Shown
    closed: dict[str, list[str]] = field(default_factory=dict)  # a formula → cells it closes

    def __post_init__(self) -> None:
        self.conditions = Conditions(self.form, self.company)
        self.entry = Entry(self.pen, self.conditions, self.face.suggestions)
        self.heights = Heights(self.page.widths)

    def draw(self) -> None:
        self.pen.columns(self.page.widths)
        self._above()
        for heading in self.form.headings:
            if heading.page == self.page.id:
                self._heading(heading)
        for item in self.form.fields.values():
            if item.place.page == self.page.id:
                self._field(item)
        for table in self.form.tables.values():
            if table.page == self.page.id:
                self._table(table)
        for formula, spans in self.closed.items():
            self._close(formula, spans)
        for row, height in self.heights.by_row.items():
            self.pen.sheet.set_row(row - 1, height)
        self._set_up()

    def _above(self) -> None:
        """Title, company, what is still missing, and the way back."""
        last, left_end = self.page.right[2], self.page.left[2]
        self.pen.merge(f"A1:{last}1", self.page.title, "form_title")
        first = "B" if self.face.back else "A"
        if self.face.back:
            target = f"internal:'{self.face.back}'!A1"
            self.pen.link("A2", target, say("forms.back", sheet=self.face.back), "form_back")
        note = "forms.note" if self.face.read_only else "forms.note_to_fill"
        text = say(note, company=self.company.name, subtitle=self.form.subtitle)
        self.pen.merge(f"{first}2:{left_end}2", text, "form_note")
        right = f"{self.page.right[0]}2:{last}2"
        self.pen.merge(right, None, "form_progress")
        self.heights.by_row |= {1: 30}
        self.heights.reserve_small(f"{first}2:{left_end}2", text)
        if self.page is self.form.pages[0] and not self.face.read_only:
            progress = progress_of(self.conditions, self.plan)
            cell = right.split(":")[0]
            said = progress.words(self.values)
            self.pen.formula(cell, progress.formula, said, "form_progress", "quantity")
            self.pen.colour_states(cell)
            self.heights.reserve_small(right, progress.longest)

    def _heading(self, heading: Heading) -> None:
        row = self.plan.row(heading.page, heading.row)
        text = heading.text
        if heading.when.wants:
            condition = self.conditions.words(heading.when)
            text = say("forms.heading", heading=text, condition=condition)
        self.pen.merge(f"A{row}:{self.page.right[2]}{row}", text, "form_heading")
        self.heights.by_row[row] = HEADING

    def _field(self, item: Field) -> None:
        span = self.plan.label_span(item.place)
        label = self._label(item, span)
        self.pen.merge(span, label, self._label_style(item))
        self.heights.reserve_small(span, label)
        value_span, rest = self.plan.value_spans(item)
        self._cell(item, item.id, value_span)
        if item.type == "picture" and self.face.photos:
            draw_in_field(self.pen, value_span, self.face.photos, self.heights)
        if rest:
            self.pen.merge(rest, say("forms.signed_on"), "form_date")
        self._note_closed(item, item.id, span)

    def _table(self, table: Table) -> None:
        for column in table.columns:
            header = self.plan.header_span(table, column)
            label = self._label(column, header)
            self.pen.merge(header, label, "form_column")
            self.heights.reserve_small(header, label)
            for line in range(self.plan.rows_of(table)):
                span = self.plan.line_span(table, column, line)
                self._cell(column, f"{table.id}/{line}/{column.id}", span)

    def _cell(self, item: Field, key: str, span: str) -> None:
        value = self.values.get(key)
        problem = self.face.problems.get(key)
        self.pen.merge(span, value, self._style(item, problem), number_format(item, value))
        self.heights.reserve(span, value, HEIGHTS.get(item.type, SIGNED if item.signed else ROW))
        cell = span.split(":")[0]
        if problem is not None:
            example = say("cells.example", example=problem.example) if problem.example else ""
            self.pen.comment(cell, "\n".join(filter(None, (problem.text, example))))
        if self.face.read_only:
            return
        if item.system:
            self.entry.say_closed(cell, item)
        else:
            self.entry.set_rule(cell, item)
        self._note_closed(item, key, span)

    def _note_closed(self, item: Field, key: str, span: str) -> None:
        """Grey while not to be filled; a marked cell stays marked."""
        formula = self.conditions.closed(item)
        if formula and key not in self.face.problems and not self.face.read_only:
            self.closed.setdefault(formula, []).append(span)

    def _close(self, formula: str, spans: Sequence[str]) -> None:
        look = self.pen.book.book.add_format(dict(NOT_TO_FILL))
        rule = {"type": "formula", "criteria": formula, "format": look}
        self.pen.sheet.conditional_format(spans[0], {**rule, "multi_range": " ".join(spans)})

    def _style(self, item: Field, problem: Problem | None) -> str:
        if item.system:
            return "form_system"
        if self.face.read_only:
            return "form_shown"
        if problem is not None:
            return "wrong" if problem.returns else "remind"
        return "input"

    def _label(self, item: Field, span: str) -> str:
        return label_of(item, self.heights.width(span), marked=not self.face.read_only)

    def _label_style(self, item: Field) -> str:
        if item.system:
            return "form_label_system"
        demanded = item.least_mark == "required" and not self.face.read_only
        return "form_label_required" if demanded else "form_label"

    def _set_up(self) -> None:
        record = self.company.records[self.form.id]
        self.pen.protect()
        self.pen.page(landscape=False, header=f"{record.number} {self.form.version}")
        self.pen.sheet.fit_to_pages(1, 1)
        self.pen.sheet.center_horizontally()
        self.pen.sheet.hide_gridlines(2)
        self.pen.sheet.freeze_panes(HEAD_ROWS, 0)
