"""The measures over time and ranked: what charts are drawn from."""

from collections.abc import Sequence

import pandas as pd

from feedback_xl.language import say
from feedback_xl.publish.kpis.figures import Figures
from feedback_xl.publish.kpis.period import Period

TOP = 10
LISTS = {"cause": "cause_kind", "conclusion": "conclusion", "settlement": "settlement"}


def received(figures: Figures, periods: Sequence[Period], by: str = "level") -> pd.DataFrame:
    """What came in: a row for each period, a column for each group."""
    counts = {p.label: figures.rows("K01", p)[by].value_counts() for p in periods}
    table = pd.DataFrame(counts).T.fillna(0).astype(int)
    if by == "level":
        return table.reindex(columns=list(figures.snapshot.company.levels), fill_value=0)
    return table.sort_index(axis=1)


def series(
    figures: Figures, names: Sequence[str], periods: Sequence[Period], **group: str
) -> pd.DataFrame:
    """Measures over time: a row for each period, a column for each measure; NaN for none."""
    rows = [[figures.read(name, period, **group).value for name in names] for period in periods]
    index = [period.label for period in periods]
    return pd.DataFrame(rows, index=index, columns=list(names), dtype=float)


def response(figures: Figures, period: Period) -> pd.DataFrame:
    """How long the first reply took: a row for each level with any."""
    rows = []
    for level, found in figures.rows("K06", period).groupby("level"):
        at_work = figures.rows("K06-2", period, level=str(level))["value"]
        hours = found["value"]
        rows.append(
            {
                "level": str(level),
                "n": len(hours),
                "median": hours.median(),
                "mean": hours.mean(),
                "p90": hours.quantile(0.9),
                "limit": figures.target("K06", level=str(level)),
                "median_working": at_work.median(),
                "p90_working": at_work.quantile(0.9),
            }
        )
    columns = ["level", "n", "median", "mean", "p90", "limit", "median_working", "p90_working"]
    return pd.DataFrame(rows, columns=columns)


def pareto(
    figures: Figures, period: Period, by: str, measure: str = "cases", top: int = TOP
) -> pd.DataFrame:
    """Quality feedback by defect, part, customer, cause or department: the most first.

    `measure` is cases, quantity or cost; what is beyond the `top` stands as 其他 in the last row.
    """
    amounts = _amounts(figures, period, by, measure)
    amounts = amounts[amounts > 0].sort_index().sort_values(ascending=False, kind="stable")
    shown = amounts.head(top)
    table = pd.DataFrame({"name": names_of(figures, by, shown.index), "amount": shown.to_numpy()})
    if rest := float(amounts.iloc[top:].sum()):
        table = pd.concat(
            [table, pd.DataFrame([{"name": say("kpis.others"), "amount": rest}])], ignore_index=True
        )
    whole = float(amounts.sum()) or 1.0
    share = table["amount"].astype(float) / whole
    return table.assign(share=share, cumulative=share.cumsum())


def _amounts(figures: Figures, period: Period, by: str, measure: str) -> "pd.Series[float]":
    rows, amount = _ranked(figures, period, by, measure)
    named = rows[rows[by].astype(object).fillna("") != ""]
    return named.groupby(by)[amount].sum().astype(float)


def _ranked(figures: Figures, period: Period, by: str, measure: str) -> tuple[pd.DataFrame, str]:
    """Rows to be added up, and the column with what each adds."""
    if measure == "cost":
        return figures.rows("K17", period), "cost"
    if by in LISTS or by == "department":
        rows = _confirmed(figures, period).assign(cases=1)
        return rows, "pieces" if measure == "quantity" else "cases"
    lines = figures.rows("K16", period) if by == "defect" else _lines(figures, period)
    if measure == "quantity":
        return _lines(figures, period), "defective"
    if by == "customer":
        return figures.rows("K01", period, category="quality").assign(cases=1), "cases"
    return lines.drop_duplicates(["case", by]).assign(cases=1), "cases"


def _lines(figures: Figures, period: Period) -> pd.DataFrame:
    """Product lines of the quality feedback of the period."""
    lines = figures.frames.lines
    return lines[lines["case"].isin(figures.rows("K01", period, category="quality")["case"])]


def _confirmed(figures: Figures, period: Period) -> pd.DataFrame:
    """Confirmations of quality feedback received in the period, with their defective pieces."""
    frames = figures.frames
    found = frames.confirmations.assign(at=frames.confirmations["received"])
    inside = found["at"].between(pd.Timestamp(period.start), pd.Timestamp(period.end), "left")
    pieces = frames.defects.groupby("number")["defective"].sum()
    return found[inside].assign(pieces=found["number"].map(pieces).fillna(0.0))


def names_of(figures: Figures, by: str, keys: "pd.Index[str]") -> list[str]:
    """What people call them."""
    company = figures.snapshot.company
    if by == "customer":
        return [customer_name(figures, str(key)) for key in keys]
    if by == "department":
        return [company.department_name(str(key)) for key in keys]
    if by in LISTS:
        return [company.label(LISTS[by], str(key)) for key in keys]
    return [str(key) for key in keys]


def customer_name(figures: Figures, number: str) -> str:
    """The customer as people call it."""
    row = figures.snapshot.customers.get(number)
    return str(row["short_name"] or row["name"]) if row is not None else number
