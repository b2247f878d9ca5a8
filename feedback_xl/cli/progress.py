"""How far long work is, on a terminal; a service's log stays free of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from feedback_xl.app.report import Progress


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """A bar for each kind of work, gone when it is done."""
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    tasks: dict[str, TaskID] = {}
    with Bars(console=Console(stderr=True), transient=True) as bars:

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what)
            bars.update(tasks[what], completed=done, total=total)

        yield show
