"""A receipt edited and dropped again: merged per field from the base it was made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from feedback_xl.forms.filled import Filled
from feedback_xl.intake.ruling import tell
from feedback_xl.ledger import queries
from feedback_xl.ledger.store import Book
from feedback_xl.problems import Note, Problem
from feedback_xl.records import Submission

_NOTHING = object()


@dataclass(frozen=True)
class Merged:
    """The record after the revision, its number, and the fields two people changed differently."""

    record: Submission
    standing: Submission
    revision: int
    clashes: tuple[Problem, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        return self.record.content_digest == self.standing.content_digest


def merge_revision(filled: Filled, number: str, book: Book) -> Merged | None:
    """Merge an edited form into the submission `number`; None where there is none."""
    found = queries.submission(book, number)
    if found is None:
        return None
    standing, revision = found
    given = str(filled.meta.get("revision", revision))
    base = queries.submission(book, number, int(given)) if given.isdigit() else None
    before = base[0] if base else standing
    clashes: list[Problem] = []

    def merge(name: str, old: Any, now: Any, new: Any) -> Any:
        if new in (old, now):
            return now
        if now != old:
            clashes.append(
                tell(Note.of("REVISION_CLASH", now=_word(now), new=_word(new)), filled, name)
            )
        return new

    record = Submission(
        standing.form,
        filled.submission.version,
        _merged(merge, before.fields, standing.fields, filled.submission.fields),
        _merged(merge, before.lines, standing.lines, filled.submission.lines),
        _merged(merge, before.unclear, standing.unclear, filled.submission.unclear),
    )
    return Merged(record, standing, revision + 1, tuple(clashes))


def _merged(
    merge: Any, old: Mapping[str, Any], now: Mapping[str, Any], new: Mapping[str, Any]
) -> dict[str, Any]:
    merged = {
        name: merge(name, *(side.get(name, _NOTHING) for side in (old, now, new)))
        for name in sorted({*old, *now, *new})
    }
    return {name: value for name, value in merged.items() if value is not _NOTHING}


def _word(value: Any) -> str:
    return "空" if value is _NOTHING else str(value)
