"""Codes: text that Excel takes for numbers or dates where a cell is not formatted as text."""

import re
from datetime import date, time

from feedback_xl.forms.reading import CellValue, Reading
from feedback_xl.forms.text import EXACT_DIGITS, is_null, number_in, plain, text_of
from feedback_xl.problems import Note

_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[Ee]\+\d+")  # 6.22202E+18, pasted as Excel showed it
_POWER = 10**9  # 3E10 typed as a lot number arrives as thirty thousand millions
_SHORT_POSTCODES = (10_000, 79_999)  # 内蒙古, 山西 and 河北 begin with a nought
_POSTCODE = re.compile(r"(?!0{6})[0-9]{6}")
_BANK_ACCOUNT = re.compile(r"[0-9]{8,30}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_BETWEEN_EMAILS = re.compile(r"[、,;\s]+")


def read_code(value: CellValue) -> Reading:
    """A lot, part or document number as half-width text."""
    number = number_in(value)
    if number is not None:
        return _code_of_number(number)
    if isinstance(value, date | time):
        return Reading.wrong("CODE_TURNED_DATE")
    code = plain(text_of(value))
    if is_null(code):
        return Reading()
    if _SCIENTIFIC.fullmatch(code):
        return Reading.wrong("CODE_LOST_DIGITS")
    return Reading(code)


def _code_of_number(number: float) -> Reading:
    if abs(number) >= 10**EXACT_DIGITS:
        return Reading.wrong("CODE_LOST_DIGITS")
    if not number.is_integer() or (number > _POWER and number % _POWER == 0):
        return Reading.wrong("CODE_TURNED_NUMBER")
    code = str(int(number))
    return Reading(code, (Note.of("CODE_WAS_NUMBER", value=code),))


def read_compact_code(value: CellValue) -> Reading:
    """A code whose blanks, hyphens and case mean nothing, without them and in capitals."""
    reading = read_code(value)
    if not isinstance(reading.value, str):
        return reading
    return Reading(re.sub(r"[\s-]", "", reading.value).upper(), reading.notes)


def read_postcode(value: CellValue) -> Reading:
    """Six digits; a number of five has lost its leading nought."""
    reading = read_compact_code(value)
    if not isinstance(reading.value, str):
        return reading
    number = number_in(value)
    if number is not None and _SHORT_POSTCODES[0] <= number <= _SHORT_POSTCODES[1]:
        padded = f"0{reading.value}"
        return Reading(padded, (Note.of("READ_AS", value=padded),))
    if not _POSTCODE.fullmatch(reading.value):
        return Reading.wrong("POSTCODE_WRONG")
    return Reading(reading.value)


def read_bank_account(value: CellValue) -> Reading:
    """Eight to thirty digits; company accounts have no check digit to test."""
    reading = read_compact_code(value)
    if isinstance(reading.value, str) and not _BANK_ACCOUNT.fullmatch(reading.value):
        return Reading.wrong("BANK_ACCOUNT_WRONG")
    return reading


def read_email(value: CellValue) -> Reading:
    """One or several addresses, separated by "; "; what looks like none is kept as typed."""
    text = plain(text_of(value))
    if is_null(text):
        return Reading()
    addresses = [part for part in _BETWEEN_EMAILS.split(text) if part]
    if all(_EMAIL.fullmatch(address) for address in addresses):
        return Reading("; ".join(addresses))
    return Reading(text_of(value), (Note.of("EMAIL_WRONG"),))
