"""Whatever was read arrives unchanged on the other side of the pipe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_xl.problems import Fault, Note
from feedback_xl.xlsx.cells import Cells, LeftPicture, Picture, Sheet
from feedback_xl.xlsx.gate import Refusal
from feedback_xl.xlsx.wire import decode, encode

TEXT = st.text(st.characters(), max_size=8)  # lone surrogates too
ADDRESS = st.tuples(st.integers(1, 20_000), st.integers(1, 256))
INSTANT = st.datetimes() | st.times()
VALUE = st.one_of(
    TEXT,
    st.floats(allow_nan=False),
    st.booleans(),
    st.dates(),
    INSTANT.map(lambda value: value.replace(fold=0)),  # no workbook has a second 01:30
)
TEXTS = st.dictionaries(ADDRESS, TEXT, max_size=3)
SHEET = st.builds(
    Sheet,
    name=TEXT,
    cells=st.dictionaries(ADDRESS, VALUE, max_size=5),
    hidden=st.booleans(),
    merged=st.lists(st.tuples(ADDRESS, ADDRESS), max_size=2).map(tuple),
    formulas=TEXTS,
    errors=TEXTS,
    notes=TEXTS,
    hidden_rows=st.frozensets(st.integers(1, 99), max_size=3),
    pictured=st.frozensets(ADDRESS, max_size=3),
)
PICTURE = st.builds(
    Picture,
    sha=TEXT,
    part=TEXT,
    kind=TEXT,
    size=st.integers(0),
    width=st.integers(0),
    height=st.integers(0),
    sheet=TEXT,
    cell=TEXT,
    place=TEXT,
    name=TEXT,
    shown=TEXT,
)
LEFT = st.builds(LeftPicture, st.builds(Note, TEXT, st.tuples(st.tuples(TEXT, TEXT))), TEXT, TEXT)
CELLS = st.builds(
    Cells,
    sheets=st.lists(SHEET, max_size=2).map(tuple),
    epoch_1904=st.booleans(),
    legacy=st.booleans(),
    modified_by=TEXT,
    stamp=TEXT,
    pictures=st.lists(PICTURE, max_size=2).map(tuple),
    left_pictures=st.lists(LEFT, max_size=2).map(tuple),
)


@given(CELLS)
def test_cells_arrive_as_they_were_sent(cells: Cells) -> None:
    line = encode(cells)

    assert "\n" not in line
    assert decode(line) == cells
    assert types_in(decode(line)) == types_in(cells)  # 1.0 == True, and must not become it


def types_in(cells: Cells | Refusal) -> list[type]:
    assert isinstance(cells, Cells)
    return [type(value) for sheet in cells.sheets for value in sheet.cells.values()]


@given(st.dictionaries(TEXT, TEXT, max_size=3))
def test_refusals_arrive_as_they_were_sent(tokens: dict[str, str]) -> None:
    refusal = Refusal("WORKBOOK_DAMAGED", tuple(tokens.items()))

    assert decode(encode(refusal)) == refusal


def test_a_fault_is_raised_on_the_other_side() -> None:
    with pytest.raises(Fault, match="disk") as raised:
        decode(encode(Fault("disk", "look at it")))

    assert raised.value.remedy == "look at it"
