"""The types a form's cells can have: how each is read, and how its value is shown again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from feedback_xl.forms.codes import (
    read_bank_account,
    read_code,
    read_email,
    read_postcode,
)
from feedback_xl.forms.credit_codes import read_credit_code
from feedback_xl.forms.dates import read_date, read_instant, read_time
from feedback_xl.forms.lists import read_choice, read_choices
from feedback_xl.forms.numbers import read_quantity
from feedback_xl.forms.phones import read_contact, read_phone
from feedback_xl.forms.reading import CellValue, Reading, Typed
from feedback_xl.forms.shapes import Field
from feedback_xl.forms.text import is_ditto, is_null, plain, read_text, text_of
from feedback_xl.language import say
from feedback_xl.procedure.company import Company


@dataclass(frozen=True)
class Context:
    """What a cell's meaning depends on besides the cell."""

    company: Company
    now: datetime
    epoch_1904: bool = False
    domestic: bool = True

    @property
    def today(self) -> date:
        return self.now.date()


Reader = Callable[[CellValue, str, Context], Reading]  # the text names a code list
Shower = Callable[[Typed, str, Company], CellValue]


@dataclass(frozen=True)
class FieldType:
    """`number` names the cell's number format."""

    read: Reader
    show: Shower
    number: str = "text"


def _date(value: CellValue, _list: str, context: Context) -> Reading:
    return read_date(value, today=context.today, epoch_1904=context.epoch_1904)


def _instant(value: CellValue, _list: str, context: Context) -> Reading:
    return read_instant(value, today=context.today, epoch_1904=context.epoch_1904)


def _choice(value: CellValue, list_name: str, context: Context) -> Reading:
    return read_choice(value, context.company.options(list_name))


def _choices(value: CellValue, list_name: str, context: Context) -> Reading:
    return read_choices(value, context.company.options(list_name))


def _phone(value: CellValue, _list: str, context: Context) -> Reading:
    return read_phone(value, domestic=context.domestic)


def _fax(value: CellValue, list_name: str, context: Context) -> Reading:
    """A word for nothing is an answer: the customer has no fax."""
    text = text_of(value)
    return (
        Reading(say("common.none")) if text and is_null(text) else _phone(value, list_name, context)
    )


def _numbers(value: CellValue, _list: str, _context: Context) -> Reading:
    """Several of our own numbers in one cell."""
    text = plain(text_of(value)).upper()
    for separator in ",;/和与 \n":
        text = text.replace(separator, "、")
    numbers = list(dict.fromkeys(part for part in text.split("、") if part))
    return Reading(numbers or None)


def _number(value: CellValue, _list: str, _context: Context) -> Reading:
    return Reading(plain(text_of(value)).upper() or None)


def _plain(reader: Callable[[CellValue], Reading]) -> Reader:
    return lambda value, _list, _context: reader(value)


def _as_is(value: Typed, _list: str, _company: Company) -> CellValue:
    if isinstance(value, list):
        return "、".join(value)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _as_label(value: Typed, list_name: str, company: Company) -> CellValue:
    return company.label(list_name, value)


def _as_date(value: Typed, _list: str, _company: Company) -> CellValue:
    return date.fromisoformat(str(value))


def _as_time(value: Typed, _list: str, _company: Company) -> CellValue:
    return time.fromisoformat(str(value))


def _as_instant(value: Typed, _list: str, _company: Company) -> CellValue:
    return datetime.fromisoformat(str(value))


TYPES: Mapping[str, FieldType] = {
    "text": FieldType(_plain(read_text), _as_is),
    "long": FieldType(_plain(read_text), _as_is),
    "person": FieldType(_plain(read_text), _as_is),
    "picture": FieldType(lambda *_: Reading(None), _as_is),
    "date": FieldType(_date, _as_date, "date"),
    "time": FieldType(_plain(read_time), _as_time, "time"),
    "instant": FieldType(_instant, _as_instant, "instant"),
    "choice": FieldType(_choice, _as_label),
    "choices": FieldType(_choices, _as_label),
    "quantity": FieldType(_plain(read_quantity), _as_is, "quantity"),
    "code": FieldType(_plain(read_code), _as_is),
    "contact": FieldType(_plain(read_contact), _as_is),
    "phone": FieldType(_phone, _as_is),
    "fax": FieldType(_fax, _as_is),
    "postcode": FieldType(_plain(read_postcode), _as_is),
    "credit_code": FieldType(_plain(read_credit_code), _as_is),
    "bank_account": FieldType(_plain(read_bank_account), _as_is),
    "email": FieldType(_plain(read_email), _as_is),
    "number": FieldType(_number, _as_is),
    "numbers": FieldType(_numbers, _as_is),
}


NULL_IS_AN_ANSWER = ("choice", "choices", "fax")  # 无 may stand in their lists


def read_value(value: CellValue, kind: str, list_name: str, context: Context) -> Reading:
    """A cell's typed value; a word that says nothing, or 同上 with nothing above, is no value."""
    text = text_of(value)
    if is_ditto(text) or (kind not in NULL_IS_AN_ANSWER and is_null(text)):
        return Reading(None)
    return TYPES[kind].read(value, list_name, context)


def read_cell(value: CellValue, field: Field, context: Context) -> Reading:
    """The typed value of a form's cell."""
    today = field.words.get(text_of(value).strip(), value)
    return read_value(today, field.type, field.list, context)


def show_cell(value: Typed, field: Field, company: Company) -> CellValue:
    """What a typed value looks like in a form's cell."""
    return None if value is None else TYPES[field.type].show(value, field.list, company)
