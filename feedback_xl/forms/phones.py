"""Telephone numbers: domestic ones written one way, foreign ones by their numbering plans."""

import re

import phonenumbers

from feedback_xl.forms.codes import read_code
from feedback_xl.forms.reading import CellValue, Reading
from feedback_xl.forms.text import is_null, plain, text_of
from feedback_xl.problems import Note

_MOBILE = re.compile(r"(1[3-9]\d)-?(\d{4})-?(\d{4})")
_SERVICE = re.compile(r"((?:400|800)(?:-?\d){7}|95\d{3,6})")
_FIXED = re.compile(r"(010|02\d|0[3-9]\d{2})-?([2-9]\d{6,7})(?:-(\d{1,6}))?")
_DOMESTIC = ((_MOBILE, ""), (_SERVICE, ""), (_FIXED, "-"))  # shape, and what joins its groups

_HOME = re.compile(r"^(?:\+86|0086|86(?=1[3-9]\d{9}$))-?")
_ABROAD = re.compile(r"^(?:\+|00)")
_FILLING = re.compile(r"[\s(]")
_EXTENSION = re.compile(r"-?(?:转|分机|ext\.?|x|#|-)", re.IGNORECASE)
_BETWEEN = re.compile(r"[、/;,\n]|或|(?<=\d{7})\s+(?=\d{7})")
_NUMBER_ONLY = re.compile(r"[\d\s+()#、/;,-]+")
_NUMBER_WITHIN = re.compile(r"\+?\d[\d\s()-]{5,}\d")


def read_phone(value: CellValue, *, domestic: bool = True) -> Reading:
    """One or several numbers, joined by 、; what looks like none is kept as typed.

    Domestic: 13800138000, 0755-86123456-801, 400-123-4567. Foreign: +49 89 12345678.
    """
    reading = read_code(value)
    if not isinstance(reading.value, str):
        return reading
    typed = (part.strip() for part in _BETWEEN.split(reading.value))
    parts = [part for part in dict.fromkeys(typed) if part]
    read = [_read_number(part, domestic=domestic) for part in parts]
    notes = tuple(note for _, note in read if note)
    return Reading("、".join(number for number, _ in read) or None, notes)


def read_contact(value: CellValue) -> Reading:
    """A name and a number in one cell, as typed; digits that look wrong are noticed."""
    text = text_of(value)
    if not isinstance(value, str) or _NUMBER_ONLY.fullmatch(plain(text)):
        return read_phone(value)
    if is_null(text):
        return Reading()
    typed = [run for runs in _NUMBER_WITHIN.findall(plain(text)) for run in _BETWEEN.split(runs)]
    notes = (_read_number(part, domestic=True)[1] for part in typed)
    return Reading(text, tuple(note for note in notes if note and note.code == "PHONE_UNCLEAR"))


def _read_number(part: str, *, domestic: bool) -> tuple[str, Note | None]:
    """The number as it is to be written, and what is to be told of it."""
    if domestic:
        home = _HOME.sub("", _EXTENSION.sub("-", _FILLING.sub("", part.replace(")", "-"))))
        for shape, joint in _DOMESTIC:
            if found := shape.fullmatch(home):
                return joint.join(filter(None, found.groups())), None
        if found := _FIXED.fullmatch(f"0{home}"):  # Excel took 0755… for a number
            number = "-".join(filter(None, found.groups()))
            return number, Note.of("READ_AS", found=part, value=number)
    if _ABROAD.match(part) and (foreign := _foreign_number(part)):
        return foreign, None
    return part, Note.of("PHONE_UNCLEAR", part=part)


def _foreign_number(part: str) -> str | None:
    try:
        number = phonenumbers.parse(_ABROAD.sub("+", part))
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
