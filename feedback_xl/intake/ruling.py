"""What deciding on a form needs, and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from feedback_xl.forms.filled import Filled
from feedback_xl.ledger.store import Book
from feedback_xl.problems import Note, Problem, any_returns, problem_from
from feedback_xl.procedure.company import Company
from feedback_xl.records import Change, FollowUp, Moment, Submission


@dataclass(frozen=True)
class Desk:
    """An open transaction, the company as it stands, who sent the form and when it was seen."""

    book: Book
    company: Company
    sender: str
    now: datetime

    @property
    def moment(self) -> Moment:
        return Moment(self.now, self.now)


@dataclass(frozen=True)
class Ruling:
    """The number a form stands under and what that changes; returned if a problem says so."""

    number: str = ""
    revision: int = 0
    problems: tuple[Problem, ...] = ()
    changes: tuple[Change, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    record: Submission | None = None  # after merging, where it is not simply what was filled
    facts: Mapping[str, Any] = field(default_factory=dict)  # numbers given, customer resolved
    is_duplicate: bool = False

    @property
    def is_returned(self) -> bool:
        return any_returns(self.problems)


def tell(note: Note, filled: Filled, field: str = "") -> Problem:
    """Word a note about one of the form's fields."""
    sheet, cell = filled.places.get(field, ("", ""))
    item = filled.form.field_of(field)
    raw = filled.raw.get(field)
    return problem_from(
        note,
        sheet=sheet,
        cell=cell,
        label=item.label if item else "",
        found="" if raw is None else str(raw),
        example=item.example if item else "",
        clause=item.source if item else "",
        field=field,
    )
