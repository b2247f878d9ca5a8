"""Cohorts of what happens again: repeated complaints, and actions that held (K10, K11)."""

import pandas as pd

from feedback_xl.publish.kpis.columns import days_in, looked_up
from feedback_xl.publish.kpis.definitions import rule
from feedback_xl.publish.kpis.frames import Frames

SAME = ("customer", "part_key", "defect_key")
SAME_ANYWHERE = ("part_key", "defect_key")


def repeated(frames: Frames) -> pd.DataFrame:
    """K10: complaints, and whether the same customer complained of the same before."""
    return _complaints(frames, SAME)


def repeated_anywhere(frames: Frames) -> pd.DataFrame:
    """K10-2: whether any customer did."""
    return _complaints(frames, SAME_ANYWHERE)


def _complaints(frames: Frames, same: tuple[str, ...]) -> pd.DataFrame:
    cases = frames.standing[frames.standing["complaint"]]
    told = linked(frames, same)
    again = set(told[told["before"].notna()]["case"])
    return cases.assign(at=cases["received"], hit=cases["case"].isin(again))


def linked(frames: Frames, same: tuple[str, ...] = SAME) -> pd.DataFrame:
    """Every part and defect complained of, with the nearest complaint before that it repeats.

    It repeats one of the last 180 days, or any whose corrective action had been verified by then.
    What hangs together this way has one number in `chain`.
    """
    found = complained_of(frames).sort_values([*same, "received", "case"])
    groups = found.groupby(list(same), sort=False)
    since = groups["received"].diff()
    held = found["held_from"].fillna(pd.Timestamp.max.floor("s"))
    earliest = held.groupby([found[name] for name in same], sort=False)
    verified_on = earliest.cummin().groupby([found[name] for name in same], sort=False).shift()
    again = (since <= pd.Timedelta(days=rule("repeats")["days"])) | (
        found["received"].dt.normalize() > verified_on
    )
    before = groups["case"].shift().where(again)
    return found.assign(before=before, since=since, chain=(~again).cumsum())


def complained_of(frames: Frames) -> pd.DataFrame:
    """A row for each part and defect of a complaint, where both are known."""
    lines = frames.lines[frames.lines["complaint"]]
    told = lines[(lines["part_key"] != "") & (lines["defect_key"] != "")]
    told = told.drop_duplicates(["case", "part_key", "defect_key"])
    effective = verified(frames)
    effective = effective[effective["effect"] == "effective"]
    held = effective.groupby("case")["at"].min()
    return told.assign(held_from=looked_up(told["case"], held))


def verified(frames: Frames) -> pd.DataFrame:
    """Corrective actions whose effect was looked at: `at` the day, `effect` what was found."""
    tasks = frames.tasks[(frames.tasks["step"] == "capa") & (frames.tasks["state"] == "done")]
    said = tasks["values"]
    tasks = tasks.assign(
        effect=[values.get("effect", "") for values in said],
        at=days_in(values.get("verified_on") for values in said).to_numpy(),
    )
    tasks = tasks[tasks["effect"].isin(("effective", "ineffective")) & tasks["at"].notna()]
    return tasks[["task", "case", "effect", "at"]].join(
        frames.standing[["customer"]], on="case", how="inner"
    )


def effective(frames: Frames) -> pd.DataFrame:
    """K11: found effective, and not complained of again within 90 days after that."""
    actions = verified(frames)
    keys = complained_of(frames)[["case", *SAME, "received"]]
    pairs = actions.merge(keys, on=["case", "customer"]).merge(
        keys, on=list(SAME), suffixes=("", "_later")
    )
    after = pairs["received_later"].dt.normalize() - pairs["at"]
    window = pd.Timedelta(days=rule("repeats")["after_effect"])
    again = pairs[(after > pd.Timedelta(0)) & (after <= window)]
    held = (actions["effect"] == "effective") & ~actions["task"].isin(again["task"])
    return actions.assign(hit=held)
