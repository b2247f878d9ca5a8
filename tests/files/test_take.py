import errno
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from feedback_xl.files import steps, take
from feedback_xl.files.spool import Stat
from feedback_xl.files.take import Taken, recover_taken, take_away

BYTES = b"a form"
SHA = sha256(BYTES).hexdigest()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    path = tmp_path / "inbox"
    path.mkdir()
    return path


@pytest.fixture
def form(inbox: Path) -> Path:
    path = inbox / "登记表.xlsx"
    path.write_bytes(BYTES)
    return path


def at_step(monkeypatch: pytest.MonkeyPatch, wanted: str, act: Callable[[], object]) -> None:
    """Do something just before a step."""
    monkeypatch.setattr(steps, "hook", lambda name: act() if name == wanted else None)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_is_archived_is_removed_without_a_trace(inbox: Path, form: Path) -> None:
    assert take_away(form, Stat.of(form), SHA) is Taken.GONE
    assert list(inbox.iterdir()) == []


def test_taking_away_may_be_repeated(form: Path) -> None:
    expected = Stat.of(form)
    assert take_away(form, expected, SHA) is Taken.GONE
    assert take_away(form, expected, SHA) is Taken.GONE


def test_a_file_saved_again_since_is_left_alone(inbox: Path, form: Path) -> None:
    expected = Stat.of(form)
    form.write_bytes(b"a corrected form")
    assert take_away(form, expected, SHA) is Taken.CHANGED
    assert contents(inbox) == {"登记表.xlsx": b"a corrected form"}


def test_another_file_of_that_name_is_left_alone(inbox: Path, form: Path) -> None:
    expected = Stat.of(form)
    form.rename(inbox / "moved.xlsx")
    form.write_bytes(BYTES)
    assert take_away(form, expected, SHA) is Taken.CHANGED
    assert form.read_bytes() == BYTES


def test_bytes_that_changed_unseen_are_handed_back(inbox: Path, form: Path) -> None:
    expected = Stat.of(form)
    form.write_bytes(b"A FORM")
    os.utime(form, ns=(expected.mtime_ns, expected.mtime_ns))
    assert Stat.of(form) == expected
    assert take_away(form, expected, SHA) is Taken.CHANGED
    assert contents(inbox) == {"登记表.xlsx": b"A FORM"}


def test_a_file_somebody_holds_waits_where_it_is(
    inbox: Path, form: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = Stat.of(form)
    moved: list[bool] = []
    at_step(monkeypatch, "take-rename", lambda: moved.append(True))
    with form.open("r+b"):
        assert take_away(form, expected, SHA) is Taken.BUSY
        assert contents(inbox) == {"登记表.xlsx": BYTES}
        assert not moved
    assert take_away(form, expected, SHA) is Taken.GONE


def test_a_file_opened_in_the_last_instant_is_handed_back_and_waits(
    inbox: Path, form: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = Stat.of(form)
    holders = []
    at_step(monkeypatch, "take-rename", lambda: holders.append(form.open("r+b")))
    assert take_away(form, expected, SHA) is Taken.BUSY
    with holders[0] as late:
        late.write(b"A late word")
    assert contents(inbox) == {"登记表.xlsx": b"A late word"}
    assert take_away(form, expected, SHA) is Taken.CHANGED


def test_a_file_its_owner_removed_in_the_last_instant_is_gone(
    inbox: Path, form: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = Stat.of(form)
    at_step(monkeypatch, "take-rename", form.unlink)
    assert take_away(form, expected, SHA) is Taken.GONE
    assert list(inbox.iterdir()) == []


def test_a_refusal_of_windows_means_wait_and_any_other_error_surfaces(
    inbox: Path, form: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = Stat.of(form)
    refusal = PermissionError(errno.EACCES, "denied")

    def refuse(_source: Path, _target: Path) -> None:
        raise refusal

    monkeypatch.setattr(take, "move_new", refuse)
    with pytest.raises(PermissionError):
        take_away(form, expected, SHA)
    refusal.winerror = 32  # type: ignore[attr-defined]
    assert take_away(form, expected, SHA) is Taken.BUSY
    assert contents(inbox) == {"登记表.xlsx": BYTES}


def test_a_file_that_cannot_be_moved_is_not_taken_for_gone(
    form: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_long(_source: Path, _target: Path) -> None:
        raise FileNotFoundError(errno.ENOENT, "the path is too long")

    monkeypatch.setattr(take, "move_new", too_long)
    with pytest.raises(FileNotFoundError):
        take_away(form, Stat.of(form), SHA)
    assert form.exists()


def claimed(inbox: Path, sha: str, name: str, content: bytes) -> Path:
    claim = inbox / ".taken" / sha / name
    claim.parent.mkdir(parents=True)
    claim.write_bytes(content)
    return claim


def test_at_the_start_what_is_archived_is_deleted_from_taken(inbox: Path) -> None:
    claimed(inbox / "营业部", SHA, "登记表.xlsx", BYTES)
    recover_taken(inbox)
    assert list((inbox / "营业部").iterdir()) == []


def test_at_the_start_unknown_bytes_go_back_under_a_free_name(inbox: Path, form: Path) -> None:
    claimed(inbox, SHA, "登记表.xlsx", b"typed late")
    claimed(inbox, "not a hash", "other.xlsx", b"other")
    recover_taken(inbox)
    assert contents(inbox) == {
        "登记表.xlsx": BYTES,
        "登记表 (2).xlsx": b"typed late",
        "other.xlsx": b"other",
    }


def test_at_the_start_a_held_file_is_given_back(inbox: Path) -> None:
    claim = claimed(inbox, SHA, "登记表.xlsx", BYTES)
    with claim.open("rb"):
        recover_taken(inbox)
    assert contents(inbox) == {"登记表.xlsx": BYTES}


def test_at_the_start_a_refusal_is_no_obstacle_and_the_next_try_finishes(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = claimed(inbox, SHA, "登记表.xlsx", BYTES)
    refusal = PermissionError(errno.EACCES, "denied")

    def refuse(_path: Path) -> None:
        raise refusal

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        with pytest.raises(PermissionError):
            recover_taken(inbox)
        refusal.winerror = 5  # type: ignore[attr-defined]
        recover_taken(inbox)
    assert claim.exists()
    anything = Stat("登记表.xlsx", 0, 0, 0)
    assert take_away(inbox / "登记表.xlsx", anything, SHA) is Taken.GONE
    assert list(inbox.iterdir()) == []


def test_a_link_in_taken_is_not_touched(inbox: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.xlsx"
    elsewhere.write_bytes(BYTES)
    link = inbox / ".taken" / SHA / "登记表.xlsx"
    link.parent.mkdir(parents=True)
    link.symlink_to(elsewhere)
    recover_taken(inbox)
    assert elsewhere.exists()
    assert link.is_symlink()
