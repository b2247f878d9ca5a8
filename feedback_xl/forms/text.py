"""Text as people type it: kept as typed but for what nobody sees, folded only to be compared."""

import re
import unicodedata
from datetime import date, datetime, time

from feedback_xl.forms.reading import CellValue, Reading

_UNSEEN = ("Cc", "Cf", "Cs")  # control and format characters: zero-width, direction marks, BOM
_DASHES = re.compile("[‐‑‒–—―−─]+")
EXACT_DIGITS = 15  # of a number; Excel turns the rest into noughts

# Punctuation people add or leave out; - / + & and a decimal point tell names apart and stay.
_NOT_COMPARED = re.compile(
    r"[\s·•・‧()\[\]{}<>《》〈〉【】「」『』“”‘’\"'`,、;:。!?*_]|(?<!\d)\.|\.(?!\d)"
)

_NULL = re.compile(
    r"[-/\\.。…?~*_·、,;:]*|暂?无|没有|空|[待未]定|待[补填]|待确认|不详|不知道|不清楚|n/?a|nil|none|null|tbd"
)
_DITTO = frozenset(["同上", "同前", "同上行", "〃", '"', "”", "“", "''", "′′", "ditto"])


def clean(text: str) -> str:
    """The text without invisible characters and outer blanks; inner line breaks stay."""
    lines = "\n".join(text.replace("\t", " ").replace("\xa0", " ").splitlines())
    seen = (c for c in lines if c == "\n" or unicodedata.category(c) not in _UNSEEN)
    return "".join(seen).strip()


def number_in(value: CellValue) -> float | None:
    """The number a cell holds, None for anything else; TRUE is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)


def text_of(value: CellValue) -> str:
    """What a person sees in the cell, cleaned; "" for an empty one, "123" for 123.0."""
    number = number_in(value)
    if number is not None:
        whole = number.is_integer() and abs(number) < 10**EXACT_DIGITS
        return str(int(number)) if whole else f"{number:.{EXACT_DIGITS}g}"
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case datetime():
            return value.isoformat(" ", "minutes").removesuffix(" 00:00")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes")
    return clean(str(value))


def read_text(value: CellValue) -> Reading:
    """Free text and names as typed; also "无" stays what it is, see `is_null`."""
    return Reading(text_of(value) or None)


def plain(text: str) -> str:
    """Text of a code, date or number in half-width characters with one kind of dash.

    Never for free text and names: it turns ① into 1 and （） into ().
    """
    return _DASHES.sub("-", unicodedata.normalize("NFKC", clean(text))).strip()


def fold_key(text: str) -> str:
    """The key under which two spellings of one name are equal."""
    return _NOT_COMPARED.sub("", unicodedata.normalize("NFKC", plain(text).casefold()))


def is_null(text: str) -> bool:
    """Whether the text only says that nothing is to be said; so does an empty one."""
    return _NULL.fullmatch(_word(text)) is not None


def is_ditto(text: str) -> bool:
    """Whether the text refers to the line above."""
    return _word(text) in _DITTO


def _word(text: str) -> str:
    return "".join(plain(text).casefold().split())
