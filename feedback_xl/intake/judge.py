"""What a settled file is: a filled form, one of our books, or neither. Enters nothing."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from feedback_xl.forms.filled import Filled
from feedback_xl.forms.locate import read_meta
from feedback_xl.forms.parse import read_form
from feedback_xl.problems import Note, Problem, problem_from
from feedback_xl.procedure.company import Company
from feedback_xl.xlsx.cells import Cells
from feedback_xl.xlsx.gate import Refusal
from feedback_xl.xlsx.reader import Reader


@dataclass(frozen=True)
class Published:
    """One of our own books, found where forms are dropped."""

    cells: Cells
    meta: dict[str, Any]

    @property
    def is_task_sheet(self) -> bool:
        return self.meta.get("book") == "tasks"


@dataclass(frozen=True)
class Unreadable:
    """No form stands in the file, for this reason."""

    problem: Problem


Verdict = Filled | Published | Unreadable


def judge(path: Path, reader: Reader, company: Company, now: datetime) -> Verdict:
    """Read a workbook in the child and check it; the same for `check` and for the inbox."""
    cells = reader.read(path)
    if isinstance(cells, Refusal):
        return Unreadable(problem_from(cells))
    meta = read_meta(cells)
    if "book" in meta:
        published = Published(cells, meta)
        if published.is_task_sheet:
            return published
        return Unreadable(problem_from(Note.of("PUBLISHED_BOOK", book=str(meta["book"]))))
    filled = read_form(cells, company, now)
    if isinstance(filled, Note):
        return Unreadable(problem_from(filled))
    return filled
