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
    to what was printed may stand in a stale copy: that is asked, never taken. So is a cell over
    what somebody else typed into the same publication.

    Rows that are missing from the file are not deleted; rows that were never printed do not count.
    """
    taken: list[CellEdit] = []
    conflicts: list[Conflict] = []
    typed_by = authors or {}
    for row in file.keys() & printed.keys():
        for name in sorted(allowed(row)):
            new, base, given, standing = (
                grid.get(row, {}).get(name, "") for grid in (file, shadow, printed, ledger)
            )
            if new in (base, standing):
                continue
            author = typed_by.get(row, {}).get(name, "")
            elses = base != given and bool(who and author) and author != who
            if standing == base and new != given and not elses:
                taken.append(CellEdit(row, name, standing, new))
            else:
                conflicts.append(Conflict(row, name, standing, new))
    after = {**shadow, **{row: dict(file[row]) for row in file.keys() & printed.keys()}}
    return Merge(tuple(sorted(taken, key=_order)), tuple(sorted(conflicts, key=_order)), after)


def _order(item: CellEdit | Conflict) -> tuple[str, str]:
    return item.row, item.field
