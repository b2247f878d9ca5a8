"""How wide and how high text is; XlsxWriter counts a Chinese character as one narrow one."""

import math
import unicodedata


def lines_in(text: str, width: float) -> int:
    """Lines the text takes when wrapped into a column of that width."""
    room = max(width - 1, 1)
    return sum(max(1, math.ceil(_line_width(line) / room)) for line in text.splitlines()) or 1


def _line_width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line)
