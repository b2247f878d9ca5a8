"""From a verdict to exactly one outcome: the decision that goes into the journal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, time
from typing import Any

from feedback_xl.forms.filled import Filled
from feedback_xl.forms.render import show_submission
from feedback_xl.intake.arrival import Arrival
from feedback_xl.intake.confirmation import admit_confirmation
from feedback_xl.intake.customer_file import admit_customer_file
from feedback_xl.intake.feedback import TOLD, admit_feedback
from feedback_xl.intake.judge import Unreadable
from feedback_xl.intake.pictures import (
    as_first_given,
    brings_pictures,
    only_pictures,
    picture_changes,
    without_others,
)
from feedback_xl.intake.ruling import Desk, Ruling
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.store import Book
from feedback_xl.problems import Problem
from feedback_xl.procedure.deadlines import round_deadline
from feedback_xl.records import Change, Decision, FollowUp, Outcome, Typed
from feedback_xl.xlsx.cells import CellValue, tagged

ADMIT: Mapping[str, Callable[[Filled, Desk], Ruling]] = {
    "feedback": admit_feedback,
    "confirmation": admit_confirmation,
    "customer": admit_customer_file,
}


def rule(filled: Filled, desk: Desk) -> Ruling:
    """What a filled form comes to, before anything is written; the same for `check`."""
    return _ruled(filled, desk)[1]


def _ruled(filled: Filled, desk: Desk) -> tuple[Filled, Ruling]:
    """The form as it counts, and what it comes to."""
    filled = without_others(as_first_given(filled, desk.book), desk.book)
    number = str(filled.meta.get("number") or "")
    handed_over = queries.cases(desk.book, schema.cases.c.key == number)
    is_revision = queries.submission(desk.book, number) is not None  # may return to old content
    known = queries.same_content(desk.book, filled.submission.content_digest)
    if filled.meta.get("kind") == "handed_over" and handed_over:
        known, is_revision = handed_over[0].submission, False
    elif known and filled.form.repeats and not _is_latest(filled, known, desk):
        known = ""
    if known and not is_revision:
        standing = queries.submission(desk.book, known)
        if standing is None or not brings_pictures(filled.submission, standing[0]):
            return filled, Ruling(known, is_duplicate=True)
        filled = only_pictures(filled, known, desk.book)
    if filled.is_returned:
        return filled, Ruling(problems=filled.problems)
    return filled, ADMIT[filled.form.id](filled, desk)


def _is_latest(filled: Filled, number: str, desk: Desk) -> bool:
    """Whether this is what the record says last: a command given again later is a new one."""
    found = queries.submission(desk.book, number)
    return found is not None and found[0].content_digest == filled.submission.content_digest


def admit(filled: Filled, arrival: Arrival, desk: Desk) -> Outcome:
    """Enter a filled form, or answer why it is not entered. Writes one journal entry."""
    filled, ruling = _ruled(filled, desk)
    if ruling.is_duplicate:
        root = _first_try(filled, desk.book)
        return _duplicate(arrival, ruling.number, desk.book, filled.form.id, root)
    if ruling.is_returned:
        return _return(filled, arrival, desk, ruling)
    return _enter(filled, arrival, desk, ruling)


def _enter(filled: Filled, arrival: Arrival, desk: Desk, ruling: Ruling) -> Outcome:
    number = desk.book.give_number("AR")
    outcome = Outcome.ACCEPTED_WITH_WARNINGS if ruling.problems else Outcome.ACCEPTED
    if ruling.revision:
        outcome = Outcome.REVISION
    submission = ruling.record or filled.submission
    root = _first_try(filled, desk.book)
    changes = [
        arrival.change(
            number,
            outcome,
            form=filled.form.id,
            about=ruling.number,
            revision=ruling.revision,
            first_try=root,
            problems=ruling.problems,
            repairs=filled.repairs,
        ),
        Change(
            "submissions",
            f"{ruling.number}#{ruling.revision}",
            {
                "number": ruling.number,
                "revision": ruling.revision,
                "form": filled.form.id,
                "content_digest": submission.content_digest,
                "source": arrival.sha,
                "sender": arrival.sender,
                "arrival": number,
                "at": arrival.seen_at,
                "record": submission.as_json(),
                "problems": [asdict(problem) for problem in ruling.problems],
                "repairs": [asdict(repair) for repair in filled.repairs],
            },
        ),
        *ruling.changes,
    ]
    follow_ups = [arrival.remove(), FollowUp("receipt", ruling.number), *ruling.follow_ups]
    if pictures := picture_changes(ruling.number, number, submission, filled, desk.book):
        changes += pictures
        follow_ups.append(FollowUp("photos", ruling.number))
    if root:
        changes.append(_corrected(root, ruling.number, arrival))
        follow_ups.append(FollowUp("tidy_return", root))
    facts = {
        "outcome": str(outcome),
        "number": ruling.number,
        "revision": ruling.revision,
        "seen": arrival.seen_at,
        "record": submission.as_json(),
        **ruling.facts,
    }
    _record(desk.book, arrival, filled, facts, changes, follow_ups)
    return outcome


def _return(filled: Filled, arrival: Arrival, desk: Desk, ruling: Ruling) -> Outcome:
    """Back to the sender; the complaint stands in 退回待更正 with its clock (plant 3b)."""
    number = desk.book.give_number("AR")
    root = _first_try(filled, desk.book) or number
    shown: Mapping[str, CellValue] = filled.raw
    base = {
        name: str(filled.meta[name]) for name in ("number", "revision") if filled.meta.get(name)
    }
    if ruling.record is not None:  # merged with others' changes, which the sender now sees
        shown = show_submission(ruling.record, filled.form, desk.company)
        base["revision"] = str(ruling.revision - 1)
    if any(problem.code == "OLD_FORM_REUSED" for problem in ruling.problems):
        base[TOLD] = "yes"
    problems = ruling.problems
    attempts = 1
    if root != number and (earlier := queries.row(desk.book, schema.returns, root)):
        attempts = earlier["attempts"] + 1
    changes = [
        arrival.change(
            number,
            Outcome.RETURNED,
            form=filled.form.id,
            first_try=root if root != number else "",
            problems=problems,
            repairs=filled.repairs,
        ),
        Change("returns", root, _return_row(filled, arrival, desk, problems, attempts)),
        *picture_changes("", number, filled.submission, filled, desk.book),
    ]
    record = ruling.record or filled.submission
    details = {
        "root": root,
        "form": filled.form.id,
        "shown": {key: tagged(value) for key, value in shown.items()},
        "base": base,
        "pictures": list(record.pictures),
    }
    follow_ups = [arrival.remove(), FollowUp("returned", number, details)]
    if root != number:
        follow_ups.append(FollowUp("tidy_return", root))
    facts = {"outcome": "returned", "record": filled.submission.as_json()}
    _record(desk.book, arrival, filled, facts, changes, follow_ups)
    return Outcome.RETURNED


def _return_row(
    filled: Filled, arrival: Arrival, desk: Desk, problems: Sequence[Problem], attempts: int
) -> dict[str, Any]:
    fields = filled.submission.fields
    received = _received(fields, desk)
    level = desk.company.levels.get(str(fields.get("level")))
    limit = round_deadline(received, level, desk.company).limit if received and level else None
    return {
        "department": arrival.sender,
        "name": arrival.name,
        "customer_name": str(fields.get("customer_name") or ""),
        "content": str(fields.get("content") or ""),
        "level": str(fields.get("level") or ""),
        "received_at": received,
        "limit_at": limit,
        "opened_at": arrival.seen_at,
        "problems": len(problems),
        "attempts": attempts,
        "state": "open",
    }


def _received(fields: Mapping[str, Typed], desk: Desk) -> datetime | None:
    if not fields.get("received_on"):
        return None
    at = fields.get("received_time")
    start = time.fromisoformat(str(at)) if at else desk.company.calendar.shift_start
    return datetime.combine(datetime.fromisoformat(str(fields["received_on"])).date(), start)


def _first_try(filled: Filled, book: Book) -> str:
    """The arrival whose return this file corrects; only while that return stands open."""
    root = str(filled.meta.get("arrival", ""))
    standing = queries.row(book, schema.returns, root) if root else None
    return root if standing is not None and standing["state"] == "open" else ""


def _corrected(root: str, number: str, arrival: Arrival) -> Change:
    """A returned form that is no longer waited for."""
    values = {"state": "corrected", "number": number, "closed_at": arrival.seen_at}
    return Change("returns", root, values)


def _duplicate(arrival: Arrival, known: str, book: Book, form: str = "", root: str = "") -> Outcome:
    number = book.give_number("AR")
    changes = [arrival.change(number, Outcome.DUPLICATE, form=form, about=known, first_try=root)]
    follow_ups = [arrival.remove(), FollowUp("duplicate", number, {"number": known})]
    if root:
        changes.append(_corrected(root, known, arrival))
        follow_ups.append(FollowUp("tidy_return", root))
    _record(book, arrival, None, {"outcome": "duplicate", "number": known}, changes, follow_ups)
    return Outcome.DUPLICATE


def answer_same_bytes(arrival: Arrival, book: Book) -> Outcome | None:
    """A file that is in the ledger to the byte needs no reading."""
    known = queries.same_bytes(book, arrival.sha)
    return _duplicate(arrival, known, book) if known else None


def refuse(verdict: Unreadable, arrival: Arrival, book: Book) -> Outcome:
    """No form stands in the file: say why, and give the file back."""
    number = book.give_number("AR")
    changes = [arrival.change(number, Outcome.UNREADABLE, problems=[verdict.problem])]
    follow_ups = [arrival.remove(), FollowUp("unreadable", number)]
    _record(book, arrival, None, {"outcome": "unreadable"}, changes, follow_ups)
    return Outcome.UNREADABLE


def _record(
    book: Book,
    arrival: Arrival,
    filled: Filled | None,
    facts: Mapping[str, Any],
    changes: list[Change],
    follow_ups: list[FollowUp],
) -> None:
    who = filled.modified_by if filled is not None else ""
    everything = (*book.given_numbers(), *changes)
    book.record(
        Decision("submission", who, facts, everything, tuple(follow_ups), source=arrival.sha)
    )
