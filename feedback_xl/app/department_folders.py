"""Departments' folders: there from the start, and following a department's name when it changes."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from feedback_xl.clock import Clock
from feedback_xl.files.errors import is_busy_error
from feedback_xl.files.exchange import move_new
from feedback_xl.files.names import is_passing
from feedback_xl.files.owners import owner_of
from feedback_xl.files.probe import is_open
from feedback_xl.language import say
from feedback_xl.ledger.store import Ledger
from feedback_xl.procedure.company import Company
from feedback_xl.settings import Folders


@dataclass
class DepartmentFolders:
    """Brings the folders of inbox and outbox in line with the departments."""

    folders: Folders
    ledger: Ledger
    clock: Clock
    probe: Callable[[Path], bool | None] = is_open

    def follow(self, company: Company, names: Mapping[str, str]) -> dict[str, str]:
        """Make and move what must be; gives the names whose folder is still in use, and by whom.

        `names`: every name a department ever had → its id.
        """
        now = {department.name for department in company.departments.values()}
        waiting: dict[str, str] = {}
        for old, department in names.items():
            if old not in now and department in company.departments:
                name = company.department_name(department)
                if user := self._move(self.folders.outbox / old, self.folders.outbox / name):
                    waiting[name] = user
                with suppress(OSError):  # forms still lie there: they come in from where they are
                    (self.folders.inbox / old).rmdir()
        for name in now:
            (self.folders.inbox / name).mkdir(exist_ok=True)
            if name not in waiting:
                (self.folders.outbox / name).mkdir(exist_ok=True)
        return waiting

    def _move(self, old: Path, new: Path) -> str:
        """ "" when the old folder is gone, else who has something in it open."""
        if not old.is_dir():
            return ""
        if user := next(self._users(old), ""):
            return user
        try:
            if new.exists():
                _merge(old, new)
            else:
                old.rename(new)
        except OSError as error:
            if not is_busy_error(error):
                raise
            return say("waiting.in_use")
        with self.ledger.transaction() as book:
            book.remember_moved(*(f.relative_to(self.folders.root).as_posix() for f in (old, new)))
        return ""

    def _users(self, folder: Path) -> Iterator[str]:
        for path in _files(folder):
            if self.probe(path) or owner_of(path, self.clock):
                yield owner_of(path, self.clock) or say("waiting.in_use")


def _files(folder: Path) -> Iterator[Path]:
    for top, _, names in os.walk(folder):
        yield from (Path(top, name) for name in sorted(names) if not is_passing(name))


def _merge(old: Path, new: Path) -> None:
    """Into a folder that is there already: nothing of it is replaced."""
    for path in list(_files(old)):
        target = new / path.relative_to(old)
        target.parent.mkdir(parents=True, exist_ok=True)
        while target.exists():
            target = target.with_name(f"{target.stem}_{old.name}{target.suffix}")
        move_new(path, target)
    for top, _, _ in os.walk(old, topdown=False):
        with suppress(OSError):
            Path(top).rmdir()
