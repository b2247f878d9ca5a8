"""Whatever stands in a cell, every parser answers with a value or with words for a person."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_xl.forms.codes import read_bank_account, read_code, read_email, read_postcode
from feedback_xl.forms.credit_codes import read_credit_code
from feedback_xl.forms.dates import read_date, read_instant, read_time
from feedback_xl.forms.lists import read_choice, read_choices
from feedback_xl.forms.numbers import read_quantity
from feedback_xl.forms.phones import read_contact, read_phone
from feedback_xl.forms.reading import CellValue, Reading
from feedback_xl.forms.text import read_text
from feedback_xl.problems import any_returns, problem_from

TODAY = date(2026, 11, 25)
OPTIONS = {"yes": ("是", "√"), "no": ("否", "×"), "unknown": ("不明",)}
PARSERS: dict[str, Callable[[CellValue], Reading]] = {
    "text": read_text,
    "date": lambda cell: read_date(cell, today=TODAY),
    "date of 1904": lambda cell: read_date(cell, today=TODAY, epoch_1904=True),
    "instant": lambda cell: read_instant(cell, today=TODAY),
    "time": read_time,
    "quantity": read_quantity,
    "code": read_code,
    "postcode": read_postcode,
    "bank account": read_bank_account,
    "credit code": read_credit_code,
    "email": read_email,
    "phone": read_phone,
    "phone abroad": lambda cell: read_phone(cell, domestic=False),
    "contact": read_contact,
    "choice": lambda cell: read_choice(cell, OPTIONS),
}
LIKELY = "0123456789０１年月日点时分上下午半十二〇-./:：,，、;；+() 　\n约万件箱无是否@aAZ±²"
cells: st.SearchStrategy[CellValue] = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.integers(-(10**20), 10**20),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.text(),
    st.text(st.sampled_from(LIKELY), max_size=24),
)


@pytest.mark.parametrize("parser", PARSERS)
@given(cell=cells)
def test_every_cell_gives_a_value_or_a_reason(parser: str, cell: CellValue) -> None:
    reading = PARSERS[parser](cell)
    problems = [problem_from(note, label="数量", found=str(cell)) for note in reading.notes]
    assert reading.value != ""
    json.dumps(reading.value, allow_nan=False)
    if any_returns(problems):
        assert reading.value is None, "what is returned has no value"


@given(cell=cells)
def test_several_choices_are_known_ones_each_once(cell: CellValue) -> None:
    chosen = read_choices(cell, OPTIONS).value or []
    assert isinstance(chosen, list)
    assert chosen == [choice for choice in OPTIONS if choice in chosen]


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("cell", [None, "", " 　", "\u200b\n"])
def test_an_empty_cell_is_silently_nothing(parser: str, cell: CellValue) -> None:
    assert PARSERS[parser](cell) == Reading()
