"""The README's pictures are made by `docs.pictures`, and stay small."""

from pathlib import Path

import pytest
from PIL import Image

from docs.pictures import LARGEST, PICTURES, WIDEST, Shot, draw
from feedback_xl.forms.declaration import form

SHOWN = {"blank", "returned", "receipt", "tasks", "dashboard"}


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_a_picture_is_no_larger_than_a_page_can_bear(name: str) -> None:
    path = PICTURES / f"{name}.png"

    assert path.stat().st_size <= LARGEST
    with Image.open(path) as picture:
        assert picture.width <= WIDEST


@pytest.mark.office
def test_one_sheet_alone_is_drawn(lived: Path, tmp_path: Path) -> None:
    blank = form("feedback")
    pages = [
        Shot(lived / "templates" / blank.file, page.name, share)
        for page, share in zip(blank.pages, (0.5, 1.0), strict=True)
    ]
    one, both = tmp_path / "one.png", tmp_path / "both.png"

    draw(pages[:1], one)
    draw(pages, both)

    with Image.open(one) as half, Image.open(both) as whole:
        assert half.width <= whole.width <= WIDEST
        assert whole.height > 2 * half.height
        assert len(half.getcolors() or ()) > 8, "a form has more than black and white"
