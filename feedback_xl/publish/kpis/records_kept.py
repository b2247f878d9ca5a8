"""Cohorts of records and people: changes, customers' files, forms, hand-overs (K20–K24, K26)."""

from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from feedback_xl.forms.customer_file import gaps, wanted
from feedback_xl.procedure.filing import review_due_on
from feedback_xl.publish.kpis.columns import days_in, hours, instants_of
from feedback_xl.publish.kpis.definitions import rule
from feedback_xl.publish.kpis.frames import Frames
from feedback_xl.publish.kpis.handling import due
from feedback_xl.records import HandOver, Outcome

FIRST = (
    Outcome.ACCEPTED,
    Outcome.ACCEPTED_WITH_WARNINGS,
    Outcome.RETURNED,
    Outcome.UNREADABLE,
)
TAKEN = (Outcome.ACCEPTED, Outcome.ACCEPTED_WITH_WARNINGS)
ACTIVE = "active"


def change_notices(frames: Frames) -> pd.DataFrame:
    """Changes with a notice: when it went out, when the last department signed, if all did."""
    tasks = frames.tasks[frames.tasks["step"] == "acknowledge"]
    groups = tasks.assign(is_signed=tasks["state"] == "done").groupby("case")
    notices = pd.DataFrame(
        {
            "noticed": groups["opened"].min(),
            "signed": groups["done"].max(),
            "all_signed": groups["is_signed"].all(),
        }
    )
    changes = frames.standing[frames.standing["business_type"] == "change"]
    found = changes.join(notices.astype({"all_signed": bool}), how="inner")
    return found.assign(at=found["received"])


def signed_on_time(frames: Frames) -> pd.DataFrame:
    """K20: all departments signed within two working days; not yet due does not count."""
    found = change_notices(frames)
    limit = frames.worktime.end_after(found["noticed"], rule("changes")["days"])
    in_time = found["all_signed"] & (found["signed"] <= limit)
    return found.assign(hit=in_time)[found["all_signed"] | (limit <= frames.now)]


def time_to_notice(frames: Frames) -> pd.DataFrame:
    """K20-2: days from the customer's word to the notice."""
    found = change_notices(frames)
    return found.assign(value=hours(found["noticed"] - found["received"]) / 24)


def files(frames: Frames) -> pd.DataFrame:
    """Files of active customers: what they should say, what they say, when a review is due."""
    rows = [
        {
            "customer": row["key"],
            "rep": row["rep"],
            "wanted": len(wanted(row["fields"])),
            "gaps": len(gaps(row["fields"])),
            "review": review_due_on(row, frames.company),
        }
        for row in frames.snapshot.customers.values()
        if row["status"] == ACTIVE and not row["provisional"]
    ]
    table = pd.DataFrame(rows, columns=["customer", "rep", "wanted", "gaps", "review"])
    table["review"] = instants_of(table["review"])
    return table.assign(at=frames.now)


def filled(frames: Frames) -> pd.DataFrame:
    """K21: wanted fields that are filled."""
    table = files(frames)
    return table.assign(hit=table["wanted"] - table["gaps"], of=table["wanted"])


def complete(frames: Frames) -> pd.DataFrame:
    """K21-2: files without a gap."""
    table = files(frames)
    return table.assign(hit=table["gaps"] == 0)


def fresh(frames: Frames) -> pd.DataFrame:
    """K22: files whose review is not due yet."""
    table = files(frames)
    return table.assign(hit=table["review"] > frames.now.normalize())


def filed_on_time(frames: Frames) -> pd.DataFrame:
    """K23: new customers whose file came in by the next working day."""
    arrived: dict[str, Any] = {}
    for row in frames.snapshot.arrivals:
        if row["form"] == "customer" and row["outcome"] in TAKEN and not row["revision"]:
            arrived.setdefault(row["number"], row["seen_at"])
    rows = [
        (key, contact, arrived.get(key))
        for key, row in frames.snapshot.customers.items()
        if (contact := _first_contact(row)) and (key in arrived or row["provisional"])
    ]
    table = pd.DataFrame(rows, columns=["customer", "at", "filed"])
    table["at"] = days_in(table["at"])
    table["filed"] = instants_of(table["filed"])
    limit = frames.worktime.end_after(table["at"], rule("filing")["days"])
    table = table.assign(hit=table["filed"] <= limit)
    return table[table["filed"].notna() | (limit <= frames.now)]


