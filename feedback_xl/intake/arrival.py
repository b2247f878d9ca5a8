"""One file seen in the inbox: who sent it, and what is written down whatever becomes of it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from feedback_xl.files.names import readable
from feedback_xl.files.spool import Stat
from feedback_xl.forms.filled import Repair
from feedback_xl.forms.text import fold_key
from feedback_xl.problems import Problem
from feedback_xl.procedure.company import Company
from feedback_xl.records import Change, FollowUp, Outcome
from feedback_xl.settle import remove_file


@dataclass(frozen=True)
class Arrival:
    """A settled file with its bytes in the archive."""

    path: PurePosixPath  # below the inbox
    stat: Stat
    sha: str
    sender: str  # a department's id
    seen_at: datetime

    @property
    def name(self) -> str:
        return readable(self.path.name)

    def remove(self) -> FollowUp:
        """Take the source out of the inbox, if it still is what was archived."""
        return remove_file(PurePosixPath("inbox") / self.path, self.stat, self.sha)

    def change(
        self,
        number: str,
        outcome: Outcome,
        *,
        form: str = "",
        about: str = "",
        revision: int = 0,
        first_try: str = "",
        problems: Sequence[Problem] = (),
        repairs: Sequence[Repair] = (),
    ) -> Change:
        """The arrival's own row; `about` is the number its content stands under."""
        return Change(
            "arrivals",
            number,
            {
                "path": readable(str(self.path)),
                "name": self.name,
                "department": self.sender,
                "inode": self.stat.inode,
                "size": self.stat.size,
                "mtime_ns": self.stat.mtime_ns,
                "sha": self.sha,
                "seen_at": self.seen_at,
                "outcome": str(outcome),
                "form": form,
                "number": about,
                "revision": revision,
                "first_try": first_try,
                "problems": [asdict(problem) for problem in problems],
                "repairs": [asdict(repair) for repair in repairs],
            },
        )


def sender_of(path: PurePosixPath, company: Company) -> str:
    """The first folder on the way that is a department's, else who speaks with customers."""
    return department_of(path, company) or company.front


def department_of(path: PurePosixPath, company: Company) -> str:
    """The first folder on the way that is a department's, or none."""
    names = {
        fold_key(name): department.id
        for department in company.departments.values()
        for name in (department.name, department.id, *department.aliases)
    }
    found = (names[key] for part in path.parts[:-1] if (key := fold_key(part)) in names)
    return next(found, "")


def below(path: Path, folder: Path) -> PurePosixPath:
    """A path relative to a folder of the workspace, with slashes."""
    return PurePosixPath(path.relative_to(folder).as_posix())
