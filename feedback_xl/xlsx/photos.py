"""Pictures put into a book of ours: in their own bytes, scaled into a box, told in words."""

import io
import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.image import Image

from feedback_xl.xlsx.cells import address_of
from feedback_xl.xlsx.draw import Pen

_MOVES_AND_SIZES, _MOVES = 1, 2  # with the cells below it
_SCREEN = 96.0  # pixels to an inch, as spreadsheet programs count
_GAP = 4  # pixels around a picture
_PIXELS_IN_UNIT, _PIXELS_BESIDE = 7, 5  # of a column's width
POINTS = 0.75  # to a pixel


@dataclass(frozen=True)
class Photo:
    """A picture to be shown, and what it shows."""

    data: bytes
    words: str


@dataclass(frozen=True)
class Grid:
    """Boxes of one size, so many in a row."""

    across: int
    width: int  # pixels of a box
    height: int

    def rows_for(self, count: int) -> int:
        return -(-count // self.across)


def can_be_drawn(data: bytes) -> bool:
    """Whether it is a picture that can be put into a workbook as it is."""
    return _image(data) is not None


def width_in_pixels(units: Sequence[float]) -> int:
    """Of columns so many units wide, beside each other."""
    return sum(int(width * _PIXELS_IN_UNIT) + _PIXELS_BESIDE for width in units)


def draw_photos(
    pen: Pen, cell: str, photos: Sequence[Photo], grid: Grid, *, size_with_cells: bool = False
) -> None:
    """Put pictures side by side, the first at the cell's corner; what cannot be drawn is left."""
    row, column = (part - 1 for part in address_of(cell))
    drawn = [(photo, image) for photo in photos if (image := _image(photo.data)) is not None]
    for number, (photo, image) in enumerate(drawn):
        down, right = divmod(number, grid.across)
        natural = image.width * _SCREEN / image.x_dpi, image.height * _SCREEN / image.y_dpi
        box = grid.width - 2 * _GAP, grid.height - 2 * _GAP
        scale = min(1.0, box[0] / abs(natural[0]), box[1] / abs(natural[1]))
        options = {
            "x_offset": right * grid.width + _GAP,
            "y_offset": down * grid.height + _GAP,
            "x_scale": math.copysign(scale, natural[0]),  # a metafile's frame may be inverted
            "y_scale": math.copysign(scale, natural[1]),
            "object_position": _MOVES_AND_SIZES if size_with_cells else _MOVES,
            "description": photo.words,
        }
        pen.sheet.insert_image(row, column, image, options)


def _image(data: bytes) -> Image | None:
    try:
        return Image(io.BytesIO(data))
    except (XlsxWriterException, struct.error, ValueError):
        return None
