"""What lies in the inbox now: the listing is the truth, an event only says when to look."""

import logging
from collections.abc import Iterator
from pathlib import Path

from feedback_xl.files.names import is_passing, is_passing_folder

log = logging.getLogger("feedback_xl")

_KEEPERS = (".gitkeep", ".keep")


def list_inbox(inbox: Path) -> Iterator[Path]:
    """Every file people may have meant for us, evidence included; never links, never temp files."""
    for entry in sorted(inbox.iterdir()):
        if entry.is_symlink():
            continue
        if entry.is_dir():
            if not is_passing_folder(entry.name):
                yield from _list_below(entry)
        elif entry.is_file() and not is_passing(entry.name) and entry.name not in _KEEPERS:
            yield entry


def _list_below(folder: Path) -> Iterator[Path]:
    """A folder we may not look into does not hide the others."""
    try:
        yield from list_inbox(folder)
    except PermissionError:
        log.warning("no right to read %s", folder)
