"""Quantities as people type them, with separators, units and words around the number."""

import re
from collections.abc import Sequence
from decimal import Decimal

from feedback_xl.forms.reading import CellValue, Reading
from feedback_xl.forms.text import is_null, number_in, plain, text_of
from feedback_xl.problems import Note

_DECIMALS = 3
_LARGEST = 10**12  # beyond any quantity or price, and well inside what a float keeps exactly
_MULTIPLES = {"千": 1_000, "万": 10_000}
_PIECES = "pieces|piece|pcs|pc|ea|件|个|只|台|套|支|片|块|根|条|张|颗|粒|枚|把|元"
_OTHER_UNITS = "箱|盒|包|袋|托|板|卷|批|捆|桶|车|柜|打|kg|公斤|千克|克|g|吨|t|米|m|mm|cm"
_QUANTITY = re.compile(
    r"(?P<about>约|大约|大概|近)?"
    r"[¥$]?(?P<number>-?(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,9})?)"
    r"(?P<multiple>千(?!克)|万)?"
    r"(?P<more>多|余|来)?"
    rf"(?:{_PIECES}|(?P<unit>{_OTHER_UNITS}))?"
    r"(?P<or_so>左右|上下)?"
)


def read_quantity(value: CellValue) -> Reading:
    """A number not below nought: whole, or with up to three decimals."""
    number = number_in(value)
    text = text_of(value)
    if number is not None and abs(number) < _LARGEST:
        return _quantity(Decimal(text), text)
    if is_null(text):
        return Reading()
    found = _QUANTITY.fullmatch("".join(plain(text).casefold().split()))
    if found is None or not isinstance(value, str):
        return Reading.wrong("QUANTITY_UNCLEAR")
    if found["unit"]:
        return Reading.wrong("QUANTITY_OTHER_UNIT", unit=found["unit"])
    checks = {
        "QUANTITY_ROUGH": found["about"] or found["more"] or found["or_so"],
        "QUANTITY_MULTIPLIED": found["multiple"],
    }
    amount = Decimal(found["number"].replace(",", "")) * _MULTIPLES.get(found["multiple"], 1)
    return _quantity(amount, text, [code for code, applies in checks.items() if applies])


def _quantity(amount: Decimal, text: str, checks: Sequence[str] = ()) -> Reading:
    if amount < 0:
        return Reading.wrong("QUANTITY_NEGATIVE")
    rounded = round(amount, _DECIMALS)
    value = int(rounded) if rounded == int(rounded) else float(rounded)
    codes = checks or ([] if text == str(value) else ["READ_AS"])
    return Reading(value, tuple(Note.of(code, value=value) for code in codes))
