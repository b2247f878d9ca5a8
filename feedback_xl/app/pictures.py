"""The pictures of a form: taken out of its file before it is entered, laid out for people after."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from feedback_xl.files.archive import object_path
from feedback_xl.files.pictures import DRAWN, SMALL, copy_beside, keep_copy, keep_pictures
from feedback_xl.files.place import write_synced
from feedback_xl.files.reading import sha256_of
from feedback_xl.forms.filled import Filled
from feedback_xl.ledger.queries import Row
from feedback_xl.publish.photos import photo_path
from feedback_xl.settings import Folders
from feedback_xl.xlsx.cells import Picture
from feedback_xl.xlsx.photos import can_be_drawn
from feedback_xl.xlsx.reader import Reader

_SMALL_EDGE, _DRAWN_EDGE = 160, 1600  # pixels


def take_pictures(package: Path, filled: Filled, folders: Folders, reader: Reader) -> Filled:
    """Keep a form's pictures, with copies of each; the form then says which may stand for it."""
    root = folders.pictures
    keep_pictures(package, {picture.sha: picture.part for picture in filled.pictures}, root)
    return replace(filled, pictures=tuple(_drawn(p, root, reader) for p in filled.pictures))


def _drawn(picture: Picture, root: Path, reader: Reader) -> Picture:
    data = _copied(picture.sha, SMALL, _SMALL_EDGE, root, reader)
    if not can_be_drawn(object_path(root, picture.sha).read_bytes()):
        data = _copied(picture.sha, DRAWN, _DRAWN_EDGE, root, reader)
    return replace(picture, shown=hashlib.sha256(data).hexdigest()) if data else picture


def _copied(sha: str, suffix: str, edge: int, root: Path, reader: Reader) -> bytes:
    """The copy beside a picture, made if it is not there; b"" where there can be none."""
    path = copy_beside(root, sha, suffix)
    if path.exists():
        return path.read_bytes()
    data = reader.shrink(object_path(root, sha), edge)
    if data:
        keep_copy(root, sha, suffix, data)
    return data


def lay_out_photos(folders: Folders, rows: Iterable[Row]) -> None:
    """Copy a record's pictures to where everybody may open them; a second time changes nothing."""
    for row in rows:
        target = folders.workbooks / photo_path(row)
        kept = object_path(folders.pictures, row["sha"])
        if kept.exists() and not (target.exists() and sha256_of(target) == row["sha"]):
            target.parent.mkdir(parents=True, exist_ok=True)
            write_synced(target, kept.read_bytes())
