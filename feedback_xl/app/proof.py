"""`verify` and `rebuild`: what the journal says, against what stands in the tables and on disk."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import select

from feedback_xl.app.destroy import OLD_LEDGER
from feedback_xl.app.report import Progress, say_nothing
from feedback_xl.app.workspace import SITE, Workspace, require_workspace
from feedback_xl.clock import Clock, SystemClock
from feedback_xl.files.archive import object_path
from feedback_xl.files.lock import hold_workspace
from feedback_xl.files.reading import sha256_of
from feedback_xl.ledger import journal, queries, schema
from feedback_xl.ledger.disposal import destroyed_originals, destroyed_pictures
from feedback_xl.ledger.journal import Entry
from feedback_xl.ledger.mirror import mirror_path, read_mirror
from feedback_xl.ledger.rebuild import (
    Broken,
    check_chain,
    compare,
    copy_working_tables,
    fresh_ledger,
    journal_of,
    replay,
)
from feedback_xl.problems import LedgerFault
from feedback_xl.settings import Folders, find_folders, read_settings


def verify(workspace: Workspace) -> Iterator[Broken]:
    """Chain, projection, archive and books: everything that does not hold."""
    found = _entries(workspace)
    yield from check_chain(found)
    scratch = workspace.folders.spool / "verify.db"
    with fresh_ledger(scratch, workspace.clock.now()) as engine:
        replay(engine, found)
        yield from compare(workspace.ledger.engine, engine)
    scratch.unlink()
    yield from _check_archive(workspace, found)
    yield from _check_pictures(workspace, found)
    yield from _check_books(workspace)


def _entries(workspace: Workspace) -> list[Entry]:
    with workspace.ledger.reading() as book:
        return list(journal.read(book.connection, book.site))


def _check_archive(workspace: Workspace, found: list[Entry]) -> Iterator[Broken]:
    """Every original the journal speaks of is in the archive, to the byte."""
    destroyed = destroyed_originals(found)
    with workspace.ledger.reading() as book:
        wanted = {
            entry.source: f"entry {entry.seq}"
            for entry in found
            if entry.source and entry.seq > destroyed.get(entry.source, 0)
        }
        wanted |= {row["sha"]: row["name"] for row in queries.rows(book, schema.arrivals)}
    told = {sha: f"the original of {name}" for sha, name in wanted.items()}
    yield from _check_kept(workspace.folders.archive, told, destroyed)


def _check_pictures(workspace: Workspace, found: list[Entry]) -> Iterator[Broken]:
    """Every picture of a form is kept, to the byte."""
    with workspace.ledger.reading() as book:
        rows = queries.rows(book, schema.pictures)
    wanted = {row["sha"]: f"a picture of {row['number'] or row['arrival']}" for row in rows}
    yield from _check_kept(workspace.folders.pictures, wanted, destroyed_pictures(found))


def _check_kept(
    root: Path, wanted: Mapping[str, str], destroyed: Mapping[str, int]
) -> Iterator[Broken]:
    """What is wanted, by hash, lies in the folder unchanged, and nothing that was destroyed."""
    for sha, what in sorted(wanted.items()):
        kept = object_path(root, sha)
        if not kept.is_file():
            yield Broken(f"{root.name} {sha[:12]}", f"{what} is missing")
        elif sha256_of(kept) != sha:
            yield Broken(f"{root.name} {sha[:12]}", f"{what} was changed")
    for sha, seq in destroyed.items():
        if sha not in wanted and object_path(root, sha).exists():
            yield Broken(f"{root.name} {sha[:12]}", f"lies there though entry {seq} destroyed it")


def _check_books(workspace: Workspace) -> Iterator[Broken]:
    """Views are as we published them; task sheets may hold what people typed since."""
    with workspace.ledger.reading() as book:
        rows = book.connection.execute(
            select(schema.published).where(schema.published.c.site == book.site)
        ).all()
    for row in rows:
        path = workspace.folders.root / row.book
        if not path.is_file():
            yield Broken(row.book, "is missing; `feedback-xl publish` makes it anew")
        elif not row.publication and sha256_of(path) != row.sha:
            yield Broken(row.book, "was changed by somebody; `feedback-xl publish` makes it anew")


def rebuild(root: Path, clock: Clock | None = None, progress: Progress = say_nothing) -> int:
    """Make the ledger anew from its journal, or from the journal's mirror where the file is lost.

    Gives the number of entries. The old file is kept beside the new one.
    """
    folders = find_folders(root)
    require_workspace(folders)
    settings = read_settings(folders.root)
    clock = clock or SystemClock(settings.zone)
    if settings.database:
        raise LedgerFault(
            "rebuild makes a new ledger file", "for a database server, restore its backup"
        )
    site = settings.site or SITE
    with hold_workspace(folders.state, clock.now()):
        return _rebuild(folders, site, clock, progress)


def _rebuild(folders: Folders, site: str, clock: Clock, progress: Progress) -> int:
    found = _journal_or_mirror(folders.ledger, mirror_path(folders.mirror, site), site)
    if broken := next(check_chain(found), None):
        raise LedgerFault(
            f"the journal does not hold: {broken.where} {broken.what}", "restore a backup"
        )
    fresh = folders.state / "ledger.new.db"
    with fresh_ledger(fresh, clock.now()) as engine:
        number = replay(engine, _told(found, progress))
        if folders.ledger.exists():
            copy_working_tables(folders.ledger, engine)
    if folders.ledger.exists():
        folders.ledger.replace(folders.state / OLD_LEDGER)
    fresh.replace(folders.ledger)
    return number


def _told(found: list[Entry], progress: Progress) -> Iterator[Entry]:
    for number, entry in enumerate(found, 1):
        progress("replaying", number, len(found))
        yield entry


def _journal_or_mirror(ledger: Path, mirror: Path, site: str) -> list[Entry]:
    if ledger.exists() and (found := journal_of(ledger, site)) is not None:
        return found
    if mirror.exists():
        return list(read_mirror(mirror))
    raise LedgerFault(f"there is neither a ledger nor its mirror {mirror}", "restore a backup")
