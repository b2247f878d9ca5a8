"""Rows about customers: what to register, what anyone may know, what a file still lacks."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from feedback_xl.language import say
from feedback_xl.ledger.queries import Row
from feedback_xl.publish.ahead import warnings_above
from feedback_xl.publish.counts import clock_counts, count_of
from feedback_xl.publish.hints import (
    TOLD_OF_HEADS,
    dispute,
    disputed_cells,
    head_says,
    hint_for,
    still_missing,
    unclear_cells,
)
from feedback_xl.publish.rows import as_cell, product_list, task_line, urgency
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Task
from feedback_xl.sheets.content import Content, Line
from feedback_xl.sheets.declaration import SheetPlan
from feedback_xl.xlsx.cells import CellValue

TOLD_DAYS = 30  # so long 客户一览 says that a file changed


def _open_tasks(
    snapshot: Snapshot, plan: SheetPlan, waiting: str, line: Callable[..., Line]
) -> Content:
    """A sheet of tasks by urgency."""
    rows = [t for t in snapshot.tasks if t.step in plan.steps and t.state == "open"]
    rows.sort(key=lambda t: urgency(snapshot, t))
    lines = [line(snapshot, task, plan) for task in rows]
    counts = [*clock_counts(snapshot, rows), count_of(waiting, len(rows))]
    return Content(plan, lines, counts, say("tasks.how_plain"), warnings_above(snapshot, rows))


def _about_task(snapshot: Snapshot, task: Task, plan: SheetPlan) -> dict[str, CellValue]:
    row = snapshot.customers[task.customer]
    return {
        "time_state": snapshot.word(snapshot.task_state(task)),
        "limit": task.limit_at,
        "number": task.number,
        "customer_number": row["key"],
        "customer": row["name"],
        "rep": row["rep"],
        "detail": task.detail,
        "hint": hint_for(snapshot, task, plan),
    }


def fill_files(snapshot: Snapshot, plan: SheetPlan) -> Content:
    """Files to be opened, completed, looked through (P4.1-1a, P4.1-1b, P4.1-4a)."""
    return _open_tasks(snapshot, plan, "to_do", _file_line)


def _file_line(snapshot: Snapshot, task: Task, plan: SheetPlan) -> Line:
    demand = snapshot.company.steps[task.step].demand
    cells = {**_about_task(snapshot, task, plan), "demand": demand}
    return task_line(snapshot, task, plan, cells, {})


def fill_registrations(snapshot: Snapshot, plan: SheetPlan) -> Content:
    """What 生产管理课 has to register (P4.1-2)."""
    return _open_tasks(snapshot, plan, "to_register", _registration_line)


def _registration_line(snapshot: Snapshot, task: Task, plan: SheetPlan) -> Line:
    """Only what 生产管理课's standing grant covers: names, addresses, phone, products."""
    row = snapshot.customers[task.customer]
    fields = row["fields"]
    addresses = [fields.get("address"), fields.get("delivery_address")]
    cells: dict[str, CellValue] = {
        **_about_task(snapshot, task, plan),
        "action": snapshot.company.label("file_action", task.values.get("action")),
        "short_name": row["short_name"],
        "addresses": "\n".join(text for text in addresses if text),
        "phone": fields.get("phone"),
        "products": product_list(row),
    }
    return task_line(snapshot, task, plan, cells, {})


def fill_customers(snapshot: Snapshot, plan: SheetPlan) -> Content:
    """What anyone may know (P4.1-5); restricted fields stay in Sales' book."""
    line = _asking_line if plan.typed else _customer_line
    return Content(plan, [line(snapshot, row, plan) for row in snapshot.customers.values()])


def _customer_line(snapshot: Snapshot, row: Row, _plan: SheetPlan) -> Line:
    return Line(row["key"], _what_anyone_may_know(snapshot, row))


def _what_anyone_may_know(snapshot: Snapshot, row: Row) -> dict[str, CellValue]:
    label, fields = snapshot.company.label, row["fields"]
    registered, changed = row["registered_at"], row["changed_at"]
    is_news = row["revision"] and changed > snapshot.as_of - timedelta(days=TOLD_DAYS)
    return {
        "number": row["key"],
        "short_name": row["short_name"] or row["name"],
        "status": say("customers.provisional_row")
        if row["provisional"]
        else label("customer_status", row["status"]),
        "grade": label("customer_grade", fields.get("grade")),
        "rep": row["rep"],
        "products": product_list(row),
        "requirements": fields.get("requirements"),
        "registered": say("customers.registered", code=row["system_code"], at=registered)
        if registered
        else say("customers.not_registered"),
        "changed": say("customers.changed", at=changed) if is_news else "",
    }


def _asking_line(snapshot: Snapshot, row: Row, plan: SheetPlan) -> Line:
    """The same with room to ask for access to the file (P4.1-3b)."""
    key = f"{plan.department}/{row['key']}"
    columns = {column.id: column for column in plan.typed}
    asked = snapshot.access_requests.get(key)
    typed = {name: asked["typed"].get(name, "") if asked else "" for name in columns}
    cells: dict[str, CellValue] = {
        **_what_anyone_may_know(snapshot, row),
        **{name: as_cell(text, columns[name]) for name, text in typed.items()},
        "hint": "\n".join(_about_access(snapshot, key, asked, plan)),
    }
    disputed = disputed_cells(snapshot, key)
    return Line(key, cells, frozenset(columns), disputed=disputed, typed=typed)


def _about_access(snapshot: Snapshot, key: str, asked: Row | None, plan: SheetPlan) -> list[str]:
    """What stands against the request, what the head says, and what stands granted."""
    columns = {column.id: column for column in plan.typed}
    told = [dispute(row, columns[row["field"]].title) for row in snapshot.conflicts.get(key, ())]
    if asked is not None and asked["typed"]:
        told += unclear_cells(snapshot, asked["typed"], columns)
        told += _progress(snapshot, asked, {name: c.title for name, c in columns.items()})
    for grant in snapshot.grants_by_row.get(key, ()):
        if grant["ended_at"] is None:
            last = grant["until"] - timedelta(days=1)
            told.append(say("customers.granted", key=grant["key"], last=last))
        elif grant["ended_at"] > snapshot.as_of - timedelta(days=TOLD_DAYS):
            told.append(say("customers.grant_over", key=grant["key"]))
    return told


def _progress(snapshot: Snapshot, asked: Row, titles: Mapping[str, str]) -> list[str]:
    approval = snapshot.approvals_by_key.get(asked["approval"])
    if approval is None:
        lacking = [title for name, title in titles.items() if not asked["values"].get(name)]
        if lacking:
            return [still_missing(say("common.comma").join(lacking))]
        return [say("customers.until_within", days=snapshot.company.grant_days)]
    if approval.state not in TOLD_OF_HEADS:
        return []
    return [head_says(f"access_{approval.state}", remark=approval.typed.get("remark", ""))]
