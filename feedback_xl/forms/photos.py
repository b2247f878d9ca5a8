"""The photos of a form, laid out in its picture field, which grows where they are many."""

from collections.abc import Sequence

from feedback_xl.forms.labels import Heights
from feedback_xl.xlsx.draw import Pen
from feedback_xl.xlsx.photos import POINTS, Grid, Photo, draw_photos, width_in_pixels

_MOST_ACROSS = 6
_SHAPE = 0.75  # an ordinary photo is so much less high than wide


def draw_in_field(pen: Pen, span: str, photos: Sequence[Photo], heights: Heights) -> None:
    """Put photos side by side over the cells of the span, as large as they fit."""
    width = width_in_pixels(heights.columns(span))
    grid = _grid(len(photos), width, heights.points(span) / POINTS)
    heights.reserve_points(span, grid.rows_for(len(photos)) * grid.height * POINTS)
    draw_photos(pen, span.split(":")[0], photos, grid)


def _grid(count: int, width: int, height: float) -> Grid:
    """The fewest boxes in a row that fit into the height, or the most there may be."""
    for across in range(1, _MOST_ACROSS + 1):
        rows, least = -(-count // across), round(width / across * _SHAPE)
        if rows * least <= height or across == _MOST_ACROSS:
            break
    return Grid(across, width // across, max(least, int(height / rows)))
