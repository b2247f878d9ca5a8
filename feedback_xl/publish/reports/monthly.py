"""客诉月报: the month's measures against target, month and year before, Pareto, and its cases."""

from feedback_xl.language import say
from feedback_xl.publish.dashboard.analyses import pareto_graph, pareto_table
from feedback_xl.publish.dashboard.frames import WIDTHS, head, in_pairs
from feedback_xl.publish.dashboard.page import Page, Table
from feedback_xl.publish.dashboard.strip import table_of
from feedback_xl.publish.kpis import Figures, Period, tables
from feedback_xl.publish.reports.title import title_of
from feedback_xl.publish.reports.weekly import LIST_WIDTHS, open_list, urgency
from feedback_xl.publish.rows import short_name
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.publish.words import summary_of
from feedback_xl.records import Case, TimeState
from feedback_xl.xlsx.cells import CellValue

ASPECTS = ("defect", "customer", "part", "department")
_TOP_CASES = 10
_OVER = (TimeState.LATE, TimeState.DONE_LATE)


def monthly(figures: Figures, period: Period) -> list[Page]:
    """A sheet of measures, one of Pareto charts where there is enough, one of cases."""
    title = title_of("month", period, figures.snapshot.as_of)
    measures = table_of(figures, figures.kpis, period, say("reports.measures"))
    found = {by: tables.pareto(figures, period, by) for by in ASPECTS}
    shown = {by: frame for by, frame in found.items() if len(frame)}
    pages = [Page(say("reports.month"), title, WIDTHS, (measures,))]
    if shown:
        ranked = tuple(in_pairs([pareto_table(by, frame) for by, frame in shown.items()]))
        graphs = tuple(pareto_graph(at, by, frame) for at, (by, frame) in enumerate(shown.items()))
        pages.append(Page(say("reports.pareto"), title, WIDTHS, ranked, graphs, graphs_after=0))
    cases = (_top(figures.snapshot, period), _late(figures.snapshot))
    return [*pages, Page(say("reports.cases"), title, LIST_WIDTHS, cases)]


def _top(snapshot: Snapshot, period: Period) -> Table:
    """The gravest of the month: the highest level, then what was answered late."""
    inside = [
        case
        for case in snapshot.cases.values()
        if period.start <= case.received_at.date() < period.end
        and case.state not in ("void", "merged")
    ]
    inside.sort(key=lambda case: _gravity(snapshot, case))
    names = ("time_state", "level", "case", "customer", "subject", "received", "limit", "state")
    numbers = {"time_state": "state", "received": "date", "limit": "instant"}
    heads = (*(head(name, numbers.get(name, "text")) for name in names), head("results"))
    rows = [_top_row(snapshot, case) for case in inside[:_TOP_CASES]]
    return Table(say("reports.top_cases", count=len(rows), all=len(inside)), heads, rows)


def _gravity(snapshot: Snapshot, case: Case) -> tuple[int, bool, str]:
    over = snapshot.reply_state(case) in _OVER
    return snapshot.company.rank(case.level), not over, case.number


def _top_row(snapshot: Snapshot, case: Case) -> list[CellValue]:
    return [
        snapshot.word(snapshot.reply_state(case)),
        case.level,
        case.number,
        short_name(snapshot, case),
        case.subject,
        case.received_at,
        snapshot.round_of(case).limit_at,
        snapshot.state_word(case),
        summary_of(snapshot, case),
    ]


def _late(snapshot: Snapshot) -> Table:
    """Answers overdue when the report was made."""
    cases = [c for c in snapshot.open_cases if snapshot.reply_state(c) is TimeState.LATE]
    cases.sort(key=lambda case: urgency(snapshot, case))
    return open_list(snapshot, say("reports.late"), cases)
