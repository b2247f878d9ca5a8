"""Every workbook that people find after six days in a plant that end at this moment."""

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from feedback_xl.clock import SimulatedClock, SystemClock
from feedback_xl.demo.play import make_room, perform
from feedback_xl.demo.story import Author
from feedback_xl.files.archive import object_path
from feedback_xl.files.reading import sha256_of
from feedback_xl.language import SOURCE, speak
from feedback_xl.procedure.load import shipped_company
from feedback_xl.settings import find_folders
from feedback_xl.xlsx.reader import Reader
from tests.books.parts import Parts
from tests.office.conftest import office
from tests.plant import Plant
from tests.settings_book.manager import Manager

__all__ = ["books", "lived", "office"]

DAYS, FORMS, SEED = 6, 38, 11  # enough for every kind of matter and every way
FOLDERS = ("templates", "outbox", "workbooks")


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory, shared_reader: Reader) -> Path:
    """A workspace after a demo's days, with shipments taken and settings refused."""
    speak(SOURCE)
    end = SystemClock().now()
    root = tmp_path_factory.mktemp("lived")
    story = Author(shipped_company(), end - timedelta(minutes=2), DAYS, FORMS, Random(SEED)).write()
    perform(make_room(root, end), story)
    with Plant(root, shared_reader, SimulatedClock(end - timedelta(minutes=1))) as plant:
        refuse_and_ship(plant)
        plant.clock.move_to(end)
        plant.run()
    return root


def refuse_and_ship(plant: Plant) -> None:
    """Shipments of a customer, and hours that nobody can read."""
    keeper = Manager(plant, "出货数据", "shipments")
    customer = next(row["name"] for row in plant.ws.snapshot().customers.values())
    keeper.add("出货数据", {"月份": "2026-10", "客户": customer, "出货数": 5000, "送货单数": 9})
    keeper.save()
    manager = Manager(plant)
    manager.change("等级", "AA", {"小时": "很快"})
    manager.approve()
    manager.save()
    plant.run()


@pytest.fixture(scope="session")
def books(lived: Path) -> list[Parts]:
    """Each of them that is ours, opened; what came from people lies in the archive as well."""
    archive = find_folders(lived).archive
    found = [book for name in FOLDERS for book in (lived / name).rglob("*.xlsx")]
    ours = [path for path in found if not object_path(archive, sha256_of(path)).exists()]
    assert len(ours) > 40
    return [Parts(path) for path in sorted(ours)]
