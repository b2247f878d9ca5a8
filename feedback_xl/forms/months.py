"""Months in cells: 2026-11, 2026年11月, 202611, or any day of the month."""

import re
from datetime import date

from feedback_xl.forms.dates import read_date
from feedback_xl.forms.reading import CellValue, Reading
from feedback_xl.forms.text import is_null, plain, text_of

_MONTH = re.compile(
    r"(?P<year>20\d\d)(?:[-/.年]\s?(?P<month>1[0-2]|0?[1-9])月?|(?P<two>0[1-9]|1[0-2]))"
)


def read_month(value: CellValue, *, today: date) -> Reading:
    """The month in a cell as "2026-11"; a month without its year is no month."""
    text = plain(text_of(value))
    if is_null(text):
        return Reading()
    if found := _MONTH.fullmatch(text):
        return Reading(f"{found['year']}-{int(found['month'] or found['two']):02d}")
    day = read_date(value, today=today)
    if not isinstance(day.value, str) or any(n.code != "READ_AS" for n in day.notes):
        return Reading.wrong("MONTH_UNCLEAR")
    return Reading(day.value[:7])
