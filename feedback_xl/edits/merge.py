"""Which cells of a saved sheet its author changed, and what becomes of each.

A sheet is compared with the publication it was made from, as last read (its shadow), so that a
stale copy reverts nobody's value. F is the file's cell, B the shadow's, P the printed one, L the
ledger's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Authors = Mapping[str, Mapping[str, str]]  # row key → field → who typed it
Grid = Mapping[str, Mapping[str, str]]  # row key → field → text; empty cells are left out


@dataclass(frozen=True)
class CellEdit:
    """A cell somebody changed; it takes effect."""

    row: str
    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Conflict:
    """A cell two people changed, or one that went back in a way that may be a stale copy."""

    row: str
    field: str
    standing: str
    offered: str


@dataclass(frozen=True)
class Merge:
    """What a sheet's reading comes to; `shadow` is what the next reading compares with."""

    taken: tuple[CellEdit, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    shadow: Grid = field(default_factory=dict)


def merge_sheet(
    file: Grid,
    printed: Grid,
    shadow: Grid,
    ledger: Grid,
    allowed: Callable[[str], frozenset[str]],
    authors: Authors | None = None,
    who: str = "",
) -> Merge:
    """Decide every cell of a saved sheet. `allowed` names the fields people may type in a row.

    `authors` says who typed each cell of the shadow, `who` saved this file. A cell that went back
    to what was printed is an undoing only by the one who typed it; a stale copy looks the same.
    A file that shows nothing of what others typed is a copy of its own: it is compared with the
    print.

    Rows that are missing from the file are not deleted; rows that were never printed do not count.
    """
    taken: list[CellEdit] = []
    conflicts: list[Conflict] = []
    typed_by = authors or {}
    if _is_copy_of_its_own(file, printed, shadow, typed_by, who):
        shadow = {**shadow, **{row: printed[row] for row in file.keys() & printed.keys()}}
    for row in file.keys() & printed.keys():
        for name in sorted(allowed(row)):
            new, base, given, standing = (
                grid.get(row, {}).get(name, "") for grid in (file, shadow, printed, ledger)
            )
            if new in (base, standing):
                continue
            mine = bool(who) and typed_by.get(row, {}).get(name) == who
            went_back = new == given and not mine
            if standing == base and not went_back:
                taken.append(CellEdit(row, name, standing, new))
            else:
                conflicts.append(Conflict(row, name, standing, new))
    after = {**shadow, **{row: dict(file[row]) for row in file.keys() & printed.keys()}}
    return Merge(tuple(sorted(taken, key=_order)), tuple(sorted(conflicts, key=_order)), after)


def _order(item: CellEdit | Conflict) -> tuple[str, str]:
    return item.row, item.field


def _is_copy_of_its_own(
    file: Grid, printed: Grid, shadow: Grid, typed_by: Authors, who: str
) -> bool:
    """Whether a named person's file shows none of the cells that others typed before."""
    theirs = [
        file.get(row, {}).get(name, "") == text
        for row, fields in shadow.items()
        for name, text in fields.items()
        if text != printed.get(row, {}).get(name, "")
        and typed_by.get(row, {}).get(name, "") not in ("", who)
    ]
    return bool(who and theirs) and not any(theirs)
