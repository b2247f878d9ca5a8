"""The pictures of a form that is entered or returned: which are new, and where each belongs."""

from collections.abc import Sequence
from dataclasses import fields, replace

from feedback_xl.forms.filled import Filled
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.store import Book
from feedback_xl.problems import Problem, Severity
from feedback_xl.records import Change, Submission
from feedback_xl.xlsx.cells import Picture

_TOLD = [item.name for item in fields(Picture) if item.name != "part"]


def as_first_given(filled: Filled, book: Book) -> Filled:
    """The form with the pictures themselves, where it carries copies we had drawn of them."""
    shas = [picture.sha for picture in filled.pictures]
    copies = queries.rows(book, schema.pictures, schema.pictures.c.shown.in_(shas)) if shas else ()
    if not copies:
        return filled
    first = {
        row["shown"]: Picture(part="", **{name: row[name] for name in _TOLD}) for row in copies
    }
    pictures = {p.sha: p for p in (first.get(found.sha, found) for found in filled.pictures)}
    record = replace(filled.submission, pictures=tuple(pictures))
    return replace(filled, pictures=tuple(pictures.values()), submission=record)


def without_others(filled: Filled, book: Book) -> Filled:
    """A form about cases without the pictures it was prefilled with: they are the customer's."""
    named = filled.submission.fields.get("cases")
    if not named or not filled.pictures:
        return filled
    numbers = named if isinstance(named, list) else [str(named)]
    cases = queries.cases(book, schema.cases.c.key.in_(numbers))
    theirs = {row["sha"] for case in cases for row in queries.pictures(book, case.submission)}
    own = tuple(picture for picture in filled.pictures if picture.sha not in theirs)
    record = replace(filled.submission, pictures=tuple(picture.sha for picture in own))
    return replace(filled, pictures=own, submission=record)


def only_pictures(filled: Filled, number: str, book: Book) -> Filled:
    """The record `number` as it stands with the form's pictures: nothing else of it is taken."""
    found = queries.submission(book, number)
    assert found is not None
    standing, revision = found
    row = queries.row(book, schema.submissions, f"{number}#{revision}")
    asked = [p for p in _problems(row) if p.code == "FIELD_ASKED"]  # what is missing still is
    told = [p for p in filled.problems if not p.field and not p.returns]
    return replace(
        filled,
        submission=replace(standing, pictures=filled.submission.pictures),
        problems=(*asked, *told),
        repairs=(),
        meta={**filled.meta, "number": number, "revision": str(revision)},
    )


def _problems(row: queries.Row | None) -> list[Problem]:
    told = row["problems"] if row is not None else ()
    return [Problem(**{**p, "severity": Severity(p["severity"])}) for p in told]


def brings_pictures(record: Submission, known: Submission) -> bool:
    """Whether a form has pictures the record has not."""
    return not {*record.pictures} <= {*known.pictures}


def picture_changes(
    number: str, arrival: str, record: Submission, filled: Filled, book: Book
) -> list[Change]:
    """Rows of a record's new pictures, after those it has; a returned form has no number yet."""
    known = {row["sha"] for row in queries.pictures(book, number)} if number else set()
    brought = {picture.sha: picture for picture in filled.pictures}
    fresh = [brought[sha] for sha in record.pictures if sha in brought.keys() - known]
    changes = []
    for position, picture in enumerate(fresh, len(known) + 1):
        told = {name: getattr(picture, name) for name in _TOLD}
        values = {**told, "number": number, "arrival": arrival, "position": position}
        changes.append(Change("pictures", f"{number or arrival}/{picture.sha}", values))
    return changes


def joined(standing: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    """A revision adds pictures and takes none away: some programs lose them when they save."""
    return tuple(dict.fromkeys((*standing, *new)))
