"""Months as people write them: only with their year."""

from datetime import date, datetime

import pytest

from feedback_xl.forms.months import read_month
from feedback_xl.xlsx.cells import CellValue

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-09",
        "2026-9",
        "2026/09",
        "2026.9",
        "2026年9月",
        "2026年 9月",
        "２０２６－０９",
        "202609",
        202609.0,
        datetime(2026, 9, 1),
        date(2026, 9, 30),
        "2026-09-17",
        "2026年9月17日",
        46266.0,
    ],
)
def test_a_month_with_its_year_is_read(typed: CellValue) -> None:
    reading = read_month(typed, today=TODAY)

    assert (reading.value, reading.notes) == ("2026-09", ())


@pytest.mark.parametrize(
    "typed", ["9月", "09-17", 9.0, "2026", "2026-13", "20269", "去年9月", True]
)
def test_what_may_mean_another_month_is_none(typed: CellValue) -> None:
    reading = read_month(typed, today=TODAY)

    assert reading.value is None
    assert [note.code for note in reading.notes] == ["MONTH_UNCLEAR"]


@pytest.mark.parametrize("typed", [None, "", " ", "无", "-"])
def test_nothing_is_no_month(typed: CellValue) -> None:
    assert read_month(typed, today=TODAY).notes == ()
