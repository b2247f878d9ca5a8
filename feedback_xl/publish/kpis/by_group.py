"""The measures by department, customer, cost and kind of change, for heat tables and bars."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from feedback_xl.language import say
from feedback_xl.publish.kpis.columns import hours
from feedback_xl.publish.kpis.figures import Figures
from feedback_xl.publish.kpis.period import Period
from feedback_xl.publish.kpis.records_kept import change_notices
from feedback_xl.publish.kpis.tables import TOP, customer_name, names_of


def departments(figures: Figures, period: Period) -> pd.DataFrame:
    """K04 for each department, what it has open now, and how late it was where it was late."""
    on_time = figures.by("K04", period, "department")
    receipt = figures.by("K04-2", period, "department")
    rows, tasks = figures.rows("K04", period), figures.frames.tasks
    late = rows[~rows["hit"]]
    delay = hours(late["done"].fillna(figures.frames.now) - late["limit"])
    mean = delay.groupby(late["department"]).mean()
    standing = tasks[tasks["state"] == "open"]
    open_ = standing["department"].value_counts()
    overdue = standing[standing["limit"] < figures.frames.now]["department"].value_counts()
    return pd.DataFrame(
        [
            {
                "department": one.id,
                "name": one.name,
                "due": int(on_time[one.id].n) if one.id in on_time else 0,
                "on_time": int(on_time[one.id].hits or 0) if one.id in on_time else 0,
                "share": on_time[one.id].value if one.id in on_time else np.nan,
                "since_receipt": receipt[one.id].value if one.id in receipt else np.nan,
                "open": int(open_.get(one.id, 0)),
                "overdue": int(overdue.get(one.id, 0)),
                "mean_delay": float(mean.get(one.id, np.nan)),
            }
            for one in figures.snapshot.company.departments.values()
            if one.id in on_time or one.id in open_
        ],
        columns=_OF_DEPARTMENTS,
    )


_OF_DEPARTMENTS = [
    *("department", "name", "due", "on_time", "share", "since_receipt", "open", "overdue"),
    "mean_delay",
]


def customers(figures: Figures, period: Period, n: int = TOP) -> pd.DataFrame:
    """The customers with most feedback, and their other measures; NaN for none."""
    cases = figures.by("K01", period, "customer")
    others: Mapping[str, str] = {
        "complaints": "K10",
        "repeats": "K10",
        "cost": "K17",
        "ppm": "K12",
        "satisfied": "K25",
    }
    readings = {
        column: figures.by(name, period, "customer") if figures.has(name) else {}
        for column, name in others.items()
    }
    most = sorted(cases, key=lambda number: (-cases[number].n, number))[:n]
    rows = []
    for number in most:
        told = {column: found.get(number) for column, found in readings.items()}
        values = {column: one.value if one else np.nan for column, one in told.items()}
        complaints = told["complaints"]
        values["complaints"] = complaints.n if complaints else 0
        values["repeats"] = complaints.hits if complaints else 0
        name = customer_name(figures, number)
        rows.append({"customer": number, "name": name, "cases": cases[number].n, **values})
    return pd.DataFrame(rows, columns=["customer", "name", "cases", *others])


def costs(figures: Figures, periods: Sequence[Period]) -> pd.DataFrame:
    """Cost, what suppliers are charged, and what is left: a row for each period."""
    rows = [
        (period.label, found["cost"].sum(), found["claimed"].sum(), found["value"].sum())
        for period in periods
        for found in [figures.rows("K17", period)]
    ]
    return pd.DataFrame(rows, columns=["label", "cost", "claimed", "net"])


def costs_by(figures: Figures, period: Period, by: str = "cause") -> pd.DataFrame:
    """Cost by cause, conclusion, department or settlement: the most first."""
    rows = figures.rows("K17", period)
    if by == "settlement":
        rows = rows.explode("settlement")
    found = rows[rows[by].notna() & (rows[by] != "")].groupby(by)["cost"].sum()
    found = found.sort_index().sort_values(ascending=False, kind="stable")
    return pd.DataFrame({"name": names_of(figures, by, found.index), "cost": found.to_numpy()})


def changes(figures: Figures, period: Period) -> pd.DataFrame:
    """Changes asked for, by kind: what came of them, and notices signed by all in time."""
    frames, company = figures.frames, figures.snapshot.company
    rows = figures.rows("K01", period, business_type="change")
    verdict = _verdicts(figures)
    notices = set(change_notices(frames)["case"])
    signed = figures.cohort("K20")
    in_time = set(signed[signed["hit"]]["case"])
    told = [
        (kind, verdict.get(case, "open"), case in notices, case in in_time)
        for case in rows["case"]
        for kind in _kinds(figures, case)
    ]
    table = pd.DataFrame(told, columns=["kind", "verdict", "noticed", "signed"])
    found = []
    for kind, group in table.groupby("kind"):
        outcome = group["verdict"].value_counts()
        counts = [int(outcome.get(name, 0)) for name in ("can", "cannot", "open")]
        label = company.label("change_kind", kind) or say("kpis.not_said")
        signs = int(group["noticed"].sum()), int(group["signed"].sum())
        found.append((label, len(group), *counts, *signs))
    columns = ["kind", "requests", "can", "cannot", "open", "notices", "acknowledged"]
    return pd.DataFrame(found, columns=columns)


def _kinds(figures: Figures, case: str) -> list[str]:
    kinds = figures.snapshot.cases[case].facts.get("change_kind") or ""
    return list(kinds) if isinstance(kinds, list | tuple) else [str(kinds)]


_VERDICTS = {
    "determine": ("technical_verdict", {"infeasible": "cannot"}),
    "conclude": ("contract_verdict", {"cannot": "cannot"}),
}


def _verdicts(figures: Figures) -> dict[str, str]:
    """Whether a change can be satisfied, where it was decided: one "cannot" goes before all."""
    tasks = figures.frames.tasks
    tasks = tasks[tasks["step"].isin(_VERDICTS) & (tasks["state"] == "done")]
    found: dict[str, str] = {}
    for case, step, values in tasks[["case", "step", "values"]].itertuples(index=False):
        cell, words = _VERDICTS[step]
        verdict = words.get(values.get(cell, ""), "can")
        found[case] = "cannot" if "cannot" in (verdict, found.get(case)) else "can"
    return found
