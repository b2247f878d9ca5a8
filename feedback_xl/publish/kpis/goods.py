"""What forms say of goods: product lines, what was found in them, what was shipped."""

from typing import Any

import pandas as pd

from feedback_xl.forms.text import fold_key
from feedback_xl.publish.kpis.columns import INSTANT, amounts_of, days_in, folded, texts_of
from feedback_xl.publish.kpis.definitions import rule
from feedback_xl.publish.snapshot import Snapshot

_OF_CASE = (
    *("customer", "level", "department", "category", "business_type", "received", "complaint"),
)
_AMOUNTS = ("affected", "defective", "returned", "exchanged")
_LINE = ("part", "lot", *_AMOUNTS, "phenomenon", "place")
_CONFIRMED = (
    *("confirmed_on", "samples_on", "conclusion", "department", "cause_kind", "settlement"),
    *("cost", "satisfaction"),
)
_FOUND = ("part", "checked", "defective")
_NUMBERS = ("shipped", "lots", "deliveries", "sales")
_SHIPPED = ("month", "customer", "part", *_NUMBERS)


def product_lines(snapshot: Snapshot, standing: pd.DataFrame) -> pd.DataFrame:
    """Lines of the cases that stand, with part and defect folded to compare by.

    What is the same to people is spelt one way; a part that nobody knows has no key.
    """
    rows = [
        (number, *(row["values"].get(name) for name in _LINE))
        for number, found in snapshot.lines.items()
        for row in found
    ]
    table = pd.DataFrame(rows, columns=["case", *_LINE]).rename(columns={"phenomenon": "defect"})
    for name in ("part", "defect", "lot", "place"):
        table[name] = texts_of(table[name])
    for name in _AMOUNTS:
        table[name] = amounts_of(table[name])
    unknown = {fold_key(word) for word in rule("repeats")["unknown"]}
    for name in ("part", "defect"):
        key = folded(table[name])
        spelt = table.groupby(key)[name].transform("first")
        table[f"{name}_key"] = key.where(~key.isin(unknown), "")
        table[name] = spelt
    return table.join(standing[list(_OF_CASE)], on="case", how="inner")


def confirmations(snapshot: Snapshot, standing: pd.DataFrame) -> pd.DataFrame:
    """Every 售后不良信息确认表 about a case that stands; it counts for the first of them."""
    rows = [
        {
            "number": row["number"],
            "cases": cases,
            "case": cases[0],
            "lines": row["record"]["lines"].get("defects", ()),
            **{name: row["record"]["fields"].get(name) for name in _CONFIRMED},
        }
        for row in snapshot.confirmations
        if (cases := [case for case in row["cases"] if case in standing.index])
    ]
    table = pd.DataFrame(rows, columns=["number", "cases", "case", "lines", *_CONFIRMED])
    for name in ("confirmed_on", "samples_on"):
        table[name] = days_in(table[name])
    for name in ("conclusion", "department", "cause_kind", "satisfaction"):
        table[name] = texts_of(table[name])
    table = table.assign(cost=amounts_of(table["cost"]), cause=table["cause_kind"])
    return table.join(standing[["customer", "level", "received"]], on="case")


def defect_lines(confirmed: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """The lines of those forms, their parts as the lines of feedback spell them."""
    about = ("number", "case", "customer", "received", "confirmed_on", "conclusion")
    rows = [
        (*head, *(line.get(name) for name in _FOUND))
        for *head, found in confirmed[[*about, "lines"]].itertuples(index=False)
        for line in found
    ]
    table = pd.DataFrame(rows, columns=[*about, *_FOUND])
    table["part"] = _as_spelt(table["part"], lines)
    for name in ("checked", "defective"):
        table[name] = amounts_of(table[name])
    return table.astype({"received": INSTANT, "confirmed_on": INSTANT})


def shipments(snapshot: Snapshot, lines: pd.DataFrame) -> pd.DataFrame:
    """What was shipped, a row for each month, customer and part."""
    rows = [[row[name] for name in _SHIPPED] for row in snapshot.shipments]
    table = pd.DataFrame(rows, columns=list(_SHIPPED))
    table["part"] = _as_spelt(table["part"], lines)
    table["at"] = days_in(f"{month}-01" for month in table["month"])
    for name in _NUMBERS:
        table[name] = amounts_of(table[name])
    return table


def _as_spelt(parts: "pd.Series[Any]", lines: pd.DataFrame) -> "pd.Series[str]":
    """Parts as the lines of feedback spell them."""
    keyed = lines[lines["part_key"] != ""].drop_duplicates("part_key")
    known = dict(zip(keyed["part_key"], keyed["part"], strict=True))
    found = [known.get(fold_key(part), part) for part in texts_of(parts)]
    return pd.Series(found, dtype=object)
