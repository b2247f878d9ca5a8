"""The unified social credit code (GB 32100) and the taxpayer numbers it has replaced."""

import re
import string

from feedback_xl.forms.codes import read_compact_code
from feedback_xl.forms.reading import CellValue, Reading
from feedback_xl.problems import Note

_LENGTHS = {15, 17, 18, 20}
_CREDIT_CODE_LENGTH = 18
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z
_SHAPE = re.compile(rf"[1-9ANY][0-9]{{7}}[{_ALPHABET}]{{10}}")
_IDENTITY_CARD = re.compile(r"[1-9][0-9]{16}[0-9X]")


def read_credit_code(value: CellValue) -> Reading:
    """A credit code of 18 characters, or a taxpayer number of 15, 17 or 20, in capitals."""
    reading = read_compact_code(value)
    code = reading.value
    if not isinstance(code, str):
        return reading
    if len(code) not in _LENGTHS:
        return Reading.wrong("CREDIT_CODE_LENGTH", length=len(code))
    unified = len(code) == _CREDIT_CODE_LENGTH
    letters = _ALPHABET if unified else string.digits + string.ascii_uppercase
    if wrong := "".join(dict.fromkeys(c for c in code if c not in letters)):
        return Reading.wrong("CREDIT_CODE_LETTERS", wrong=wrong)
    if not unified or _is_identity_card(code):
        return reading
    if not _SHAPE.fullmatch(code):
        return Reading.wrong("CREDIT_CODE_SHAPE")
    check = check_character(code[:-1])
    if code[-1] == check:
        return reading
    # Codes with a wrong check character are on real licences.
    return Reading(code, (*reading.notes, Note.of("CREDIT_CODE_CHECK", check=check)))


def check_character(body: str) -> str:
    """The 18th character that the first 17 ask for."""
    total = sum(_ALPHABET.index(c) * pow(3, place, 31) for place, c in enumerate(body))
    return _ALPHABET[-total % 31]


def _is_identity_card(code: str) -> bool:
    """Whether a sole trader's tax number is a valid identity card number (GB 11643)."""
    if not _IDENTITY_CARD.fullmatch(code):
        return False
    total = sum(int(c) * pow(2, 17 - place, 11) for place, c in enumerate(code[:-1]))
    return code[-1] == "10X98765432"[total % 11]
