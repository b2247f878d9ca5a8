"""The sheets of courses and causes: 趋势, 柏拉图, 客户, 重复投诉."""

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
from feedback_xl.publish.kpis import Figures, Period, by_group, lists, tables

VITAL = 0.8  # Pareto's few: what makes four fifths of it
ASPECTS = ("defect", "part", "cause", "department")
_SHOWN = 10


def trend(figures: Figures) -> Page | None:
    """Received by level, answered and closed in time, and how long answers took, by month."""
    months = months_with_data(figures)
    if not months:
        return None
    span = span_words(months)
    levels = len(figures.snapshot.company.levels)
    return Page(
        say("dashboard.trend"),
        say("dashboard.trend_title", span=span),
        WIDTHS,
        (
            measures(figures, "trend"),
            received_table(figures, months),
            beside(_rates(figures, months)),
            _hours(figures, months),
            _response(figures, Period.rolling(figures.month.start, MONTHS)),
        ),
        (
            received_graph(1, levels, span),
            _rates_graph(span),
            _hours_graph(levels, span),
        ),
    )


def received_table(figures: Figures, months: list[Period]) -> Table:
    """Month × level: what was received."""
    found = tables.received(figures, months)
    return by_level(figures, found, head("month"), say("dashboard.received"), heat="")


def received_graph(table: int, levels: int, span: str) -> Graph:
    """The months as columns, the levels one upon the other."""
    return Graph(
        table,
        say("dashboard.received"),
        say("dashboard.received_alt", span=span),
        "column",
        tuple(range(1, levels + 1)),
        stacked=True,
        urgent=True,
    )


def _rates_graph(span: str) -> Graph:
    title, words = say("dashboard.rates"), say("dashboard.rates_alt", span=span)
    return Graph(2, title, words, "line", (1, 2), limits=(3,), unit="percent")


def _hours_graph(levels: int, span: str) -> Graph:
    title, words = say("dashboard.hours"), say("dashboard.hours_alt", span=span)
    columns = tuple(range(1, levels + 1))
    return Graph(3, title, words, "column", columns, unit="hours", urgent=True, wide=True)


def _rates(figures: Figures, months: list[Period]) -> Table:
    found = tables.series(figures, ["K03", "K07"], months)
    found.insert(0, "month", found.index)
    found["goal"] = figures.target("K07")
    shares = {name: head(name, "share") for name in ("K03", "K07", "goal")}
    return table_of(say("dashboard.rates"), found, {"month": head("month"), **shares})


def _hours(figures: Figures, months: list[Period]) -> Table:
    """The hours within which nine of ten first answers were given."""
    rows = []
    for month in months:
        found = tables.response(figures, month).set_index("level")["p90"]
        rows.append({"month": month.label, **found})
    levels = {level: Head(level, "hours") for level in figures.snapshot.company.levels}
    frame = pd.DataFrame(rows).reindex(columns=["month", *levels])
    return table_of(say("dashboard.hours"), frame, {"month": head("month"), **levels})


def _response(figures: Figures, period: Period) -> Table:
    hours = ("median", "mean", "p90", "limit", "median_working", "p90_working")
    heads = {"level": head("level"), "n": head("cases", "count")}
    heads |= {name: head(name, "hours") for name in hours}
    title = say("dashboard.response", span=period.label)
    return table_of(title, tables.response(figures, period), heads)


def pareto(figures: Figures) -> Page | None:
    """What most complaints of the last twelve months come from."""
    period = Period.rolling(figures.month.start, MONTHS)
    found = {by: tables.pareto(figures, period, by) for by in ASPECTS}
    shown = [(by, frame) for by, frame in found.items() if len(frame)]
    if not shown:
        return None
    first = measures(figures, "pareto")
    return Page(
        say("dashboard.pareto"),
        say("dashboard.pareto_title", span=period.label),
        WIDTHS,
        (first, *in_pairs([pareto_table(by, frame) for by, frame in shown])),
        tuple(pareto_graph(at, by, frame) for at, (by, frame) in enumerate(shown, 1)),
    )


def pareto_table(by: str, frame: pd.DataFrame) -> Table:
    """The most frequent first, with the share of all up to there."""
    heads = {
        "name": head(by),
        "amount": head("cases", "count"),
        "share": head("share", "share"),
        "cumulative": head("cumulative", "share"),
        "vital": head("vital", "share"),
    }
    return table_of(say(f"dashboard.pareto_{by}"), frame.assign(vital=VITAL), heads)


def pareto_graph(table: int, by: str, frame: pd.DataFrame) -> Graph:
    """Columns, the cumulative line, and the line at 80 %."""
    title = say(f"dashboard.pareto_{by}")
    words = say("dashboard.pareto_alt", title=title, first=frame["name"].iloc[0])
    return Graph(table, title, words, "column", (1,), lines=(3,), limits=(4,), share_axis=True)


def customers(figures: Figures) -> Page | None:
    """The ten customers with the most cases of the last twelve months."""
    period = Period.rolling(figures.month.start, MONTHS)
    found = by_group.customers(figures, period, _SHOWN)
    if found.empty:
        return None
    heads = {
        "name": head("customer"),
        "cases": head("cases", "count", heat="cases"),
        "complaints": head("complaints", "count", heat="cases"),
        "repeats": head("repeats", "count", heat="cases"),
        "cost": head("cost", "money", heat="cost"),
        "ppm": head("ppm", "count", heat="ppm"),
        "satisfied": head("satisfied", "share"),
    }
    known = {name: head for name, head in heads.items() if found[name].notna().any()}
    title = say("dashboard.top_customers", span=period.label)
    return Page(
        say("dashboard.customers"),
        say("dashboard.customers_title", span=period.label),
        WIDTHS,
        (measures(figures, "customers"), table_of(title, found, known)),
        (
            Graph(
                1,
                title,
                say("dashboard.customers_alt", first=found["name"].iloc[0]),
                "bar",
                (2, 3),
                wide=True,
            ),
        ),
    )


def repeats(figures: Figures) -> Page | None:
    """Complaints that came again, each chain together."""
    period = Period.rolling(figures.month.start, MONTHS)
    found = lists.chains(figures, period)
    if found.empty:
        return None
    heads = {
        "case": head("case"),
        "chain": head("chain", "count"),
        "level": head("level"),
        "customer": head("customer"),
        "part": head("part"),
        "defect": head("defect"),
        "received": head("received", "date"),
        "days_since": head("days_since", "count"),
        "state": head("state"),
    }
    table = table_of(say("dashboard.chains"), found, heads, say("dashboard.chains_note"))
    return Page(
        say("dashboard.repeats"),
        say("dashboard.repeats_title", span=period.label),
        WIDE_TEXTS,
        (measures(figures, "repeats"), with_cases_linked(figures, found, table, 0)),
    )
