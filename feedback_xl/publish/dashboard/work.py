"""The sheets of work that is done or stands open: 部门, 未结案分析, 变更."""

import pandas as pd

from feedback_xl.language import say
from feedback_xl.publish.dashboard.frames import (
    MONTHS,
    WIDE_TEXTS,
    WIDTHS,
    beside,
    by_level,
    head,
    table_of,
    with_cases_linked,
)
from feedback_xl.publish.dashboard.page import Graph, Head, Page, Table
from feedback_xl.publish.dashboard.strip import measures
from feedback_xl.publish.kpis import Figures, Period, by_group, lists

OLDEST = 20


def departments(figures: Figures) -> Page | None:
    """Each department's results in time, and what lies with it."""
    period = Period.rolling(figures.month.start, MONTHS)
    month, year = (by_group.departments(figures, span) for span in (figures.month, period))
    if year.empty:
        return None
    levels = len(figures.snapshot.company.levels)
    names = head("department")
    standing = by_level(figures, lists.open_tasks(figures), names, say("dashboard.open_tasks"))
    late = lists.open_tasks(figures, overdue=True)
    goal = figures.target("K04")
    return Page(
        say("dashboard.departments"),
        say("dashboard.departments_title", span=period.label),
        WIDTHS,
        (
            measures(figures, "departments"),
            _results(year.assign(goal=goal), say("dashboard.results", span=period.label)),
            standing,
            beside(by_level(figures, late, names, say("dashboard.late_tasks"))),
            _results(month.assign(goal=goal), say("dashboard.results", span=figures.month.label)),
        ),
        (
            _on_time(say("dashboard.results", span=period.label)),
            _by_levels(2, "open_tasks", levels),
        ),
    )


def _on_time(title: str) -> Graph:
    """By the limit and since receipt, beside the target."""
    words = say("dashboard.results_alt")
    return Graph(1, title, words, "column", (3, 4), limits=(5,), unit="percent")


def _by_levels(table: int, name: str, levels: int) -> Graph:
    """Bars of a table, the levels one beside the other."""
    columns = tuple(range(1, levels + 1))
    title, words = say(f"dashboard.{name}"), say(f"dashboard.{name}_alt")
    return Graph(table, title, words, "bar", columns, stacked=True, urgent=True)


def _results(frame: pd.DataFrame, title: str) -> Table:
    heads = {
        "name": head("department"),
        "due": head("due", "count"),
        "on_time": head("on_time", "count"),
        "share": head("K04", "share"),
        "since_receipt": head("since_receipt", "share"),
        "goal": head("goal", "share"),
        "open": head("open", "count", heat="open"),
        "overdue": head("overdue", "count", heat="overdue"),
        "mean_delay": head("mean_delay", "hours", heat="delay"),
    }
    return table_of(title, frame, heads)


def ageing(figures: Figures) -> Page | None:
    """How long what is open has been open, where, and the oldest of it."""
    if not figures.snapshot.open_cases:
        return None
    open_by_age = lists.ageing(figures)
    levels = len(figures.snapshot.company.levels)
    late = lists.overdue_ageing(figures)
    oldest = lists.oldest(figures, OLDEST)
    return Page(
        say("dashboard.ageing"),
        say("dashboard.ageing_title"),
        WIDE_TEXTS,
        (
            measures(figures, "ageing"),
            by_level(figures, open_by_age, head("age"), say("dashboard.open_by_age")),
            beside(by_level(figures, late, head("late_by"), say("dashboard.late_by_age"))),
            _ages(lists.ageing_of_departments(figures)),
            with_cases_linked(figures, oldest, _oldest(oldest), 0),
        ),
        (
            _by_levels(1, "open_by_age", levels),
            _by_levels(2, "late_by_age", levels),
        ),
    )


def _ages(frame: pd.DataFrame) -> Table:
    """Department × days since receipt."""
    buckets = {str(name): Head(str(name), "count", "ages") for name in frame.columns[1:]}
    title = say("dashboard.age_by_department")
    return table_of(title, frame, {"name": head("department"), **buckets})


def _oldest(frame: pd.DataFrame) -> Table:
    heads = {
        "case": head("case"),
        "level": head("level"),
        "days": head("days", "count", heat="days"),
        "customer": head("customer"),
        "department": head("main"),
        "state": head("state"),
        "received": head("received", "date"),
        "limit": head("limit", "date"),
    }
    return table_of(say("dashboard.oldest", count=OLDEST), frame, heads)


def changes(figures: Figures) -> Page | None:
    """What customers asked to be changed, and the notices not yet acknowledged."""
    period = Period.rolling(figures.month.start, MONTHS)
    found = by_group.changes(figures, period)
    if found.empty or not found["requests"].sum():
        return None
    counts = ("requests", "can", "cannot", "open", "notices", "acknowledged")
    heads = {"kind": head("kind"), **{name: head(name, "count") for name in counts}}
    return Page(
        say("dashboard.changes"),
        say("dashboard.changes_title", span=period.label),
        WIDE_TEXTS,
        (
            measures(figures, "changes"),
            table_of(say("dashboard.change_kinds"), found, heads),
            _notices(figures),
        ),
        (
            Graph(
                1,
                say("dashboard.change_kinds"),
                say("dashboard.change_kinds_alt"),
                "bar",
                (2, 3, 4),
                stacked=True,
                wide=True,
            ),
        ),
    )


def _notices(figures: Figures) -> Table:
    """What departments have not acknowledged."""
    heads = {
        "case": head("case"),
        "opened": head("opened", "date"),
        "limit": head("limit", "date"),
        "customer": head("customer"),
        "department": head("department"),
    }
    waiting = lists.open_notices(figures)
    table = table_of(say("dashboard.open_notices"), waiting, heads)
    return with_cases_linked(figures, waiting, table, 0)
