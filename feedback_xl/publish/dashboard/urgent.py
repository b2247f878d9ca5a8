"""What page one lists by name: answers due, forms that came back; their clocks run on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feedback_xl.language import say
from feedback_xl.publish.dashboard.drawing import draw_heads
from feedback_xl.publish.dashboard.frames import head
from feedback_xl.publish.dashboard.page import Head, Table
from feedback_xl.publish.links import case_link
from feedback_xl.publish.rows import short_name
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Case, TimeState
from feedback_xl.sheets.content import Clock
from feedback_xl.sheets.live import RUNNING, left_formula, state_formula
from feedback_xl.xlsx.cells import CellValue
from feedback_xl.xlsx.draw import Pen
from feedback_xl.xlsx.measure import row_height

MOST_FIRES, MOST_RETURNS = 10, 4
_HOUR = 3600


@dataclass(frozen=True)
class Item:
    """One line of a list: what it is about, and its clock where one runs."""

    level: str
    number: str
    link: str
    customer: str
    words: str
    clock: Clock | None
    state: TimeState
    awaited: str

    def as_json(self) -> list[Any]:
        """What is read of it, without what NOW() gives."""
        clock = self.clock and [self.clock.limit, self.clock.advise]
        return [self.level, self.number, self.customer, self.words, clock, self.state, self.awaited]


def waiting(snapshot: Snapshot) -> list[Item]:
    """Every case whose first answer is still due: the overdue by level, then what falls due."""
    cases = [case for case in snapshot.cases.values() if snapshot.reply_state(case) in RUNNING]
    return [_of_case(snapshot, case) for case in sorted(cases, key=lambda c: _order(snapshot, c))]


def _order(snapshot: Snapshot, case: Case) -> tuple[int, int, datetime, str]:
    late = snapshot.reply_state(case) is TimeState.LATE
    rank = snapshot.company.rank(case.level) if late else 0
    return not late, rank, snapshot.round_of(case).limit_at or datetime.max, case.number


def _of_case(snapshot: Snapshot, case: Case) -> Item:
    current = snapshot.round_of(case)
    assert current.limit_at is not None  # its clock runs
    main = snapshot.company.department_name(case.main)
    awaited = say("dashboard.awaited", state=snapshot.state_word(case), department=main)
    return Item(
        case.level,
        case.number,
        case_link(snapshot, case.number),
        short_name(snapshot, case),
        case.subject,
        Clock(current.limit_at, current.advise_at),
        snapshot.reply_state(case),
        awaited,
    )


def returned(snapshot: Snapshot) -> list[Item]:
    """Forms that went back and have not come again; the customer's clock may run."""
    rows = sorted(snapshot.open_returns, key=lambda row: row["limit_at"] or datetime.max)
    found = []
    for row in rows:
        name = snapshot.company.department_name(row["department"])
        limit = row["limit_at"]
        late = limit is not None and snapshot.as_of > limit
        state = TimeState.LATE if late else TimeState.NORMAL
        awaited = say("dashboard.to_correct", department=name, problems=row["problems"])
        clock = Clock(limit) if limit else None
        about = (row["level"], row["key"], "", row["customer_name"], row["name"])
        found.append(Item(*about, clock, state if clock else TimeState.UNTIMED, awaited))
    return found


def limits(items: Sequence[Item]) -> Table:
    """The open limits that the cards count against NOW()."""
    heads = (head("case"), head("level"), head("limit", "instant"))
    rows: list[list[CellValue]] = [
        [item.number, item.level, item.clock.limit] for item in items if item.clock is not None
    ]
    return Table(say("dashboard.limits"), heads, rows)


def heads(words: str) -> tuple[Head, ...]:
    """The titles of a list; `words` names what its sixth column tells."""
    names = ("time_state", "remaining", "level", "number", "customer", words, "limit", "awaited")
    return tuple(head(name) for name in names)


def draw_list(
    pen: Pen,
    row: int,
    title: str,
    titles: tuple[Head, ...],
    items: Sequence[Item],
    most: int,
    snapshot: Snapshot,
    widths: Sequence[float],
) -> int:
    """The first `most` items; gives the next free row."""
    draw_heads(pen, row, title, titles)
    row += 2
    first = row
    for item in items[:most]:
        _draw_item(pen, row, item, snapshot, widths)
        row += 1
    if not items:
        pen.write(f"A{row}", say("dashboard.nothing"), "note", text_wrap=False)
        row += 1
    else:
        pen.colour_states(f"A{first}:A{row - 1}")
    if len(items) > most:
        words = say("dashboard.more", count=len(items) - most)
        pen.write(f"A{row}", words, "note", text_wrap=False)
        row += 1
    pen.sheet.set_row(row - 1, 6)
    return row + 1


def _draw_item(pen: Pen, row: int, item: Item, snapshot: Snapshot, widths: Sequence[float]) -> None:
    state = snapshot.word(item.state)
    if item.clock is None:
        pen.write(f"A{row}", state, "cell")
        pen.write(f"B{row}", None, "number", "hours")
    else:
        left = round((item.clock.limit - snapshot.as_of).total_seconds() / _HOUR, 1) or 0.0
        formula = state_formula(item.clock, snapshot.company)
        pen.formula(f"A{row}", formula, state, "cell", "text")
        pen.formula(f"B{row}", left_formula(item.clock), left, "number", "hours")
    pen.write(f"C{row}", item.level, "cell")
    if item.link:
        pen.link(f"D{row}", item.link, item.number)
    else:
        pen.write(f"D{row}", item.number, "cell")
    pen.write(f"E{row}", item.customer, "cell")
    pen.write(f"F{row}", item.words, "cell")
    pen.write(f"G{row}", item.clock.limit if item.clock else None, "cell_date", "instant")
    pen.write(f"H{row}", item.awaited, "cell")
    told = ("", "", "", item.number, item.customer, item.words, "", item.awaited)
    pen.sheet.set_row(row - 1, row_height(zip(told, widths, strict=True), least=18))


def state_line(snapshot: Snapshot) -> str:
    """When something last came in, and what waits for whom."""
    seen = max((row["seen_at"] for row in snapshot.arrivals), default=None)
    last = f"{seen:%m-%d %H:%M}" if seen else say("dashboard.never")
    open_tasks = [task for task in snapshot.tasks if task.state == "open"]
    return say(
        "dashboard.state_line",
        last=last,
        unreceived=sum(task.role != "" and task.received_at is None for task in open_tasks),
        decisions=sum(approval.state == "open" for approval in snapshot.approvals),
        returned=len(snapshot.open_returns),
        conflicts=sum(len(rows) for rows in snapshot.conflicts.values()),
    )
