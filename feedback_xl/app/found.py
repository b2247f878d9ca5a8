"""Making a workspace: its folders, the blanks, and a private place for its state."""

import os
import uuid
from pathlib import Path

from feedback_xl.files.mounts import is_shared_or_network
from feedback_xl.files.place import write_synced
from feedback_xl.forms.blank import blank
from feedback_xl.forms.declaration import all_forms
from feedback_xl.problems import SettingsFault
from feedback_xl.procedure.company import Company
from feedback_xl.settings import MARKER, Folders, data_home, find_folders

PRIVATE = 0o700


def found_workspace(root: Path, company: Company, state: Path | None = None) -> Folders:
    """Make what is missing of a workspace at `root`; doing it again changes nothing.

    `state` is a folder of its own on a local disk; by default it lies in the workspace, or, where
    that is a network or synchronised folder, under the system's data folder.
    """
    root = root.resolve()
    root.mkdir(parents=True, exist_ok=True)
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
    for private in (folders.state, folders.archive, folders.spool, folders.mirror):
        private.mkdir(parents=True, exist_ok=True)
    if os.name == "posix":
        folders.state.chmod(PRIVATE)
    for declared in all_forms():
        path, data = folders.templates / declared.file, blank(declared, company)
        if not path.exists() or path.read_bytes() != data:
            write_synced(path, data)
    return folders


def _choose_state(root: Path, state: Path | None) -> None:
    marker = root / MARKER
    if marker.exists() or (root / ".feedback_xl").is_dir():
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
