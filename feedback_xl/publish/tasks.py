"""outbox/<部门>/任务表.xlsx: what a department must do, sorted by urgency, with cells to type into."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from feedback_xl.ledger.queries import Row
from feedback_xl.procedure.review import outstanding
from feedback_xl.publish.hints import hint_for, unclear_cells
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.publish.words import products_of, result_of, summary_of
from feedback_xl.records import Case, Task, TimeState
from feedback_xl.sheets.content import Content, Line
from feedback_xl.sheets.declaration import Column, SheetPlan, department_sheets
from feedback_xl.xlsx.cells import CellValue

KEPT_DAYS = 90
ROLES = {"main": "主责", "co": "协办"}
_URGENCY = {TimeState.LATE: 0, TimeState.SOON: 1, TimeState.NORMAL: 2}


def task_book(snapshot: Snapshot, department: str) -> list[Content]:
    """The sheets of one department's book."""
    return [_FILL[plan.id](snapshot, plan, department) for plan in department_sheets(department)]


def _tasks(snapshot: Snapshot, plan: SheetPlan, department: str) -> Content:
    rows = [t for t in snapshot.tasks if t.department == department and t.step in plan.steps]
    rows = sorted((t for t in rows if _stands(snapshot, t)), key=lambda t: urgency(snapshot, t))
    notes = _counts(snapshot, rows)
    return Content(plan, [_task_line(snapshot, t, plan) for t in rows], notes)


def _stands(snapshot: Snapshot, task: Task) -> bool:
    """Open, or done with something still wanted before the case can close."""
    if task.state == "open":
        return True
    if task.state != "done" or not task.case:
        return False
    case = snapshot.cases[task.case]
    return task.round == case.round and bool(outstanding(snapshot.file(case), task))


def urgency(snapshot: Snapshot, task: Task) -> tuple[int, int, datetime, str]:
    """超期 first, then AA, then what is due first; rows without a clock last."""
    state = snapshot.task_state(task)
    case = snapshot.cases.get(task.case)
    rank = snapshot.company.rank(case.level) if case else len(snapshot.company.levels)
    late = _URGENCY.get(state, 3)
    return min(late, 1) if late < 3 else 3, rank, task.limit_at or datetime.max, task.number


def _counts(snapshot: Snapshot, tasks: list[Task]) -> list[str]:
    states = [snapshot.task_state(task) for task in tasks]
    today = snapshot.as_of.date()
    due = [t for t in tasks if t.state == "open" and t.limit_at and t.limit_at.date() == today]
    return [
        f"超期 {states.count(TimeState.LATE)}",
        f"今日到期 {len(due)}",
        f"待接收 {sum(t.received_at is None and bool(t.role) for t in tasks)}",
        f"待补 {sum(t.step == 'supplement' for t in tasks)}",
        "黄色栏可填;填完保存即可,不必关闭",
    ]


def _task_line(snapshot: Snapshot, task: Task, plan: SheetPlan) -> Line:
    case = snapshot.cases.get(task.case)
    step = snapshot.company.steps[task.step]
    cells: dict[str, CellValue] = {
        "time_state": snapshot.word(snapshot.task_state(task)),
        "limit": task.limit_at,
        "advise": task.advise_at,
        "number": task.number,
        "demand": f"{step.demand}:{task.detail}" if task.detail else step.demand,
        "role": ROLES.get(task.role, ""),
        "opened": task.opened_at,
        "hint": hint_for(snapshot, task, plan),
    }
    links = {}
    if case is not None:
        cells |= _about(snapshot, case)
        cells["content"] = case.content
        cells["product"] = products_of(snapshot, case)
        if task.role or task.step == "negotiate":
            links["case"] = f"external:反馈单/{case.number}.xlsx"
    return _line(snapshot, task, plan, cells, links)


def _about(snapshot: Snapshot, case: Case) -> dict[str, CellValue]:
    return {
        "level": case.level,
        "case": case.number,
        "customer": short_name(snapshot, case),
        "subject": case.subject,
    }


