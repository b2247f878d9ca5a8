"""What may stand in a form's cell besides a value: formulas, errors, pictures, comments, 同上."""

from dataclasses import replace

import pytest

from feedback_xl.problems import Note, problem_from
from feedback_xl.xlsx.cells import Cells, address_of
from tests.forms.filling import (
    ordinary,
    problems,
    read,
    returned,
    with_cells,
    with_rows,
    with_sheet,
)

RETURNED, ASKED = "FIELD_REQUIRED", "FIELD_ASKED"


def worded(code: str, label: str, found: str) -> str:
    return problem_from(Note.of(code), label=label, found=found).text


def with_marks(cells: Cells, **marks: dict[str, str]) -> Cells:
    """Formulas or errors noted on cells of the first page, by A1; such a cell has no value."""
    found = {kind: {address_of(a1): text for a1, text in by.items()} for kind, by in marks.items()}
    emptied = {a1: None for by in marks.values() for a1 in by}
    return with_sheet(
        with_cells(cells, "反馈信息", emptied), "反馈信息", lambda sheet: replace(sheet, **found)
    )


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [("formulas", "=TODAY()", "FORMULA_NO_VALUE"), ("errors", "#N/A", "CELL_ERROR")],
)
def test_a_formula_without_value_or_an_error_is_its_own_problem(
    kind: str, text: str, code: str
) -> None:
    demanded = read(with_marks(ordinary("feedback"), **{kind: {"B8": text}}))
    asked = read(with_marks(ordinary("feedback"), **{kind: {"F9": text}}))
    optional = read(with_marks(ordinary("feedback"), **{kind: {"F7": text}}))

    assert problems(demanded) == [("收到日期", code, "return")]
    assert problems(asked) == [("受理人", code, "remind")]
    assert problems(optional) == [("联系人/电话", code, "remind")]
    assert demanded.problems[0].found == text


def test_ditto_marks_repeat_the_line_above_and_are_told() -> None:
    found = read(
        ordinary(
            "feedback",
            """
        | 产品型号或品名 | 批号 | 不良现象 |
        | ZD-3012 | L1 | 异响 |
        | 同上 | L2 | 〃 |
    """,
        )
    )

    assert [dict(line) for line in found.submission.lines["products"]] == [
        {"part": "ZD-3012", "lot": "L1", "unit": "piece", "phenomenon": "异响"},
        {"part": "ZD-3012", "lot": "L2", "unit": "piece", "phenomenon": "异响"},
    ]
    assert [(r.label, r.before, r.after) for r in found.repairs] == [
        ("产品型号或品名", "同上", "ZD-3012"),
        ("不良现象", "〃", "异响"),
    ]
    assert found.repairs[0].text == worded("DITTO_FILLED", "产品型号或品名", "同上")
    assert problems(found) == []


def test_ditto_marks_in_the_first_line_are_no_value() -> None:
    found = read(ordinary("feedback", "| 产品型号或品名 | 批号 |\n | 同上 | L2 |"))

    assert all("part" not in line for line in found.submission.lines.get("products", ()))


def test_ditto_marks_outside_tables_are_no_value() -> None:
    found = read(ordinary("feedback", "| 客户名称 | 同上 | 受理人 | 同上 |"))

    assert problems(found) == [("客户名称", RETURNED, "return"), ("受理人", ASKED, "remind")]


def test_a_formula_that_drifts_with_the_day_is_told() -> None:
    dated = ordinary("feedback")
    drifting = with_sheet(
        dated, "反馈信息", lambda s: replace(s, formulas={address_of("B8"): "=TODAY()"})
    )
    found = read(drifting)

    assert found.submission == read(dated).submission
    assert problems(found) == [("收到日期", "FORMULA_VOLATILE", "remind")]


def test_a_line_in_a_hidden_row_is_read_and_told() -> None:
    cells = ordinary("feedback", "| 产品型号或品名 |\n | ZD-1 |\n | ZD-2 |")
    hidden = with_sheet(cells, "反馈信息", lambda s: replace(s, hidden_rows=frozenset({26})))
    found = read(hidden)

    assert [line["part"] for line in found.submission.lines["products"]] == ["ZD-1", "ZD-2"]
    assert [(code, severity) for _, code, severity in problems(found)] == [("ROW_HIDDEN", "remind")]


def test_what_people_write_into_a_comment_is_told() -> None:
    noted = with_sheet(
        ordinary("feedback"),
        "反馈信息",
        lambda s: replace(s, notes={address_of("B14"): "客户要求今天答复"}),
    )

    [problem] = read(noted).problems

    assert (problem.code, str(problem.severity)) == ("COMMENT_FOUND", "remind")
    assert "客户要求今天答复" in problem.text


def test_a_picture_where_text_is_demanded_is_its_own_problem() -> None:
    pictured = with_sheet(
        ordinary("feedback", "| 反馈内容 | |"),
        "反馈信息",
        lambda s: replace(s, pictured=frozenset({address_of("B14")})),
    )

    assert returned(read(pictured)) == [("反馈内容", "PICTURE_NOT_TEXT")]


def test_cells_merged_over_lines_hold_for_each_line() -> None:
    cells = ordinary(
        "feedback",
        """
        | 产品型号或品名 | 批号 |
        | ZD-3012 | L1 |
        | | L2 |
        | | L3 |
    """,
    )
    first, last = address_of("A25"), address_of("A27")
    merged = with_sheet(cells, "反馈信息", lambda s: replace(s, merged=(*s.merged, (first, last))))
    found = read(merged)

    assert [line["part"] for line in found.submission.lines["products"]] == ["ZD-3012"] * 3
    assert {r.text for r in found.repairs} == {worded("MERGED_FILLED", "产品型号或品名", "")}
    assert {(r.label, r.after) for r in found.repairs} == {("产品型号或品名", "ZD-3012")}
    assert problems(found) == []


def test_lines_added_below_a_table_are_read() -> None:
    cells = with_rows(ordinary("feedback"), "反馈信息", 28, 2)
    more = {"A26": "ZD-2", "A27": "ZD-3", "A28": "ZD-4", "A29": "ZD-5"}
    found = read(with_cells(cells, "反馈信息", more))

    assert [line["part"] for line in found.submission.lines["products"]] == [
        "ZD-3012",
        "ZD-2",
        "ZD-3",
        "ZD-4",
        "ZD-5",
    ]


def test_words_for_nothing_count_as_an_empty_cell() -> None:
    found = read(ordinary("feedback", "| 客户名称 | 无 | 联系人/电话 | / |"))

    assert returned(found) == [("客户名称", RETURNED)]
    assert "contact" not in found.submission.fields


def test_every_repair_is_told_with_before_and_after() -> None:
    found = read(
        ordinary("feedback", "| 信息类别 | 质量问题 | 信息等级 | ａ级 |\n | 反馈方式 | 来电 |")
    )

    assert found.submission.fields["category"] == "quality"
    assert {(r.label, r.before, r.after) for r in found.repairs} == {
        ("反馈方式", "来电", "电话"),
        ("信息类别", "质量问题", "产品质量信息"),
        ("信息等级", "ａ级", "A"),
    }
