"""Cohorts of what was found: PPM, returns, judgements, confirmation (K02, K12–K16)."""

import pandas as pd

from feedback_xl.procedure.admission import GOODS
from feedback_xl.publish.kpis.definitions import rule
from feedback_xl.publish.kpis.frames import Frames

OURS = ("company", "supplier")  # whose defects count against us
AT_CUSTOMER = ("incoming", "line")
IN_MARKET = ("market",)


def complaint_rate(frames: Frames) -> pd.DataFrame:
    """K02: complaints against deliveries."""
    cases = frames.standing[frames.standing["complaint"]]
    cases = cases[["customer"]].assign(at=cases["received"], hit=1.0)
    return against(cases, frames, "deliveries")


def ppm(frames: Frames) -> pd.DataFrame:
    """K12: confirmed defects against what was shipped."""
    return against(_confirmed(frames), frames, "shipped")


def ppm_at_customer(frames: Frames) -> pd.DataFrame:
    """K12-2: those found before the customer's product left him."""
    return against(_found_in(frames, AT_CUSTOMER), frames, "shipped")


def ppm_in_market(frames: Frames) -> pd.DataFrame:
    """K12-3, K12-4: those found in the field."""
    return against(_found_in(frames, IN_MARKET), frames, "shipped")


def _confirmed(frames: Frames) -> pd.DataFrame:
    defects = frames.defects[frames.defects["conclusion"].isin(OURS)]
    return defects.assign(at=defects["received"], hit=defects["defective"])


def _found_in(frames: Frames, places: tuple[str, ...]) -> pd.DataFrame:
    """The first line of the case that names the part says where; else its first line of all."""
    defects, lines = _confirmed(frames), frames.lines
    of_part = lines.drop_duplicates(["case", "part"]).set_index(["case", "part"])["place"]
    of_case = lines.drop_duplicates("case").set_index("case")["place"]
    exact = pd.Series(
        of_part.reindex(pd.MultiIndex.from_frame(defects[["case", "part"]])).to_numpy(),
        index=defects.index,
    )
    place = exact.where(exact.notna(), defects["case"].map(of_case))
    return defects[place.isin(places)]


def returned(frames: Frames) -> pd.DataFrame:
    """K13: what came back against what was shipped; of an exchange, at least what was exchanged."""
    lines = frames.lines
    back = lines["returned"].where(lines["returned"] > 0, lines["exchanged"])
    return against(lines.assign(at=lines["received"], hit=back), frames, "shipped")


def lots_returned(frames: Frames) -> pd.DataFrame:
    """K13-2: the same in lots."""
    lines = frames.lines[frames.lines["business_type"].isin(GOODS) & (frames.lines["lot"] != "")]
    lots = lines.drop_duplicates(["case", "part", "lot"])
    return against(lots.assign(at=lots["received"], hit=1.0), frames, "lots")


def against(hits: pd.DataFrame, frames: Frames, what: str) -> pd.DataFrame:
    """Rows to be divided, and rows to divide by, in one table."""
    whole = frames.shipments.assign(of=frames.shipments[what], hit=0.0)
    columns = ["at", "customer", "part", "hit", "of"]  # a cost has no part
    tables = [hits.assign(of=0.0).reindex(columns=columns), whole[columns]]
    filled = [table.astype({"hit": float, "of": float}) for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else tables[1]


def judged(frames: Frames) -> pd.DataFrame:
    """Confirmations with a judgement, by the day of it, with the pieces looked at."""
    found = frames.confirmations
    found = found[~found["conclusion"].isin(("", "pending")) & found["confirmed_on"].notna()]
    checked = frames.defects.groupby("number")["checked"].sum()
    pieces = found["number"].map(checked).fillna(0.0)
    return found.assign(at=found["confirmed_on"], pieces=pieces)


def no_fault_pieces(frames: Frames) -> pd.DataFrame:
    """K14: pieces in which nothing was found."""
    found = judged(frames)
    hits = found["pieces"].where(found["conclusion"] == "no_fault", 0.0)
    return found.assign(hit=hits, of=found["pieces"])


def no_fault(frames: Frames) -> pd.DataFrame:
    """K14-2: confirmations in which nothing was found."""
    found = judged(frames)
    return found.assign(hit=found["conclusion"] == "no_fault")


def confirmation_time(frames: Frames) -> pd.DataFrame:
    """K15, K15-2: working days from the samples' arrival to the confirmation."""
    found = frames.confirmations
    found = found[found["confirmed_on"].notna() & found["samples_on"].notna()]
    days = frames.worktime.days(found["samples_on"], found["confirmed_on"])
    found = found.assign(at=found["confirmed_on"], value=days.astype(float))
    return found.assign(hit=found["value"] <= rule("confirming")["days"])


def defects_of_cases(frames: Frames) -> pd.DataFrame:
    """K16: a row for each case and defect of quality feedback."""
    lines = frames.lines[
        (frames.lines["category"] == "quality") & (frames.lines["defect_key"] != "")
    ]
    found = lines.drop_duplicates(["case", "defect_key"])
    return found.assign(at=found["received"])
