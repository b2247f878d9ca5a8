"""Pictures of a workspace's books as LibreOffice prints them.

    python -m docs.pictures WORKSPACE          the README's, into docs/pictures/
    python -m docs.pictures WORKSPACE FOLDER   every page of every book, to be looked at

Needs soffice and pdftoppm. A demo is a good workspace: `feedback-xl demo WORKSPACE`.
"""

import glob
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageChops, ImageOps

from feedback_xl.forms.declaration import form
from feedback_xl.language import say, speak
from feedback_xl.procedure.load import shipped_company
from feedback_xl.settings import read_settings
from feedback_xl.sheets.declaration import book_plan

PICTURES = Path(__file__).with_suffix("")
FONTS = """<?xml version="1.0"?>
<fontconfig>
  <include>/etc/fonts/fonts.conf</include>
  <match target="pattern">
    <test name="family"><string>微软雅黑</string></test>
    <edit name="family" mode="assign" binding="strong"><string>Noto Sans CJK SC</string></edit>
  </match>
</fontconfig>
"""  # the books' font is Windows' own; this one is nearest to it
BOOKS = ("templates", "outbox", "workbooks")
WIDEST, LARGEST = 1200, 200_000  # pixels, bytes
COLOURS = (128, 64, 32, 16)  # as many as the file's size allows
PAPER, GAP = (255, 255, 255), 12
MARGIN = 0.5  # of a page, in inches
SHARP, ROUGH = 150, 60  # dots an inch: to be reduced, to be glanced at
_SHEET = re.compile(r'<sheet name="[^"]*" sheetId="\d+"(?: state="\w+")?')
_STATE, _VIEW = re.compile(r' state="\w+"'), re.compile(r' (?:activeTab|firstSheet)="\d+"')


@dataclass(frozen=True)
class Shot:
    """The first page of a sheet, by its name, and how much of its height is shown from the top."""

    book: Path
    sheet: str
    share: float = 1.0


def shots(root: Path) -> Mapping[str, Sequence[Shot]]:
    """Picture → the pages it shows, one below the other."""
    company, books = shipped_company(), root / "workbooks"
    sales = root / "outbox" / company.department_name(company.front)
    quality = root / "outbox" / company.department_name("QA")
    blank, tasks = form("feedback"), book_plan("tasks")[0].name
    front = blank.pages[0].name
    returned = _fullest(sales / say("places.returned"))
    receipt = _fullest(sales / say("places.receipts"))
    return {
        "blank": [Shot(root / "templates" / blank.file, front)],
        "returned": [Shot(returned, say("returned.sheet"), 0.5), Shot(returned, front, 0.485)],
        "receipt": [Shot(receipt, say("receipt.sheet"))],
        "tasks": [Shot(quality / say("places.task_book"), tasks, 0.5)],
        "dashboard": [Shot(books / say("places.dashboard"), say("dashboard.overview"))],
    }


def _fullest(folder: Path) -> Path:
    return max(folder.glob("*.xlsx"), key=lambda path: (path.stat().st_size, path.name))


def draw(shots: Sequence[Shot], target: Path) -> None:
    """One picture, no larger than a page of a README should bring along."""
    with TemporaryDirectory() as folder:
        pages = [_shown(shot, Path(folder) / str(at)) for at, shot in enumerate(shots)]
    width = max(page.width for page in pages)
    whole = Image.new("RGB", (width, sum(page.height for page in pages)), PAPER)
    top = 0
    for page in pages:
        whole.paste(page, (0, top))
        top += page.height
    if width > WIDEST:
        whole = whole.resize((WIDEST, whole.height * WIDEST // width), Image.Resampling.LANCZOS)
    for colours in COLOURS:
        whole.quantize(colours, dither=Image.Dither.NONE).save(target, optimize=True)
        if target.stat().st_size <= LARGEST:
            return
    raise SystemExit(f"{target} is larger than {LARGEST} bytes")


def _shown(shot: Shot, folder: Path) -> Image.Image:
    folder.mkdir()
    alone = folder / "book.xlsx"
    _leave_only(shot.sheet, shot.book, alone)
    first = next(_pages([alone], folder, SHARP))
    with Image.open(first) as opened:
        page = opened.convert("RGB")
    edge = int(MARGIN * SHARP)  # above and below it stand what every page repeats
    page = page.crop((0, edge, page.width, edge + int((page.height - 2 * edge) * shot.share)))
    blank = Image.new("RGB", page.size, PAPER)
    return ImageOps.expand(page.crop(ImageChops.difference(page, blank).getbbox()), GAP, PAPER)


def _leave_only(sheet: str, book: Path, target: Path) -> None:
    """A copy in which every other sheet is hidden: only this one is printed."""
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/workbook.xml":
                data = _hide_but(sheet, data.decode("utf-8")).encode("utf-8")
            copy.writestr(name, data)


def _hide_but(sheet: str, workbook: str) -> str:
    entries = _SHEET.findall(workbook)
    index = next(at for at, entry in enumerate(entries) if f'name="{sheet}"' in entry)
    for at, entry in enumerate(entries):
        bare = _STATE.sub("", entry)
        workbook = workbook.replace(entry, bare if at == index else f'{bare} state="hidden"')
    view = f'<workbookView activeTab="{index}" firstSheet="{index}"'
    return _VIEW.sub("", workbook).replace("<workbookView", view)


def _pages(books: Sequence[Path], folder: Path, dots: int) -> Iterator[Path]:
    """Every printed page of the books, in order, as PNG files in `folder`."""
    office = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    command = [*office, "--convert-to", "pdf", "--outdir", str(folder), *map(str, books)]
    fonts = folder / "fonts.conf"
    fonts.write_text(FONTS, "utf-8")
    here = {**os.environ, "TZ": "Asia/Shanghai", "FONTCONFIG_FILE": str(fonts)}
    subprocess.run(command, check=True, capture_output=True, env=here)
    for book in books:
        printed = folder / f"{book.stem}.pdf"
        if printed.exists():  # what people handed in may be no workbook at all
            made = ["pdftoppm", "-r", str(dots), "-png", str(printed), str(folder / book.stem)]
            subprocess.run(made, check=True)
            yield from sorted(folder.glob(f"{glob.escape(book.stem)}-*.png"))


def draw_all(root: Path, target: Path) -> int:
    """Every page of every book, named by the book's place; gives how many."""
    target.mkdir(parents=True, exist_ok=True)
    found = [book for name in BOOKS for book in sorted((root / name).rglob("*.xlsx"))]
    with TemporaryDirectory() as folder:
        copies = [Path(folder) / "_".join(book.relative_to(root).parts) for book in found]
        for book, copy in zip(found, copies, strict=True):
            shutil.copyfile(book, copy)
        pages = list(_pages(copies, Path(folder), ROUGH))
        for page in pages:
            shutil.move(page, target / page.name)
    return len(pages)


def main(root: Path, target: Path | None) -> None:
    speak(read_settings(root).language)
    if target is not None:
        print(f"{draw_all(root, target)} pages in {target}")
        return
    PICTURES.mkdir(exist_ok=True)
    for name, pages in shots(root).items():
        draw(pages, PICTURES / f"{name}.png")


if __name__ == "__main__":
    places = [Path(argument).resolve() for argument in sys.argv[1:3]]
    main(places[0], places[1] if len(places) > 1 else None)
