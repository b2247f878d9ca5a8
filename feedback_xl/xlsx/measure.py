"""How wide and how high text is; XlsxWriter counts a Chinese character as one narrow one."""

import math
import re
import unicodedata
from collections.abc import Iterable

LINE = 15.0  # points a line of ordinary text is high
_MARGIN = 5.0
_LEAST, _MOST = 20.0, 260.0
HIGHEST = 409.0  # a limit of the file format
_PIECES = re.compile(r"[!-~]+|.")  # what is never broken: a word in Latin letters, any other sign


def lines_in(text: str, width: float) -> int:
    """Lines the text takes when wrapped into a column of that width."""
    room = max(width - 1, 1)
    return sum(_wrapped(line, room) for line in text.splitlines()) or 1


def row_height(
    texts: Iterable[tuple[object, float]], least: float = _LEAST, most: float = _MOST
) -> float:
    """Points a row needs for these values in columns of these widths; only text is wrapped."""
    lines = max((lines_in(t, width) for t, width in texts if isinstance(t, str)), default=1)
    return min(max(least, lines * LINE + _MARGIN), most)


def _wrapped(line: str, room: float) -> int:
    if 2 * len(line) <= room:
        return 1
    lines, used = 1, 0
    for piece in _PIECES.findall(line):
        wide = _width(piece)
        if used + wide > room and used:
            lines, used = lines + 1, 0
        if wide > room:  # longer than a whole line: broken all the same
            lines += math.ceil(wide / room) - 1
            wide %= math.ceil(room)
        used += wide
    return lines


def _width(piece: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in piece)