def short_name(snapshot: Snapshot, case: Case) -> str:
    row = snapshot.customers.get(case.customer)
    return (row["short_name"] or row["name"]) if row is not None else case.customer_name


def _line(
    snapshot: Snapshot,
    task: Task,
    plan: SheetPlan,
    cells: dict[str, CellValue],
    links: Mapping[str, str],
) -> Line:
    fills = set(snapshot.company.steps[task.step].fills)
    columns = {column.id: column for column in plan.typed}
    open_fields = frozenset(columns.keys() & fills)
    cells |= {name: as_cell(task.typed.get(name), columns[name]) for name in open_fields}
    running = task.limit_at if task.state == "open" else None
    if task.step == "reply" and snapshot.rounds[task.case, task.round].first_reply_at:
        running = None
    return Line(
        key=task.number,
        cells=cells,
        open=open_fields,
        links=links,
        remaining_to=running,
        typed={name: task.typed.get(name, "") for name in open_fields},
    )


def as_cell(text: str | None, column: Column) -> CellValue:
    """What was typed, as typed; a date the program can read stands as a date."""
    if not text:
        return None
    try:
        if column.kind == "instant":
            return datetime.fromisoformat(text)
        if column.kind == "date":
            return date.fromisoformat(text)
    except ValueError:
        return text
    if column.kind == "quantity" and text.replace(".", "", 1).isdigit():
        return float(text)
    return text


def _replies(snapshot: Snapshot, plan: SheetPlan, department: str) -> Content:
    rows = [t for t in snapshot.tasks if t.step in plan.steps and _awaits_sales(snapshot, t)]
    rows.sort(key=lambda t: urgency(snapshot, t))
    states = [snapshot.task_state(task) for task in rows]
    ready = sum(_results(snapshot, t)[0] == "可回复" for t in rows if t.state == "open")
    notes = [
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
        **_about(snapshot, case),
        "time_state": snapshot.word(snapshot.task_state(task)),
        "limit": task.limit_at,
        "results": f"{word}(已回 {done}/{wanted})",
        "summary": summary_of(snapshot, case),
        "last_reply": f"{last.replied_at:%m-%d %H:%M} {_kind(snapshot, last.kind)}{promised}"
        if last
        else "",
        "hint": hint_for(snapshot, task, plan),
    }
    return _line(snapshot, task, plan, cells, {"case": f"external:回执/{case.submission}.xlsx"})


def _kind(snapshot: Snapshot, kind: str) -> str:
    return snapshot.company.label("reply_kind", kind)


def _registrations(snapshot: Snapshot, plan: SheetPlan, department: str) -> Content:
    rows = [t for t in snapshot.tasks if t.step in plan.steps and t.state == "open"]
    rows.sort(key=lambda t: urgency(snapshot, t))
    states = [snapshot.task_state(task) for task in rows]
    notes = [f"待登录 {len(rows)}", f"超期 {states.count(TimeState.LATE)}"]
    return Content(plan, [_registration_line(snapshot, t, plan) for t in rows], notes)


def _registration_line(snapshot: Snapshot, task: Task, plan: SheetPlan) -> Line:
    """Only what 生产管理课's standing grant covers: names, addresses, phone, products."""
    row = snapshot.customers[task.customer]
    fields = row["fields"]
    addresses = [fields.get("address"), fields.get("delivery_address")]
    cells: dict[str, CellValue] = {
        "time_state": snapshot.word(snapshot.task_state(task)),
        "limit": task.limit_at,
        "number": task.number,
        "action": snapshot.company.label("file_action", task.values.get("action")),
        "customer_number": row["key"],
        "customer": row["name"],
        "short_name": row["short_name"],
        "addresses": "\n".join(text for text in addresses if text),
        "phone": fields.get("phone"),
        "rep": row["rep"],
        "products": product_list(row),
        "detail": task.detail,
        "hint": hint_for(snapshot, task, plan),
    }
    return _line(snapshot, task, plan, cells, {})


