"""`rebuild` gives the same tables and books; `verify` notices whatever was tampered with."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from feedback_xl.app.proof import rebuild
from feedback_xl.clock import SimulatedClock
from feedback_xl.files.archive import object_path
from feedback_xl.problems import LedgerFault
from feedback_xl.xlsx.reader import Reader
from tests.plant import CASE, Plant, tables_of
from tests.tables import cells_of, type_into

TASK = f"{CASE}-T01"


@pytest.fixture(scope="module")
def worked(
    founded: Path, shared_reader: Reader, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, datetime]:
    """A plant with an accepted form, a returned one, evidence, edits and a conflict."""
    root = tmp_path_factory.mktemp("worked") / "plant"
    shutil.copytree(founded, root)
    with Plant(root, shared_reader) as plant:
        plant.complain()
        plant.complain("| 信息等级 | |")
        plant.run()
        mail = root.parent / "邮件.eml"
        mail.write_bytes(b"what the customer wrote")
        plant.drop(mail, f"附件/{CASE}")
        older_copy = root / "outbox/品质保证部/任务表 - 副本.xlsx"
        shutil.copyfile(plant.book("品质保证部"), older_copy)
        plant.type("品质保证部", "任务", TASK, {"担当": "王强", "原因分析": "毛刺"})
        plant.run()
        type_into(older_copy, "任务", TASK, {"担当": "李工"})
        plant.stamp(older_copy)
        plant.run()
        assert len(plant.rows("conflicts")) == 1
    return root, plant.clock.now()


@pytest.fixture
def busy(worked: tuple[Path, datetime], shared_reader: Reader, tmp_path: Path) -> Iterator[Plant]:
    """That plant, to be spoilt."""
    root, now = worked
    shutil.copytree(root, tmp_path / "plant")
    with Plant(tmp_path / "plant", shared_reader, SimulatedClock(now)) as plant:
        yield plant


def books(plant: Plant) -> dict[str, tuple[int, bytes]]:
    """Every published workbook with its inode."""
    roots = (plant.root / "workbooks", plant.root / "outbox")
    paths = sorted(path for root in roots for path in root.rglob("*.xlsx"))
    return {str(p.relative_to(plant.root)): (p.stat().st_ino, p.read_bytes()) for p in paths}


def contents(plant: Plant) -> dict[str, Any]:
    """What stands in every published workbook, leaving out as-of, sequence and publication."""
    found = {}
    for name in books(plant):
        sheets = [s for s in cells_of(plant.root / name).sheets if s.name != "_meta"]
        found[name] = [
            (s.name, {at: value for at, value in s.cells.items() if at[0] != 2}) for s in sheets
        ]
    return found


def rebuilt(plant: Plant) -> int:
    plant.__exit__()
    number = rebuild(plant.root, plant.clock)
    plant.__enter__()
    return number


def test_what_holds_is_not_complained_of(busy: Plant) -> None:
    assert busy.broken() == []


def test_a_rebuild_from_the_journal_gives_the_same_tables_and_touches_no_book(busy: Plant) -> None:
    tables, published = tables_of(busy.ws.ledger.engine), books(busy)
    number = rebuilt(busy)

    assert number == len(busy.entries())
    assert tables_of(busy.ws.ledger.engine) == tables
    assert not busy.run().is_news
    assert books(busy) == published
    assert busy.broken() == []


def test_a_rebuild_from_the_mirror_gives_the_same_tables_and_books(busy: Plant) -> None:
    tables, published = tables_of(busy.ws.ledger.engine), contents(busy)
    entries = busy.entries()
    busy.__exit__()
    (busy.root / ".feedback_xl/ledger.db").unlink()
    rebuild(busy.root, busy.clock)
    busy.__enter__()

    assert busy.entries() == entries
    assert tables_of(busy.ws.ledger.engine) == tables
    report = busy.run()
    assert (dict(report.outcomes), report.edits, report.conflicts) == ({}, 0, 0)
    assert contents(busy) == published
    assert busy.broken() == []


def test_a_damaged_ledger_is_made_anew_from_the_mirror(busy: Plant) -> None:
    tables = tables_of(busy.ws.ledger.engine)
    busy.__exit__()
    ledger = busy.root / ".feedback_xl/ledger.db"
    ledger.write_bytes(b"\0" * 4096 + ledger.read_bytes()[4096:])
    with pytest.raises(LedgerFault):
        busy.__enter__()
    rebuild(busy.root, busy.clock)
    busy.__enter__()

    assert tables_of(busy.ws.ledger.engine) == tables


def test_a_journal_that_does_not_hold_is_not_replayed(busy: Plant) -> None:
    run_sql(busy, "UPDATE entries SET who = '某人' WHERE seq = 2")
    before = (busy.root / ".feedback_xl/ledger.db").read_bytes()
    busy.__exit__()
    with pytest.raises(LedgerFault, match="entry 2"):
        rebuild(busy.root, busy.clock)

    assert (busy.root / ".feedback_xl/ledger.db").read_bytes() == before
    busy.__enter__()


def test_a_sheet_saved_during_the_loss_is_read_after_the_rebuild(busy: Plant) -> None:
    busy.__exit__()
    (busy.root / ".feedback_xl/ledger.db").unlink()
    busy.type("品质保证部", "任务", TASK, {"处理措施及结果": "更换夹具"})
    rebuild(busy.root, busy.clock)
    busy.__enter__()

    assert busy.run().edits == 1
    assert busy.task("analyse").typed["measures"] == "更换夹具"


# --- tampering


def run_sql(plant: Plant, statement: str) -> None:
    with plant.ws.ledger.engine.begin() as connection:
        assert connection.exec_driver_sql(statement).rowcount == 1


def sql(statement: str) -> Callable[[Plant], None]:
    return lambda plant: run_sql(plant, statement)


def archived(plant: Plant, kind: str) -> Path:
    """Where the original of the newest arrival or edit lies."""
    entry = next(entry for entry in reversed(plant.entries()) if entry.kind == kind)
    return object_path(plant.ws.folders.archive, entry.source)


def overwrite(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


TAMPERINGS: dict[str, tuple[Callable[[Plant], None], str]] = {
    "an entry's header": (sql("UPDATE entries SET who = '某人' WHERE seq = 3"), "entry 3"),
    "an entry's time": (sql("UPDATE entries SET at = '2026-11-20' WHERE seq = 3"), "entry 3"),
    "a payload": (
        sql(
            "UPDATE payloads SET body = replace(body, '异响', '正常') WHERE sha ="
            " (SELECT payload_sha FROM entries WHERE kind = 'submission' ORDER BY seq LIMIT 1)"
        ),
        "entry 1",
    ),
    "an entry taken out": (sql("DELETE FROM entries WHERE seq = 3"), "entry 4"),
    "the last entry taken out": (
        sql("DELETE FROM entries WHERE seq = (SELECT max(seq) FROM entries)"),
        "publications",
    ),
    "a row": (sql("UPDATE cases SET level = 'B'"), "cases"),
    "a row's limit": (sql("UPDATE rounds SET limit_at = '2026-12-24 09:00:00'"), "rounds"),
    "a row taken out": (sql("DELETE FROM conflicts"), "conflicts"),
    "a row put in": (
        sql("INSERT INTO customers (site, key, name) VALUES ('main', 'KH-00009', '虚构')"),
        "customers",
    ),
    "the history": (sql("UPDATE history SET new = '李工' WHERE rowid = 1"), "history"),
    "an original": (lambda plant: overwrite(archived(plant, "submission")), "archive"),
    "an original gone": (lambda plant: archived(plant, "submission").unlink(), "archive"),
    "evidence": (lambda plant: overwrite(archived(plant, "evidence")), "archive"),
    "a saved task sheet": (lambda plant: overwrite(archived(plant, "edits")), "archive"),
    "a view": (lambda plant: overwrite(plant.book("总台账")), "总台账"),
    "a view gone": (lambda plant: plant.book("看板").unlink(), "看板"),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_whatever_is_tampered_with_is_named(busy: Plant, name: str) -> None:
    tamper, where = TAMPERINGS[name]
    tamper(busy)

    assert any(where in told for told in busy.broken()), busy.broken()
