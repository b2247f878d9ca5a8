"""The journal as JSON lines beside the archive: what is left if the database file is lost."""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from io import BufferedRandom
from pathlib import Path

from feedback_xl.files.place import write_synced
from feedback_xl.files.steps import step
from feedback_xl.files.sync import sync_dir
from feedback_xl.ledger import journal
from feedback_xl.ledger.journal import Entry
from feedback_xl.ledger.store import Book
from feedback_xl.records import canonical


def mirror_path(folder: Path, site: str) -> Path:
    return folder / f"{site}.jsonl"


def write_mirror(book: Book, folder: Path) -> int:
    """Append what the mirror lacks, after cutting a torn last line; gives the lines added."""
    folder.mkdir(parents=True, exist_ok=True)
    path = mirror_path(folder, book.site)
    is_new = not path.exists()
    with path.open("ab+") as file:
        last = _cut_to_whole_lines(file)
        added = 0
        for entry in journal.read(book.connection, book.site, after=last):
            file.write(f"{canonical(_as_json(entry))}\n".encode())
            added += 1
        if added:
            step("mirror-fsync")
            file.flush()
            os.fsync(file.fileno())
    if is_new:
        sync_dir(folder)
    return added


def rewrite_mirror(book: Book, folder: Path) -> None:
    """The whole mirror anew: after a disposal it must not say more than the journal."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = journal.read(book.connection, book.site)
    lines = (f"{canonical(_as_json(entry))}\n".encode() for entry in entries)
    write_synced(mirror_path(folder, book.site), b"".join(lines))


def _as_json(entry: Entry) -> dict[str, object]:
    chain = {"payload_sha": entry.payload_sha, "previous": entry.previous, "hash": entry.hash}
    return {**entry.header(), **chain, "payload": entry.payload}


def _cut_to_whole_lines(file: BufferedRandom) -> int:
    """Drop a line a crash left unfinished; gives the sequence of the last whole one."""
    size = file.seek(0, os.SEEK_END)
    end = size
    tail = b""
    while end > 0 and tail.count(b"\n") < 2:
        start = max(0, end - 65536)
        file.seek(start)
        tail = file.read(end - start) + tail
        end = start
    whole = tail.rfind(b"\n") + 1
    if whole < len(tail):
        file.truncate(size - (len(tail) - whole))
        file.seek(0, os.SEEK_END)
    lines = tail[:whole].splitlines()
    return int(json.loads(lines[-1])["seq"]) if lines else 0


def read_mirror(path: Path) -> Iterator[Entry]:
    """Entries of a mirror, in order."""
    with path.open("rb") as lines:  # a torn last line may end inside a character
        for line in lines:
            if line.endswith(b"\n"):
                data = json.loads(line)
                yield Entry(**{**data, "at": datetime.fromisoformat(data["at"])})