def product_list(customer: Row) -> str:
    lines = customer["lines"].get("products", ())
    return "\n".join(
        " / ".join(str(line[name]) for name in ("part", "customer_part", "name") if line.get(name))
        for line in lines
    )


def _progress(snapshot: Snapshot, plan: SheetPlan, department: str) -> Content:
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
        **_about(snapshot, case),
        "rep": case.taken_by,
        "time_state": snapshot.word(snapshot.reply_state(case)),
        "state": snapshot.company.states[case.state].word,
        "holder": "、".join(dict.fromkeys(holders)) or "客户",
        "since": max((t.received_at or t.opened_at for t in work), default=case.final_reply_at),
        "next_limit": min(limits, default=None),
    }
    return Line(case.number, cells)


def _returns(snapshot: Snapshot, plan: SheetPlan, department: str) -> Content:
    rows = sorted(snapshot.open_returns, key=lambda r: (r["limit_at"] or datetime.max, r["key"]))
    return Content(plan, [_return_line(snapshot, row, plan) for row in rows],
                   [f"退回待更正 {len(rows)}(客户时限仍在计算)"])


def _return_line(snapshot: Snapshot, row: Row, plan: SheetPlan) -> Line:
    columns = {column.id: column for column in plan.typed}
    limit = row["limit_at"]
    state = TimeState.UNTIMED if limit is None else (
        TimeState.LATE if snapshot.as_of > limit else TimeState.NORMAL
    )
    closing = row["values"].get("closing")
    told = unclear_cells(snapshot, row["typed"], columns)
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


def _customers(snapshot: Snapshot, plan: SheetPlan, department: str) -> Content:
    """What anyone may know (P4.1-5); restricted fields stay in Sales' book."""
    return Content(plan, [_customer_line(snapshot, row) for row in snapshot.customers.values()])


def _customer_line(snapshot: Snapshot, row: Row) -> Line:
    label, fields = snapshot.company.label, row["fields"]
    registered = row["registered_at"]
    cells: dict[str, CellValue] = {
        "number": row["key"],
        "short_name": row["short_name"] or row["name"],
        "status": "暂编(未建档)" if row["provisional"] else label("customer_status", row["status"]),
        "grade": label("customer_grade", fields.get("grade")),
        "rep": row["rep"],
        "products": product_list(row),
        "requirements": fields.get("requirements"),
        "registered": f"已登录 {row['system_code']} {registered:%Y-%m-%d}" if registered else "未登录",
    }
    return Line(row["key"], cells)


def _done(snapshot: Snapshot, plan: SheetPlan, department: str) -> Content:
    since = snapshot.as_of.date() - timedelta(days=KEPT_DAYS)
    rows = [
        t
        for t in snapshot.tasks
        if t.department == department and t.state == "done" and t.done_at and t.done_at.date() > since
    ]
    rows.sort(key=lambda t: (t.done_at, t.number), reverse=True)
    return Content(plan, [_done_line(snapshot, task) for task in rows])


def _done_line(snapshot: Snapshot, task: Task) -> Line:
    case = snapshot.cases.get(task.case)
    customer = snapshot.customers.get(task.customer)
    cells: dict[str, CellValue] = {
        "time_state": snapshot.word(snapshot.task_state(task)),
        "number": task.number,
        "customer": customer["short_name"] or customer["name"] if customer is not None else "",
        "demand": snapshot.company.steps[task.step].demand,
        "person": str(task.values.get("person") or task.values.get("registered_by") or ""),
        "result": result_of(snapshot, task),
        "limit": task.limit_at,
        "done": task.done_at,
        "late_entry": "补录" if task.late_entry else "",
    }
    if case is not None:
        cells |= {"level": case.level, "case": case.number}
    return Line(task.number, cells)


_FILL: Mapping[str, Callable[[Snapshot, SheetPlan, str], Content]] = {
    "tasks": _tasks,
    "reply": _replies,
    "register": _registrations,
    "progress": _progress,
    "returns": _returns,
    "customers": _customers,
    "done": _done,
}
