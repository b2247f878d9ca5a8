"""Small pictures drawn by code, and forms people pasted them into."""

import hashlib
import io
from pathlib import Path

import openpyxl
from openpyxl.drawing.image import Image as Drawn
from PIL import Image

from feedback_xl.xlsx.cells import Cells, Sheet
from feedback_xl.xlsx.paste import Pasted, paste_pictures
from feedback_xl.xlsx.read import read_workbook
from tests.plant import CASE, Plant
from tests.tables import COMPLAINT, cells_of

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


def metafile(kind: str, frame: tuple[int, ...] = (0, 0, 2540, 2540)) -> bytes:
    """An EMF or WMF of nothing."""
    if kind == "emf":
        numbers = [1, 108, 0, 0, 96, 96, *frame]
        head = b"".join(n.to_bytes(4, "little", signed=True) for n in numbers) + b" EMF"
        return head + bytes(4) + bytes(60)
    box = b"".join(n.to_bytes(2, "little") for n in (0, 0, 1440, 1440, 1440))
    return b"\xd7\xcd\xc6\x9a\0\0" + box + bytes(6) + b"\x01\x00\t\x00" + bytes(60)


def shown(path: Path) -> list[str]:
    """Hashes of the pictures a workbook of ours shows."""
    found = read_workbook(path)
    assert isinstance(found, Cells)
    return [picture.sha for picture in found.pictures]


def complain(plant: Plant, *photos: bytes, changes: str = "", how: str = "floating") -> Path:
    return plant.drop(with_photos(plant.fill(COMPLAINT + changes), *photos, how=how))


def photos_of(plant: Plant, number: str = CASE) -> list[Path]:
    return sorted((plant.root / "workbooks" / "照片" / number).glob("*"))


def add_with_openpyxl(source: Path, target: Path, photos: list[bytes]) -> None:
    """Another program saves the form, with these pictures in place of all others."""
    book = openpyxl.load_workbook(source)
    page = book[front_of(source)]
    page._images = []
    for at, data in enumerate(photos):
        page.add_image(Drawn(io.BytesIO(data)), f"{chr(66 + at)}25")
    book.save(target)
