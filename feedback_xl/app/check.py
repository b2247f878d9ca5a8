"""`check`: the inbox's own judgement on files, without entering anything."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from feedback_xl.clock import SystemClock
from feedback_xl.forms.filled import Filled, Repair
from feedback_xl.intake.judge import Published, judge
from feedback_xl.problems import Note, Problem, problem_from
from feedback_xl.procedure.load import shipped_company
from feedback_xl.settings import read_settings
from feedback_xl.xlsx.reader import Reader


def check_files(
    root: Path, files: Sequence[Path]
) -> Iterator[tuple[Path, tuple[Problem, ...], tuple[Repair, ...]]]:
    """Each file with its problems and repairs, as the inbox would find them."""
    clock = SystemClock(read_settings(root).zone)
    with Reader() as reader:
        for path in files:
            verdict = judge(path, reader, shipped_company(), clock.now())
            if isinstance(verdict, Filled):
                yield path, verdict.problems, verdict.repairs
            elif isinstance(verdict, Published):
                yield path, (problem_from(Note.of("PUBLISHED_BOOK", book="任务表")),), ()
            else:
                yield path, (verdict.problem,), ()
