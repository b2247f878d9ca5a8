"""The sheets of work: 部门, 未结案分析, 变更, 档案, 成本, 数据质量."""

import pandas as pd

from feedback_xl.language import say
from feedback_xl.publish.dashboard.frames import (
    MONTHS,
    WIDE_TEXTS,
    WIDTHS,
    beside,
    by_level,
    head,
    in_pairs,
    months_with_data,
    span_words,
    table_of,
    with_cases_linked,
)
from feedback_xl.publish.dashboard.page import Graph, Head, Page, Table
from feedback_xl.publish.dashboard.strip import measures
from feedback_xl.publish.kpis import Figures, Period, by_group, lists

OLDEST, CODES = 20, 10
_OPENING = r"^\W+"  # of a message: the name of its cell, which differs
DAYS_AHEAD = 30


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
            Graph(
                1,
                say("dashboard.results", span=period.label),
                say("dashboard.results_alt"),
                "column",
                (3, 4),
                limits=(5,),
                unit="percent",
            ),
            Graph(
                2,
                say("dashboard.open_tasks"),
                say("dashboard.open_tasks_alt"),
                "bar",
                tuple(range(1, levels + 1)),
                stacked=True,
                urgent=True,
            ),
        ),
    )


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
    by_department = lists.ageing_of_departments(figures)
    buckets = {str(b): Head(str(b), "count", "ages") for b in by_department.columns[1:]}
    oldest = lists.oldest(figures, OLDEST)
    return Page(
        say("dashboard.ageing"),
        say("dashboard.ageing_title"),
        WIDE_TEXTS,
        (
            measures(figures, "ageing"),
            by_level(figures, open_by_age, head("age"), say("dashboard.open_by_age")),
            beside(by_level(figures, late, head("late_by"), say("dashboard.late_by_age"))),
            table_of(
                say("dashboard.age_by_department"),
                by_department,
                {"name": head("department"), **buckets},
            ),
            with_cases_linked(figures, oldest, _oldest(oldest), 0),
        ),
        (
            Graph(
                1,
                say("dashboard.open_by_age"),
                say("dashboard.open_by_age_alt"),
                "bar",
                tuple(range(1, levels + 1)),
                stacked=True,
                urgent=True,
            ),
            Graph(
                2,
                say("dashboard.late_by_age"),
                say("dashboard.late_by_age_alt"),
                "bar",
                tuple(range(1, levels + 1)),
                stacked=True,
                urgent=True,
            ),
        ),
    )


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
    waiting = lists.open_notices(figures)
    notices = table_of(
        say("dashboard.open_notices"),
        waiting,
        {
            "case": head("case"),
            "opened": head("opened", "date"),
            "limit": head("limit", "date"),
            "customer": head("customer"),
            "department": head("department"),
        },
    )
    return Page(
        say("dashboard.changes"),
        say("dashboard.changes_title", span=period.label),
        WIDE_TEXTS,
        (
            measures(figures, "changes"),
            table_of(say("dashboard.change_kinds"), found, heads),
            with_cases_linked(figures, waiting, notices, 0),
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


def files(figures: Figures) -> Page | None:
    """Whether customers' files are complete and fresh, and which are due for review."""
    if not figures.snapshot.customers:
        return None
    heads = {
        "name": head("customer"),
        "overdue": head("review_late"),
        "gaps": head("gaps"),
        "rep": head("rep"),
        "due": head("review_due", "date"),
    }
    found = lists.files_due(figures, DAYS_AHEAD)
    return Page(
        say("dashboard.files"),
        say("dashboard.files_title"),
        WIDE_TEXTS,
        (
            measures(figures, "files"),
            table_of(say("dashboard.files_due", days=DAYS_AHEAD), found, heads),
        ),
    )


def costs(figures: Figures) -> Page | None:
    """What failures cost, where anybody wrote it down."""
    if not figures.has("K17"):
        return None
    months = months_with_data(figures)
    money = {name: head(name, "money") for name in ("cost", "claimed", "net")}
    title = say("dashboard.costs_by_month")
    period = Period.rolling(figures.month.start, MONTHS)
    frames = {by: by_group.costs_by(figures, period, by) for by in COSTS}
    shown = {by: frame for by, frame in frames.items() if len(frame)}
    by_month = table_of(title, by_group.costs(figures, months), {"label": head("month"), **money})
    graphs = [
        Graph(1, title, say("dashboard.costs_alt"), "column", (1, 2), lines=(3,), unit="money")
    ]
    if "cause" in shown:
        words = say("dashboard.costs_cause_alt")
        graphs.append(Graph(2, say("dashboard.costs_cause"), words, "bar", (1,), unit="money"))
    return Page(
        say("dashboard.costs"),
        say("dashboard.costs_title", span=span_words(months)),
        WIDTHS,
        (
            measures(figures, "costs"),
            *in_pairs([by_month, *(_costs(by, frame) for by, frame in shown.items())]),
        ),
        tuple(graphs),
    )


def _costs(by: str, frame: pd.DataFrame) -> Table:
    heads = {"name": head(by), "cost": head("cost", "money", heat="cost")}
    return table_of(say(f"dashboard.costs_{by}"), frame, heads)


COSTS = ("cause", "conclusion", "department", "settlement")


def quality(figures: Figures) -> Page | None:
    """How forms come in: right at the first try, and what is wrong most often."""
    if not figures.snapshot.arrivals:
        return None
    period = Period.rolling(figures.month.start, MONTHS)
    codes = lists.codes(figures, period, CODES)
    codes["text"] = codes["text"].str.replace(_OPENING, "", regex=True)
    title = say("dashboard.codes")
    forms = {
        "files": head("files", "count"),
        "first_pass": head("first_pass", "count"),
        "share": head("K24", "share"),
    }
    return Page(
        say("dashboard.quality"),
        say("dashboard.quality_title", span=period.label),
        WIDTHS,
        (
            measures(figures, "quality"),
            table_of(title, codes, {"text": head("code"), "amount": head("times", "count")}),
            table_of(
                say("dashboard.by_department"),
                lists.forms_by(figures, period, "department"),
                {"name": head("department"), **forms},
            ),
            beside(
                table_of(
                    say("dashboard.by_person"),
                    lists.forms_by(figures, period, "person"),
                    {"name": head("person"), **forms},
                )
            ),
        ),
        (Graph(1, title, say("dashboard.codes_alt"), "bar", (1,), wide=True),),
    )
