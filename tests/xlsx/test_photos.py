"""Pictures drawn into a book of ours."""

import io
import re
import zipfile
from datetime import datetime

import pytest

from feedback_xl.xlsx.draw import Book
from feedback_xl.xlsx.photos import Grid, Photo, draw_photos
from tests.photos import metafile


@pytest.mark.parametrize(
    "frame", [(0, 2540, 2540, 0), (2540, 0, 0, 2540), (0, 0, 0, 0), (2540, 2540, 0, 0)]
)
def test_inverted_and_empty_frames_give_positive_sizes(frame: tuple[int, ...]) -> None:
    book = Book("x", created=datetime(2026, 11, 23), company="x")
    draw_photos(book.sheet("x"), "B2", [Photo(metafile("emf", frame), "words")], Grid(1, 80, 80))
    with zipfile.ZipFile(io.BytesIO(book.close({}, {}))) as package:
        drawing = package.read("xl/drawings/drawing1.xml").decode()
    numbers = re.findall(r"(?:cx=\"|cy=\"|Off>)(-?\d+)", drawing)

    assert len(numbers) == 6
    assert all(int(number) >= 0 for number in numbers)
    assert [int(n) > 0 for n in numbers[-2:]] == [True, True]
