"""Small pictures drawn by code, and forms people pasted them into."""

import hashlib
import io
from pathlib import Path

from PIL import Image

from feedback_xl.xlsx.cells import Sheet
from feedback_xl.xlsx.paste import Pasted, paste_pictures
from tests.tables import cells_of

PHOTO_ROW = 24  # somewhere in the photo field, or near it


def picture(number: int = 0, kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    """A plain picture in a colour of its own."""
    data = io.BytesIO()
    Image.new("RGB", size, (number * 37 % 256, number % 256, 90)).save(data, kind)
    return data.getvalue()


CRACK, NOISE, LABEL = (picture(n, "JPEG", (400, 300)) for n in (1, 2, 3))


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def front_of(path: Path) -> str:
    """The first page of a form: the sheet with most labels."""

    def labels(sheet: Sheet) -> int:
        return 0 if sheet.name.startswith("_") else len(sheet.merged)

    return max(cells_of(path).sheets, key=labels).name


def with_photos(path: Path, *photos: bytes, how: str = "floating", row: int = PHOTO_ROW) -> Path:
    """The form with photos pasted into it, each in a cell of its own."""
    target, sheet = path.with_name(f"{path.stem}-photos.xlsx"), front_of(path)
    pasted = [
        Pasted(sheet, f"{chr(66 + at)}{row}", data, "jpeg", how) for at, data in enumerate(photos)
    ]
    paste_pictures(path, target, pasted)
    return target
