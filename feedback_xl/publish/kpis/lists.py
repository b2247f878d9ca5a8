"""What stands open and what is wrong, as lists and matrices: ageing, files, forms, chains."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from feedback_xl.forms.customer_file import gaps
from feedback_xl.language import listed, say
from feedback_xl.problems import catalogue
from feedback_xl.publish.kpis.columns import hours
from feedback_xl.publish.kpis.definitions import rule
from feedback_xl.publish.kpis.figures import Figures
from feedback_xl.publish.kpis.period import Period
from feedback_xl.publish.kpis.records_kept import files
from feedback_xl.publish.kpis.repeats import linked
from feedback_xl.publish.kpis.tables import TOP, customer_name

OLDEST = 20
_TOKEN = re.compile(r"\{[^}]*\}")  # what a message says of the one cell


def ageing(figures: Figures) -> pd.DataFrame:
    """What is open to the customer, by days since receipt and level."""
    rows = figures.rows("K09", figures.month)
    return _by_level(figures, rows, _aged(figures, rows))


def overdue_ageing(figures: Figures) -> pd.DataFrame:
    """What should have been answered, by hours beyond the limit and level."""
    rows = figures.rows("K09-2", figures.month)
    late = hours(rows["at"] - rows["limit"])
    return _by_level(figures, rows, _buckets(late, rule("ageing")["hours"], "hours"))


def ageing_of_departments(figures: Figures) -> pd.DataFrame:
    """What is open to the customer, by 主责 and days since receipt."""
    rows = figures.rows("K09", figures.month)
    counts = pd.crosstab(rows["department"], _aged(figures, rows), dropna=False)
    labels = _labels(rule("ageing")["days"], "days")
    found = counts.reindex(columns=labels, fill_value=0).rename_axis(columns=None)
    known = [one for one in figures.snapshot.company.departments if one in found.index]
    names = [figures.snapshot.company.department_name(one) for one in known]
    return found.loc[known].reset_index(drop=True).assign(name=names)[["name", *labels]]


def open_tasks(figures: Figures, *, overdue: bool = False) -> pd.DataFrame:
    """Open tasks, or those past their limit, by department and level."""
    company, tasks = figures.snapshot.company, figures.frames.tasks
    rows = tasks[(tasks["state"] == "open") & (tasks["level"] != "")]
    if overdue:
        rows = rows[rows["limit"] < figures.frames.now]
    counts = pd.crosstab(rows["department"], rows["level"])
    known = [one for one in company.departments if one in counts.index]
    table = counts.reindex(index=known, columns=list(company.levels), fill_value=0)
    table.index = pd.Index([company.department_name(one) for one in known])
    return table


def _aged(figures: Figures, rows: pd.DataFrame) -> "pd.Series[str]":
    days = hours(figures.frames.now - rows["received"]) / 24
    return _buckets(days, rule("ageing")["days"], "days")


def _by_level(figures: Figures, rows: pd.DataFrame, buckets: "pd.Series[str]") -> pd.DataFrame:
    counts = pd.crosstab(buckets, rows["level"], dropna=False)
    labels, levels = list(buckets.cat.categories), list(figures.snapshot.company.levels)
    table = counts.reindex(index=labels, columns=levels, fill_value=0)
    return table.rename_axis("bucket").rename_axis(columns=None).reset_index()


def _buckets(values: "pd.Series[float]", edges: Sequence[int], unit: str) -> "pd.Series[str]":
    """Each value's bucket: up to the first edge, between two, over the last."""
    labels = _labels(edges, unit)
    return pd.cut(values, [-np.inf, *edges, np.inf], labels=labels)


def _labels(edges: Sequence[int], unit: str) -> list[str]:
    between = pairwise(edges)
    return [
        say(f"kpis.up_to_{unit}", most=edges[0]),
        *(say(f"kpis.{unit}_between", least=least, most=most) for least, most in between),
        say(f"kpis.over_{unit}", least=edges[-1]),
    ]


