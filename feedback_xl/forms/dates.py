"""Dates and times in cells: put right where only one meaning is possible, and told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time, timedelta

from feedback_xl.forms.days import day_of, split_day
from feedback_xl.forms.reading import CellValue, Reading
from feedback_xl.forms.text import is_null, number_in, text_of
from feedback_xl.forms.times import Clock, clock_in
from feedback_xl.problems import Note

_EARLIEST = date(2000, 1, 1)
_AHEAD = timedelta(days=5 * 365 + 2)  # five years with their leap days
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_SERIALS = (40_000, 60_000)  # the years 2009 to 2064 as Excel counts days
_SECOND_DAY = tuple("-~/、,至到或和")  # 2026-11-23~25 is no single day


@dataclass(frozen=True)
class _Instant:
    """What a cell says, and the codes of what is to be told about its day and its time."""

    day: date
    clock: time | None = None
    day_code: str = ""
    clock_code: str = ""

    def __str__(self) -> str:
        return str(self.day) if self.clock is None else f"{self.day}T{self.clock:%H:%M}"


def read_date(value: CellValue, *, today: date, epoch_1904: bool = False) -> Reading:
    """The day in a cell as "2026-11-23"; a time typed behind it is left to `read_instant`."""
    found = _instant_in(value, today, epoch_1904)
    if isinstance(found, Reading):
        return found
    return Reading(str(found.day), _told([found.day_code], str(found.day)))


def read_instant(value: CellValue, *, today: date, epoch_1904: bool = False) -> Reading:
    """The instant in a cell as "2026-11-23T09:00"; where no time is given, the day alone."""
    found = _instant_in(value, today, epoch_1904)
    if isinstance(found, Reading):
        return found
    codes = [found.day_code, found.clock_code]
    return Reading(str(found), _told(codes, str(found).replace("T", " ")))


def read_time(value: CellValue) -> Reading:
    """The time of day in a cell as "09:30"; of a whole instant the time alone."""
    number = number_in(value)
    if isinstance(value, time):
        return _time_reading(_to_second(datetime.combine(_EARLIEST, value)), "")
    if isinstance(value, datetime):
        bare = value.year <= _EPOCH_1904.year  # a time alone, put on one of Excel's first days
        if not bare and value.time() == time():
            return Reading.wrong("TIME_UNCLEAR")
        return _time_reading(_to_second(value), "" if bare else "READ_AS")
    if number is not None and (0 <= number < 1 or (_is_serial(number) and number % 1)):
        return _time_reading(_to_second(_EPOCH + timedelta(days=number)), "READ_AS")
    text = text_of(value)
    if is_null(text):
        return Reading()
    clock = clock_in(text) or clock_in(split_day(text).rest)
    if clock is None:
        return Reading.wrong("TIME_UNCLEAR")
    return _time_reading(clock.time, _clock_code(clock, text))


def _time_reading(clock: time | datetime, code: str) -> Reading:
    shown = f"{clock:%H:%M}"
    return Reading(shown, _told([code], shown))


def _instant_in(value: CellValue, today: date, epoch_1904: bool) -> _Instant | Reading:
    """What a cell says of day and time, or the reading that says why it says neither."""
    number = number_in(value)
    found: _Instant | Reading
    if number is not None and _is_serial(number):
        epoch = _EPOCH_1904 if epoch_1904 else _EPOCH
        found = _of_moment(epoch + timedelta(days=number), "READ_AS")
    elif isinstance(value, datetime):
        found = _of_moment(value)
    elif isinstance(value, date):
        found = _Instant(value)
    elif number is not None and not number.is_integer():  # 11.2 may be 11.2 as well as 11.20
        return Reading.wrong("DATE_UNCLEAR")
    else:
        found = _typed_instant(text_of(value), today)
    latest = today + _AHEAD
    if isinstance(found, _Instant) and not _EARLIEST <= found.day <= latest:
        return Reading.wrong("DATE_OUT_OF_RANGE", earliest=_EARLIEST, latest=latest)
    return found


def _of_moment(moment: datetime, code: str = "") -> _Instant:
    """Day and time of a moment; a day alone comes from Excel as its midnight."""
    moment = _to_second(moment)
    clock = None if moment.time() == time() else moment.time()
    return _Instant(moment.date(), clock, code)


def _typed_instant(text: str, today: date) -> _Instant | Reading:
    if is_null(text):
        return Reading()
    typed = split_day(text)
    day = day_of(typed, today)
    if isinstance(day, str):
        return Reading.wrong(day)
    clock = clock_in(typed.rest)
    unread = typed.rest != "" and clock is None
    if unread and (typed.year_missing or typed.rest.startswith(_SECOND_DAY)):
        return Reading.wrong("DATE_UNCLEAR")

    as_typed = not unread and text.startswith(str(day))
    day_code = "DATE_YEAR_MISSING" if typed.year_missing else "" if as_typed else "READ_AS"
    if clock is None:
        return _Instant(day, None, day_code, "TIME_UNCLEAR" if unread else "")
    return _Instant(day, clock.time, day_code, _clock_code(clock, text[len(str(day)) + 1 :]))


def _clock_code(clock: Clock, typed: str) -> str:
    if clock.half_missing:
        return "TIME_HALF_MISSING"
    return "" if typed == f"{clock.time:%H:%M}" else "READ_AS"


def _told(codes: Iterable[str], value: str) -> tuple[Note, ...]:
    return tuple(Note.of(code, value=value) for code in dict.fromkeys(codes) if code)


def _is_serial(number: float) -> bool:
    return _SERIALS[0] <= number <= _SERIALS[1]


def _to_second(moment: datetime) -> datetime:
    """Excel's fractions of a day fall a little short: 08:29:59.94 is meant as 08:30."""
    carry = moment.microsecond >= 500_000 and moment.year < MAXYEAR
    return moment.replace(microsecond=0) + timedelta(seconds=carry)
