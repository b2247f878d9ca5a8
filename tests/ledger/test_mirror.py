"""The journal's mirror: appended to, mended after a crash, and the same journal when read."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from feedback_xl.ledger import journal
from feedback_xl.ledger.mirror import mirror_path, read_mirror, write_mirror
from feedback_xl.ledger.rebuild import check_chain, fresh_ledger
from feedback_xl.ledger.store import Ledger
from feedback_xl.records import Decision
from tests.plant import MONDAY


def decide(ledger: Ledger, *facts: str) -> None:
    with ledger.transaction() as book:
        for text in facts:
            book.record(Decision("command", "王强", {"text": text}))


def mirror(ledger: Ledger, folder: Path) -> int:
    with ledger.reading() as book:
        return write_mirror(book, folder)


def test_the_mirror_holds_every_entry_on_a_line_of_its_own(ledger: Ledger, tmp_path: Path) -> None:
    decide(ledger, "甲", "乙\n丙")
    assert mirror(ledger, tmp_path) == 2
    lines = mirror_path(tmp_path, "main").read_text("utf-8").splitlines()
    with ledger.reading() as book:
        written = list(journal.read(book.connection, book.site))

    assert [json.loads(line)["seq"] for line in lines] == [1, 2]
    assert list(read_mirror(mirror_path(tmp_path, "main"))) == written
    assert list(check_chain(read_mirror(mirror_path(tmp_path, "main")))) == []


def test_only_what_is_missing_is_appended(ledger: Ledger, tmp_path: Path) -> None:
    decide(ledger, "甲")
    mirror(ledger, tmp_path)
    before = mirror_path(tmp_path, "main").read_bytes()
    assert mirror(ledger, tmp_path) == 0
    decide(ledger, "乙")

    assert mirror(ledger, tmp_path) == 1
    assert mirror_path(tmp_path, "main").read_bytes().startswith(before)


def test_each_site_has_a_mirror_of_its_own(
    open_ledger: Callable[..., Ledger], tmp_path: Path
) -> None:
    for site in ("A", "B"):
        decide(open_ledger(site=site), f"von {site}")
        mirror(open_ledger(site=site), tmp_path)

    assert sorted(path.name for path in tmp_path.glob("*.jsonl")) == ["A.jsonl", "B.jsonl"]
    assert len(list(read_mirror(mirror_path(tmp_path, "A")))) == 1


@pytest.fixture(scope="module")
def torn(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes, Callable[[], int]]:
    """A mirror, its whole bytes, and what writes it on; one line is longer than a read."""
    folder = tmp_path_factory.mktemp("torn")
    path = mirror_path(folder, "main")
    with fresh_ledger(folder / "ledger.db", MONDAY) as engine:
        with engine.begin() as connection:
            for text in ("甲", "长" * 40_000, "乙"):
                decision = Decision("command", "王强", {"text": text})
                journal.append(connection, "main", decision, MONDAY, "test", "shipped")
        ledger = Ledger(engine, "main", None, "test", "shipped", "")  # type: ignore[arg-type]
        mirror(ledger, folder)
        return path, path.read_bytes(), lambda: mirror(ledger, folder)


def test_a_mirror_torn_at_any_byte_is_mended(torn: tuple[Path, bytes, Callable[[], int]]) -> None:
    path, whole, write_on = torn
    size = len(whole)
    for cut in (*range(0, size, size // 40), *range(size - 500, size + 1, 9)):
        path.write_bytes(whole[:cut])
        assert len(list(read_mirror(path))) == whole[:cut].count(b"\n"), "a torn line is left out"
        write_on()
        assert path.read_bytes() == whole, cut
