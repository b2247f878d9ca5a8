"""A book opened after three days without the watcher says what the program would say now."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from feedback_xl.clock import SimulatedClock, SystemClock
from feedback_xl.xlsx.cells import a1_of, address_of
from feedback_xl.xlsx.reader import Reader
from tests.books.parts import Parts
from tests.books.test_recalculation import agrees, as_of
from tests.office.cached import Cached, cached_values
from tests.office.history import live_until
from tests.office.office import Office
from tests.plant import Plant

pytestmark = pytest.mark.office

AWAY = timedelta(days=3)


@dataclass(frozen=True)
class Left:
    """Books as the watcher left them three days ago, and as it would publish them now."""

    old: Path
    new: Path
    now: datetime


@pytest.fixture(scope="module")
def left(founded: Path, shared_reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Left:
    now = SystemClock().now()
    old = shutil.copytree(founded, tmp_path_factory.mktemp("left") / "old")
    live_until(now - AWAY, old, shared_reader)
    new = shutil.copytree(old, old.with_name("new"))
    with Plant(new, shared_reader, SimulatedClock(now)) as plant:
        plant.run()
    return Left(old, new, now)


def places(path: Path) -> Iterator[tuple[tuple[str, str, str], str, str]]:
    """Each cell of each table as (sheet, key of its row, title), with its sheet and address."""
    for sheet in Parts(path).tables:
        texts = {address_of(a1): sheet.text(cell) for a1, cell in sheet.cells.items()}
        titles = {column: text for (row, column), text in texts.items() if row == sheet.header}
        for row, column in texts:
            if row > sheet.header and texts.get((row, 1)):
                yield (sheet.name, texts[row, 1], titles[column]), sheet.name, a1_of((row, column))


def said_now(path: Path) -> Mapping[tuple[str, str, str], Cached]:
    """What the program says of each place."""
    cached = cached_values(path)
    return {place: cached[sheet].get(a1, Cached("")) for place, sheet, a1 in places(path)}


@pytest.mark.parametrize("name", ["outbox/品质保证部/任务表.xlsx", "outbox/营业部/任务表.xlsx",
                                  "workbooks/总台账.xlsx"])  # fmt: skip
def test_states_and_hours_are_those_of_today(office: Office, left: Left, name: str) -> None:
    old, now = cached_values(left.old / name), said_now(left.new / name)
    with office.opened(left.old / name) as book:
        seen = book.values()
    elapsed = left.now - as_of(left.new / name)

    compared, changed, wrong = 0, 0, []
    for place, sheet, a1 in places(left.old / name):
        before, found = old[sheet].get(a1, Cached("")), seen[sheet].get(a1, "")
        if place in now and "NOW()" in now[place].formula:
            compared += 1
            changed += found != before.value
            if not agrees(now[place], found, elapsed):
                wrong.append(f"{place}: {found!r}, the program: {now[place]}")
    assert wrong == []
    assert changed > 0, f"none of {compared} clocks says something else after three days"


def test_the_first_page_of_the_board_counts_what_is_late_today(office: Office, left: Left) -> None:
    name, page = "workbooks/看板.xlsx", "总览"
    old, now = (cached_values(root / name)[page] for root in (left.old, left.new))
    with office.opened(left.old / name) as book:
        seen = book.values()[page]
    elapsed = left.now - as_of(left.new / name)

    live = [a1 for a1, cell in old.items() if cell.formula and now[a1].formula == cell.formula]
    assert [a1 for a1 in live if not agrees(now[a1], seen.get(a1, ""), elapsed)] == []
    assert {now["A5"].value, old["A5"].value} == {1.0, 3.0}, "what is late"


def test_the_book_says_itself_that_it_is_old(office: Office, left: Left) -> None:
    with office.opened(left.old / "outbox/品质保证部/任务表.xlsx") as book:
        told = [value for page in book.values().values() for value in page.values()]

    assert any("数据已 3 天未更新" in str(value) for value in told)
