"""Typed cells are found wherever rows and columns have gone; what fits nowhere is not lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_xl.edits.collect import canonical_text, collect
from feedback_xl.procedure.load import shipped_company
from feedback_xl.sheets.declaration import Column, book_sheets, department_sheets
from feedback_xl.xlsx.cells import Address, Cells, CellValue, Sheet
from tests.edits.sheets import (
    HEADER,
    OTHER,
    ROW,
    at,
    changed,
    collected,
    content_of,
    drawn,
    moved,
    plan_of,
    typed_into,
)

TYPED = {
    ROW: {"person": "王强", "cause": "夹具毛刺", "extend_to": "2026-11-30", "status": "处理中"},
    OTHER: {"person": "李工"},
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sheets")


@pytest.fixture(scope="module")
def sheet(desk: Path) -> Cells:
    return drawn(content_of(plan_of("QA"), TYPED), desk / "任务表.xlsx")


def test_what_was_printed_is_collected_by_row_and_field(sheet: Cells) -> None:
    found = collected(sheet)

    assert found.grid == TYPED
    assert found.strays == []


def test_what_people_type_is_collected_as_text(sheet: Cells) -> None:
    cells = changed(sheet, typed_into(OTHER, "原因分析", "  划伤 "))
    cells = changed(cells, typed_into(OTHER, "相关单号", 12.0))
    cells = changed(cells, typed_into(OTHER, "延期至", date(2026, 12, 1)))
    cells = changed(cells, typed_into(OTHER, "完成时间", datetime(2026, 11, 23, 9, 30)))

    assert collected(cells).grid[OTHER] == {
        "person": "李工",
        "cause": "划伤",
        "related_no": "12",
        "extend_to": "2026-12-01",
        "done_at": "2026-11-23 09:30",
    }


def reversed_rows(address: Address) -> Address:
    row, column = address
    return ({HEADER + 1: HEADER + 2, HEADER + 2: HEADER + 1}.get(row, row), column)


@pytest.mark.parametrize(
    "move",
    [
        pytest.param(reversed_rows, id="rows sorted"),
        pytest.param(lambda at: (at[0] + 3, at[1]), id="rows inserted above"),
        pytest.param(lambda at: (at[0] * 2, at[1]), id="rows inserted between"),
        pytest.param(lambda at: (at[0], 60 - at[1]), id="columns the other way round"),
        pytest.param(lambda at: (at[0], at[1] + 2), id="columns inserted"),
        pytest.param(lambda at: None if at[1] in (2, 3, 9) else at, id="locked columns deleted"),
    ],
)
def test_rows_and_columns_may_be_anywhere(sheet: Cells, move: object) -> None:
    assert collected(changed(sheet, moved(move))).grid == TYPED  # type: ignore[arg-type]


def test_hidden_and_filtered_rows_are_read_too(sheet: Cells) -> None:
    hidden = changed(sheet, lambda s: replace(s, hidden_rows=frozenset({HEADER + 1})))

    assert collected(hidden).grid == TYPED


def test_the_other_way_of_writing_a_character_is_no_edit(sheet: Cells) -> None:
    assert canonical_text("Café") == canonical_text("Cafe\N{COMBINING ACUTE ACCENT}")
    assert canonical_text("毛刺　 ") == "毛刺"


def copied(key: str, to: int, **instead: CellValue) -> Callable[[Sheet], Sheet]:
    """A row copied to another place, some cells typed over."""

    def apply(page: Sheet) -> Sheet:
        row, _ = at(page, key, "担当")
        copy = {(to, c): value for (r, c), value in page.cells.items() if r == row}
        over = {(to, at(page, key, title)[1]): value for title, value in instead.items()}
        return replace(page, cells={**page.cells, **copy, **over})

    return apply


def test_the_same_row_twice_counts_once(sheet: Cells) -> None:
    found = collected(changed(sheet, copied(ROW, 20)))

    assert (found.grid, found.strays) == (TYPED, [])


def test_a_row_copied_and_typed_over_is_asked_about(sheet: Cells) -> None:
    found = collected(changed(sheet, copied(ROW, 20, 原因分析="材质")))

    assert [text for text in found.strays if ROW in text and "材质" in text]


def test_text_in_a_row_of_nobody_s_is_kept_as_a_stray(sheet: Cells) -> None:
    below = changed(sheet, lambda s: replace(s, cells={**s.cells, (30, 16): "这批已隔离"}))

    assert collected(below).grid == TYPED
    [stray] = collected(below).strays
    assert "这批已隔离" in stray


def test_locked_cells_do_not_count(sheet: Cells) -> None:
    cells = changed(sheet, typed_into(ROW, "等级", "B"))
    cells = changed(cells, typed_into(ROW, "完成时限", datetime(2027, 1, 1)))

    assert collected(cells).grid == TYPED


# --- what we publish reads back unchanged

COMPANY = shipped_company()
PLANS = [
    (department, plan)
    for department in COMPANY.departments
    for plan in department_sheets(department)
    if plan.typed
]


AWKWARD = ["=1+1", "'12", "0012", "1E5", "_x0041_", "2026-11-23 00:00", "同上", "-"]


def usual(column: Column) -> st.SearchStrategy[CellValue]:
    anything: st.SearchStrategy[CellValue] = st.text(max_size=20)
    match column.kind:
        case "date":
            anything |= st.dates(date(2000, 1, 1)) | st.dates().map(lambda d: d.strftime("%Y%m%d"))
        case "instant":
            anything |= st.datetimes(datetime(2000, 1, 1)) | st.datetimes().map(str)
        case "quantity":
            anything |= st.floats(-1e12, 1e12) | st.decimals(0, 999, places=2).map(str)
        case "choice":
            anything |= st.sampled_from(
                [n for o in COMPANY.options(column.list).values() for n in o]
            )
    return anything | st.sampled_from(["=1+1", "'12", "0012", "1E5", "_x0041_", "2026-11-23 00:00"])


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_we_publish_reads_back_unchanged(data: st.DataObject, desk: Path) -> None:
    department, plan = data.draw(st.sampled_from(PLANS))
    typed: dict[str, dict[str, str]] = {}
    for key in (ROW, OTHER):
        columns = data.draw(st.lists(st.integers(0, len(plan.typed) - 1), max_size=4, unique=True))
        values = {
            plan.typed[n].id: canonical_text(data.draw(usual(plan.typed[n]))) for n in columns
        }
        typed[key] = {name: text for name, text in values.items() if text}
    content = content_of(plan, typed)
    found = collect(drawn(content, desk / "round.xlsx"), book_sheets("tasks", department))

    kept = {key: cells for key, cells in typed.items() if cells or plan.row_of != "customers"}
    assert found.grid == typed
    assert content.base() == kept
    assert found.strays == []
