"""One saved task sheet into the ledger: one transaction, nothing reverted, everything kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feedback_xl.edits.collect import Collected, collect
from feedback_xl.edits.merge import CellEdit, Conflict, Merge, merge_sheet
from feedback_xl.edits.standing import Standing, new_strays, tell_unplaced
from feedback_xl.edits.understand import columns_of, understand
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.queries import Row
from feedback_xl.ledger.store import Book
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.papers import papers
from feedback_xl.procedure.review import Moment, complete_task, review
from feedback_xl.records import Change, Decision, FollowUp, Task
from feedback_xl.xlsx.cells import Cells


@dataclass(frozen=True)
class SavedSheet:
    """A task sheet as somebody saved it."""

    cells: Cells
    publication: str
    sha: str
    saved_at: datetime  # the file's own time; believed only between publication and now


@dataclass(frozen=True)
class Reading:
    """What reading a sheet came to; `known` is False where its stamp is none of ours."""

    known: bool
    taken: int = 0
    conflicts: int = 0


def take_sheet(
    sheet: SavedSheet,
    book: Book,
    company: Company,
    changes: Sequence[Change] = (),
    follow_ups: Sequence[FollowUp] = (),
) -> Reading:
    """Merge a saved sheet against the publication it was made from.

    `changes` and `follow_ups` belong to the file itself, where it did not lie in its own place.
    """
    publication = queries.row(book, schema.publications, sheet.publication)
    if publication is None:
        return Reading(known=False)
    found = collect(sheet.cells, publication["department"])
    shadow = queries.row(book, schema.shadows, sheet.publication)
    before = shadow["content"] if shadow else publication["base"]
    standing = Standing(book, company, publication["base"].keys())
    tell_unplaced(found, before, standing, publication)
    merge = merge_sheet(
        found.grid,
        publication["base"],
        before,
        standing.grid(),
        standing.fields,
        shadow["authors"] if shadow else {},
        sheet.cells.modified_by,
    )
    if _is_news(merge, found, shadow, publication, book) or follow_ups:
        now = book.clock.now()
        saved = sheet.saved_at if publication["at"] <= sheet.saved_at <= now else now
        moment = Moment(now, saved)
        taken, papers_due = _take_cells(merge, standing, book, company, moment)
        everything = (*changes, *taken, *_about(sheet, publication, found, merge, book))
        facts = _facts(sheet, publication, found, merge, company, moment)
        who = sheet.cells.modified_by
        decision = Decision("edits", who, facts, everything, (*follow_ups, *papers_due), sheet.sha)
        book.record(decision)
    return Reading(True, len(merge.taken), len(merge.conflicts))


def _is_news(
    merge: Merge, found: Collected, shadow: Row | None, publication: Row, book: Book
) -> bool:
    before = shadow["content"] if shadow else publication["base"]
    changed = merge.taken or merge.conflicts or merge.shadow != before
    return bool(changed or new_strays(found, book))


def _about(
    sheet: SavedSheet, publication: Row, found: Collected, merge: Merge, book: Book
) -> list[Change]:
    """Conflicts settled and found, text outside any row, and the shadow for the next reading."""
    who, at = sheet.cells.modified_by, book.clock.now()
    department = publication["department"]
    strays = [
        Change(
            "strays",
            f"{sheet.sha[:12]}/{number}",
            {"department": department, "text": text, "who": who, "at": at},
        )
        for number, text in enumerate(new_strays(found, book), 1)
    ]
    return [
        *_settle_conflicts(book, merge.taken),
        *(_conflict(sheet, conflict, who, at) for conflict in merge.conflicts),
        *strays,
        Change("shadows", sheet.publication, _shadow(sheet, merge, book)),
    ]


def _shadow(sheet: SavedSheet, merge: Merge, book: Book) -> dict[str, Any]:
    """What the next reading of this publication compares with, and who typed what."""
    known = queries.row(book, schema.shadows, sheet.publication)
    authors = {row: dict(names) for row, names in (known["authors"] if known else {}).items()}
    for edit in merge.taken:
        authors.setdefault(edit.row, {})[edit.field] = sheet.cells.modified_by
    return {"content": merge.shadow, "authors": authors}


def _facts(
    sheet: SavedSheet,
    publication: Row,
    found: Collected,
    merge: Merge,
    company: Company,
    moment: Moment,
) -> dict[str, Any]:
    """What was typed and how it was understood."""
    columns = columns_of(publication["department"])
    return {
        "publication": sheet.publication,
        "department": publication["department"],
        "seen": moment.seen,
        "saved": moment.saved,
        "cells": [
            {
                **edit.__dict__,
                "value": understand(edit.new, columns[edit.field], company, moment.seen),
            }
            for edit in merge.taken
        ],
        "conflicts": [conflict.__dict__ for conflict in merge.conflicts],
        "strays": list(found.strays),
    }


def _take_cells(
    merge: Merge, standing: Standing, book: Book, company: Company, moment: Moment
) -> tuple[list[Change], list[FollowUp]]:
    """What the edited cells change, a case at a time, and the papers that become due."""
    by_row: dict[str, list[CellEdit]] = {}
    for edit in merge.taken:
        by_row.setdefault(edit.row, []).append(edit)
    changes: list[Change] = []
    due: list[FollowUp] = []
    cases = sorted({standing.tasks[row].case for row in by_row if row in standing.tasks} - {""})
    for number in cases:
        file = queries.case_file(book, company, number)
        assert file is not None
        for task in list(file.tasks.values()):
            if task.number in by_row:
                file.set_task(task, **_typed(task, by_row[task.number], company, moment))
        review(file, moment)
        changes += file.changes
        due += papers(number, file.opened_tasks)
    for row, edits in by_row.items():
        if row in standing.returns:
            changes.append(_close_return(standing.returns[row], edits, company, moment))
            due.append(FollowUp("tidy_return", row))
        elif not standing.tasks[row].case:
            changes += _register(standing.tasks[row], edits, company, moment)
    return changes, due


def _typed(
    task: Task, edits: Sequence[CellEdit], company: Company, moment: Moment
) -> dict[str, Any]:
    columns = columns_of(task.department)
    typed, values = dict(task.typed), dict(task.values)
    for edit in edits:
        typed[edit.field] = edit.new
        values[edit.field] = understand(edit.new, columns[edit.field], company, moment.seen)
    return {
        "typed": {name: text for name, text in typed.items() if text},
        "values": {name: value for name, value in values.items() if value is not None},
        "edited_at": moment.saved,
    }


def _register(
    task: Task, edits: Sequence[CellEdit], company: Company, moment: Moment
) -> list[Change]:
    """生产管理课 registered a customer: its system code comes back into the file (P4.1-2)."""
    values = _typed(task, edits, company, moment)
    after = Task(**{**task.__dict__, **values})
    values |= complete_task(after, company, after.values, task.opened_at, moment)
    changes = [Change("tasks", task.number, values)]
    if values.get("state") == "done":
        code = str(after.values.get("system_code") or "")
        registered = {"registered_at": values["done_at"], **({"system_code": code} if code else {})}
        changes.append(Change("customers", task.customer, registered))
    return changes


def _close_return(row: Row, edits: Sequence[CellEdit], company: Company, moment: Moment) -> Change:
    """退回待更正 ends when the form was handed in anew, or withdrawn with a reason (plant 3b)."""
    columns = columns_of(company.front)
    typed, values = dict(row["typed"]), dict(row["values"])
    for edit in edits:
        typed[edit.field] = edit.new
        values[edit.field] = understand(edit.new, columns[edit.field], company, moment.seen)
    closing = values.get("closing")
    closed = closing == "resubmitted" or (closing == "withdrawn" and values.get("closing_reason"))
    state = str(closing) if closed else "open"
    return Change(
        "returns",
        row["key"],
        {
            "typed": {name: text for name, text in typed.items() if text},
            "values": {name: value for name, value in values.items() if value is not None},
            "state": state,
            "closed_at": moment.saved if closed else None,
        },
    )


def _settle_conflicts(book: Book, taken: Sequence[CellEdit]) -> list[Change]:
    """A cell typed anew settles what was disputed about it."""
    if not taken:
        return []
    edited = {(edit.row, edit.field) for edit in taken}
    standing = queries.rows(book, schema.conflicts, schema.conflicts.c.state == "open")
    return [
        Change("conflicts", row["key"], {"state": "settled"})
        for row in standing
        if (row["row"], row["field"]) in edited
    ]


def _conflict(sheet: SavedSheet, conflict: Conflict, who: str, at: datetime) -> Change:
    return Change(
        "conflicts",
        f"{conflict.row}/{conflict.field}/{sheet.sha[:12]}",
        {
            "row": conflict.row,
            "field": conflict.field,
            "standing": conflict.standing,
            "offered": conflict.offered,
            "who": who,
            "at": at,
            "state": "open",
        },
    )


def refuse_sheet(name: str, department: str, sha: str, book: Book) -> None:
    """A task sheet that lost its stamp: nothing of it is applied, and its author is told."""
    text = f"{name} 没有发布标记,未收录;原件在 通知 文件夹,请把内容填入新的任务表"
    values = {"department": department, "text": text, "who": "", "at": book.clock.now()}
    details = {"name": name, "department": department, "sha": sha}
    book.record(
        Decision(
            "edits",
            "",
            {"outcome": "no_stamp", "department": department},
            (Change("strays", f"{sha[:12]}/0", values),),
            (FollowUp("give_back", sha, details),),
            sha,
        )
    )
