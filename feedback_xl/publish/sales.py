"""What 营业部 has besides: replies to give, who holds each open case, forms to be corrected."""

from datetime import datetime

from feedback_xl.ledger.queries import Row
from feedback_xl.publish.ahead import due_while_away, warnings_above
from feedback_xl.publish.hand_over_rows import rep_words
from feedback_xl.publish.hints import dispute, hint_for, unclear_cells
from feedback_xl.publish.rows import about_case, as_cell, task_line, urgency
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.publish.words import link_to, summary_of
from feedback_xl.records import Case, Task, TimeState
from feedback_xl.sheets.content import Content, Line
from feedback_xl.sheets.declaration import SheetPlan
from feedback_xl.xlsx.cells import CellValue


def fill_replies(snapshot: Snapshot, plan: SheetPlan) -> Content:
    rows = [t for t in snapshot.tasks if t.step in plan.steps and _awaits_sales(snapshot, t)]
    rows.sort(key=lambda t: urgency(snapshot, t))
    states = [snapshot.task_state(task) for task in rows]
    ready = sum(_results(snapshot, t)[0] == "可回复" for t in rows if t.state == "open")
    notes = [
        *warnings_above(snapshot, rows),
        f"超期未回复 {states.count(TimeState.LATE)}",
        f"即将到期 {states.count(TimeState.SOON)}",
        f"可回复 {ready}",
        f"待客户意见 {sum(t.state == 'done' for t in rows)}",
    ]
    return Content(plan, [_reply_line(snapshot, t, plan) for t in rows], notes)


def _awaits_sales(snapshot: Snapshot, task: Task) -> bool:
    """Not answered finally, or answered and the customer's opinion is still open."""
    case = snapshot.cases[task.case]
    if not task.live or task.round != case.round:
        return False
    return task.state == "open" or (case.customer_closed_at is None and case.closed_at is None)


def _results(snapshot: Snapshot, task: Task) -> tuple[str, int, int]:
    wanted = snapshot.file(snapshot.cases[task.case]).result_tasks
    done = sum(item.state == "done" for item in wanted)
    return ("可回复" if done == len(wanted) else "等待"), done, len(wanted)


def _reply_line(snapshot: Snapshot, task: Task, plan: SheetPlan) -> Line:
    case = snapshot.cases[task.case]
    word, done, wanted = _results(snapshot, task)
    replies = snapshot.replies.get(case.number, [])
    last = replies[-1] if replies else None
    promised = f" 承诺 {last.next_date}" if last and last.next_date else ""
    cells: dict[str, CellValue] = {
        **about_case(snapshot, case),
        "time_state": snapshot.word(snapshot.task_state(task)),
        "limit": task.limit_at,
        "results": f"{word}(已回 {done}/{wanted})",
        "summary": summary_of(snapshot, case),
        "last_reply": f"{last.replied_at:%m-%d %H:%M} {_kind(snapshot, last.kind)}{promised}"
        if last
        else "",
        "hint": hint_for(snapshot, task, plan),
    }
    return task_line(
        snapshot, task, plan, cells, {"case": link_to("handed_over", f"{case.number}.xlsx")}
    )


def _kind(snapshot: Snapshot, kind: str) -> str:
    return snapshot.company.label("reply_kind", kind)


def fill_progress(snapshot: Snapshot, plan: SheetPlan) -> Content:
    cases = sorted(snapshot.open_cases, key=lambda c: (c.taken_by, c.received_at, c.number))
    return Content(plan, [_progress_line(snapshot, c) for c in cases], [f"未结案 {len(cases)}"])


def _progress_line(snapshot: Snapshot, case: Case) -> Line:
    waiting = [
        t for t in snapshot.file(case).current() if t.state == "open" and t.step != "supplement"
    ]
    work = [t for t in waiting if t.step != "reply"] or waiting
    names = [snapshot.company.department_name(t.department) for t in work]
    persons = [str(t.values.get("person") or "") for t in work]
    holders = [f"{n} {p}".strip() for n, p in zip(names, persons, strict=True)]
    limits = [t.limit_at for t in waiting if t.limit_at]
    cells: dict[str, CellValue] = {
        **about_case(snapshot, case),
        "rep": rep_words(snapshot, case),
        "time_state": snapshot.word(snapshot.reply_state(case)),
        "state": snapshot.state_word(case),
        "holder": "、".join(dict.fromkeys(holders)) or "客户",
        "since": max((t.received_at or t.opened_at for t in work), default=case.final_reply_at),
        "next_limit": min(limits, default=None),
    }
    return Line(case.number, cells)


def fill_returns(snapshot: Snapshot, plan: SheetPlan) -> Content:
    rows = sorted(snapshot.open_returns, key=lambda r: (r["limit_at"] or datetime.max, r["key"]))
    limits = [(row["key"], row["limit_at"]) for row in rows if row["limit_at"]]
    notes = [
        *due_while_away(snapshot, limits),
        f"退回待更正 {len(rows)}(客户时限仍在计算)",
    ]
    return Content(plan, [_return_line(snapshot, row, plan) for row in rows], notes)


def _return_line(snapshot: Snapshot, row: Row, plan: SheetPlan) -> Line:
    columns = {column.id: column for column in plan.typed}
    limit = row["limit_at"]
    state = (
        TimeState.UNTIMED
        if limit is None
        else (TimeState.LATE if snapshot.as_of > limit else TimeState.NORMAL)
    )
    closing = row["values"].get("closing")
    told = [
        dispute(dispute_row, columns[dispute_row["field"]].title)
        for dispute_row in snapshot.conflicts.get(row["key"], ())
    ]
    told += unclear_cells(snapshot, row["typed"], columns)
    if closing == "withdrawn" and not row["typed"].get("closing_reason"):
        told.append("还缺:说明")
    cells: dict[str, CellValue] = {
        "time_state": snapshot.word(state),
        "level": row["level"],
        "limit": limit,
        "number": row["key"],
        "file": row["name"],
        "department": snapshot.company.department_name(row["department"]),
        "customer": row["customer_name"],
        "content": row["content"],
        "returned_at": row["opened_at"],
        "problems": float(row["problems"]),
        "attempts": float(row["attempts"]),
        "hint": "\n".join(told) or "改正退回文件中的红色单元格,重新投递",
        **{name: as_cell(row["typed"].get(name), column) for name, column in columns.items()},
    }
    typed = {name: row["typed"].get(name, "") for name in columns}
    return Line(row["key"], cells, frozenset(columns), remaining_to=limit, typed=typed)
