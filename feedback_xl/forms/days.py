"""Days as people type them at the start of a text: 2026.11.23, 20261123, 26-11-23, 11月23日."""

import re
from dataclasses import dataclass
from datetime import date

from feedback_xl.forms.numerals import with_digits
from feedback_xl.forms.text import plain

_MONTH, _DAY = r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})(?:[日号]|(?!\d))"
_BETWEEN = r"[-./,、。 ]"
# The shapes of a day and what is wrong with them; the first that fits counts.
_SHAPES = tuple(
    (re.compile(shape), problem)
    for shape, problem in (
        (rf"(?P<year>\d{{4}})(?:年|{_BETWEEN}){_MONTH}(?:月|{_BETWEEN}){_DAY}", ""),
        (r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?!\d)", ""),
        (rf"(?P<year>\d{{2}})年{_MONTH}月{_DAY}", ""),
        (rf"(?P<short_year>\d{{2}})[-./]{_MONTH}[-./]{_DAY}", ""),
        (r"\d{1,2}[-./]\d{1,2}[-./]\d+", "DATE_AMBIGUOUS"),
        (rf"{_MONTH}(?:月|[-./]){_DAY}", ""),
        (r"[今昨前明后当本][天日早晚]", "DATE_RELATIVE"),
    )
)
_WEEKDAY = re.compile(r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?")
_LOOSE_BLANK = re.compile(r"(?<!\d)\s+|\s+(?!\d)")  # 2026 年 11 月: blanks that part no digits
_CENTURY = 2000
_LEAP_CYCLE = 8  # years between two 29 February, at most


@dataclass(frozen=True)
class TypedDay:
    """The numbers of a day, the code of what is wrong with its shape, and the text behind it."""

    numbers: dict[str, str]
    problem: str
    rest: str

    @property
    def year_missing(self) -> bool:
        """Whether only month and day were typed."""
        return not self.numbers.keys() & {"year", "short_year"}


def split_day(text: str) -> TypedDay:
    """Cut a text into the day it starts with and the rest."""
    typed = _LOOSE_BLANK.sub("", with_digits(_WEEKDAY.sub("", plain(text))))
    for pattern, problem in _SHAPES:
        if found := pattern.match(typed):
            return TypedDay(found.groupdict(), problem, typed[found.end() :].strip())
    return TypedDay({}, "DATE_UNCLEAR", "")


def day_of(typed: TypedDay, today: date) -> date | str:
    """The day meant, a missing year being that of the nearest past; or the code of a problem."""
    if typed.problem:
        return typed.problem
    numbers = {name: int(digits) for name, digits in typed.numbers.items()}
    month, day = numbers["month"], numbers["day"]
    if typed.year_missing:
        years = range(today.year, today.year - _LEAP_CYCLE - 1, -1)
        days = (_calendar_day(year, month, day) for year in years)
        return next((past for past in days if past and past <= today), "DATE_IMPOSSIBLE")
    if "short_year" in numbers and _may_end_in_its_year(numbers, today):
        return "DATE_AMBIGUOUS"
    year = numbers.get("year", numbers.get("short_year", 0))
    return _calendar_day(year if year > 99 else _CENTURY + year, month, day) or "DATE_IMPOSSIBLE"


def _may_end_in_its_year(numbers: dict[str, int], today: date) -> bool:
    """11-12-26 typed in 2026 is as likely a day of 2026 as one of 2011; 25-12-26 is not."""
    first, last = (abs(_CENTURY + numbers[part] - today.year) for part in ("short_year", "day"))
    return last <= 1 < first


def _calendar_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
