"""One saved 设置.xlsx: taken as a new version, in one entry, or refused as a whole."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from feedback_xl.forms.locate import read_meta
from feedback_xl.intake.saved_book import (
    BookLine,
    Judged,
    SavedBook,
    is_current,
    record_refusal,
)
from feedback_xl.intake.settings_check import check_settings, effective_time, gone, plan_of
from feedback_xl.intake.settings_read import Ground, read_settings
from feedback_xl.language import say
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.store import Book
from feedback_xl.problems import Note, Problem, any_returns, problem_from
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.decided import (
    CellChange,
    Content,
    changes_between,
    effective,
    loose_ends,
    with_changes,
)
from feedback_xl.procedure.enforce import company_from, content_after
from feedback_xl.records import Change, Decision
from feedback_xl.xlsx.cells import Cells
from feedback_xl.xlsx.gate import Refusal

REVISIONS = "revisions"


def take_settings(cells: Cells | Refusal, sha: str, book: Book, shipped: Company) -> Judged:
    """Judge a saved book and write down what came of it; a refusal once for the same bytes."""
    author = "" if isinstance(cells, Refusal) else cells.modified_by
    judged = _judge(cells, book, shipped)
    if judged.is_refused:
        record_refusal("settings", judged, author, sha, book)
        return judged
    if judged.book is None:
        return judged
    return _enact(judged, judged.book, cells, sha, book, shipped)


def _judge(cells: Cells | Refusal, book: Book, shipped: Company) -> Judged:
    if isinstance(cells, Refusal):
        return Judged(problems=(problem_from(cells),))
    ground = ground_of(book, shipped)
    newest = queries.row(book, schema.settings, ground.latest)
    publication = newest["publication"] if newest else ""
    if not is_current(read_meta(cells), "settings", ground.latest, publication):
        note = Note.of("SETTING_OLD_COPY", book=say("places.settings_book"))
        return Judged(problems=(problem_from(note),))
    saved = read_settings(cells, ground)
    problems = [*saved.problems, *check_settings(saved, ground), *_revisions(saved, ground)]
    for line in saved.filled(REVISIONS):  # what is written down already says from when it holds
        line.values = {**ground.content.get(REVISIONS, {}).get(line.key, {}), **line.values}
    if not any_returns(problems):
        problems += _too_early(saved, ground, shipped)
    nothing_new = not any_returns(problems) and not _new_revisions(saved)
    return Judged(problems=tuple(problems), book=None if nothing_new else saved)


def ground_of(book: Book, shipped: Company) -> Ground:
    """What a saved book is judged against."""
    versions = queries.settings_versions(book)
    content = content_after(shipped, versions)
    number = versions[-1].number if versions else ""
    customers = queries.rows(book, schema.customers)
    names = {row[name] for row in customers for name in ("key", "name", "short_name")}
    return Ground(
        company=company_from(shipped, content, number),
        content=content,
        versions=versions,
        now=book.clock.now(),
        open_work=_open_work(book),
        customers=frozenset(names - {""}),
    )


def _open_work(book: Book) -> Counter[str]:
    """Open tasks of each department, and cases not closed yet that name it."""
    work = Counter(task.department for task in queries.tasks(book, schema.tasks.c.state == "open"))
    for case in queries.cases(book, schema.cases.c.closed_at.is_(None)):
        work.update((case.main, *case.co))
    return work


def _new_revisions(saved: SavedBook) -> list[BookLine]:
    return [line for line in saved.filled(REVISIONS) if line.is_new]


def _revisions(saved: SavedBook, ground: Ground) -> list[Problem]:
    """Earlier lines stay as they are; a change needs a line of its own (P0-1)."""
    known = ground.content.get(REVISIONS, {})
    if REVISIONS not in saved.lines:
        return []
    there = {line.key: line for line in saved.lines[REVISIONS]}
    plan = plan_of(REVISIONS)
    told = [
        gone(plan, there.get(key), Note.of("SETTING_REVISION_CHANGED", line=key))
        for key in known
        if key not in there or {**known[key], **there[key].values} != known[key]
    ]
    rest = {name: lines for name, lines in saved.content().items() if name != REVISIONS}
    before = {name: lines for name, lines in ground.content.items() if name in rest}
    if changes_between(before, rest) and not _new_revisions(saved):
        told.append(problem_from(Note.of("SETTING_NO_REVISION"), sheet=plan.name, label=plan.name))
    return told


def _too_early(saved: SavedBook, ground: Ground, shipped: Company) -> list[Problem]:
    """What is in force before a planned version may not rest on it."""
    lines = _new_revisions(saved)
    if not lines:
        return []
    at = effective_time(lines[-1], ground.now)
    waiting = [version for version in ground.versions if version.effective_at > at]
    if not waiting:
        return []
    standing = content_after(shipped, effective(ground.versions, at))
    changes = changes_between(ground.content, saved.content())
    if not loose_ends(with_changes(standing, changes)):
        return []
    last = waiting[-1]
    at_last = f"{last.effective_at:%Y-%m-%d %H:%M}"
    note = Note.of("SETTING_TOO_EARLY", version=last.number, at=at_last)
    return [lines[-1].about(note, "effective_at")]


def _enact(
    judged: Judged, saved: SavedBook, cells: Cells | Refusal, sha: str, book: Book, shipped: Company
) -> Judged:
    """One entry: the whole content, what changed cell by cell, from when, by whom."""
    assert isinstance(cells, Cells)
    number, now = book.give_number("SZ"), book.clock.now()
    lines = _new_revisions(saved)
    starts = effective_time(lines[-1], now)
    for at, line in enumerate(lines):
        line.key = f"{number}/{at + 1}" if at else number
        line.values["effective_at"] = f"{starts:%Y-%m-%dT%H:%M}"
    old = content_after(shipped, queries.settings_versions(book))
    content = saved.content()
    changes = changes_between(old, content)
    told = [asdict(problem) for problem in judged.problems]
    values = {
        "at": now,
        "effective_at": starts,
        "approved_by": lines[-1].values["approved_by"],
        "author": cells.modified_by,
        "source": sha,
        "publication": str(read_meta(cells).get("publication", "")),
        "content": content,
        "changes": [asdict(change) for change in changes],
        "problems": told,
    }
    reason = lines[-1].values["reason"]
    facts = {"outcome": "taken", "version": number, "effective_at": starts, "reason": reason}
    everything = (
        *book.given_numbers(),
        Change("settings", number, values),
        *_line_changes(old, content, changes),
    )
    book.record(Decision("settings", cells.modified_by, facts, everything, source=sha))
    return Judged(number, judged.problems, saved)


def _line_changes(old: Content, new: Content, changes: Sequence[CellChange]) -> list[Change]:
    """Each line as it was and as it is, so that its history tells what changed."""
    touched = dict.fromkeys((change.sheet, change.key) for change in changes)
    return [
        Change("settings_lines", f"{sheet}/{key}", {"fields": dict(of.get(sheet, {}).get(key, {}))})
        for sheet, key in touched
        if sheet != REVISIONS
        for of in (old, new)
    ]
