"""The follow-up of a disposal: what lay on disk about the cases, destroyed; twice without harm."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from feedback_xl.clock import Clock
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.mirror import rewrite_mirror
from feedback_xl.ledger.store import Ledger
from feedback_xl.publish.photos import photo_folder
from feedback_xl.settings import Folders

OLD_LEDGER = "ledger.before-rebuild.db"


def destroy_on_disk(
    folders: Folders, ledger: Ledger, clock: Clock, details: Mapping[str, Any]
) -> None:
    """Files the disposal names, copies nothing names any more, and the journal's old mirror."""
    with ledger.reading() as book:
        arrivals = {row["sha"] for row in queries.rows(book, schema.arrivals)}
        sources = queries.sources(book)
        pictures = {row["sha"] for row in queries.rows(book, schema.pictures)}
        rewrite_mirror(book, folders.mirror)
    before = datetime.fromisoformat(details["before"])
    named = set(details["originals"]) - arrivals  # the same bytes may have come in again
    _destroy(folders.archive, named, sources | arrivals, clock, before)
    _destroy(folders.pictures, set(details.get("pictures", ())) - pictures, pictures, clock, before)
    (folders.state / OLD_LEDGER).unlink(missing_ok=True)
    _destroy_photos(folders, details.get("numbers", ()))


def _destroy_photos(folders: Folders, numbers: Iterable[str]) -> None:
    """All that nobody has open; then the error of one that somebody has, to be tried again."""
    held: OSError | None = None
    for number in numbers:
        try:
            shutil.rmtree(folders.workbooks / photo_folder(number))
        except FileNotFoundError:
            pass
        except OSError as error:
            held = error
    if held is not None:
        raise held


def _destroy(root: Path, named: set[str], wanted: set[str], clock: Clock, before: datetime) -> None:
    """Files that are named, and older ones nobody wants, with what was made of them."""
    for path in _kept(root):
        sha = path.name.partition(".")[0]
        forgotten = sha not in wanted and clock.local(path.stat().st_mtime) < before
        if sha in named or forgotten:
            path.unlink(missing_ok=True)


def _kept(root: Path) -> Iterator[Path]:
    return (path for path in list(root.glob("??/*")) if path.is_file())
