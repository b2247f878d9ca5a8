"""What is drawn is read back: the values XlsxWriter alone would refuse or change."""

from datetime import datetime
from pathlib import Path

import pytest

from feedback_xl.xlsx.cells import CellValue
from feedback_xl.xlsx.draw import Book
from tests.tables import cells_of

NOW = datetime(2026, 11, 23, 10, 0)


def drawn(value: CellValue, number: str, desk: Path) -> CellValue:
    book = Book("书", created=NOW, company="ABC有限公司")
    book.sheet("页").write("A1", value, "cell", number)
    path = desk / "book.xlsx"
    path.write_bytes(book.close({}, {}))
    return cells_of(path).sheets[0].cells[1, 1]


@pytest.mark.parametrize("day", [datetime(1899, 12, 31, 12), datetime(1900, 1, 1, 12), NOW])
def test_an_instant_stays_that_instant_on_the_first_days_of_excel_too(
    day: datetime, tmp_path: Path
) -> None:
    expected = day if day.year > 1899 else day.time()  # before its first day, a time alone

    assert drawn(day, "instant", tmp_path) == expected


@pytest.mark.parametrize("character", ["字", "🙂"])
def test_a_text_longer_than_a_cell_is_cut_where_the_cell_ends(
    character: str, tmp_path: Path
) -> None:
    longest = 32767 // (len(character.encode("utf-16-le")) // 2)

    assert drawn(character * 32768, "text", tmp_path) == character * longest