def oldest(figures: Figures, n: int = OLDEST) -> pd.DataFrame:
    """What the customer has waited for longest."""
    rows = figures.rows("K09", figures.month).sort_values(["received", "case"]).head(n)
    snapshot = figures.snapshot
    days = hours(figures.frames.now - rows["received"]) / 24
    found = rows[["case", "level", "department", "received", "limit"]].assign(
        customer=[customer_name(figures, number) for number in rows["customer"]],
        department=[snapshot.company.department_name(one) for one in rows["department"]],
        days=days,
        state=[snapshot.state_word(snapshot.cases[number]) for number in rows["case"]],
    )
    return found.reset_index(drop=True)


def open_notices(figures: Figures) -> pd.DataFrame:
    """Change notices a department has not signed yet."""
    tasks, snapshot = figures.frames.tasks, figures.snapshot
    rows = tasks[(tasks["step"] == "acknowledge") & (tasks["state"] == "open")]
    rows = rows.sort_values(["limit", "task"])
    found = rows[["case", "department", "opened", "limit"]].assign(
        customer=[customer_name(figures, number) for number in rows["customer"]],
        department=[snapshot.company.department_name(one) for one in rows["department"]],
    )
    return found.reset_index(drop=True)


def files_due(figures: Figures, days: int = 30) -> pd.DataFrame:
    """Customers' files to be looked through within so many days, or overdue."""
    rows, today = files(figures.frames), figures.frames.now.normalize()
    due = rows[rows["review"] <= today + pd.Timedelta(days=days)]
    due = due.sort_values(["review", "customer"])
    customers = figures.snapshot.customers
    found = due[["customer", "rep", "review"]].assign(
        name=[customer_name(figures, number) for number in due["customer"]],
        overdue=due["review"] <= today,
        gaps=[listed(gaps(customers[number]["fields"])) for number in due["customer"]],
    )
    return found.rename(columns={"review": "due"}).reset_index(drop=True)


def codes(figures: Figures, period: Period, n: int = TOP) -> pd.DataFrame:
    """What is most often wrong in the forms handed in."""
    inside = set(figures.rows("K24", period)["arrival"])
    counted = Counter(
        problem["code"]
        for row in figures.snapshot.arrivals
        if row["key"] in inside
        for problem in row["problems"]
    )
    most = sorted(counted, key=lambda code: (-counted[code], code))[:n]
    known = catalogue()
    rows = [(code, _TOKEN.sub("…", known[code].text), counted[code]) for code in most]
    return pd.DataFrame(rows, columns=["code", "text", "amount"])


def forms_by(figures: Figures, period: Period, column: str) -> pd.DataFrame:
    """K24 for each person, department or form: handed in, taken at first, and their share."""
    company = figures.snapshot.company
    found = figures.by("K24", period, column)
    rows = [
        (company.department_name(key), one.n, one.hits, one.value) for key, one in found.items()
    ]
    table = pd.DataFrame(rows, columns=["name", "files", "first_pass", "share"])
    return table.sort_values(["share", "files", "name"], ascending=[True, False, True])


def chains(figures: Figures, period: Period) -> pd.DataFrame:
    """Complaints of the period that repeat others, with what went before each, oldest first."""
    told, snapshot = linked(figures.frames), figures.snapshot
    start, end = pd.Timestamp(period.start), pd.Timestamp(period.end)
    again = told["before"].notna() & told["received"].between(start, end, "left")
    told = told[told["chain"].isin(told[again]["chain"])].sort_values(["chain", "received"])
    cases = [snapshot.cases[number] for number in told["case"]]
    found = told[["case", "part", "defect", "level", "received"]].assign(
        chain=told.groupby("chain", sort=False).ngroup() + 1,
        customer=[customer_name(figures, case.customer) for case in cases],
        state=[snapshot.state_word(case) for case in cases],
        days_since=hours(told["since"].where(told["before"].notna())) / 24,
    )
    return found.reset_index(drop=True)
