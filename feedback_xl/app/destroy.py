"""The follow-up of a disposal: what lay on disk about the cases, destroyed; twice without harm."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from feedback_xl.clock import Clock
from feedback_xl.files.archive import object_path
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.mirror import rewrite_mirror
from feedback_xl.ledger.store import Ledger
from feedback_xl.settings import Folders

OLD_LEDGER = "ledger.before-rebuild.db"


def destroy_on_disk(
    folders: Folders, ledger: Ledger, clock: Clock, details: Mapping[str, Any]
) -> None:
    """Originals the disposal names, copies nothing names any more, and the journal's old mirror."""
    with ledger.reading() as book:
        arrivals = {row["sha"] for row in queries.rows(book, schema.arrivals)}
        sources = queries.sources(book)
        rewrite_mirror(book, folders.mirror)
    doomed = set(details["originals"]) - arrivals  # the same bytes may have come in again
    before = datetime.fromisoformat(details["before"])
    doomed |= {
        path.name
        for path in _kept(folders.archive)
        if path.name not in sources | arrivals and clock.local(path.stat().st_mtime) < before
    }
    for sha in doomed:
        object_path(folders.archive, sha).unlink(missing_ok=True)
    (folders.state / OLD_LEDGER).unlink(missing_ok=True)


def _kept(archive: Path) -> Iterator[Path]:
    return (path for path in archive.glob("??/*") if path.is_file())
