"""客诉周报: the week's measures, and every open feedback by department, the overdue first."""

from datetime import datetime, timedelta

from feedback_xl.language import say
from feedback_xl.publish.dashboard.frames import WIDTHS, head
from feedback_xl.publish.dashboard.page import Head, Page, Table
from feedback_xl.publish.dashboard.strip import table_of
from feedback_xl.publish.kpis import Figures, Period, all_kpis
from feedback_xl.publish.reports.title import title_of
from feedback_xl.publish.rows import short_name
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Case, TimeState
from feedback_xl.xlsx.cells import CellValue

_MEASURES = ("K01", "K03", "K04", "K05", "K06", "K09", "K09-2", "K24")
_MOST = 200  # of a department
DAY = timedelta(days=1)
LIST_WIDTHS = (13.0, 7.0, 18.0, 18.0, 40.0, 12.0, 17.0, 10.0, 26.0)


def weekly(figures: Figures, period: Period) -> list[Page]:
    """Measures and counts on one sheet, the open list on another."""
    snapshot = figures.snapshot
    known = [all_kpis()[name] for name in _MEASURES if figures.has(name)]
    span = say("reports.days", first=period.start, last=period.end - DAY)
    title = title_of("week", period, snapshot.as_of)
    opened = _open_by_department(snapshot)
    summary = Page(
        say("reports.week"),
        f"{title} {span}",
        WIDTHS,
        (table_of(figures, known, period, say("reports.measures")), _counts(snapshot, opened)),
    )
    lists = tuple(open_list(snapshot, name, cases) for name, cases in opened.items())
    if not lists:
        return [summary]
    return [summary, Page(say("reports.open_list"), f"{title} {span}", LIST_WIDTHS, lists)]


def _open_by_department(snapshot: Snapshot) -> dict[str, list[Case]]:
    """Open feedback by the name of its lead department, the overdue first, then by level."""
    found: dict[str, list[Case]] = {
        department.name: [] for department in snapshot.company.departments.values()
    }
    for case in sorted(snapshot.open_cases, key=lambda case: urgency(snapshot, case)):
        found.setdefault(snapshot.company.department_name(case.main), []).append(case)
    return {name: cases for name, cases in found.items() if cases}


def urgency(snapshot: Snapshot, case: Case) -> tuple[bool, int, datetime, str]:
    """The overdue first, by level, then by limit."""
    late = snapshot.reply_state(case) is TimeState.LATE
    limit = snapshot.round_of(case).limit_at or datetime.max
    return not late, snapshot.company.rank(case.level), limit, case.number


def _counts(snapshot: Snapshot, opened: dict[str, list[Case]]) -> Table:
    levels = list(snapshot.company.levels)
    rows: list[list[CellValue]] = []
    for name, cases in opened.items():
        counts = [sum(case.level == level for case in cases) for level in levels]
        late = sum(snapshot.reply_state(case) is TimeState.LATE for case in cases)
        rows.append([name, *counts, len(cases), late])
    heads = (Head(level, "count", "levels") for level in levels)
    sums = (head("sum", "count"), Head(say("reports.late"), "count", "late"))
    return Table(say("reports.open"), (head("department"), *heads, *sums), rows)


def open_list(snapshot: Snapshot, title: str, cases: list[Case]) -> Table:
    """One department's open feedback, with what is awaited."""
    names = ("time_state", "level", "case", "customer", "subject", "received", "limit", "late")
    numbers = {"time_state": "state", "received": "date", "limit": "instant", "late": "hours"}
    heads = tuple(head(name, numbers.get(name, "text")) for name in (*names, "awaited"))
    shown = [_open_row(snapshot, case) for case in cases[:_MOST]]
    more = len(cases) - len(shown)
    note = say("dashboard.more", count=more) if more else ""
    return Table(say("reports.of_department", name=title, count=len(cases)), heads, shown, {}, note)


def _open_row(snapshot: Snapshot, case: Case) -> list[CellValue]:
    current, state = snapshot.round_of(case), snapshot.reply_state(case)
    late = None
    if state is TimeState.LATE and current.limit_at is not None:
        late = round((snapshot.as_of - current.limit_at).total_seconds() / 3600, 1)
    return [
        snapshot.word(state),
        case.level,
        case.number,
        short_name(snapshot, case),
        case.subject,
        case.received_at,
        current.limit_at,
        late,
        snapshot.state_word(case),
    ]
