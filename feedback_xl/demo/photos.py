"""What people photograph: a part with its flaw, drawn by code; the same seed, the same photo."""

import io
from collections.abc import Callable, Mapping, Sequence
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from feedback_xl.demo.script import Snap
from feedback_xl.forms.shapes import Form
from feedback_xl.xlsx.cells import a1_of, address_of
from feedback_xl.xlsx.paste import Pasted

_SIZE = (640, 480)
_TABLE, _METAL, _EDGE, _HOLE = "#6F6A60", "#B4B8BD", "#7C8187", "#3A3D42"
_QUALITY = 85
_APART = 3  # columns of the form


def pasted(form: Form, snaps: Sequence[Snap]) -> list[Pasted]:
    """Photos side by side in the form's photo field."""
    item = form.picture_field
    assert item is not None
    row, column = address_of(item.place.cell)
    sheet = form.page(item.place.page).name
    return [
        Pasted(sheet, a1_of((row, column + at * _APART)), photo(s.flaw, s.seed), "jpg", s.how)
        for at, s in enumerate(snaps)
    ]


def photo(flaw: str, seed: int) -> bytes:
    """A JPEG of a part on a bench with that flaw: crack | pores | rust | dent | burr."""
    luck = Random(seed)
    image = Image.new("RGB", _SIZE, _TABLE)
    pen = ImageDraw.Draw(image)
    left, top = luck.randrange(60, 110), luck.randrange(50, 90)
    box = (left, top, left + 450, top + 310)
    pen.rounded_rectangle(box, 46, fill=_METAL, outline=_EDGE, width=8)
    for x in (box[0] + 62, box[2] - 62):
        for y in (box[1] + 60, box[3] - 60):
            pen.ellipse((x - 22, y - 22, x + 22, y + 22), fill=_HOLE, outline=_EDGE, width=4)
    spot = (luck.randrange(box[0] + 150, box[2] - 150), luck.randrange(box[1] + 110, box[3] - 110))
    _FLAWS[flaw](pen, spot, luck)
    data = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(1.2)).save(data, "JPEG", quality=_QUALITY)
    return data.getvalue()


Spot = tuple[int, int]


def _crack(pen: ImageDraw.ImageDraw, spot: Spot, luck: Random) -> None:
    line = [spot]
    for _ in range(9):
        x, y = line[-1]
        line.append((x + luck.randrange(6, 22), y + luck.randrange(-16, 18)))
    pen.line(line, fill=_HOLE, width=4, joint="curve")


def _pores(pen: ImageDraw.ImageDraw, spot: Spot, luck: Random) -> None:
    for _ in range(26):
        x, y = (round(luck.gauss(at, 34)) for at in spot)
        size = luck.randrange(2, 8)
        pen.ellipse((x - size, y - size, x + size, y + size), fill=_HOLE)


def _rust(pen: ImageDraw.ImageDraw, spot: Spot, luck: Random) -> None:
    for _ in range(60):
        x, y = (round(luck.gauss(at, 26)) for at in spot)
        size = luck.randrange(5, 16)
        colour = luck.choice(("#8A4B22", "#A65E2E", "#6E3A1B"))
        pen.ellipse((x - size, y - size, x + size, y + size), fill=colour)


def _dent(pen: ImageDraw.ImageDraw, spot: Spot, luck: Random) -> None:
    x, y = spot
    wide = luck.randrange(40, 70)
    pen.ellipse((x - wide, y - 26, x + wide, y + 26), fill="#8D9299")
    pen.arc((x - wide, y - 26, x + wide, y + 26), 20, 160, fill="#E3E6EA", width=6)


def _burr(pen: ImageDraw.ImageDraw, spot: Spot, luck: Random) -> None:
    x, y = spot
    pen.ellipse((x - 60, y - 60, x + 60, y + 60), fill=_HOLE, outline=_EDGE, width=5)
    for _ in range(14):
        angle = luck.randrange(-58, 59)
        pen.line((x + angle, y - 58, x + angle + luck.randrange(-8, 9), y - 74), "#E3E6EA", 4)


_FLAWS: Mapping[str, Callable[[ImageDraw.ImageDraw, Spot, Random], None]] = {
    "crack": _crack,
    "pores": _pores,
    "rust": _rust,
    "dent": _dent,
    "burr": _burr,
}
