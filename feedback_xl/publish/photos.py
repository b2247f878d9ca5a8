"""The photos of a record where people see them: in forms of ours, and beside the master.

Workbooks on a share cannot point into the private state folder: each photo is copied to
`workbooks/照片/<number>/`, and the master links it there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from feedback_xl.files.archive import object_path
from feedback_xl.files.pictures import DRAWN, SMALL, copy_beside
from feedback_xl.forms.declaration import form
from feedback_xl.language import say
from feedback_xl.ledger.queries import Row
from feedback_xl.sheets.content import Thumbnail
from feedback_xl.xlsx.photos import Photo

_SUFFIXES = {"jpeg": "jpg"}
_METAFILES = ("emf", "wmf")  # drawn by whoever opens the book, and no two draw them alike
_MOST_SMALL = 3  # in one row of the master
_MOST_BYTES = 20 << 20  # of photos in one form of ours: it has to pass the gate when it comes back


def photo_path(row: Row) -> PurePosixPath:
    """Where a photo lies for everybody, below the workbooks."""
    suffix = _SUFFIXES.get(row["kind"], row["kind"])
    return photo_folder(row["number"]) / f"{row['position']:02d}.{suffix}"


def photo_folder(number: str) -> PurePosixPath:
    """Where the photos of a record lie, below the workbooks."""
    return PurePosixPath(say("photos.folder"), number)


def photo_count(rows: Sequence[Row]) -> str | None:
    """How many a record has, in words; None where it has none."""
    return say("photos.count", count=len(rows)) if rows else None


def photo_link(rows: Sequence[Row]) -> str:
    """The link from a book in the workbooks' folder: to the only photo, or to the folder."""
    alone = len(rows) == 1
    return f"external:{photo_path(rows[0]) if alone else photo_folder(rows[0]['number'])}"


def thumbnails(rows: Sequence[Row], form_id: str, pictures: Path) -> tuple[Thumbnail, ...]:
    """Small copies of a record's first photos, of those that have one."""
    return tuple(
        Thumbnail(small, row["sha"], _words(form_id, row["number"], at))
        for at, row in enumerate(rows[:_MOST_SMALL], 1)
        if (small := _small(row, pictures)) is not None
    )


def _small(row: Row, pictures: Path) -> Path | None:
    """The small copy, or the picture where that got lost; a metafile is never shown as it is."""
    small = copy_beside(pictures, row["sha"], SMALL)
    if small.exists():
        return small
    return None if row["kind"] in _METAFILES else object_path(pictures, row["sha"])


@dataclass(frozen=True)
class Photos:
    """Kept pictures, for the forms they belong into."""

    folder: Path

    def of(self, shas: Sequence[str], form_id: str, number: str = "") -> tuple[Photo, ...]:
        """Those of these hashes that are there, as they can be drawn."""
        return tuple(
            Photo(data, _words(form_id, number, at))
            for at, data in enumerate(self._drawable(shas), 1)
        )

    def _drawable(self, shas: Sequence[str]) -> Iterator[bytes]:
        room = _MOST_BYTES
        for sha in shas:
            path = self._shown(sha, room)
            if path.exists():
                data = path.read_bytes()
                room -= len(data)
                yield data

    def _shown(self, sha: str, room: int) -> Path:
        """The picture, or what is shown of it: where it cannot be drawn, or has no room left."""
        drawn, small = (copy_beside(self.folder, sha, suffix) for suffix in (DRAWN, SMALL))
        if drawn.exists():
            return drawn
        whole = object_path(self.folder, sha)
        return whole if whole.exists() and whole.stat().st_size <= room else small


def _words(form_id: str, number: str, at: int) -> str:
    """What a photo shows, for who cannot see it."""
    title = form(form_id).title
    if not number:
        return say("photos.words_returned", form=title, at=at)
    return say("photos.words", number=number, form=title, at=at)
