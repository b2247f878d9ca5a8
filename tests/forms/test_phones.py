"""Telephone numbers as they stand on business cards and in people's tables."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_xl.forms.phones import read_contact, read_phone
from feedback_xl.forms.reading import CellValue, Reading


def told(reading: Reading) -> list[str]:
    return [note.code for note in reading.notes]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("13800138000", "13800138000"),
        (13800138000.0, "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("0755-86123456", "0755-86123456"),
        ("075586123456", "0755-86123456"),
        ("（0755）86123456", "0755-86123456"),
        ("0755—86123456转801", "0755-86123456-801"),
        ("010 62345678", "010-62345678"),
        ("021-62345678", "021-62345678"),
        ("400-123-4567", "400-123-4567"),
        ("4001234567", "4001234567"),
        ("95588", "95588"),
        ("+49 89 12345678", "+49 89 12345678"),
        ("0049 89 12345678", "+49 89 12345678"),
        ("+86-755-8612-3456", "+86 755 8612 3456"),
        ("13800138000、0755-86123456", "13800138000、0755-86123456"),
        ("13800138000/13900139000", "13800138000、13900139000"),
        ("13800138000 13900139000", "13800138000、13900139000"),
        ("无", None),
        ("", None),
        (None, None),
    ],
)
def test_a_number_is_written_one_way_silently(cell: CellValue, number: str | None) -> None:
    assert read_phone(cell) == Reading(number)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (75586123456.0, "0755-86123456"),
        (1062345678.0, "010-62345678"),
        (2162345678.0, "021-62345678"),
        ("75586123456", "0755-86123456"),
    ],
)
def test_a_lost_leading_nought_is_put_back_and_told(cell: CellValue, number: str) -> None:
    reading = read_phone(cell)
    assert (reading.value, told(reading)) == (number, ["READ_AS"])


@pytest.mark.parametrize("typed", ["1380013800", "138001380001", "86123456", "同手机", "12345"])
def test_what_is_no_number_is_kept_as_typed_with_a_reminder(typed: str) -> None:
    reading = read_phone(typed)
    assert (reading.value, told(reading)) == (typed, ["PHONE_UNCLEAR"])


def test_of_several_numbers_the_wrong_one_is_named() -> None:
    reading = read_phone("13800138000、1390013900")
    assert reading.value == "13800138000、1390013900"
    assert [note.tokens for note in reading.notes] == [(("part", "1390013900"),)]


@pytest.mark.parametrize(
    ("typed", "number", "codes"),
    [
        ("+81-3-1234-5678", "+81 3-1234-5678", []),
        ("+852 2345 6789", "+852 2345 6789", []),
        ("089 12345678", "089 12345678", ["PHONE_UNCLEAR"]),
        ("+49 1", "+49 1", ["PHONE_UNCLEAR"]),
    ],
)
def test_a_number_abroad_needs_its_country(typed: str, number: str, codes: list[str]) -> None:
    reading = read_phone(typed, domestic=False)
    assert (reading.value, told(reading)) == (number, codes)


@pytest.mark.clause("P4.1-4c")
def test_a_number_turned_into_a_date_or_short_of_digits_is_not_taken() -> None:
    assert told(read_phone(date(2026, 3, 12))) == ["CODE_TURNED_DATE"]
    assert told(read_phone(1.3800138e18)) == ["CODE_LOST_DIGITS"]


@pytest.mark.parametrize(
    ("cell", "contact", "codes"),
    [
        ("王工 13800138000", "王工 13800138000", []),
        ("张经理（采购）138 0013 8000", "张经理（采购）138 0013 8000", []),
        ("王工 13800138000 李工 0755-86123456", "王工 13800138000 李工 0755-86123456", []),
        ("Mr. Müller +49 89 12345678", "Mr. Müller +49 89 12345678", []),
        ("王工", "王工", []),
        ("王工 分机801", "王工 分机801", []),
        ("王工 1380013800", "王工 1380013800", ["PHONE_UNCLEAR"]),
        ("138 0013 8000", "13800138000", []),
        (75586123456.0, "0755-86123456", ["READ_AS"]),
        ("无", None, []),
        (None, None, []),
    ],
)
def test_a_contact_keeps_the_text_and_notices_wrong_digits(
    cell: CellValue, contact: str | None, codes: list[str]
) -> None:
    reading = read_contact(cell)
    assert (reading.value, told(reading)) == (contact, codes)


@given(st.from_regex(r"1[3-9][0-9]{8}[1-9]", fullmatch=True))
def test_any_mobile_number_reads_back_from_text_and_number(number: str) -> None:
    assert read_phone(number) == read_phone(float(number)) == Reading(number)


@given(st.from_regex(r"(010|02[0-9]|0[3-9][0-9]{2})-[2-9][0-9]{6,7}(-[0-9]{1,6})?", fullmatch=True))
def test_any_fixed_number_reads_back(number: str) -> None:
    assert read_phone(number) == Reading(number)
