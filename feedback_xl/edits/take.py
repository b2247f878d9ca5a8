"""One saved task sheet into the ledger: one transaction, nothing reverted, everything kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feedback_xl.edits.access import rows_typed_into
from feedback_xl.edits.collect import Collected, collect
from feedback_xl.edits.merge import CellEdit, Conflict, Merge, merge_sheet
from feedback_xl.edits.rows import Reader, take_rows
from feedback_xl.edits.standing import Standing, new_strays, tell_unplaced
from feedback_xl.edits.understand import columns_of, understand
from feedback_xl.language import say
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.queries import Row
from feedback_xl.ledger.store import Book
from feedback_xl.procedure.company import Company
from feedback_xl.records import Change, Decision, FollowUp, Moment
from feedback_xl.sheets.declaration import Column, book_sheets
from feedback_xl.xlsx.cells import Cells

APPROVALS = "approvals"
NO_STAMP = "saved_sheets.no_stamp"
FAILED = "saved_sheets.failed"
MISPLACED = "saved_sheets.misplaced"


@dataclass(frozen=True)
class SavedSheet:
    """A task sheet as somebody saved it."""

    cells: Cells
    publication: str
    sha: str
    saved_at: datetime  # the file's own time; believed only between publication and now
    path: str = ""  # below the workspace
    head: str = ""  # the department in the folder of whose head it lies


@dataclass(frozen=True)
class Reading:
    """What reading a sheet came to; `known` is False where its stamp is none of ours."""

    known: bool
    taken: int = 0
    conflicts: int = 0
    is_misplaced: bool = False  # a 承认表 that lies outside its head's own folder


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
    if publication["book"] == APPROVALS and sheet.head != publication["department"]:
        return Reading(known=False, is_misplaced=True)  # what counts is who can write there
    plans = book_sheets(publication["book"], publication["department"])
    columns = columns_of(plans)
    found = collect(sheet.cells, plans)
    shadow = queries.row(book, schema.shadows, sheet.publication)
    before = shadow["content"] if shadow else publication["base"]
    asking = list(rows_typed_into(found.grid, before, publication["department"], book))
    printed = {**{key: {} for key in asking}, **publication["base"]}
    standing = Standing(book, company, printed.keys(), asking)
    tell_unplaced(found, before, standing, columns)
    merge = merge_sheet(
        found.grid,
        printed,
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
        taken = take_rows(merge.taken, standing, Reader(book, company, columns, moment))
        everything = (
            *changes,
            *book.given_numbers(),
            *taken.changes,
            *_about(sheet, publication, found, merge, book),
        )
        facts = _facts(sheet, publication, found, merge, columns, company, moment)
        facts["acts"] = taken.acts
        due = (*follow_ups, *taken.follow_ups)
        kind = "approval" if publication["book"] == APPROVALS else "edits"
        book.record(Decision(kind, sheet.cells.modified_by, facts, everything, due, sheet.sha))
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
    columns: Mapping[str, Column],
    company: Company,
    moment: Moment,
) -> dict[str, Any]:
    """What was typed and how it was understood."""
    return {
        "publication": sheet.publication,
        "path": sheet.path,
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


def refuse_sheet(
    name: str, department: str, sha: str, book: Book, away: Sequence[FollowUp], why: str = NO_STAMP
) -> None:
    """Nothing of a sheet is applied: its author is told why, and gets it back.

    `why` is the name of a sentence; `away` clears it from where it does not belong.
    """
    text = say(why, name=name)
    values = {"department": department, "text": text, "who": "", "at": book.clock.now()}
    details = {"name": name, "department": department, "sha": sha}
    book.record(
        Decision(
            "edits",
            "",
            {"outcome": "not_taken", "department": department},
            (Change("strays", f"{sha[:12]}/0", values),),
            (FollowUp("give_back", sha, details), *away),
            sha,
        )
    )
