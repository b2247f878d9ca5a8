"""变更履历: who changed what, in the words people know; restricted fields read as changed."""

import json
from collections.abc import Mapping
from datetime import datetime

from feedback_xl.forms.customer_file import restricted_word
from feedback_xl.forms.declaration import form
from feedback_xl.forms.shapes import Field
from feedback_xl.forms.types import show_cell
from feedback_xl.language import say
from feedback_xl.ledger.queries import Row
from feedback_xl.publish.settings_words import cell_of_settings, line_of_settings
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.sheets.content import Line
from feedback_xl.sheets.declaration import book_plan
from feedback_xl.xlsx.cells import CellValue

_OWN = (  # fields no form and no sheet has a title for
    *("state", "level", "main", "co", "content", "category", "received_at"),
    *("customer_name", "system_code", "products"),
)
_LISTS = {"main": "department", "co": "department", "category": "category"}
_STATES = {  # where the words of a thing's states stand
    "approvals": "approvals.state",
    "tasks": "tasks.state",
    "returns": "history.returns",
}


def history_lines(snapshot: Snapshot) -> list[Line]:
    """A line for each change, oldest first."""
    typed = typed_titles()
    return [_line(snapshot, row, typed) for row in snapshot.history]


def typed_titles() -> dict[str, str]:
    """What task sheets call each cell; the sheet declared first has the word."""
    titles: dict[str, str] = {}
    for plan in book_plan("tasks"):
        for column in plan.typed:
            titles.setdefault(column.id, column.title)
    return titles


def _line(snapshot: Snapshot, row: Row, typed: Mapping[str, str]) -> Line:
    about = _about_settings if row["what"] == "settings_lines" else _about_record
    cells: dict[str, CellValue] = {
        "seq": float(row["seq"]),
        "at": row["at"],
        "who": row["who"],
        "what": say(f"history.of_{row['what']}"),
        **about(snapshot, row, typed),
    }
    return Line(f"{row['seq']}/{row['line']}", cells)


def _about_settings(
    snapshot: Snapshot, row: Row, _typed: Mapping[str, str]
) -> dict[str, CellValue]:
    (title, old), (_, new) = (
        cell_of_settings(row, side, snapshot.company) for side in ("old", "new")
    )
    key = line_of_settings(row["key"], snapshot.company)
    return {"key": key, "field": title, "old": old, "new": new}


def _about_record(snapshot: Snapshot, row: Row, typed: Mapping[str, str]) -> dict[str, CellValue]:
    field = _file_field(row)
    if field is not None and field.restricted:
        old = new = restricted_word()
    else:
        old, new = (word_of(snapshot, row, side) for side in ("old", "new"))
    return {"key": row["key"], "field": title_of(row, typed), "old": old, "new": new}


def _file_field(row: Row) -> Field | None:
    """The field of a customer's file, where the change was one of it."""
    return form("customer").fields.get(row["field"]) if row["what"] == "customers" else None


def title_of(row: Row, typed: Mapping[str, str]) -> str:
    """What changed, as its form or sheet calls it; `typed` are the titles of the task sheets."""
    field = _file_field(row)
    title = typed.get(row["field"]) if row["what"] == "tasks" else None
    name = str(row["field"])
    if field is not None:
        return field.label
    return title or (say(f"history.field_{name}") if name in _OWN else name)


def word_of(snapshot: Snapshot, row: Row, side: str) -> str:
    """The old or the new value, ids as the words people know."""
    text, name, company = str(row[side]), row["field"], snapshot.company
    field = _file_field(row)
    if not text:
        return ""
    if field is not None:
        value = json.loads(text) if text[0] in "[{" else text
        return str(show_cell(value, field, company))
    if name == "state":
        words = _STATES.get(row["what"])
        return say(f"{words}_{text}") if words else company.states[text].plain
    if name in _LISTS:
        return company.label(_LISTS[name], json.loads(text) if text[0] == "[" else text)
    if name == "received_at":
        return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M}"
    if name == "products" and row["what"] == "customers":
        lines = json.loads(text)
        return "\n".join(" / ".join(str(v) for v in line.values()) for line in lines if line)
    return text
