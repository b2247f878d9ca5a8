"""The managers' numbers, reckoned once with pandas from the snapshot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd

from feedback_xl.publish.snapshot import SOON_HOURS, Snapshot
from feedback_xl.records import TimeState

NONE = "—"
LONG_OPEN_DAYS = 30
REPEAT_DAYS = 180
MONTHS = 12
CAPA = ("plan_capa", "capa")


@dataclass(frozen=True)
class Measure:
    """One number of page one: its value, the period before, and what it counts."""

    name: str
    value: str
    before: str
    target: str
    detail: str
    sheet: str  # where its rows stand


@dataclass(frozen=True)
class Measures:
    numbers: Sequence[Measure]
    per_month: pd.DataFrame  # month × level: cases received
    defects: pd.DataFrame  # phenomenon, cases, cumulative share


def measure(snapshot: Snapshot) -> Measures:
    """The eight numbers of page one, and the tables behind its charts (plant 6)."""
    cases = case_table(snapshot)
    tasks = task_table(snapshot)
    month = snapshot.as_of.date().replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    numbers = (
        _overdue(cases, snapshot),
        _due_soon(cases, snapshot),
        _open(cases, snapshot),
        _on_time(round_table(snapshot), snapshot, month, before),
        _departments(tasks, snapshot, month, before),
        _complaints(cases, month, before),
        _repeats(cases, snapshot, month, before),
        _capa(tasks),
    )
    return Measures(numbers, _per_month(cases, snapshot, month), _defects(snapshot))


def case_table(snapshot: Snapshot) -> pd.DataFrame:
    """A row for each case that stands for itself: not those entered in error or merged."""
    rows = []
    standing = (c for c in snapshot.cases.values() if c.state not in ("void", "merged"))
    for case in standing:
        current = snapshot.round_of(case)
        parts = [
            str(row["values"].get("part") or "") for row in snapshot.lines.get(case.number, ())
        ]
        defects = [
            str(row["values"].get("phenomenon") or "")
            for row in snapshot.lines.get(case.number, ())
        ]
        rows.append(
            {
                "case": case.number,
                "customer": case.customer,
                "level": case.level,
                "category": case.category,
                "praise": case.business_type == "praise",
                "received": case.received_at,
                "limit": current.limit_at,
                "first_reply": current.first_reply_at,
                "open": snapshot.company.states[case.state].open,
                "state": str(snapshot.reply_state(case)),
                "part": parts[0] if parts else "",
                "defect": defects[0] if defects else "",
            }
        )
    table = pd.DataFrame(rows, columns=_CASE_COLUMNS)
    for name in ("received", "limit", "first_reply"):
        table[name] = pd.to_datetime(table[name])
    return table.astype({"open": bool, "praise": bool})


_CASE_COLUMNS = [
    "case",
    "customer",
    "level",
    "category",
    "praise",
    "received",
    "limit",
    "first_reply",
    "open",
    "state",
    "part",
    "defect",
]
_TASK_COLUMNS = ["task", "department", "limit", "done", "state", "capa"]


def round_table(snapshot: Snapshot) -> pd.DataFrame:
    """A row for each clock that ran; a reopened case has several, each with its verdict."""
    rows = [
        {"level": item.level, "limit": item.limit_at, "verdict": item.verdict}
        for item in snapshot.rounds.values()
        if item.limit_at is not None
    ]
    table = pd.DataFrame(rows, columns=["level", "limit", "verdict"])
    table["limit"] = pd.to_datetime(table["limit"])
    return table


def task_table(snapshot: Snapshot) -> pd.DataFrame:
    """A row for each live task with a department's clock."""
    rows = [
        {
            "task": task.number,
            "department": snapshot.company.department_name(task.department),
            "limit": task.limit_at,
            "done": task.done_at,
            "state": str(snapshot.task_state(task)),
            "capa": task.step in CAPA and task.state == "open",
        }
        for task in snapshot.tasks
        if task.live
        and task.limit_at
        and task.step != "reply"
        and task.done_at != task.opened_at  # done as it opened: nobody's work
    ]
    table = pd.DataFrame(rows, columns=_TASK_COLUMNS)
    for name in ("limit", "done"):
        table[name] = pd.to_datetime(table[name])
    return table.astype({"capa": bool})


def _by_level(cases: pd.DataFrame, snapshot: Snapshot) -> str:
    counts = cases["level"].value_counts()
    return " / ".join(f"{level} {int(counts.get(level, 0))}" for level in snapshot.company.levels)


def _overdue(cases: pd.DataFrame, snapshot: Snapshot) -> Measure:
    late = cases[cases["state"] == str(TimeState.LATE)]
    return Measure(
        "超期未回复", str(len(late)), NONE, "0", _by_level(late, snapshot), "顾客反馈清单"
    )


def _due_soon(cases: pd.DataFrame, snapshot: Snapshot) -> Measure:
    now = pd.Timestamp(snapshot.as_of)
    waiting = cases[cases["first_reply"].isna() & cases["limit"].notna()]
    due = waiting[
        (waiting["limit"] >= now) & (waiting["limit"] <= now + pd.Timedelta(hours=SOON_HOURS))
    ]
    return Measure(
        f"{SOON_HOURS}小时内到期",
        str(len(due)),
        NONE,
        NONE,
        _by_level(due, snapshot),
        "顾客反馈清单",
    )


def _open(cases: pd.DataFrame, snapshot: Snapshot) -> Measure:
    standing = cases[cases["open"]]
    old = standing["received"] < pd.Timestamp(snapshot.as_of) - pd.Timedelta(days=LONG_OPEN_DAYS)
    detail = f"其中超过{LONG_OPEN_DAYS}天 {int(old.sum())}"
    return Measure("未结案件数", str(len(standing)), NONE, NONE, detail, "顾客反馈清单")


