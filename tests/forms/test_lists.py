"""Choices under their labels, their aliases and words that are neither."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_xl.forms.lists import read_choice, read_choices
from feedback_xl.forms.reading import Reading
from feedback_xl.problems import Note

LEVELS = {"AA": ("AA",), "A": ("A",), "B": ("B", "普通")}
DEMANDS = {
    "none": ("无特别要求", "无"),
    "return": ("退货", "退"),
    "exchange": ("换货", "更换"),
    "claim": ("折让/索赔", "赔偿"),
    "report_8d": ("8D报告", "8D"),
    "other": ("其他",),
}
ALLOWED = "无特别要求/退货/换货/折让/索赔/8D报告/其他"


@pytest.mark.parametrize("typed", ["AA", "ＡＡ", " aa ", "A A"])
def test_a_label_is_read_silently_whatever_its_width_and_case(typed: str) -> None:
    assert read_choice(typed, LEVELS) == Reading("AA")


@pytest.mark.parametrize(
    ("typed", "level", "label"), [("AA级", "AA", "AA"), ("a 级", "A", "A"), ("普通", "B", "B")]
)
def test_another_word_for_a_choice_is_read_and_told(typed: str, level: str, label: str) -> None:
    told = Note.of("READ_AS", found=typed, value=label)
    assert read_choice(typed, LEVELS) == Reading(level, (told,))


@pytest.mark.parametrize("typed", [None, "", "/", "待定"])
def test_an_empty_cell_is_no_choice(typed: str | None) -> None:
    assert read_choice(typed, LEVELS) == read_choices(typed, LEVELS) == Reading()


def test_a_null_word_that_is_an_option_is_a_choice() -> None:
    assert read_choice("无", DEMANDS).value == "none"
    assert read_choice("待定", {"open": ("待定",)}) == Reading("open")


def test_a_word_not_in_the_list_is_answered_with_the_list_and_the_nearest_label() -> None:
    expected = Note.of("CHOICE_NEARLY", found="换活", allowed=ALLOWED, nearest="换货")
    assert read_choice("换活", DEMANDS) == Reading(None, (expected,))


def test_a_word_like_none_is_answered_with_the_list_alone() -> None:
    expected = Note.of("CHOICE_UNKNOWN", found="尽快处理", allowed=ALLOWED)
    assert read_choice("尽快处理", DEMANDS) == Reading(None, (expected,))


def test_a_label_beats_the_same_word_as_an_alias() -> None:
    options = {"first": ("甲", "乙"), "second": ("乙",)}
    assert read_choice("乙", options) == Reading("second")


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("退货", ["return"]),
        ("换货、退货", ["return", "exchange"]),
        ("换货，退货；换货", ["return", "exchange"]),
        ("退货/换货", ["return", "exchange"]),
        ("退货\n换货 其他", ["return", "exchange", "other"]),
        ("折让/索赔、退货", ["return", "claim"]),
    ],
)
def test_several_choices_come_in_the_order_of_the_list(typed: str, chosen: list[str]) -> None:
    assert read_choices(typed, DEMANDS) == Reading(chosen)


def test_of_several_choices_the_unknown_one_is_named_and_the_others_are_kept() -> None:
    reading = read_choices("退货、尽快处理、8D", DEMANDS)
    assert reading.value == ["return", "report_8d"]
    assert reading.notes == (
        Note.of("CHOICE_UNKNOWN", found="尽快处理", allowed=ALLOWED),
        Note.of("READ_AS", found="8D", value="8D报告"),
    )


@given(st.sampled_from(sorted(DEMANDS)))
def test_any_label_reads_back_as_its_choice(choice: str) -> None:
    assert read_choice(DEMANDS[choice][0], DEMANDS) == Reading(choice)


@given(st.sets(st.sampled_from(sorted(DEMANDS)), min_size=1), st.sampled_from("、,，;；\n"))
def test_any_labels_read_back_as_their_choices(choices: set[str], separator: str) -> None:
    typed = separator.join(DEMANDS[choice][0] for choice in choices)
    assert set(read_choices(typed, DEMANDS).value or ()) == choices
