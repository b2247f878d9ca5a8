"""What managers decided, as plain lines of 设置.xlsx, version upon version."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from feedback_xl.records import Json

Line = Mapping[str, Json]  # field → value; an empty cell is left out
Content = Mapping[str, Mapping[str, Line]]  # sheet → key → line


@dataclass(frozen=True)
class CellChange:
    """One cell; None where nothing stands."""

    sheet: str
    key: str
    field: str
    old: Json
    new: Json


@dataclass(frozen=True)
class Version:
    """One save of 设置.xlsx that was taken: what it changed, from when, and who approved it."""

    number: str
    effective_at: datetime
    changes: tuple[CellChange, ...]


def changes_between(old: Content, new: Content) -> tuple[CellChange, ...]:
    """Cell by cell, in the order of the new content."""
    found: list[CellChange] = []
    for sheet in dict.fromkeys([*new, *old]):
        before, after = old.get(sheet, {}), new.get(sheet, {})
        for key in dict.fromkeys([*after, *before]):
            was, now = before.get(key, {}), after.get(key, {})
            found += [
                CellChange(sheet, key, name, was.get(name), now.get(name))
                for name in dict.fromkeys([*now, *was])
                if was.get(name) != now.get(name)
            ]
    return tuple(found)


def with_changes(content: Content, changes: Iterable[CellChange]) -> Content:
    """The content after these changes; a line with nothing left in it is gone."""
    lines = {sheet: {key: dict(line) for key, line in of.items()} for sheet, of in content.items()}
    for change in changes:
        line = lines.setdefault(change.sheet, {}).setdefault(change.key, {})
        if change.new is None:
            line.pop(change.field, None)
        else:
            line[change.field] = change.new
    return {sheet: {key: line for key, line in of.items() if line} for sheet, of in lines.items()}


def all_changes(versions: Iterable[Version]) -> list[CellChange]:
    """The cells of all versions, in their order."""
    return [change for version in versions for change in version.changes]


def effective(versions: Iterable[Version], at: datetime) -> list[Version]:
    """Versions in force at an instant, the one that came last at the end."""
    return sorted(
        (version for version in versions if version.effective_at <= at),
        key=lambda version: (version.effective_at, version.number),
    )


def former_names(shipped: Content, versions: Iterable[Version]) -> Mapping[str, str]:
    """Every name a department ever had → its id; names of today's departments take precedence."""
    named = {str(line["name"]): key for key, line in shipped["departments"].items()}
    for change in all_changes(versions):
        if (change.sheet, change.field) == ("departments", "name"):
            named |= {str(name): change.key for name in (change.old, change.new) if name}
    return named


def loose_ends(content: Content) -> list[tuple[str, str, str]]:
    """(sheet, key, field) of what names a department that is not there."""
    there = content["departments"].keys()
    named = (("people", "department"), ("records", "owner"))
    return [
        (sheet, key, name)
        for sheet, name in named
        for key, line in content.get(sheet, {}).items()
        if line.get(name) not in there
    ]
