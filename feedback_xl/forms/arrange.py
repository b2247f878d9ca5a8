"""Where each cell of a form stands when it is drawn with so many lines in its tables."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from feedback_xl.forms.shapes import Field, Form, Place, Table


@dataclass(frozen=True)
class Arrangement:
    """Rows of a drawn form: tables grow downwards and push what stands below them."""

    form: Form
    line_counts: Mapping[str, int]

    def row(self, page: str, declared: int) -> int:
        """The row a declared row becomes."""
        return declared + sum(
            self.rows_of(table) - table.rows
            for table in self.form.tables.values()
            if table.page == page and table.row < declared
        )

    def rows_of(self, table: Table) -> int:
        return max(table.rows, self.line_counts.get(table.id, 0))

    def label_span(self, place: Place) -> str:
        row = self.row(place.page, place.row)
        return f"{place.label_column}{row}:{place.label_column}{row + place.rows - 1}"

    def span(self, place: Place) -> str:
        row = self.row(place.page, place.row)
        return f"{place.first}{row}:{place.last}{row + place.rows - 1}"

    def value_spans(self, item: Field) -> tuple[str, str]:
        """The cells of a value and, beside a signature, those of its date."""
        span = self.span(item.place)
        if not item.signed:
            return span, ""
        last, row = item.place.last, self.row(item.place.page, item.place.row)
        return f"{item.place.first}{row}:{chr(ord(last) - 1)}{row}", f"{last}{row}"

    def header_span(self, table: Table, column: Field) -> str:
        row = self.row(table.page, table.row)
        return f"{column.place.first}{row}:{column.place.last}{row}"

    def line_span(self, table: Table, column: Field, line: int) -> str:
        """The cell of one line, counted from 0."""
        row = self.row(table.page, table.row) + 1 + line
        return f"{column.place.first}{row}:{column.place.last}{row}"

    def column_span(self, table: Table, column: Field) -> str:
        """All cells of one column."""
        top = self.row(table.page, table.row) + 1
        return f"{column.place.first}{top}:{column.place.first}{top + self.rows_of(table) - 1}"

    def reference(self, page: str, span: str) -> str:
        """Cells as a formula or a name refers to them from any sheet."""
        absolute = re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", span)
        return f"'{self.form.page(page).name}'!{absolute}"

    def places(self) -> dict[str, tuple[str, str]]:
        """Field id, or table/line/column, → (sheet, cell)."""
        found = {
            item.id: (self.form.page(item.place.page).name, self.span(item.place).split(":")[0])
            for item in self.form.fields.values()
        }
        for table in self.form.tables.values():
            sheet = self.form.page(table.page).name
            for line in range(self.rows_of(table)):
                for column in table.columns:
                    cell = self.line_span(table, column, line).split(":")[0]
                    found[f"{table.id}/{line}/{column.id}"] = (sheet, cell)
        return found

    def map(self) -> dict[str, str]:
        """What `_meta` says of the cells, so that a reader finds them."""
        places = self.places()
        found = {f"field:{name}": "!".join(places[name]) for name in self.form.fields}
        for table in self.form.tables.values():
            sheet = self.form.page(table.page).name
            for column in table.columns:
                found[f"table:{table.id}:{column.id}"] = (
                    f"{sheet}!{self.column_span(table, column)}"
                )
        return found
