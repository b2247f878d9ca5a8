"""`check`: the inbox's own judgement on files, without entering anything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from feedback_xl.app.workspace import Workspace
from feedback_xl.clock import Clock, SystemClock
from feedback_xl.forms.filled import Filled, Repair
from feedback_xl.intake.admit import rule
from feedback_xl.intake.judge import Published, Verdict, judge
from feedback_xl.intake.ruling import Desk
from feedback_xl.language import say, speak
from feedback_xl.ledger.store import Ledger
from feedback_xl.problems import Note, Problem, any_returns, problem_from
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.load import shipped_company
from feedback_xl.settings import find_folders, read_settings
from feedback_xl.xlsx.reader import Reader


@dataclass(frozen=True)
class Checked:
    """One file as the inbox would find it."""

    path: Path
    problems: tuple[Problem, ...]
    repairs: tuple[Repair, ...] = ()
    same_as: str = ""  # the number its content stands under already

    @property
    def would_return(self) -> bool:
        return any_returns(self.problems)


def check_files(root: Path, files: Sequence[Path]) -> Iterator[Checked]:
    """Judge files as the inbox of the workspace at `root` would; outside one, by themselves."""
    settings = read_settings(root)
    speak(settings.language)
    clock = SystemClock(settings.zone)
    if find_folders(root).ledger.exists():
        with Workspace.open(root, clock) as workspace:
            for path in files:
                yield _check(path, workspace.reader, clock, workspace.company, workspace.ledger)
    else:
        with Reader() as reader:
            for path in files:
                yield _check(path, reader, clock, shipped_company(), None)


def _check(
    path: Path, reader: Reader, clock: Clock, company: Company, ledger: Ledger | None
) -> Checked:
    now = clock.now()
    verdict = judge(path, reader, company, now)
    if not isinstance(verdict, Filled):
        return Checked(path, (_refusal(verdict),))
    if ledger is None:
        return Checked(path, verdict.problems, verdict.repairs)
    with ledger.reading() as book:  # a ruling writes nothing
        ruling = rule(verdict, Desk(book, company, company.front, now))
    same_as = ruling.number if ruling.is_duplicate else ""
    return Checked(path, ruling.problems, verdict.repairs, same_as)


def _refusal(verdict: Verdict) -> Problem:
    if isinstance(verdict, Published):
        return problem_from(Note.of("PUBLISHED_BOOK", book=PurePath(say("places.task_book")).stem))
    assert not isinstance(verdict, Filled)
    return verdict.problem
