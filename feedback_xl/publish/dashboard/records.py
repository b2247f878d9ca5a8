"""The sheets of records and money: 档案, 成本, 数据质量."""

import pandas as pd

from feedback_xl.language import say
from feedback_xl.publish.dashboard.frames import (
    MONTHS,
    WIDE_TEXTS,
    WIDTHS,
    beside,
    head,
    in_pairs,
    months_with_data,
    span_words,
    table_of,
)
from feedback_xl.publish.dashboard.page import Graph, Page, Table
from feedback_xl.publish.dashboard.strip import measures
from feedback_xl.publish.kpis import Figures, Period, by_group, lists

CODES = 10
DAYS_AHEAD = 30
COSTS = ("cause", "conclusion", "department", "settlement")
_OPENING = r"^…\W\s*"  # of a message: the name of its cell, which differs


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
