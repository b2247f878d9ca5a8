"""Dates and times in all the shapes people type, and those in which nobody can tell."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_xl.forms.dates import read_date, read_instant, read_time
from feedback_xl.forms.reading import CellValue, Reading

TODAY = date(2026, 11, 25)  # a Wednesday


def told(reading: Reading) -> list[str]:
    return [note.code for note in reading.notes]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (datetime(2026, 11, 23), "2026-11-23"),
        (datetime(2026, 11, 23, 8, 30), "2026-11-23"),
        (date(2026, 11, 23), "2026-11-23"),
        ("2026-11-23", "2026-11-23"),
        (" 2026-11-23 ", "2026-11-23"),
        ("2026-11-23 08:30", "2026-11-23"),
        (None, None),
        ("", None),
        ("无", None),
        ("/", None),
    ],
)
def test_what_is_plainly_a_date_or_empty_is_read_silently(cell: CellValue, day: str | None) -> None:
    assert read_date(cell, today=TODAY) == Reading(day)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026.11.23", "2026-11-23"),
        ("2026。11。23", "2026-11-23"),
        ("2026/11/23 8:30", "2026-11-23"),
        ("2026-11-3", "2026-11-03"),
        ("20261123", "2026-11-23"),
        (20261123.0, "2026-11-23"),
        ("２０２６－１１－２３", "2026-11-23"),
        ("2026年11月23日", "2026-11-23"),
        ("2026 年 11 月 23 日", "2026-11-23"),
        ("2026年11月23日（星期一）", "2026-11-23"),
        ("二〇二六年十一月二十三日", "2026-11-23"),
        ("二零二六年十月三十号", "2026-10-30"),
        ("二〇二六年十一月廿三日", "2026-11-23"),
        ("26-11-23", "2026-11-23"),
        ("26年11月23日", "2026-11-23"),
        ("2026-11-23 上午", "2026-11-23"),
        (46349.0, "2026-11-23"),
        (46349.354166, "2026-11-23"),
    ],
)
def test_a_date_in_another_shape_is_read_and_told(cell: CellValue, day: str) -> None:
    reading = read_date(cell, today=TODAY)
    assert (reading.value, told(reading)) == (day, ["READ_AS"])
    assert reading.notes[0].tokens == (("value", day),)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("11月23日", "2026-11-23"),
        ("11.23", "2026-11-23"),
        ("十一月二十三日", "2026-11-23"),
        ("11月25日", "2026-11-25"),
        ("11月26日", "2025-11-26"),
        ("2月29日", "2024-02-29"),
    ],
)
def test_a_missing_year_is_that_of_the_nearest_past_and_the_filler_is_asked(
    typed: str, day: str
) -> None:
    reading = read_date(typed, today=TODAY)
    assert (reading.value, told(reading)) == (day, ["DATE_YEAR_MISSING"])


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("3/4/2026", "DATE_AMBIGUOUS"),
        ("23.11.2026", "DATE_AMBIGUOUS"),
        ("11/23/26", "DATE_AMBIGUOUS"),
        ("11-12-26", "DATE_AMBIGUOUS"),
        ("今天", "DATE_RELATIVE"),
        ("昨天上午", "DATE_RELATIVE"),
        ("前天 9:30", "DATE_RELATIVE"),
        ("2026-02-30", "DATE_IMPOSSIBLE"),
        ("2月30日", "DATE_IMPOSSIBLE"),
        ("1999-12-31", "DATE_OUT_OF_RANGE"),
        (date(2033, 1, 1), "DATE_OUT_OF_RANGE"),
        ("26年11月", "DATE_UNCLEAR"),
        ("2026-11-23~25", "DATE_UNCLEAR"),
        ("2026-11-23或24", "DATE_UNCLEAR"),
        ("10-20件", "DATE_UNCLEAR"),
        ("上周五", "DATE_UNCLEAR"),
        ("=TODAY()", "DATE_UNCLEAR"),
        (11.2, "DATE_UNCLEAR"),
        (39999.0, "DATE_UNCLEAR"),
        (time(9, 30), "DATE_UNCLEAR"),
        (True, "DATE_UNCLEAR"),
    ],
)
def test_where_two_days_are_possible_none_is_guessed(cell: CellValue, problem: str) -> None:
    reading = read_date(cell, today=TODAY)
    assert (reading.value, told(reading)) == (None, [problem])


@pytest.mark.parametrize(
    ("cell", "instant", "codes"),
    [
        (datetime(2026, 11, 23, 8, 30), "2026-11-23T08:30", []),
        (datetime(2026, 11, 23), "2026-11-23", []),
        (datetime(2026, 11, 23, 8, 29, 59, 942_000), "2026-11-23T08:30", []),
        (46349.354166, "2026-11-23T08:30", ["READ_AS"]),
        (46349.0, "2026-11-23", ["READ_AS"]),
        ("2026-11-23 08:30", "2026-11-23T08:30", []),
        ("2026-11-23T08:30", "2026-11-23T08:30", []),
        ("2026-11-23 00:00", "2026-11-23T00:00", []),
        ("2026/11/23 8:30", "2026-11-23T08:30", ["READ_AS"]),
        ("2026年11月23日 上午9点", "2026-11-23T09:00", ["READ_AS"]),
        ("2026年11月23日下午三点半", "2026-11-23T15:30", ["READ_AS"]),
        ("11月23日 9:30", "2026-11-23T09:30", ["DATE_YEAR_MISSING", "READ_AS"]),
        ("2026-11-23 上午", "2026-11-23", ["READ_AS", "TIME_UNCLEAR"]),
        ("2026-11-23 24:00", "2026-11-23", ["READ_AS", "TIME_UNCLEAR"]),
        ("2026-11-23 3点", "2026-11-23T03:00", ["TIME_HALF_MISSING"]),
        ("今天9点", None, ["DATE_RELATIVE"]),
        (None, None, []),
    ],
)
def test_an_instant_has_a_time_where_one_is_given(
    cell: CellValue, instant: str | None, codes: list[str]
) -> None:
    reading = read_instant(cell, today=TODAY)
    assert (reading.value, told(reading)) == (instant, codes)


@pytest.mark.parametrize(
    ("cell", "clock", "codes"),
    [
        (time(9, 30), "09:30", []),
        (time(9, 29, 59, 990_000), "09:30", []),
        (datetime(1899, 12, 30, 9, 30), "09:30", []),
        ("09:30", "09:30", []),
        ("9:30", "09:30", ["READ_AS"]),
        ("9：30", "09:30", ["READ_AS"]),
        ("9.30", "09:30", ["READ_AS"]),
        ("09:30:15", "09:30", ["READ_AS"]),
        ("0930", "09:30", ["READ_AS"]),
        (930.0, "09:30", ["READ_AS"]),
        (0.375, "09:00", ["READ_AS"]),
        (46349.375, "09:00", ["READ_AS"]),
        (datetime(2026, 11, 23, 9, 30), "09:30", ["READ_AS"]),
        ("2026-11-23 9:30", "09:30", ["READ_AS"]),
        ("9点30分", "09:30", ["READ_AS"]),
        ("9点半", "09:30", ["READ_AS"]),
        ("九点一刻", "09:15", ["READ_AS"]),
        ("9时05分", "09:05", ["READ_AS"]),
        ("上午9:30", "09:30", ["READ_AS"]),
        ("早上8点", "08:00", ["READ_AS"]),
        ("9:30 AM", "09:30", ["READ_AS"]),
        ("12:30 PM", "12:30", ["READ_AS"]),
        ("12:30 AM", "00:30", ["READ_AS"]),
        ("中午12点", "12:00", ["READ_AS"]),
        ("中午1点", "13:00", ["READ_AS"]),
        ("下午3点", "15:00", ["READ_AS"]),
        ("下午15:00", "15:00", ["READ_AS"]),
        ("晚上8点", "20:00", ["READ_AS"]),
        ("凌晨2点", "02:00", ["READ_AS"]),
        ("3点", "03:00", ["TIME_HALF_MISSING"]),
        ("3:00", "03:00", ["READ_AS"]),
        ("上午", None, ["TIME_UNCLEAR"]),
        ("上午12点", None, ["TIME_UNCLEAR"]),
        ("上午13:00", None, ["TIME_UNCLEAR"]),
        ("晚上12点", None, ["TIME_UNCLEAR"]),
        ("晚上3点", None, ["TIME_UNCLEAR"]),
        ("24:00", None, ["TIME_UNCLEAR"]),
        ("9:75", None, ["TIME_UNCLEAR"]),
        ("约9点", None, ["TIME_UNCLEAR"]),
        ("9", None, ["TIME_UNCLEAR"]),
        (9.3, None, ["TIME_UNCLEAR"]),
        (1.0, None, ["TIME_UNCLEAR"]),
        (datetime(2026, 11, 23), None, ["TIME_UNCLEAR"]),
        (date(2026, 11, 23), None, ["TIME_UNCLEAR"]),
        ("/", None, []),
        (None, None, []),
    ],
)
def test_a_time_of_day(cell: CellValue, clock: str | None, codes: list[str]) -> None:
    reading = read_time(cell)
    assert (reading.value, told(reading)) == (clock, codes)


def test_a_workbook_counting_from_1904_gives_the_same_days() -> None:
    assert read_date(46349.0 - 1462, today=TODAY, epoch_1904=True).value == "2026-11-23"


def numeral(number: int) -> str:
    digits = "〇一二三四五六七八九"
    if number < 10:
        return digits[number]
    tens, ones = divmod(number, 10)
    return (digits[tens] if tens > 1 else "") + "十" + (digits[ones] if ones else "")


def in_numerals(day: date) -> str:
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
    return f"{year}年{numeral(day.month)}月{numeral(day.day)}日"


DAY_SHAPES: dict[str, Callable[[date], CellValue]] = {
    "2026-11-23": lambda day: f"{day:%Y-%m-%d}",
    "2026.11.23": lambda day: f"{day:%Y.%m.%d}",
    "2026/1/3": lambda day: f"{day.year}/{day.month}/{day.day}",
    "20261123": lambda day: f"{day:%Y%m%d}",
    "20261123 in a General cell": lambda day: float(f"{day:%Y%m%d}"),
    "2026年1月3日": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "26年1月3日": lambda day: f"{day:%y}年{day.month}月{day.day}日",
    "二〇二六年一月三日": in_numerals,
    "full width": lambda day: f"{day:%Y-%m-%d}".translate({c: c + 0xFEE0 for c in range(45, 58)}),
    "a datetime": lambda day: datetime.combine(day, time()),
    "a date": lambda day: day,
}
days = st.dates(date(2000, 1, 1), date(2031, 11, 25))
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@pytest.mark.parametrize("shape", DAY_SHAPES)
@given(day=days)
def test_any_day_in_any_shape_reads_back(shape: str, day: date) -> None:
    assert read_date(DAY_SHAPES[shape](day), today=TODAY).value == day.isoformat()


@given(days)
def test_a_two_digit_year_reads_back_or_is_called_ambiguous(day: date) -> None:
    reading = read_date(f"{day:%y-%m-%d}", today=TODAY)
    assert reading.value == day.isoformat() or told(reading) == ["DATE_AMBIGUOUS"]


@given(st.dates(TODAY - timedelta(days=364), TODAY))
def test_any_day_of_the_last_year_reads_back_without_its_year(day: date) -> None:
    assert read_date(f"{day.month}月{day.day}日", today=TODAY).value == day.isoformat()


@given(
    moment=st.datetimes(datetime(2014, 1, 1), datetime(2031, 11, 25)),
    epoch=st.sampled_from([datetime(1899, 12, 30), datetime(1904, 1, 1)]),
)
def test_any_serial_number_reads_back_to_the_minute(moment: datetime, epoch: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0)
    serial = (moment - epoch) / timedelta(days=1)
    reading = read_instant(serial, today=TODAY, epoch_1904=epoch.year == 1904)
    midnight = moment.time() == time()
    assert reading.value == (f"{moment:%Y-%m-%d}" if midnight else f"{moment:%Y-%m-%dT%H:%M}")


CLOCK_SHAPES: dict[str, Callable[[time], CellValue]] = {
    "09:30": lambda clock: f"{clock:%H:%M}",
    "9：30": lambda clock: f"{clock.hour}：{clock:%M}",
    "0930": lambda clock: f"{clock:%H%M}",
    "9点30分": lambda clock: f"{clock.hour}点{clock.minute}分",
    "9:30 AM": lambda clock: (
        f"{clock.hour % 12 or 12}:{clock:%M} {'AM' if clock.hour < 12 else 'PM'}"
    ),
    "a fraction": lambda clock: (clock.hour * 60 + clock.minute) / 1440,
    "a time": lambda clock: clock,
}


@pytest.mark.parametrize("shape", CLOCK_SHAPES)
@given(clock=clocks)
def test_any_time_in_any_shape_reads_back(shape: str, clock: time) -> None:
    assert read_time(CLOCK_SHAPES[shape](clock)).value == f"{clock:%H:%M}"


@given(day=days, clock=clocks)
def test_any_day_with_any_time_reads_back(day: date, clock: time) -> None:
    typed = f"{day.year}年{day.month}月{day.day}日 {clock.hour}:{clock:%M}"
    assert read_instant(typed, today=TODAY).value == f"{day}T{clock:%H:%M}"
