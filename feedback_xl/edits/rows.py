"""What edited cells change: tasks and their cases, approvals, forms that wait for correction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from feedback_xl.edits.access import take_request
from feedback_xl.edits.approve import decide_alone
from feedback_xl.edits.merge import CellEdit
from feedback_xl.edits.standing import Standing
from feedback_xl.edits.understand import understand
from feedback_xl.forms.customer_file import gaps
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.queries import Row
from feedback_xl.ledger.store import Book
from feedback_xl.procedure.acts import carry_out
from feedback_xl.procedure.approving import decide_about_case
from feedback_xl.procedure.casefile import DECIDED, CaseFile
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.completing import complete_task
from feedback_xl.procedure.filing import review_file
from feedback_xl.procedure.papers import drafts, papers
from feedback_xl.procedure.review import review
from feedback_xl.records import Change, FollowUp, Json, Moment, Task
from feedback_xl.sheets.declaration import Column


@dataclass
class Taken:
    """What follows from a sheet's edits: rows of the ledger, papers due, acts for the facts."""

    changes: list[Change] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    acts: list[dict[str, Json]] = field(default_factory=list)


@dataclass(frozen=True)
class Reader:
    """Understands edited cells: whose columns, by which company, at which moment."""

    book: Book
    company: Company
    columns: Mapping[str, Column]
    moment: Moment

    def typed(
        self, standing: Mapping[str, str], values: Mapping[str, Json], edits: Sequence[CellEdit]
    ) -> dict[str, Any]:
        """A row's cells after the edits: as typed, and as understood."""
        texts, meant = dict(standing), dict(values)
        for edit in edits:
            column = self.columns[edit.field]
            texts[edit.field] = edit.new
            meant[edit.field] = understand(edit.new, column, self.company, self.moment.seen)
        return {
            "typed": {name: text for name, text in texts.items() if text},
            "values": {name: value for name, value in meant.items() if value is not None},
        }


def take_rows(edits: Sequence[CellEdit], standing: Standing, reader: Reader) -> Taken:
    """Everything the edits change, a case at a time."""
    by_row: dict[str, list[CellEdit]] = {}
    for edit in edits:
        by_row.setdefault(edit.row, []).append(edit)
    taken = Taken()
    for number in sorted(standing.cases_of(by_row)):
        _take_case(number, by_row, reader, taken)
    for row, cells in by_row.items():
        if row in standing.returns:
            taken.changes.append(_close_return(standing.returns[row], cells, reader))
            taken.follow_ups.append(FollowUp("tidy_return", row))
        elif row in standing.approvals and not standing.approvals[row].case:
            approval = standing.approvals[row]
            told = reader.typed(approval.typed, approval.values, cells)
            changes, due = decide_alone(approval, told, reader.book, reader.company, reader.moment)
            taken.changes += changes
            taken.follow_ups += due
        elif row in standing.requests:
            asked = standing.requests[row]
            told = reader.typed(asked["typed"], asked["values"], cells)
            taken.changes += take_request(row, told, reader.book, reader.company, reader.moment)
        elif row in standing.tasks and not standing.tasks[row].case:
            taken.changes += _take_task_alone(standing.tasks[row], cells, reader)
    return taken


def _take_case(
    number: str,
    by_row: Mapping[str, Sequence[CellEdit]],
    reader: Reader,
    taken: Taken,
) -> None:
    file = queries.case_file(reader.book, reader.company, number)
    assert file is not None
    for row, cells in by_row.items():
        if row in file.tasks:
            task = file.tasks[row]
            told = reader.typed(task.typed, task.values, cells)
            _forget_unknown_case(told["values"], reader.book)
            file.set_task(task, **told, edited_at=reader.moment.saved)
        elif row in file.approvals:
            approval = file.approvals[row]
            told = reader.typed(approval.typed, approval.values, cells)
            file.set_approval(approval, **told, edited_at=reader.moment.saved)
    review(file, reader.moment)
    for row, cells in by_row.items():
        if row in file.tasks:
            carry_out(file, row, {edit.field: edit.old for edit in cells}, reader.moment)
        elif row in file.approvals:
            _withdraw_moot(file, row, reader.book, taken)
            decide_about_case(file, row, reader.moment)
    review(file, reader.moment)
    taken.changes += file.changes
    taken.follow_ups += [*papers(number, file.opened_tasks), *drafts(file)]
    taken.acts += file.acts


def _forget_unknown_case(values: dict[str, Json], book: Book) -> None:
    """A number that is no case of ours, or of one that is over, counts as not filled."""
    number = str(values.get("merge_into") or "").upper()
    if number and _is_over(number, book):
        del values["merge_into"]


def _withdraw_moot(file: CaseFile, key: str, book: Book, taken: Taken) -> None:
    """A case is not merged into one that was itself ended meanwhile."""
    approval = file.approvals[key]
    into = str(approval.asked.get("into") or "")
    ended = {c.key for c in taken.changes if c.what == "cases" and c.values.get("state") in DECIDED}
    if approval.state == "open" and into and (into in ended or _is_over(into, book)):
        file.set_approval(approval, state="withdrawn")


def _is_over(number: str, book: Book) -> bool:
    found = queries.cases(book, schema.cases.c.key == number)
    return not found or found[0].state in DECIDED


def _take_task_alone(task: Task, edits: Sequence[CellEdit], reader: Reader) -> list[Change]:
    """A task that belongs to no case; what its step brings back into a customer's file."""
    values = reader.typed(task.typed, task.values, edits) | {"edited_at": reader.moment.saved}
    after = Task(**{**task.__dict__, **values})
    values |= complete_task(after, reader.company, after.values, task.opened_at, reader.moment)
    if not task.customer:
        return [Change("tasks", task.number, values)]
    file = queries.customer_file(reader.book, reader.company, task.customer)
    file.set_task(task, **values)
    brings = reader.company.steps[task.step].brings
    if brings and values.get("state") == "done":
        told = {name: str(after.values[name]) for name in ("system_code",) if name in after.values}
        file.set(**{brings: values["done_at"]}, **told)
    review_file(file, gaps(file.row["fields"]), reader.moment)
    return list(file.changes)


def _close_return(row: Row, edits: Sequence[CellEdit], reader: Reader) -> Change:
    """退回待更正 ends when the form was handed in anew, or withdrawn with a reason (plant 3b)."""
    told = reader.typed(row["typed"], row["values"], edits)
    closing = told["values"].get("closing")
    closed = closing == "resubmitted" or (
        closing == "withdrawn" and told["values"].get("closing_reason")
    )
    told["state"] = str(closing) if closed else "open"
    told["closed_at"] = reader.moment.saved if closed else None
    return Change("returns", row["key"], told)
