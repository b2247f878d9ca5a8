"""Making a workspace: its folders, the blanks, and a private place for its state."""

import os
import uuid
from pathlib import Path

from feedback_xl.files.mounts import is_shared_or_network
from feedback_xl.files.place import write_synced
from feedback_xl.forms.blank import blank
from feedback_xl.forms.declaration import all_forms
from feedback_xl.language import speak
from feedback_xl.problems import SettingsFault
from feedback_xl.procedure.load import shipped_company
from feedback_xl.settings import FILE, MARKER, Folders, data_home, find_folders, read_settings

PRIVATE = 0o700


def found_workspace(root: Path, state: Path | None = None, language: str | None = None) -> Folders:
    """Make what is missing of a workspace at `root`; doing it again changes nothing.

    `state` is a folder of its own on a local disk; by default it lies in the workspace, or, where
    that is a network or synchronised folder, under the system's data folder. `language` is written
    into the machine settings; a workspace that has one keeps it (SettingsFault).
    """
    root = root.resolve()
    root.mkdir(parents=True, exist_ok=True)
    if language is not None:
        _choose_language(root, language)
    speak(read_settings(root).language)
    company = shipped_company()
    _choose_state(root, state)
    folders = find_folders(root)
    for folder in (
        folders.inbox,
        folders.evidence,
        folders.outbox,
        folders.workbooks,
        folders.templates,
    ):
        folder.mkdir(parents=True, exist_ok=True)
    for department in company.departments:
        name = company.department_name(department)
        (folders.inbox / name).mkdir(exist_ok=True)
        (folders.outbox / name).mkdir(exist_ok=True)
    for private in (
        folders.state,
        folders.archive,
        folders.pictures,
        folders.spool,
        folders.mirror,
    ):
        private.mkdir(parents=True, exist_ok=True)
    if os.name == "posix":
        folders.state.chmod(PRIVATE)
    for declared in all_forms():
        path, data = folders.templates / declared.file, blank(declared, company)
        if not path.exists() or path.read_bytes() != data:
            write_synced(path, data)
    return folders


def _is_workspace(root: Path) -> bool:
    return (root / MARKER).exists() or (root / ".feedback_xl").is_dir()


def _choose_language(root: Path, language: str) -> None:
    """Once books and folders have their names, the language stays."""
    path = root / FILE
    stands = read_settings(root).language
    if stands == language:
        return
    if _is_workspace(root):
        raise SettingsFault(
            f"{root} speaks {stands} already", "make a new workspace for another language"
        )
    before = path.read_text("utf-8") if path.is_file() else ""
    write_synced(path, f'language = "{language}"\n{before}'.encode())


def _choose_state(root: Path, state: Path | None) -> None:
    marker = root / MARKER
    if _is_workspace(root):
        if state is not None and find_folders(root).state != state.resolve():
            raise SettingsFault(
                f"the state of {root} already lies in {find_folders(root).state}",
                "move it there yourself, then correct the marker",
            )
        return
    if state is not None:
        write_synced(marker, str(state.resolve()).encode("utf-8"))
    elif is_shared_or_network(root):
        write_synced(marker, str(data_home() / uuid.uuid4().hex).encode("utf-8"))