def share(good: int, whole: int) -> str:
    """A percentage, or — where there is nothing to divide by."""
    return f"{good / whole:.1%}" if whole else NONE


def _target(snapshot: Snapshot, measure: str) -> str:
    return f"{snapshot.company.targets[measure]:.0%}"


def _due_in(table: pd.DataFrame, start: date, now: datetime) -> pd.DataFrame:
    """Rows whose limit fell in the month of `start` and has passed."""
    end = (start + timedelta(days=32)).replace(day=1)
    limit = table["limit"]
    inside = (limit >= pd.Timestamp(start)) & (limit < pd.Timestamp(end))
    return table[inside & (limit <= pd.Timestamp(now))]


def _reply_share(rounds: pd.DataFrame, month: date, now: datetime) -> str:
    """K03: a round still unanswered after its limit counts as missed."""
    due = _due_in(rounds, month, now)
    return share(int((due["verdict"] == str(TimeState.DONE_ON_TIME)).sum()), len(due))


def _on_time(rounds: pd.DataFrame, snapshot: Snapshot, month: date, before: date) -> Measure:
    now = snapshot.as_of
    levels = [
        f"{level} {_reply_share(rounds[rounds['level'] == level], month, now)}"
        for level in snapshot.company.levels
    ]
    wanted = [f"{level} {_target(snapshot, f'K03/{level}')}" for level in snapshot.company.levels]
    return Measure(
        "首次回复按时率(K03)",
        _reply_share(rounds, month, now),
        _reply_share(rounds, before, now),
        " / ".join(wanted),
        " / ".join(levels),
        "顾客反馈清单",
    )


def _task_share(tasks: pd.DataFrame, month: date, now: datetime) -> str:
    due = _due_in(tasks, month, now)
    return share(int((due["done"] <= due["limit"]).sum()), len(due))


def _departments(tasks: pd.DataFrame, snapshot: Snapshot, month: date, before: date) -> Measure:
    now = snapshot.as_of
    due = _due_in(tasks, month, now)
    on_time = (due["done"] <= due["limit"]).groupby(due["department"]).mean()
    lowest = f"最低:{on_time.idxmin()} {on_time.min():.1%}" if len(on_time) else NONE
    return Measure(
        "部门按时处理率(K04)",
        _task_share(tasks, month, now),
        _task_share(tasks, before, now),
        _target(snapshot, "K04"),
        lowest,
        "任务台账",
    )


def _received_in(cases: pd.DataFrame, start: date) -> pd.DataFrame:
    end = (start + timedelta(days=32)).replace(day=1)
    received = cases["received"]
    return cases[(received >= pd.Timestamp(start)) & (received < pd.Timestamp(end))]


def _complaints(cases: pd.DataFrame, month: date, before: date) -> Measure:
    quality = cases[(cases["category"] == "quality") & ~cases["praise"]]
    last_year = month.replace(year=month.year - 1)
    return Measure(
        "本月质量投诉件数",
        str(len(_received_in(quality, month))),
        str(len(_received_in(quality, before))),
        NONE,
        f"去年同月 {len(_received_in(quality, last_year))}",
        "顾客反馈清单",
    )


def _repeats(cases: pd.DataFrame, snapshot: Snapshot, month: date, before: date) -> Measure:
    """Same customer, part and defect within 180 days (K10)."""
    complaints = cases[~cases["praise"] & (cases["part"] != "") & (cases["defect"] != "")]
    complaints = complaints.sort_values("received")
    gap = complaints.groupby(["customer", "part", "defect"])["received"].diff()
    again = complaints[gap <= pd.Timedelta(days=REPEAT_DAYS)]
    all_complaints = cases[~cases["praise"]]

    def told(start: date) -> str:
        return str(len(_received_in(again, start)))

    rate = share(len(_received_in(again, month)), len(_received_in(all_complaints, month)))
    return Measure(
        "本月重复投诉件数(K10)",
        told(month),
        told(before),
        f"≤{_target(snapshot, 'K10')}",
        f"重复率 {rate}",
        "顾客反馈清单",
    )


def _capa(tasks: pd.DataFrame) -> Measure:
    standing = tasks[tasks["capa"]]
    late = int((standing["state"] == str(TimeState.LATE)).sum())
    detail = f"效果未确认 {len(standing)}"
    return Measure("8D超期件数", str(late), NONE, "0", detail, "纠正措施台账")


def _per_month(cases: pd.DataFrame, snapshot: Snapshot, month: date) -> pd.DataFrame:
    months = pd.period_range(end=pd.Period(month, "M"), periods=MONTHS, freq="M")
    levels = list(snapshot.company.levels)
    if cases.empty:
        return pd.DataFrame(0, index=months, columns=levels)
    counted = pd.crosstab(cases["received"].dt.to_period("M"), cases["level"])
    return counted.reindex(index=months, columns=levels, fill_value=0)


def _defects(snapshot: Snapshot) -> pd.DataFrame:
    """Quality cases by phenomenon, most frequent first, with the cumulative share."""
    told = [
        str(row["values"]["phenomenon"])
        for number, rows in snapshot.lines.items()
        if snapshot.cases[number].category == "quality"
        for row in rows
        if row["values"].get("phenomenon")
    ]
    counts = (
        pd.Series(told, dtype=object)
        .value_counts()
        .sort_index()
        .sort_values(ascending=False, kind="stable")
    )
    table = counts.head(10).rename_axis("defect").reset_index(name="cases")
    table["share"] = table["cases"].cumsum() / max(len(told), 1)
    return table
