"""A receipt edited and dropped again: merged per cell from the base it was made of."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from feedback_xl.forms.filled import Filled
from feedback_xl.forms.render import show_submission
from feedback_xl.intake.pictures import brings_pictures, joined
from feedback_xl.intake.ruling import Desk, tell
from feedback_xl.language import say
from feedback_xl.ledger import queries
from feedback_xl.problems import Note, Problem
from feedback_xl.records import Json, Submission

Flat = Mapping[tuple[str, ...], Json]  # ("fields", name), ("lines", table, line, name), …


@dataclass(frozen=True)
class Merged:
    """The record after the revision, its number, and the cells two people changed differently."""

    record: Submission
    standing: Submission
    revision: int
    clashes: tuple[Problem, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        same = self.record.content_digest == self.standing.content_digest
        return same and not brings_pictures(self.record, self.standing)


def merge_revision(filled: Filled, number: str, desk: Desk) -> Merged | None:
    """Merge an edited form into the submission `number`; None where there is none."""
    found = queries.submission(desk.book, number)
    if found is None:
        return None
    standing, revision = found
    before = base_of(filled, number, desk) or standing
    old, now, new = (_flat(record) for record in (before, standing, filled.submission))
    merged: dict[tuple[str, ...], Json] = {}
    clashing = []
    for key in sorted({*old, *now, *new}):
        values = [side.get(key) for side in (old, now, new)]
        if values[2] in values[:2]:
            value = values[1]
        else:
            value = values[2]
            if values[1] != values[0]:
                clashing.append(key)
        if value is not None:
            merged[key] = value
    record = replace(
        _record(standing.form, filled.submission.version, merged),
        pictures=joined(standing.pictures, filled.submission.pictures),
    )
    clashes = tuple(_clash(key, standing, filled, desk) for key in clashing)
    return Merged(record, standing, revision + 1, clashes)


def base_of(filled: Filled, number: str, desk: Desk) -> Submission | None:
    """The record the edited form showed; None where it does not say which."""
    given = str(filled.meta.get("revision", ""))
    if not (given.isascii() and given.isdecimal()):
        return None
    found = queries.submission(desk.book, number, int(given))
    return found[0] if found else None


def _flat(record: Submission) -> dict[tuple[str, ...], Json]:
    flat: dict[tuple[str, ...], Json] = {("fields", n): v for n, v in record.fields.items()}
    flat |= {("unclear", n): v for n, v in record.unclear.items()}
    for table, rows in record.lines.items():
        for line, values in enumerate(rows):
            flat |= {("lines", table, f"{line:03d}", name): v for name, v in values.items()}
    return flat


def _record(form: str, version: str, flat: Flat) -> Submission:
    parts: dict[str, dict[str, Json]] = {"fields": {}, "unclear": {}}
    lines: dict[str, list[dict[str, Json]]] = {}
    for (part, name, *rest), value in flat.items():
        if part == "lines":
            rows = lines.setdefault(name, [])
            rows += [{} for _ in range(int(rest[0]) + 1 - len(rows))]
            rows[int(rest[0])][rest[1]] = value
        else:
            parts[part][name] = value
    frozen = {table: tuple(rows) for table, rows in lines.items()}
    return Submission(form, version, parts["fields"], frozen, parts["unclear"])


def _clash(key: tuple[str, ...], standing: Submission, filled: Filled, desk: Desk) -> Problem:
    """Both values as people read them, beside the cell."""
    part, name, *rest = key
    cell = f"{name}/{int(rest[0])}/{rest[1]}" if part == "lines" else name
    now, new = (
        show_submission(record, filled.form, desk.company).get(cell)
        for record in (standing, filled.submission)
    )
    nothing = say("common.nothing")
    words = {"now": nothing if now is None else now, "new": nothing if new is None else new}
    return tell(Note.of("REVISION_CLASH", **words), filled, cell)
