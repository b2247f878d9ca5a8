"""What becomes of each cell of a saved sheet: the table of reliability.md part 4."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_xl.edits.merge import Merge, merge_sheet

Grid = Mapping[str, Mapping[str, str]]
ROW, CELL, OTHER = "FK-1-T01", "cause", "measures"
BOTH = frozenset({CELL, OTHER})


def grid(**cells: str) -> Grid:
    return {ROW: {name: text for name, text in cells.items() if text}}


def merged(file: Grid, shadow: Grid, printed: Grid, ledger: Grid) -> Merge:
    return merge_sheet(file, printed, shadow, ledger, lambda _row: BOTH)


def outcome(found: Merge) -> dict[str, str]:
    taken = {edit.field: f"taken {edit.old}→{edit.new}" for edit in found.taken}
    asked = {c.field: f"asked {c.standing}/{c.offered}" for c in found.conflicts}
    assert not taken.keys() & asked.keys()
    return {**taken, **asked}


@pytest.mark.parametrize(
    ("file", "shadow", "printed", "ledger", "expected"),
    [
        # F = B: not touched, whatever the ledger holds by now
        ("", "", "", "", ""),
        ("a", "a", "a", "a", ""),
        ("a", "a", "a", "b", ""),
        ("", "", "", "b", ""),
        ("a", "a", "", "b", ""),
        # F ≠ B, L = B: taken
        ("x", "", "", "", "taken →x"),
        ("x", "a", "a", "a", "taken a→x"),
        ("", "a", "a", "a", "taken a→"),
        ("x", "a", "", "a", "taken a→x"),
        # F ≠ B, L = F: already so
        ("x", "", "", "x", ""),
        ("x", "a", "a", "x", ""),
        ("", "a", "a", "", ""),
        # F ≠ B, L other: asked, and the ledger's value stays
        ("x", "", "", "b", "asked b/x"),
        ("x", "a", "a", "b", "asked b/x"),
        ("x", "a", "a", "", "asked /x"),
        ("", "a", "a", "b", "asked b/"),
        # F = P ≠ B: back to what was printed may be an older copy: asked
        ("", "a", "", "a", "asked a/"),
        ("p", "a", "p", "a", "asked a/p"),
        ("p", "a", "p", "b", "asked b/p"),
        ("p", "a", "p", "p", ""),
    ],
)
def test_one_cell(file: str, shadow: str, printed: str, ledger: str, expected: str) -> None:
    sides = [grid(**{CELL: text}) for text in (file, shadow, printed, ledger)]

    assert outcome(merged(*sides)).get(CELL, "") == expected


def test_the_next_reading_is_compared_with_this_one() -> None:
    printed, first = grid(), grid(cause="x")
    found = merged(first, printed, printed, printed)
    again = merged(first, found.shadow, printed, grid(cause="x"))

    assert found.shadow == first
    assert outcome(again) == {}


def test_a_conflict_is_told_once_not_at_every_save() -> None:
    printed, ledger = grid(), grid(cause="b")
    first = merged(grid(cause="x"), printed, printed, ledger)
    again = merged(grid(cause="x", measures="y"), first.shadow, printed, ledger)

    assert outcome(first) == {CELL: "asked b/x"}
    assert outcome(again) == {OTHER: "taken →y"}


def test_a_row_missing_from_the_file_is_not_deleted() -> None:
    base = grid(cause="a")
    found = merged({}, base, base, base)

    assert outcome(found) == {}
    assert found.shadow == base


def test_a_row_that_was_never_printed_does_not_count() -> None:
    found = merge_sheet({"FK-9-T01": {CELL: "x"}}, {}, {}, {}, lambda _row: BOTH)

    assert outcome(found) == {}


def test_cells_people_may_not_type_in_do_not_count() -> None:
    file = grid(cause="x", measures="y")
    found = merge_sheet(file, grid(), grid(), grid(), lambda _row: frozenset({OTHER}))

    assert outcome(found) == {OTHER: "taken →y"}


texts = st.sampled_from(["", "a", "b", "c"])
grids = st.dictionaries(
    st.sampled_from(["r1", "r2"]),
    st.dictionaries(st.sampled_from([CELL, OTHER]), texts.filter(bool)),
)


@given(file=grids, shadow=grids, printed=grids, ledger=grids)
def test_no_other_value_than_the_file_s_is_ever_taken(
    file: Grid, shadow: Grid, printed: Grid, ledger: Grid
) -> None:
    found = merged(file, shadow, printed, ledger)
    for edit in found.taken:
        assert edit.new == file[edit.row].get(edit.field, "") != edit.old
        assert edit.old == ledger.get(edit.row, {}).get(edit.field, "")
    for clash in found.conflicts:
        assert clash.offered == file[clash.row].get(clash.field, "")
        assert clash.standing == ledger.get(clash.row, {}).get(clash.field, "") != clash.offered


@given(file=grids, printed=grids, ledger=grids)
def test_reading_the_same_save_again_decides_nothing(
    file: Grid, printed: Grid, ledger: Grid
) -> None:
    found = merged(file, printed, printed, ledger)
    after = {row: dict(cells) for row, cells in ledger.items()}
    for edit in found.taken:
        after.setdefault(edit.row, {})[edit.field] = edit.new

    assert outcome(merged(file, found.shadow, printed, after)) == {}
