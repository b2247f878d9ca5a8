"""What was typed is published so that it reads back as the same text: nobody typed it anew."""

from datetime import datetime
from pathlib import Path

import pytest

from feedback_xl.edits.collect import canonical_text
from feedback_xl.publish.rows import as_cell
from feedback_xl.sheets.declaration import Column
from feedback_xl.xlsx.draw import Book
from tests.tables import cells_of

TYPED = {
    "date": ["2026-11-23", "2026/11/23", "1900-01-01", "1899-12-31", "0001-01-01", "20261123"],
    "instant": ["2026-11-23 09:30", "2026-11-23", "1900-01-01 12:00", "1899-12-31 12:00", "09:30"],
    "quantity": ["50", "0.1", "-0", "1E5", "nan", "-inf", "infinity", "1234567890123456789"],
}


@pytest.mark.parametrize("kind", TYPED)
def test_what_was_typed_reads_back_as_the_same_text(kind: str, tmp_path: Path) -> None:
    column = Column("typed", "所填", 10, edit=True, kind=kind)
    book = Book("任务表", created=datetime(2026, 11, 23), company="ABC有限公司")
    pen = book.sheet("任务")
    for row, text in enumerate(TYPED[kind], 1):
        value = as_cell(text, column)
        pen.write(f"A{row}", value, "cell", "text" if isinstance(value, str) else kind)
    path = tmp_path / "book.xlsx"
    path.write_bytes(book.close({}, {}))
    cells = cells_of(path).sheets[0].cells

    assert [canonical_text(cells[row, 1]) for row, _ in sorted(cells)] == TYPED[kind]
