"""The strip above a sheet of tasks: how many rows are late, nearly late, due today, waiting."""

from collections.abc import Sequence

from feedback_xl.language import say
from feedback_xl.procedure.workdays import MINUTE
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Task, TimeState
from feedback_xl.sheets.content import Count


def count_of(name: str, number: int, kind: str = "") -> Count:
    """One field of a strip, by the name of its word."""
    return Count(say(f"tasks.{name}"), number, kind)


def clock_counts(snapshot: Snapshot, tasks: Sequence[Task]) -> list[Count]:
    """What time changes: each of them stays right by a formula."""
    states = [snapshot.task_state(task) for task in tasks]
    clocks = [clock for task in tasks if (clock := snapshot.clock(task)) is not None]
    today = snapshot.as_of.date()
    return [
        count_of("late", states.count(TimeState.LATE), "late"),
        count_of("soon", states.count(TimeState.SOON), "soon"),
        count_of("today", sum((c.limit - MINUTE).date() == today for c in clocks), "today"),
    ]
