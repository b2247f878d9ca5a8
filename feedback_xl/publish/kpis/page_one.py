"""The eight numbers of the dashboard's first page (plant 6)."""

from dataclasses import dataclass

import pandas as pd

from feedback_xl.language import say
from feedback_xl.publish.kpis.definitions import NONE, Kpi, Reading, all_kpis, rule
from feedback_xl.publish.kpis.figures import Figures
from feedback_xl.publish.kpis.handling import unanswered
from feedback_xl.publish.snapshot import SOON_HOURS

CAPA = ("plan_capa", "capa")
_WORST = ("missed", "near", "good", "few", "none")


@dataclass(frozen=True)
class Card:
    """One number: its value, the period before, what is aimed at, and what it rests on."""

    id: str
    name: str
    value: str
    before: str = NONE
    target: str = NONE
    detail: str = ""
    rating: str = "none"  # good | near | missed | few | none
    trend: str = "none"  # better | worse | same | none
    sheet: str = ""  # of the dashboard, where its rows stand; master:<sheet> is one of the master
    kpi: Kpi | None = None


def page_one(figures: Figures) -> tuple[Card, ...]:
    """What is looked at every morning; months stand against the month before."""
    return (
        _overdue(figures),
        _due_soon(figures),
        _open(figures),
        _replied(figures),
        _departments(figures),
        _complaints(figures),
        _repeats(figures),
        _actions(figures),
    )


def _overdue(figures: Figures) -> Card:
    late = figures.rows("K09-2", figures.month)
    return Card(
        "overdue",
        say("kpis.overdue"),
        str(len(late)),
        target="0",
        detail=_levels(figures, late),
        rating=figures.rating("K09-2", figures.month),
        sheet="ageing",
        kpi=all_kpis()["K09-2"],
    )


def _due_soon(figures: Figures) -> Card:
    waiting, now = unanswered(figures.frames), figures.frames.now
    soon = now + pd.Timedelta(hours=SOON_HOURS)
    due = waiting[(waiting["limit"] >= now) & (waiting["limit"] <= soon)]
    name = say("kpis.due_soon", hours=SOON_HOURS)
    return Card("due_soon", name, str(len(due)), detail=_levels(figures, due), sheet="master:cases")


def _open(figures: Figures) -> Card:
    rows, days = figures.rows("K09", figures.month), rule("ageing")["days"][-1]
    old = int((rows["received"] < figures.frames.now - pd.Timedelta(days=days)).sum())
    detail = say("kpis.open_long", days=days, count=old)
    name, kpi = say("kpis.open"), all_kpis()["K09"]
    return Card("open", name, str(len(rows)), detail=detail, sheet="ageing", kpi=kpi)


def _replied(figures: Figures) -> Card:
    kpi, month = all_kpis()["K03"], figures.month
    levels = list(figures.snapshot.company.levels)
    found = {level: figures.read("K03", month, level=level) for level in levels}
    targets = {level: figures.target("K03", level=level) for level in levels}
    ratings = [kpi.rate(found[level], targets[level]) for level in levels]
    return _monthly(
        figures,
        kpi,
        target=_joined({level: kpi.show_target(targets[level]) for level in levels}),
        detail=_joined({level: kpi.show(found[level]) for level in levels}),
        rating=min(ratings, key=_WORST.index),
    )


def _departments(figures: Figures) -> Card:
    kpi, month = all_kpis()["K04"], figures.month
    shares = figures.by("K04", month, "department")
    lowest = min(shares, key=lambda one: (shares[one].value or 0.0, one), default="")
    name = figures.snapshot.company.department_name(lowest)
    detail = say("kpis.lowest", name=name, share=kpi.show(shares[lowest])) if lowest else ""
    target = kpi.show_target(figures.target("K04"))
    return _monthly(figures, kpi, target=target, detail=detail, rating=figures.rating("K04", month))


def _complaints(figures: Figures) -> Card:
    """Complaints about quality; what they come to per million pieces, where shipments are known."""
    now, before, year = (
        float((figures.rows("K10", period)["category"] == "quality").sum())
        for period in (figures.month, figures.month.previous, figures.month.year_before)
    )
    detail = say("kpis.last_year", count=f"{year:.0f}")
    if figures.has("K12"):
        ppm = all_kpis()["K12"].show(figures.read("K12", figures.month))
        detail = say("kpis.with_ppm", count=f"{year:.0f}", ppm=ppm)
    return Card(
        "complaints",
        say("kpis.complaints"),
        f"{now:.0f}",
        f"{before:.0f}",
        detail=detail,
        trend=all_kpis()["K10"].trend(Reading(now, now), Reading(before, before)),
        sheet="pareto",
    )


def _repeats(figures: Figures) -> Card:
    kpi, month = all_kpis()["K10"], figures.month
    now, before = figures.read("K10", month), figures.read("K10", month.previous)
    return Card(
        "K10",
        say("kpis.repeats"),
        f"{now.hits or 0:.0f}",
        f"{before.hits or 0:.0f}",
        target=kpi.show_target(figures.target("K10")),
        detail=say("kpis.repeat_rate", rate=kpi.show(now)),
        rating=figures.rating("K10", month),
        trend=kpi.trend(now, before),
        sheet=kpi.sheet,
        kpi=kpi,
    )


def _actions(figures: Figures) -> Card:
    tasks = figures.frames.tasks
    standing = tasks[tasks["step"].isin(CAPA) & (tasks["state"] == "open")]
    late = int((standing["limit"] < figures.frames.now).sum())
    return Card(
        "capa",
        say("kpis.capa"),
        str(late),
        target="0",
        detail=say("kpis.not_effective", count=len(standing)),
        rating="missed" if late else "good",
        sheet="master:capa",
    )


def _monthly(figures: Figures, kpi: Kpi, *, target: str, detail: str, rating: str) -> Card:
    """A measure of the month that runs, against the month before."""
    now, before = (figures.read(kpi.id, p) for p in (figures.month, figures.month.previous))
    return Card(
        kpi.id,
        kpi.name,
        kpi.show(now),
        kpi.show(before),
        target,
        detail,
        rating,
        kpi.trend(now, before),
        kpi.sheet,
        kpi,
    )


def _levels(figures: Figures, rows: pd.DataFrame) -> str:
    counts = rows["level"].value_counts()
    levels = figures.snapshot.company.levels
    return _joined({level: str(int(counts.get(level, 0))) for level in levels})


def _joined(told: dict[str, str]) -> str:
    """ "AA 1 / A 0 / B 4"."""
    parts = (say("kpis.per_level", level=level, value=value) for level, value in told.items())
    return " / ".join(parts)
