"""The unattended loop: look, take, publish, wait; a bad file or an absent share never ends it."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from feedback_xl.app.report import Report
from feedback_xl.app.workspace import Workspace
from feedback_xl.files.errors import is_away_error

log = logging.getLogger("feedback_xl")

TICK = 0.5  # seconds between looks while something settles
RETRY = 1.0  # seconds between tries to replace a book that somebody had open
TIMES_EVERY = 30.0  # seconds between asking whether a limit has passed


class Hint(FileSystemEventHandler):
    """An event only says when to look; a lost one costs a moment, never a file."""

    def __init__(self) -> None:
        self.woken = threading.Event()

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type not in ("opened", "closed_no_write"):
            self.woken.set()


def watch(workspace: Workspace, stop: threading.Event, tell: Callable[[Report], None]) -> None:
    """Serve the workspace until `stop` is set."""
    hint = Hint()
    observer = _observe(workspace, hint)
    clock, last_times = workspace.clock, workspace.clock.monotonic()
    dirty = True
    try:
        while not stop.is_set():
            hint.woken.clear()
            try:
                report = workspace.step()
                due = clock.monotonic() - last_times >= TIMES_EVERY
                if dirty or due or report.is_news or workspace.waiting:
                    report.add(workspace.finish())
                    last_times = clock.monotonic()
                dirty = False
                if report.is_news:
                    tell(report)
            except OSError as error:
                dirty = True
                _tell_fault(workspace, error)
            except Exception:  # whatever it is, people's files come in again at the next look
                dirty = True
                log.exception("a cycle could not be finished")
            if not workspace.is_settling:
                hint.woken.wait(_patience(workspace))
            else:
                stop.wait(TICK)
    finally:
        if observer is not None:
            observer.stop()
            observer.join()


def _patience(workspace: Workspace) -> float:
    return RETRY if workspace.waiting else workspace.settings.look_every


def _tell_fault(workspace: Workspace, error: OSError) -> None:
    away = is_away_error(error, workspace.folders.root)
    log.warning("the shared folder is away: %s" if away else "could not finish a cycle: %s", error)


def _observe(workspace: Workspace, hint: Hint) -> BaseObserver | None:
    """Native hints where the system gives them; without, the listing alone does."""
    observer = Observer()
    with suppress(OSError):
        for folder in (workspace.folders.inbox, workspace.folders.outbox):
            observer.schedule(hint, str(folder), recursive=True)
        observer.start()
        return observer
    return None
