"""Quantities with separators, units and words around them."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_xl.forms.numbers import read_quantity
from feedback_xl.forms.reading import CellValue


@pytest.mark.parametrize(
    ("cell", "quantity", "codes"),
    [
        (50.0, 50, []),
        (50, 50, []),
        ("50", 50, []),
        (2.5, 2.5, []),
        (0.1 + 0.2, 0.3, []),
        (0.0, 0, []),
        (12.3456, 12.346, ["READ_AS"]),
        ("５０", 50, ["READ_AS"]),
        ("3,000", 3000, ["READ_AS"]),
        ("3，000.5", 3000.5, ["READ_AS"]),
        ("100pcs", 100, ["READ_AS"]),
        ("100 PCS", 100, ["READ_AS"]),
        ("100件", 100, ["READ_AS"]),
        ("￥1,200.50", 1200.5, ["READ_AS"]),
        ("1200元", 1200, ["READ_AS"]),
        ("1.2万", 12000, ["QUANTITY_MULTIPLIED"]),
        ("3千件", 3000, ["QUANTITY_MULTIPLIED"]),
        ("约20", 20, ["QUANTITY_ROUGH"]),
        ("20余件", 20, ["QUANTITY_ROUGH"]),
        ("20个左右", 20, ["QUANTITY_ROUGH"]),
        ("约1.2万", 12000, ["QUANTITY_ROUGH", "QUANTITY_MULTIPLIED"]),
        ("-5", None, ["QUANTITY_NEGATIVE"]),
        (-5.0, None, ["QUANTITY_NEGATIVE"]),
        ("5箱", None, ["QUANTITY_OTHER_UNIT"]),
        ("5千克", None, ["QUANTITY_OTHER_UNIT"]),
        ("3,00", None, ["QUANTITY_UNCLEAR"]),
        ("20~30", None, ["QUANTITY_UNCLEAR"]),
        ("5%", None, ["QUANTITY_UNCLEAR"]),
        ("若干", None, ["QUANTITY_UNCLEAR"]),
        ("=1+1", None, ["QUANTITY_UNCLEAR"]),
        (datetime(2026, 3, 12), None, ["QUANTITY_UNCLEAR"]),
        (True, None, ["QUANTITY_UNCLEAR"]),
        (float("inf"), None, ["QUANTITY_UNCLEAR"]),
        ("无", None, []),
        ("", None, []),
        (None, None, []),
    ],
)
def test_a_quantity(cell: CellValue, quantity: float | None, codes: list[str]) -> None:
    reading = read_quantity(cell)
    assert (reading.value, [note.code for note in reading.notes]) == (quantity, codes)
    assert not isinstance(reading.value, float) or not reading.value.is_integer()


def test_the_unit_that_needs_conversion_is_named() -> None:
    assert read_quantity("5千克").notes[0].tokens == (("unit", "千克"),)


@given(st.integers(0, 10**9), st.sampled_from(["{}", "{:,}", "{}件", "￥{}", " {} pcs"]))
def test_any_whole_number_reads_back(number: int, shape: str) -> None:
    assert read_quantity(shape.format(number)).value == number
    assert read_quantity(float(number)).value == number
