"""Who has a workbook open, as the owner file beside it tells: a name to show, never evidence."""

import os
import re
from datetime import timedelta
from pathlib import Path

from feedback_xl.clock import Clock
from feedback_xl.files.reading import open_shared

_FIELD = re.compile(r"((?:\\.|[^\\,;])*)[,;]")


def owner_of(workbook: Path, clock: Clock, limit: timedelta = timedelta(days=1)) -> str | None:
    """The user who has `workbook` open; None where no owner file younger than `limit` tells."""
    for owner_file, name_in in (
        (workbook.with_name(f"~${workbook.name}"), _name_by_excel),
        (workbook.with_name(f".~lock.{workbook.name}#"), _name_by_libreoffice),
    ):
        try:
            with open_shared(owner_file) as content:
                written = clock.local(os.fstat(content.fileno()).st_mtime)
                name = name_in(content.read(4096))
        except OSError:
            continue
        if name and clock.now() - written <= limit:
            return name
    return None


def _name_by_excel(data: bytes) -> str:
    """Excel's 165 bytes: length and name in the machine's code page, from byte 55 in UTF-16."""
    if len(data) == 165:
        wide = data[57 : 57 + 2 * data[55]].decode("utf-16-le", "replace")
        if _shown(wide):
            return _shown(wide)
    length = data[0] if data else 0
    return _shown(data[1 : 1 + length].decode("gb18030", "replace"))


def _name_by_libreoffice(data: bytes) -> str:
    r"""LibreOffice's line: name in the office, name in the system, machine, …; "\" escapes."""
    fields = [
        re.sub(r"\\(.)", r"\1", field) for field in _FIELD.findall(data.decode("utf-8", "replace"))
    ]
    return next(filter(None, map(_shown, fields[:3])), "")


def _shown(name: str) -> str:
    return "".join(filter(str.isprintable, name)).strip()
