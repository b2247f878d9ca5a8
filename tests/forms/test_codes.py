"""Codes that Excel has, or has not, taken for numbers and dates."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_xl.forms.codes import read_bank_account, read_code, read_email, read_postcode
from feedback_xl.forms.credit_codes import check_character, read_credit_code
from feedback_xl.forms.reading import CellValue, Reading


def told(reading: Reading) -> list[str]:
    return [note.code for note in reading.notes]


@pytest.mark.parametrize(
    ("cell", "code", "codes"),
    [
        (" LOT-2026-11 ", "LOT-2026-11", []),
        ("ＬＯＴ－１１", "LOT-11", []),
        ("00123", "00123", []),
        ("=1+1", "=1+1", []),
        (20261101.0, "20261101", ["CODE_WAS_NUMBER"]),
        (datetime(2026, 3, 12), None, ["CODE_TURNED_DATE"]),
        (date(2026, 3, 12), None, ["CODE_TURNED_DATE"]),
        (time(3, 12), None, ["CODE_TURNED_DATE"]),
        (3e10, None, ["CODE_TURNED_NUMBER"]),
        (12.5, None, ["CODE_TURNED_NUMBER"]),
        (6222021234567890128.0, None, ["CODE_LOST_DIGITS"]),
        ("6.22202E+18", None, ["CODE_LOST_DIGITS"]),
        ("/", None, []),
        ("", None, []),
        (None, None, []),
    ],
)
def test_a_code(cell: CellValue, code: str | None, codes: list[str]) -> None:
    reading = read_code(cell)
    assert (reading.value, told(reading)) == (code, codes)


@pytest.mark.parametrize(
    ("cell", "postcode", "codes"),
    [
        ("518000", "518000", []),
        ("５１８ ０００", "518000", []),
        (518000.0, "518000", []),
        ("010020", "010020", []),
        (10020.0, "010020", ["READ_AS"]),
        ("999077", "999077", []),
        ("10020", None, ["POSTCODE_WRONG"]),
        ("000000", None, ["POSTCODE_WRONG"]),
        (9999.0, None, ["POSTCODE_WRONG"]),
        ("深圳", None, ["POSTCODE_WRONG"]),
        ("无", None, []),
    ],
)
def test_a_postcode(cell: CellValue, postcode: str | None, codes: list[str]) -> None:
    reading = read_postcode(cell)
    assert (reading.value, told(reading)) == (postcode, codes)


@pytest.mark.parametrize(
    ("cell", "account", "codes"),
    [
        ("6222 0212 3456 7890 128", "6222021234567890128", []),
        ("4000-0212-0901", "400002120901", []),
        (400002120901.0, "400002120901", ["CODE_WAS_NUMBER"]),
        (6222021234567890128.0, None, ["CODE_LOST_DIGITS"]),
        ("1234567", None, ["BANK_ACCOUNT_WRONG"]),
        ("工行6222021234567890", None, ["BANK_ACCOUNT_WRONG"]),
        (None, None, []),
    ],
)
def test_a_bank_account(cell: CellValue, account: str | None, codes: list[str]) -> None:
    reading = read_bank_account(cell)
    assert (reading.value, told(reading)) == (account, codes)


@pytest.mark.parametrize(
    ("cell", "email", "codes"),
    [
        ("wang@abc.com.cn", "wang@abc.com.cn", []),
        (" wang＠abc.com ", "wang@abc.com", []),
        ("wang@abc.com；li@abc.com", "wang@abc.com; li@abc.com", []),
        ("wang@abc", "wang@abc", ["EMAIL_WRONG"]),
        ("13800138000", "13800138000", ["EMAIL_WRONG"]),
        ("无", None, []),
        (";", None, []),
    ],
)
def test_an_email_address(cell: CellValue, email: str | None, codes: list[str]) -> None:
    reading = read_email(cell)
    assert (reading.value, told(reading)) == (email, codes)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("91110000600037341L", "91110000600037341L"),
        ("91350100M000100Y43", "91350100M000100Y43"),
        ("9131000063159284XQ", "9131000063159284XQ"),
        ("9111 0000 6000 3734 1l", "91110000600037341L"),
        ("９１１１００００６０００３７３４１Ｌ", "91110000600037341L"),
        ("440301123456789", "440301123456789"),
        ("11010519491231002X", "11010519491231002X"),
        ("无", None),
    ],
)
def test_a_right_credit_code_or_taxpayer_number_is_read_silently(
    cell: CellValue, code: str | None
) -> None:
    assert read_credit_code(cell) == Reading(code)


@pytest.mark.parametrize(
    ("typed", "problem", "tokens"),
    [
        ("91350100M000100Y4Z", "CREDIT_CODE_LETTERS", {"wrong": "Z"}),
        ("9135O1OOMOOO1OOY43", "CREDIT_CODE_LETTERS", {"wrong": "O"}),
        ("9135010", "CREDIT_CODE_LENGTH", {"length": "7"}),
        ("9A350100M000100Y43", "CREDIT_CODE_SHAPE", {}),
    ],
)
def test_a_wrong_credit_code_is_not_taken(typed: str, problem: str, tokens: dict[str, str]) -> None:
    reading = read_credit_code(typed)
    assert (reading.value, told(reading)) == (None, [problem])
    assert dict(reading.notes[0].tokens) == tokens


@pytest.mark.parametrize(
    ("typed", "check"),
    [("91350211M0000XUF46", "R"), ("91350100M0001TGQXM", "1"), ("911100006000373410", "L")],
)
def test_a_credit_code_with_a_wrong_check_character_is_taken_with_a_reminder(
    typed: str, check: str
) -> None:
    reading = read_credit_code(typed)
    assert (reading.value, told(reading)) == (typed, ["CREDIT_CODE_CHECK"])
    assert dict(reading.notes[0].tokens) == {"check": check}


def test_a_credit_code_typed_as_a_number_has_lost_digits() -> None:
    assert told(read_credit_code(911100006000373410.0)) == ["CODE_LOST_DIGITS"]


@given(st.from_regex(r"[1-9ANY][0-9]{7}[0-9A-HJ-NP-RTUWXY]{9}", fullmatch=True))
def test_any_body_with_its_check_character_is_a_credit_code(body: str) -> None:
    code = body + check_character(body)
    assert read_credit_code(code) == Reading(code)
