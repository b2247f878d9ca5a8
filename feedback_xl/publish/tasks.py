"""outbox/<部门>/任务表.xlsx: what a department must do, sorted by urgency."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from feedback_xl.language import say
from feedback_xl.procedure.closing import outstanding
from feedback_xl.publish.ahead import warnings_above
from feedback_xl.publish.case_rows import about_step
from feedback_xl.publish.change_notice import notice_name
from feedback_xl.publish.counts import clock_counts, count_of
from feedback_xl.publish.customer_rows import fill_customers, fill_files, fill_registrations
from feedback_xl.publish.eight_d import name_8d
from feedback_xl.publish.hand_over_rows import about_hand_over
from feedback_xl.publish.hints import hint_for
from feedback_xl.publish.rows import about_case, task_line, urgency
from feedback_xl.publish.sales import fill_progress, fill_replies, fill_returns
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.publish.words import (
    demand_of,
    link_to,
    prepared_name,
    products_of,
    result_of,
    role_word,
)
from feedback_xl.records import Case, Task
from feedback_xl.sheets.content import Content, Count, Line
from feedback_xl.sheets.declaration import SheetPlan, department_sheets
from feedback_xl.xlsx.cells import CellValue

KEPT_DAYS = 90
SUPPLEMENT, JUDGE = "supplement", "judge"
WITH_8D = ("plan_capa", "capa")


def task_book(snapshot: Snapshot, department: str) -> list[Content]:
    """The sheets of one department's book."""
    return [_FILL[plan.id](snapshot, plan) for plan in department_sheets(department)]


def _steps(snapshot: Snapshot, plan: SheetPlan) -> Content:
    rows = [t for t in snapshot.tasks if t.department == plan.department and t.step in plan.steps]
    rows = sorted((t for t in rows if _stands(snapshot, t)), key=lambda t: urgency(snapshot, t))
    return Content(
        plan,
        [_task_line(snapshot, t, plan) for t in rows],
        _counts(snapshot, plan, rows),
        how_to_fill(plan),
        warnings_above(snapshot, rows),
    )


def how_to_fill(plan: SheetPlan) -> str:
    """What a sheet's reader must know before he types, in one line."""
    return say("tasks.how" if any(column.fold for column in plan.columns) else "tasks.how_plain")


def _stands(snapshot: Snapshot, task: Task) -> bool:
    """Open, or done with something still to be asked of it before the case is over."""
    if task.state == "open":
        return True
    if task.state != "done" or not task.case:
        return False
    case = snapshot.cases[task.case]
    file = snapshot.file(case)
    if task not in file.current():
        return False
    if task.step == JUDGE:
        return _may_be_judged(snapshot, case)
    return case.closed_at is None and bool(outstanding(file, task))


def _may_be_judged(snapshot: Snapshot, case: Case) -> bool:
    """Until it is closed, and long enough after that to be taken up again."""
    since = snapshot.as_of - timedelta(days=KEPT_DAYS)
    return case.closed_at is None or (not snapshot.file(case).is_over and case.closed_at > since)


def _counts(snapshot: Snapshot, plan: SheetPlan, tasks: list[Task]) -> list[Count]:
    counts = clock_counts(snapshot, tasks)
    if SUPPLEMENT not in plan.steps:
        return counts
    not_taken = sum(task.received_at is None and bool(task.role) for task in tasks)
    lacking = sum(task.step == SUPPLEMENT for task in tasks)
    return [*counts, count_of("not_taken", not_taken), count_of("to_supplement", lacking)]


def _task_line(snapshot: Snapshot, task: Task, plan: SheetPlan) -> Line:
    case = snapshot.cases.get(task.case)
    step = snapshot.company.steps[task.step]
    cells: dict[str, CellValue] = {
        "time_state": snapshot.word(snapshot.task_state(task)),
        "limit": task.limit_at,
        "advise": task.advise_at,
        "number": task.number,
        "demand": demand_of(snapshot, task),
        "role": role_word(task),
        "opened": task.opened_at,
        "hint": hint_for(snapshot, task, plan),
    }
    links = {}
    cells |= about_hand_over(snapshot, task)
    if case is not None:
        cells |= about_case(snapshot, case)
        cells |= about_step(snapshot, case, task)
        cells["content"] = case.content
        cells["product"] = products_of(snapshot, case)
        links["case"] = link_to("handed_over", f"{case.number}.xlsx")
        if task.step == "acknowledge":
            links["case"] = link_to("notices", notice_name(case.number))
        if step.form:
            cells["paper"] = say("tasks.prefilled")
            links["paper"] = link_to("prefilled", prepared_name(step.form, case.number))
        if task.step in WITH_8D:
            cells["eight_d"] = say("eight_d.sheet")
            links["eight_d"] = link_to("eight_d", name_8d(case.number))
    return task_line(snapshot, task, plan, cells, links)


def _done(snapshot: Snapshot, plan: SheetPlan) -> Content:
    since = snapshot.as_of.date() - timedelta(days=KEPT_DAYS)
    rows = [
        t
        for t in snapshot.tasks
        if t.department == plan.department
        and t.state == "done"
        and t.done_at
        and t.done_at.date() > since
        and (t.typed or t.step != JUDGE)  # what the form itself judged was nobody's work
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
        "demand": demand_of(snapshot, task),
        "person": str(task.values.get(snapshot.company.steps[task.step].who) or ""),
        "result": result_of(snapshot, task),
        "limit": task.limit_at,
        "done": task.done_at,
        "late_entry": say("tasks.late_entry") if task.late_entry else "",
    }
    if case is not None:
        cells |= {"level": case.level, "case": case.number}
    return Line(task.number, cells)


_FILL: Mapping[str, Callable[[Snapshot, SheetPlan], Content]] = {
    "tasks": _steps,
    "judging": _steps,
    "change": _steps,
    "capa": _steps,
    "technical": _steps,
    "review": _steps,
    "acknowledge": _steps,
    "handover": _steps,
    "reply": fill_replies,
    "register": fill_registrations,
    "progress": fill_progress,
    "returns": fill_returns,
    "customers": fill_customers,
    "files": fill_files,
    "done": _done,
}
