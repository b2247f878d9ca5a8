"""A task's row: its place in the order, its cells, and which of them people may type into."""

from collections.abc import Mapping
from datetime import date, datetime
from math import isfinite

from feedback_xl.forms.text import text_of
from feedback_xl.ledger.queries import Row
from feedback_xl.publish.hints import disputed_cells, missing_cells
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Case, Task, TimeState
from feedback_xl.sheets.content import Line
from feedback_xl.sheets.declaration import Column, SheetPlan
from feedback_xl.xlsx.cells import CellValue

_URGENCY = {TimeState.LATE: 0, TimeState.SOON: 1, TimeState.NORMAL: 1}
_UNTIMED = 2
_FIRST_YEAR = 1900  # of Excel's calendar


def urgency(snapshot: Snapshot, task: Task) -> tuple[int, int, datetime, str]:
    """超期 first, then AA, then what is due or wanted first; rows without a clock last."""
    case = snapshot.cases.get(task.case)
    rank = snapshot.company.rank(case.level) if case else len(snapshot.company.levels)
    state = _URGENCY.get(snapshot.task_state(task), _UNTIMED)
    wanted = case.wanted_at if case and task.limit_at else None
    due = min(instant or datetime.max for instant in (task.limit_at, wanted))
    return state, rank, due, task.number


def about_case(snapshot: Snapshot, case: Case) -> dict[str, CellValue]:
    """What every row says of its case."""
    return {
        "level": case.level,
        "case": case.number,
        "customer": short_name(snapshot, case),
        "subject": case.subject,
    }


def short_name(snapshot: Snapshot, case: Case) -> str:
    """The customer as people call it."""
    row = snapshot.customers.get(case.customer)
    return (row["short_name"] or row["name"]) if row is not None else case.customer_name


def task_line(
    snapshot: Snapshot,
    task: Task,
    plan: SheetPlan,
    cells: dict[str, CellValue],
    links: Mapping[str, str],
) -> Line:
    """The row with its cells as typed, those still wanted marked, and its clock while it runs."""
    fills = set(snapshot.company.steps[task.step].fills)
    columns = {column.id: column for column in plan.typed}
    open_fields = frozenset(columns.keys() & fills)
    cells |= {name: as_cell(task.typed.get(name), columns[name]) for name in open_fields}
    return Line(
        key=task.number,
        cells=cells,
        open=open_fields,
        links=links,
        clock=snapshot.clock(task),
        asked=frozenset(missing_cells(snapshot, task)) & open_fields,
        disputed=disputed_cells(snapshot, task.number) & open_fields,
        typed={name: task.typed.get(name, "") for name in open_fields},
    )


def as_cell(text: str | None, column: Column) -> CellValue:
    """What was typed, as typed: a date or number only where it reads back as the same text."""
    if not text:
        return None
    try:
        value = _as_value(text, column.kind)
    except ValueError:
        return text
    return value if _fits_cell(value) and text_of(value) == text else text


def _as_value(text: str, kind: str) -> CellValue:
    if kind == "instant":
        return datetime.fromisoformat(text)
    if kind == "date":
        return date.fromisoformat(text)
    return float(text) if kind == "quantity" else text


def _fits_cell(value: CellValue) -> bool:
    """Not nan or infinity, and no day before Excel's first."""
    if isinstance(value, float):
        return isfinite(value)
    return not isinstance(value, date) or value.year >= _FIRST_YEAR


def product_list(customer: Row) -> str:
    """What a customer buys, a line each."""
    lines = customer["lines"].get("products", ())
    return "\n".join(
        " / ".join(str(line[name]) for name in ("part", "customer_part", "name") if line.get(name))
        for line in lines
        if line
    )
