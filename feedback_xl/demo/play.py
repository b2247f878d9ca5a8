"""The demo: a folder made, a story played through the real inbox up to now, and what came of it."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from feedback_xl.app.found import found_workspace
from feedback_xl.app.workspace import Workspace
from feedback_xl.clock import SimulatedClock, SystemClock
from feedback_xl.demo.script import Story
from feedback_xl.demo.stage import Stage
from feedback_xl.demo.story import Author
from feedback_xl.demo.tell import tell
from feedback_xl.files.lock import hold_workspace
from feedback_xl.problems import Fault
from feedback_xl.procedure.load import shipped_company
from feedback_xl.settings import Folders, data_home, find_folders, read_settings

MARKER = ".feedback_xl.demo"  # in a folder that a demo may replace
SEED = 20231115
DAYS, FORMS = 42, 90


class FolderTaken(Fault):
    """The folder holds something that is no demo."""

    exit_code = 2


def play(folder: Path) -> None:
    """Make `folder` a workspace with six weeks of feedback that end now, and say what is in it."""
    end = SystemClock(read_settings(folder).zone).now()
    story = Author(shipped_company(), end, DAYS, FORMS, Random(SEED)).write()
    console = Console()
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console
    )
    folders = make_room(folder, end)
    with bar:
        line = bar.add_task("", total=(end - story.filings[0].at).total_seconds())

        def advance(now: datetime) -> None:
            done = (now - story.filings[0].at).total_seconds()
            bar.update(line, completed=done, description=f"{now:%Y-%m-%d}")

        perform(folders, story, advance)
    with Workspace.open(folders.root) as workspace:
        tell(workspace.snapshot(), folders.root, console)


def make_room(folder: Path, now: datetime) -> Folders:
    """An empty workspace at `folder`: an earlier demo there is replaced, nothing else ever is."""
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / MARKER).exists():
        _clear(folder, now)
    elif any(folder.iterdir()):
        raise FolderTaken(
            f"{folder} holds files that are no demo; nothing was changed",
            "give an empty or a new folder: feedback-xl demo DIR",
        )
    (folder / MARKER).touch()
    return found_workspace(folder)


def _clear(folder: Path, now: datetime) -> None:
    """Remove an earlier demo, its state too where that lies in the system's data folder."""
    state, elsewhere = find_folders(folder).state, []
    if state.is_dir():
        with hold_workspace(state, now):
            elsewhere = [state] if state.is_relative_to(data_home()) else []  # nobody watches it
    for entry in (*folder.iterdir(), *elsewhere):
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def perform(
    folders: Folders, story: Story, advance: Callable[[datetime], None] = lambda _: None
) -> None:
    """Play `story` in a fresh workspace, on a clock that ends with it."""
    clock = SimulatedClock(story.filings[0].at, read_settings(folders.root).zone)
    with (
        TemporaryDirectory(prefix="feedback_xl_demo_") as desk,
        Workspace.open(folders.root, clock) as workspace,
        workspace.held(),
    ):
        Stage(workspace, clock, story, Path(desk)).play(advance)
        workspace.finish()
