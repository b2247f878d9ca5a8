"""Making a workspace: its folders, its blanks, and where its private state lies."""

from pathlib import Path

import pytest

from feedback_xl.app.found import found_workspace
from feedback_xl.forms.declaration import all_forms
from feedback_xl.problems import SettingsFault
from feedback_xl.procedure.load import shipped_company
from feedback_xl.settings import find_folders, read_settings
from tests.tables import template


def test_a_workspace_has_a_folder_for_every_department(tmp_path: Path) -> None:
    found_workspace(tmp_path)
    names = {department.name for department in shipped_company().departments.values()}

    assert {p.name for p in (tmp_path / "inbox").iterdir()} == {*names, "附件"}
    assert {p.name for p in (tmp_path / "outbox").iterdir()} == names
    for declared in all_forms():
        blank = tmp_path / "templates" / declared.file
        assert blank.read_bytes() == template(declared.id).read_bytes()


def test_its_state_is_private(tmp_path: Path) -> None:
    folders = found_workspace(tmp_path)

    assert folders.state == tmp_path.resolve() / ".feedback_xl"
    assert folders.state.stat().st_mode & 0o777 == 0o700


def test_a_blank_that_was_spoilt_is_restored_and_a_right_one_left_alone(tmp_path: Path) -> None:
    found_workspace(tmp_path)
    spoilt, right = sorted((tmp_path / "templates").iterdir())[:2]
    inode = right.stat().st_ino
    spoilt.write_bytes(b"spoilt")
    found_workspace(tmp_path)

    assert spoilt.read_bytes() != b"spoilt"
    assert right.stat().st_ino == inode


def test_the_state_may_lie_on_another_disk(tmp_path: Path) -> None:
    root, state = tmp_path / "share", tmp_path / "local"
    found_workspace(root, state)

    assert find_folders(root).state == state.resolve()
    assert not (root / ".feedback_xl").exists()
    assert (state / "archive").is_dir()
    assert found_workspace(root).state == state.resolve()


def test_a_state_is_not_moved_behind_its_owner_s_back(tmp_path: Path) -> None:
    found_workspace(tmp_path / "share", tmp_path / "local")
    with pytest.raises(SettingsFault, match="already lies in"):
        found_workspace(tmp_path / "share", tmp_path / "elsewhere")


def test_a_synchronised_folder_keeps_no_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    root = tmp_path / "坚果云" / "客诉"
    folders = found_workspace(root)

    assert folders.state.parent == tmp_path / "data" / "feedback_xl"
    assert not (root / ".feedback_xl").exists()


def test_the_language_is_chosen_once(tmp_path: Path) -> None:
    """Files and folders carry their names from the beginning."""
    found_workspace(tmp_path, language="en")

    assert read_settings(tmp_path).language == "en"
    found_workspace(tmp_path, language="en")
    with pytest.raises(SettingsFault, match="speaks en already"):
        found_workspace(tmp_path, language="zh_CN")


def test_an_unknown_language_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    (tmp_path / "feedback_xl.toml").write_text('language = "fr"\n', "utf-8")

    with pytest.raises(SettingsFault, match="fr"):
        found_workspace(tmp_path)
