"""Text stays as typed; only what nobody sees goes, and only a key is folded."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_xl.forms.reading import CellValue
from feedback_xl.forms.text import clean, fold_key, is_ditto, is_null, number_in, read_text, text_of


@pytest.mark.parametrize(
    ("cell", "seen"),
    [
        ("  外壳划伤　", "外壳划伤"),
        ("\u200b外壳\ufeff划伤\xa0", "外壳划伤"),
        ("孔①②偏移，线径2.5mm²，间隙½", "孔①②偏移，线径2.5mm²，间隙½"),
        ("苏州（中国）有限公司", "苏州（中国）有限公司"),
        ("第一行\r\n第二行\x0b第三行", "第一行\n第二行\n第三行"),
        ("甲\t乙\x07", "甲 乙"),
        ("=1+1", "=1+1"),
        ("", ""),
        (None, ""),
        (123.0, "123"),
        (0.1 + 0.2, "0.3"),
        (6222021234567890128.0, "6.22202123456789e+18"),
        (True, "TRUE"),
        (datetime(2026, 11, 23), "2026-11-23"),
        (datetime(2026, 11, 23, 8, 30), "2026-11-23 08:30"),
        (date(2026, 11, 23), "2026-11-23"),
        (time(8, 30), "08:30"),
    ],
)
def test_a_cell_is_the_text_a_person_sees(cell: CellValue, seen: str) -> None:
    assert text_of(cell) == seen


def test_an_empty_text_is_no_value_and_a_null_word_stays_for_the_caller_to_judge() -> None:
    assert read_text(" \u3000\u200b").value is None
    assert read_text("无").value == "无"


def test_only_numbers_are_numbers() -> None:
    assert [number_in(cell) for cell in (3, 2.5, True, "3", None)] == [3.0, 2.5, None, None, None]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("苏州（中国）有限公司", "苏州(中国) 有限公司"),
        ("ＡＢＣ·德国", "abc德国"),
        ("出差.退换品信息表", "出差·退换品信息表"),
        ("AA 级", "ａａ级"),
        ("Siemens AG, Co.Ltd.", "SIEMENS AG Co Ltd"),
        ("BX—100", "bx-100"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert fold_key(one) == fold_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("1.2", "12"), ("A+", "A"), ("3-12", "312"), ("√", "×"), ("甲", "乙")]
)
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert fold_key(one) != fold_key(other)


@pytest.mark.parametrize(
    "text",
    [
        "无",
        " 无 ",
        "/",
        "／",
        "—",
        "——",
        "-",
        "--",
        "待定",
        "N/A",
        "n/a",
        "NA",
        "不详",
        "暂无",
        "？",
        "",
    ],
)
def test_a_null_word_counts_as_empty(text: str) -> None:
    assert is_null(text)


@pytest.mark.parametrize("text", ["0", "无锡", "无法开机", "同上", "不明", "√", "否"])
def test_an_answer_does_not_count_as_empty(text: str) -> None:
    assert not is_null(text)


@pytest.mark.parametrize("text", ["同上", " 同 上 ", "〃", '"', "”", "″"])
def test_ditto_refers_to_the_line_above(text: str) -> None:
    assert is_ditto(text)


@given(st.text())
def test_cleaning_again_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
