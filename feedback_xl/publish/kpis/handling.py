"""Cohorts of how cases are handled: replies, tasks, hand-over, closing, levels (K01–K09, K19).

A cohort is a row for each thing a measure counts, over all time: `at` says to which period it
belongs, `hit` whether it went as it should, `value` what is summed or ranked; other columns are
groups that may be asked for apart.
"""

import pandas as pd

from feedback_xl.publish.kpis.columns import hours, looked_up
from feedback_xl.publish.kpis.definitions import rule
from feedback_xl.publish.kpis.frames import Frames
from feedback_xl.records import TimeState

ON_TIME = str(TimeState.DONE_ON_TIME)


def received(frames: Frames) -> pd.DataFrame:
    """K01: what came in."""
    return frames.standing.assign(at=frames.standing["received"])


def replied_on_time(frames: Frames) -> pd.DataFrame:
    """K03: rounds whose reply limit has passed; one still unanswered then is missed."""
    return due(frames.rounds.assign(at=frames.rounds["limit"]), frames).assign(
        hit=lambda rounds: rounds["verdict"] == ON_TIME
    )


def done_on_time(frames: Frames) -> pd.DataFrame:
    """K04: tasks whose limit has passed; what was done as it opened was nobody's work."""
    tasks = frames.tasks
    own = tasks[
        tasks["limit"].notna() & (tasks["step"] != "reply") & (tasks["done"] != tasks["opened"])
    ]
    own = due(own.assign(at=own["limit"]), frames)
    return own.assign(hit=own["done"] <= own["limit"])


def done_on_time_since_receipt(frames: Frames) -> pd.DataFrame:
    """K04-2: the same hours, from when the department had the form: the procedure to the letter."""
    steps = [step.id for step in frames.company.steps.values() if step.clock == "department"]
    tasks = frames.tasks[frames.tasks["step"].isin(steps) & frames.tasks["limit"].notna()]
    tasks = tasks[tasks["done"] != tasks["opened"]]
    tasks = tasks.merge(frames.rounds[["case", "round", "started"]], on=["case", "round"])
    tasks = due(tasks.assign(at=tasks["opened"] + (tasks["limit"] - tasks["started"])), frames)
    return tasks.assign(hit=tasks["done"] <= tasks["at"])


def handed_over_on_time(frames: Frames) -> pd.DataFrame:
    """K05: entered, and thereby passed on, within the share of the limit that judging has."""
    rounds = frames.rounds[frames.rounds["round"] == 1]
    share = frames.company.steps["judge"].share
    allowed = (rounds["limit"] - rounds["started"]) * share
    rounds = due(rounds.assign(at=rounds["started"] + allowed), frames).drop(columns="late")
    return rounds.assign(hit=rounds["entered"] <= rounds["at"])


def response(frames: Frames) -> pd.DataFrame:
    """K06: hours from the start of a round to its first reply."""
    rounds = frames.rounds[frames.rounds["first_reply"].notna()]
    value = hours(rounds["first_reply"] - rounds["started"])
    return rounds.assign(at=rounds["first_reply"], value=value)


def response_at_work(frames: Frames) -> pd.DataFrame:
    """K06-2: the same, in working hours."""
    rounds = response(frames)
    return rounds.assign(value=frames.worktime.hours(rounds["started"], rounds["first_reply"]))


def closed_on_time(frames: Frames) -> pd.DataFrame:
    """K07: closed inside by the planned day of the corrective action, else in 30 days."""
    cases = frames.standing[frames.standing["timed"]]
    actions = frames.tasks[frames.tasks["step"] == "capa"]
    planned = actions.groupby("case")["limit"].min()
    limit = looked_up(cases["case"], planned).fillna(cases["received"] + _closing_days())
    cases = due(cases.assign(at=limit), frames)
    return cases.assign(hit=cases["closed"] <= cases["at"])


def accepted_on_time(frames: Frames) -> pd.DataFrame:
    """K07-2: closed for the customer within 30 days."""
    cases = frames.standing[frames.standing["timed"]]
    cases = due(cases.assign(at=cases["received"] + _closing_days()), frames)
    return cases.assign(hit=cases["customer_closed"] <= cases["at"])


def accepted(frames: Frames) -> pd.DataFrame:
    """K08: of what came in, what the customer sees closed by now."""
    cases = frames.standing[frames.standing["timed"]]
    return cases.assign(at=cases["received"], hit=cases["customer_closed"].notna())


def closed(frames: Frames) -> pd.DataFrame:
    """K08-2: of what came in, what is closed inside the company as well."""
    cases = frames.standing[frames.standing["timed"]]
    return cases.assign(at=cases["received"], hit=cases["closed"].notna())


def open_now(frames: Frames) -> pd.DataFrame:
    """K09: what the customer still waits for."""
    cases = frames.standing[frames.standing["open"]]
    return cases.assign(at=frames.now)


def overdue_now(frames: Frames) -> pd.DataFrame:
    """K09-2: no reply yet, though its limit has passed."""
    waiting = unanswered(frames)
    return waiting[waiting["limit"] < frames.now].assign(at=frames.now)


def unanswered(frames: Frames) -> pd.DataFrame:
    """Cases whose present round still runs towards its first reply."""
    cases = frames.standing[frames.standing["timed"]]
    return cases[(cases["verdict"] == "") & cases["first_reply"].isna() & cases["closed"].isna()]


def graded_right(frames: Frames) -> pd.DataFrame:
    """K19: at the level its filler gave it."""
    cases = frames.standing[frames.standing["business_type"] != "praise"]
    return cases.assign(at=cases["received"], hit=cases["level"] == cases["level_typed"])


def due(table: pd.DataFrame, frames: Frames) -> pd.DataFrame:
    """Rows whose `at` has come."""
    return table[table["at"] <= frames.now]


def _closing_days() -> pd.Timedelta:
    return pd.Timedelta(days=rule("closing")["days"])
