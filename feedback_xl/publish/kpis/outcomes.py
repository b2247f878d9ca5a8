"""Cohorts of what a matter came to: its cost, and what the customer said after (K17, K18, K25)."""

import pandas as pd

from feedback_xl.publish.kpis.frames import Frames
from feedback_xl.publish.kpis.quality import against

ASKED = ("satisfied", "fair", "dissatisfied")
SATISFIED = ("satisfied", "fair")


def costs(frames: Frames) -> pd.DataFrame:
    """K17, K18: what a confirmed matter cost, less what the supplier is charged."""
    found = frames.confirmations
    found = found[found["confirmed_on"].notna()].assign(at=found["confirmed_on"])
    claimed = found["number"].map(_claims(frames)).fillna(0.0)
    return found.assign(claimed=claimed, value=found["cost"] - claimed)


def _claims(frames: Frames) -> "pd.Series[float]":
    """What suppliers are charged, by the first confirmation of the case it belongs to."""
    tasks = frames.tasks[frames.tasks["step"] == "negotiate"]
    amounts = pd.to_numeric(
        pd.Series([v.get("claim") for v in tasks["values"]], index=tasks.index, dtype=object),
        errors="coerce",
    )
    by_case = amounts.groupby(tasks["case"]).sum()
    named = frames.confirmations[["number", "confirmed_on", "cases"]].explode("cases")
    named = named[named["confirmed_on"].notna()]
    first = named.sort_values(["confirmed_on", "number"]).drop_duplicates("cases")
    return first["cases"].map(by_case).fillna(0.0).groupby(first["number"]).sum()


def costed(frames: Frames) -> pd.DataFrame:
    """K17: those with something filled in."""
    found = costs(frames)
    return found[(found["cost"] > 0) | (found["claimed"] > 0)]


def share_of_sales(frames: Frames) -> pd.DataFrame:
    """K17-2: the same against what was sold."""
    found = costed(frames)
    return against(found.assign(hit=found["value"]), frames, "sales")


def charged(frames: Frames) -> pd.DataFrame:
    """K18: of what suppliers cost us, what they are charged."""
    found = costs(frames)
    found = found[(found["conclusion"] == "supplier") & (found["cost"] > 0)]
    return found.assign(hit=found["claimed"], of=found["cost"])


def satisfaction(frames: Frames) -> pd.DataFrame:
    """Complaints closed for the customer, and what he said when asked: the last word counts."""
    cases = frames.standing
    cases = cases[
        cases["complaint"] & cases["customer_closed"].notna() & (cases["state"] != "withdrawn")
    ]
    said = frames.confirmations[frames.confirmations["satisfaction"] != ""]
    said = said[["number", "satisfaction", "cases"]].explode("cases")
    last = said.sort_values("number").drop_duplicates("cases", keep="last")
    words = cases["case"].map(last.set_index("cases")["satisfaction"]).astype(object).fillna("")
    return cases.assign(at=cases["customer_closed"], said=words)


def satisfied(frames: Frames) -> pd.DataFrame:
    """K25: of those asked, those content."""
    cases = satisfaction(frames)
    cases = cases[cases["said"].isin(ASKED)]
    return cases.assign(hit=cases["said"].isin(SATISFIED))


def asked(frames: Frames) -> pd.DataFrame:
    """K25-2: those asked at all."""
    cases = satisfaction(frames)
    return cases.assign(hit=cases["said"].isin(ASKED))
