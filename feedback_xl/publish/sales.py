"""What 营业部 has besides: replies to give, who holds each open case, forms to be corrected."""

from datetime import datetime

from feedback_xl.language import say
from feedback_xl.ledger.queries import Row
from feedback_xl.procedure.papers import has_letter
from feedback_xl.procedure.replying import results_are_in
from feedback_xl.publish.ahead import due_while_away, warnings_above
from feedback_xl.publish.counts import clock_counts, count_of
from feedback_xl.publish.hand_over_rows import rep_words
from feedback_xl.publish.hints import (
    dispute,
    disputed_cells,
    hint_for,
    still_missing,
    unclear_cells,
)
from feedback_xl.publish.reply_letter import letter_name
from feedback_xl.publish.rows import about_case, as_cell, task_line, urgency
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.publish.words import link_to, summary_of
from feedback_xl.records import Case, Task, TimeState
from feedback_xl.sheets.content import Clock, Content, Line
from feedback_xl.sheets.declaration import SheetPlan
from feedback_xl.xlsx.cells import CellValue


def fill_replies(snapshot: Snapshot, plan: SheetPlan) -> Content:
    rows = [t for t in snapshot.tasks if t.step in plan.steps and _awaits_sales(snapshot, t)]
    rows.sort(key=lambda t: urgency(snapshot, t))
    ready = sum(_can_be_given(snapshot, task) for task in rows if task.state == "open")
    counts = [
        *clock_counts(snapshot, rows),
        count_of("can_reply", ready),
        count_of("opinion_open", sum(task.state == "done" for task in rows)),
    ]
    lines = [_reply_line(snapshot, task, plan) for task in rows]
    return Content(plan, lines, counts, say("tasks.how_plain"), warnings_above(snapshot, rows))


def _awaits_sales(snapshot: Snapshot, task: Task) -> bool:
    """Not answered finally, or answered and the customer's opinion is still open."""
    case = snapshot.cases[task.case]
    if not task.live or task.round != case.round:
        return False
    return task.state == "open" or (case.customer_closed_at is None and case.closed_at is None)


def _can_be_given(snapshot: Snapshot, task: Task) -> bool:
    """Whether all results are there that the final reply waits for."""
    return results_are_in(snapshot.file(snapshot.cases[task.case]))


def _results(snapshot: Snapshot, task: Task) -> str:
    wanted = snapshot.file(snapshot.cases[task.case]).result_tasks
    done = sum(item.state == "done" for item in wanted)
    sentence = "results_in" if done == len(wanted) else "results_open"
    return say(f"tasks.{sentence}", done=done, wanted=len(wanted))


def _last_reply(snapshot: Snapshot, case: Case) -> str:
    """When the customer was answered last, and what he was promised."""
    replies = snapshot.replies.get(case.number)
    if not replies:
        return ""
    last = replies[-1]
    kind = snapshot.company.label("reply_kind", last.kind)
    sentence = "last_reply_promised" if last.next_date else "last_reply"
    return say(f"tasks.{sentence}", at=last.replied_at, kind=kind, promised=last.next_date)


def _reply_line(snapshot: Snapshot, task: Task, plan: SheetPlan) -> Line:
    case = snapshot.cases[task.case]
    cells: dict[str, CellValue] = {
        **about_case(snapshot, case),
        "time_state": snapshot.word(snapshot.task_state(task)),
        "limit": task.limit_at,
        "results": _results(snapshot, task),
        "summary": summary_of(snapshot, case),
        "last_reply": _last_reply(snapshot, case),
        "hint": hint_for(snapshot, task, plan),
    }
    links = {"case": link_to("handed_over", f"{case.number}.xlsx")}
    if has_letter(snapshot.file(case)):
        cells["letter"] = say("letters.reply_sheet")
        links["letter"] = link_to("replies", letter_name(snapshot.file(case)))
    return task_line(snapshot, task, plan, cells, links)


def fill_progress(snapshot: Snapshot, plan: SheetPlan) -> Content:
    cases = sorted(snapshot.open_cases, key=lambda c: (c.taken_by, c.received_at, c.number))
    states = [snapshot.reply_state(case) for case in cases]
    counts = [
        count_of("late", states.count(TimeState.LATE), "late"),
        count_of("soon", states.count(TimeState.SOON), "soon"),
        count_of("open_cases", len(cases)),
    ]
    return Content(plan, [_progress_line(snapshot, case) for case in cases], counts)


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
        "holder": say("common.comma").join(dict.fromkeys(holders)) or say("tasks.customer_holds"),
        "since": max((t.received_at or t.opened_at for t in work), default=case.final_reply_at),
        "next_limit": min(limits, default=None),
    }
    return Line(case.number, cells, clock=snapshot.reply_clock(case))


def fill_returns(snapshot: Snapshot, plan: SheetPlan) -> Content:
    rows = sorted(snapshot.open_returns, key=lambda r: (r["limit_at"] or datetime.max, r["key"]))
    limits = [(row["key"], row["limit_at"]) for row in rows if row["limit_at"]]
    lines = [_return_line(snapshot, row, plan) for row in rows]
    late = sum(limit < snapshot.as_of for _, limit in limits)
    counts = [count_of("late", late, "late"), count_of("to_correct", len(rows))]
    alerts = due_while_away(snapshot, limits)
    return Content(plan, lines, counts, say("tasks.still_running"), alerts)


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
        told.append(still_missing(columns["closing_reason"].title))
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
        "hint": "\n".join(told) or say("tasks.correct_it"),
        **{name: as_cell(row["typed"].get(name), column) for name, column in columns.items()},
    }
    typed = {name: row["typed"].get(name, "") for name in columns}
    return Line(
        row["key"],
        cells,
        frozenset(columns),
        clock=Clock(limit) if limit else None,
        disputed=disputed_cells(snapshot, row["key"]),
        typed=typed,
    )
