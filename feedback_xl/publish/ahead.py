"""What stands above a sheet before all else: limits that fall where nobody works, or are 暂定."""

from collections.abc import Iterable
from datetime import datetime

from feedback_xl.language import listed, say
from feedback_xl.procedure.deadlines import limit_words, span_words
from feedback_xl.procedure.gaps import coming_gap, due_in, unannounced_year
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Task, TimeState

MOST_NAMED = 8  # of what falls due in a gap, by number; the row holds one line
RUNNING = (TimeState.NORMAL, TimeState.SOON)


def warnings_above(snapshot: Snapshot, tasks: Iterable[Task]) -> list[str]:
    """The alerts above a sheet of tasks, a line each."""
    running = [task for task in tasks if snapshot.task_state(task) in RUNNING]
    limits = {(task.case or task.number, task.limit_at) for task in running if task.limit_at}
    return [
        *due_while_away(snapshot, limits),
        *_unannounced(snapshot, any(task.provisional for task in running)),
    ]


def due_while_away(snapshot: Snapshot, limits: Iterable[tuple[str, datetime]]) -> list[str]:
    """On the last working day before days off: what falls due until people are back."""
    gap = coming_gap(snapshot.as_of, snapshot.company.calendar)
    due = due_in(gap, limits) if gap else []
    if gap is None or not due:
        return []
    named = [f"{name} {limit_words(limit, '%m-%d')}" for name, limit in due[:MOST_NAMED]]
    return [
        say(
            "deadlines.gap",
            days=span_words(gap.first, gap.last, "%m-%d"),
            mark=say("deadlines.gap_provisional") if gap.provisional else "",
            count=len(due),
            items=listed(named) + (say("deadlines.gap_more") if len(due) > MOST_NAMED else ""),
        )
    ]


def _unannounced(snapshot: Snapshot, is_concerned: bool) -> list[str]:
    year = unannounced_year(snapshot.as_of, snapshot.company.calendar)
    return [say("deadlines.unannounced", year=year)] if year and is_concerned else []
