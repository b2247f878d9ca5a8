"""The demo: a short story in full detail, and the whole one as the command plays it."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from feedback_xl.app.proof import verify
from feedback_xl.app.status import status_of
from feedback_xl.app.workspace import Workspace
from feedback_xl.clock import SimulatedClock
from feedback_xl.demo.cast import defects, material
from feedback_xl.demo.play import MARKER, FolderTaken, make_room, perform, play
from feedback_xl.demo.script import Filing, Sequel, Story
from feedback_xl.demo.story import Author
from feedback_xl.forms.credit_codes import read_credit_code
from feedback_xl.forms.phones import read_phone
from feedback_xl.ledger import journal
from feedback_xl.procedure.load import shipped_company
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import digest

END = datetime(2026, 11, 23, 16, 54)
DAYS, FORMS = 6, 38  # enough for every kind of matter and every way
OF_THE_DISK = ("inode", "mtime_ns")  # other at each play, whatever the story


def story() -> Story:
    return Author(shipped_company(), END, DAYS, FORMS, Random(11)).write()


def open_demo(root: Path) -> Workspace:
    return Workspace.open(root, SimulatedClock(END))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    perform(make_room(folder, END), story())
    return folder


@pytest.fixture(scope="module")
def snapshot(root: Path) -> Snapshot:
    with open_demo(root) as workspace:
        return workspace.snapshot()


def happened(*kinds: str) -> list[tuple[Filing, Sequel]]:
    """What the story lets people do with forms before it ends."""
    return [
        (filing, sequel)
        for filing in story().filings
        for sequel in filing.sequels
        if sequel.kind in kinds and filing.at + timedelta(hours=sequel.hours) < END
    ]


def outcomes(snapshot: Snapshot, *forms: str) -> Counter[str]:
    return Counter(row["outcome"] for row in snapshot.arrivals if row["form"] in forms)


@pytest.mark.clause("P4.2-a1")
def test_every_form_level_way_and_kind_of_business_occurs(snapshot: Snapshot) -> None:
    company, cases = snapshot.company, snapshot.cases.values()
    assert {row["form"] for row in snapshot.arrivals} >= {"customer", "feedback", "confirmation"}
    assert {case.level for case in cases} == set(company.levels)
    assert {case.channel for case in cases} == set(company.lists["channel"])
    assert {case.category for case in cases} == set(company.lists["category"])
    business = {"general", "return", "exchange", "change", "praise"}
    assert {case.business_type for case in cases} >= business
    assert any(case.item > 1 for case in cases)
    assert {task.department for task in snapshot.tasks} >= {"SALES", "PMC", "QA", "ENG", "MFG"}


def test_each_file_comes_to_what_the_story_wants(snapshot: Snapshot) -> None:
    whole = Counter(row["outcome"] for row in snapshot.arrivals)
    still_wrong = sum("typed" in row for row in material("now")["standing"])
    old_forms = sum("content" in sequel.typed for _, sequel in happened("revise"))
    returned = outcomes(snapshot, "customer", "feedback")["returned"]
    likely = len(happened("correct")) + still_wrong + old_forms

    assert likely - 1 <= returned <= likely  # a missing part only sends a form of goods back
    assert whole["unreadable"] == sum(bool(filing.spoiled) for filing in story().filings)
    assert whole["duplicate"] == len(happened("copy", "retype")) > 0
    assert whole["evidence"] == 2 * len(happened("attach")) > 0
    assert outcomes(snapshot, "feedback")["revision"] == len(happened("revise")) - old_forms > 0
    assert whole["accepted"] > len(snapshot.arrivals) / 3
    assert whole["accepted_with_warnings"] > 0


def test_returned_forms_are_corrected_in_the_returned_file(snapshot: Snapshot) -> None:
    states = Counter(row["state"] for row in snapshot.returns)
    assert states["corrected"] == len(
        [row for row in snapshot.arrivals if row["first_try"] and row["outcome"] != "returned"]
    )
    assert states["open"] >= 2


def test_departments_have_answered_in_their_sheets(snapshot: Snapshot) -> None:
    done = {task.step for task in snapshot.tasks if task.state == "done"}
    assert done >= {"analyse", "handle", "assist", "confirm", "reply", "register"}
    assert done >= {"judge", "plan_capa", "acknowledge", "register_change"}
    assert {reply.kind for replies in snapshot.replies.values() for reply in replies} == {
        "interim",
        "final",
    }
    assert any(case.round > 1 for case in snapshot.cases.values())
    assert not snapshot.conflicts
    assert not snapshot.strays


def test_there_is_something_overdue_due_and_fresh_at_the_end(snapshot: Snapshot) -> None:
    states = Counter(str(snapshot.reply_state(case)) for case in snapshot.cases.values())
    assert states["late"] >= 3
    assert states["soon"] >= 3
    assert states["normal"] >= 3
    assert any(END - case.entered_at < timedelta(hours=1) for case in snapshot.cases.values())
    assert any(task.step == "register" and task.state == "open" for task in snapshot.tasks)


def test_what_was_played_holds(root: Path) -> None:
    with open_demo(root) as workspace, workspace.held():
        assert list(verify(workspace)) == []


def test_the_same_seed_and_end_play_the_same(root: Path, tmp_path: Path) -> None:
    perform(make_room(tmp_path, END), story())
    assert digests(tmp_path) == digests(root)


def digests(root: Path) -> list[tuple[str, str]]:
    """Source and payload of each entry, without what only the disk knows."""
    with open_demo(root) as workspace, workspace.ledger.reading() as book:
        found = list(journal.read(book.connection, book.site))
    return [(entry.source, digest(without_disk(entry.payload))) for entry in found]


def without_disk(value: Any) -> Any:
    if isinstance(value, dict):
        return {n: without_disk(v) for n, v in value.items() if n not in OF_THE_DISK}
    return [without_disk(item) for item in value] if isinstance(value, list) else value


def test_somebodys_folder_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "合同.docx").write_bytes(b"mine")
    with pytest.raises(FolderTaken) as fault:
        play(tmp_path)
    assert fault.value.exit_code == 2
    assert "demo DIR" in fault.value.remedy
    assert [path.name for path in tmp_path.iterdir()] == ["合同.docx"]


def test_an_earlier_demo_is_replaced(tmp_path: Path) -> None:
    folders = make_room(tmp_path, END)
    (folders.inbox / "old.xlsx").write_bytes(b"old")
    (folders.state / "ledger.db").write_bytes(b"old")
    make_room(tmp_path, END)
    assert (tmp_path / MARKER).exists()
    assert not (folders.inbox / "old.xlsx").exists()
    assert not (folders.state / "ledger.db").exists()


def test_the_customers_have_numbers_right_in_form() -> None:
    for customer in material("customers")["customer"]:
        domestic = customer["region"] == "domestic"
        assert read_phone(customer["phone"], domestic=domestic).notes == (), customer
        if domestic:
            assert read_credit_code(customer["credit_code"]).notes == (), customer


def test_each_defect_says_what_the_procedure_asks_for() -> None:
    conclusions = shipped_company().lists["conclusion"]
    for row in defects():
        assert row["conclusion"] in conclusions
        assert ("supplier" in row) == ("negotiation" in row) == (row["conclusion"] == "supplier")
        assert ("no_capa_reason" in row) == (row["capa"] == "no")


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[tuple[Path, str, float]]:
    began = time.process_time()  # other tests run beside it
    play(tmp_path)
    yield tmp_path, capsys.readouterr().out, time.process_time() - began


def test_the_whole_demo_takes_less_than_a_minute(told: tuple[Path, str, float]) -> None:
    root, out, seconds = told
    assert seconds < 60, "it is the first command of the README"
    found = status_of(root)
    with open_demo(root) as workspace:
        snapshot = workspace.snapshot()
    forms = [row for row in snapshot.arrivals if row["form"]]
    looks = [line.strip() for line in out.splitlines() if line.endswith(".xlsx")]

    assert len(forms) >= 120
    assert 40 <= len(snapshot.customers) <= 46
    assert found["late_replies"] >= 3
    assert found["returns_open"] >= 2
    assert found["follow_ups_open"] == 0
    assert looks[0] == "workbooks/看板.xlsx"
    assert len(looks) == 7
    closed = [case.number for case in snapshot.cases.values() if case.state == "closed"]
    done = {(task.case in closed, task.step) for task in snapshot.tasks if task.state == "done"}
    assert {step for ended, step in done if ended} >= {
        *("capa", "ship", "supplier_8d"),
        *("determine", "agree_technically", "review_change", "conclude", "acknowledge"),
    }
    extended = [a.state for a in snapshot.approvals if a.kind == "extension"]
    assert sorted(extended) == ["approved", "refused"]
    assert all((root / look).is_file() for look in looks)