def _first_contact(row: Any) -> str:
    """The day a customer was first in touch; of one known by a complaint alone, when that came."""
    if row["provisional"]:
        return f"{row['opened_at']:%Y-%m-%d}"
    return str(row["fields"].get("first_contact_on") or "")[:10]


def registered_on_time(frames: Frames) -> pd.DataFrame:
    """K23-2: new customers registered in the production system within the limit."""
    tasks = frames.tasks[(frames.tasks["step"] == "register") & frames.tasks["limit"].notna()]
    is_new = [values.get("action") == "new" for values in tasks["values"]]
    new = tasks[np.array(is_new, dtype=bool)]
    new = due(new.assign(at=new["limit"]), frames)
    return new.assign(hit=new["done"] <= new["limit"])


def first_forms(frames: Frames) -> pd.DataFrame:
    """K24: forms handed in for the first time, and whether they were taken as they were."""
    people = frames.cases.drop_duplicates("submission").set_index("submission")["person"]
    later = {r["key"]: r["number"] for r in frames.snapshot.returns if r["number"]}
    rows = [
        (
            row["key"],
            row["seen_at"],
            row["department"],
            row["form"],
            row["outcome"] in TAKEN,
            row["number"] or later.get(row["key"], ""),
        )
        for row in frames.snapshot.arrivals
        if row["outcome"] in FIRST and not row["first_try"]
    ]
    columns = ["arrival", "at", "department", "form", "hit", "number"]
    table = pd.DataFrame(rows, columns=columns).astype({"hit": bool})
    table["at"] = instants_of(table["at"])
    return table.assign(person=table["number"].map(people).astype(object).fillna(""))


def entry_lag(frames: Frames) -> pd.DataFrame:
    """K24-2: hours from the customer's word to its entry."""
    cases = frames.cases[(frames.cases["state"] != "void") & (frames.cases["item"] == 1)]
    return cases.assign(at=cases["entered"], value=hours(cases["entered"] - cases["received"]))


def handed_over(frames: Frames) -> pd.DataFrame:
    """K26: departures of people with customers, and whether all that follows was done in time.

    Where another successor was named since, that is the same departure.
    """
    found = pd.DataFrame(
        [
            (one.number, one.person, one.settings, one.department, len(one.customers))
            for one in frames.snapshot.hand_overs.values()
        ],
        columns=["number", "person", "settings", "department", "customers"],
    )
    found["at"] = instants_of(_last_day(one) for one in frames.snapshot.hand_overs.values())
    same = found.groupby(["person", "settings"], sort=False)
    departures = same.agg(
        at=("at", "first"), department=("department", "first"), customers=("customers", "sum")
    )
    tasks = frames.tasks[frames.tasks["case"] == ""]
    numbers = [one.rpartition("-T")[0] for one in tasks["task"]]
    tasks = tasks.assign(number=pd.Series(numbers, tasks.index, dtype=object))
    tasks = tasks.merge(found[["number", "person", "settings"]], on="number")
    tasks["hit"] = tasks["done"] <= tasks["limit"]
    tasks["missed"] = ~tasks["hit"] & (tasks["done"].notna() | (tasks["limit"] <= frames.now))
    seen_to = tasks.groupby(["person", "settings"]).agg(
        hit=("hit", "all"), missed=("missed", "any")
    )
    told = departures[departures["customers"] > 0].join(seen_to, how="inner").reset_index()
    return told[told["hit"] | told["missed"]]


def _last_day(hand_over: HandOver) -> datetime:
    """The day somebody goes, as set; else the day it became known."""
    day = hand_over.since or hand_over.begun_at.date().isoformat()
    return datetime.fromisoformat(day)
