"""workbooks/总台账.xlsx: the customer-feedback list, tasks, confirmations, arrivals and history."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from feedback_xl.forms.customer_file import restricted_word
from feedback_xl.forms.declaration import all_forms, form
from feedback_xl.forms.shapes import Field
from feedback_xl.forms.types import show_cell
from feedback_xl.language import say
from feedback_xl.ledger.queries import Row
from feedback_xl.publish.hand_over_rows import hand_over_lines
from feedback_xl.publish.history import history_lines
from feedback_xl.publish.photos import photo_count, photo_link, thumbnails
from feedback_xl.publish.procedure_pages import clause_lines, interpretation_lines, record_lines
from feedback_xl.publish.registers import approval_lines, capa_lines, change_lines
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.publish.words import (
    closing_word,
    demand_of,
    products_of,
    result_of,
    role_word,
    summary_of,
    task_state_word,
)
from feedback_xl.records import Case, Task, TimeState
from feedback_xl.sheets.content import Content, Line
from feedback_xl.sheets.declaration import book_plan
from feedback_xl.xlsx.cells import CellValue

_WITH_THUMBNAILS = 200  # newest confirmations: a book of every photo would be too heavy to open
SHOWN_HASH = 12  # characters; the archive goes by all of them


def master_book(snapshot: Snapshot) -> list[Content]:
    """All sheets of the master."""
    cases, *others = book_plan("master")
    number = say("master.form_number", number=snapshot.company.list_number)
    return [
        Content(cases, _cases(snapshot), note=number),
        *(Content(plan, _FILL[plan.id](snapshot)) for plan in others),
    ]


def _cases(snapshot: Snapshot) -> list[Line]:
    return [_case_line(snapshot, case) for case in snapshot.cases.values()]


def _case_line(snapshot: Snapshot, case: Case) -> Line:
    company, current = snapshot.company, snapshot.round_of(case)
    final = snapshot.file(case).final_reply
    evidence = snapshot.evidence.get(case.number, ())
    photos = snapshot.photos.get(case.submission, ())
    cells: dict[str, CellValue] = {
        "case": case.number,
        "level": case.level,
        "category": company.label("category", case.category),
        "customer": case.customer_name,
        "subject": case.subject,
        "content": case.content,
        "received": case.received_at,
        "main": company.department_name(case.main),
        "limit": current.department_limit_at,
        "reply_limit": current.limit_at,
        "first_reply": current.first_reply_at,
        "results": summary_of(snapshot, case),
        "final_reply": final.content if final else None,
        "state": snapshot.state_word(case),
        "time_state": snapshot.word(snapshot.reply_state(case)),
        "overdue": _overdue(snapshot, case),
        "co": say("common.comma").join(company.department_name(name) for name in case.co),
        "product": products_of(snapshot, case),
        "business_type": company.label("business_type", case.business_type),
        "subcategory": company.label("subcategory", case.subcategory),
        "channel": company.label("channel", case.channel),
        "rep": case.taken_by,
        "entered": case.entered_at,
        "customer_closed": case.customer_closed_at,
        "closed": case.closed_at,
        "closing": closing_word(case),
        "round": float(case.round),
        "revision": float(case.revision),
        "evidence": "\n".join(row["name"] for row in evidence),
        "photos": photo_count(photos),
        **_stages(snapshot, case),
    }
    return Line(case.number, cells, links=_photo_links(photos), clock=snapshot.reply_clock(case))


def _photo_links(photos: Sequence[Row]) -> dict[str, str]:
    return {"photos": photo_link(photos)} if photos else {}


def _stages(snapshot: Snapshot, case: Case) -> dict[str, CellValue]:
    """How long each stage took: a department that got the form late is not blamed for it (S11)."""
    work = [task for task in snapshot.file(case).current() if task.role]
    taken = [_hours(t.received_at, t.done_at) or 0 for t in work if t.received_at and t.done_at]
    return {
        "stage_transfer": _hours(case.received_at, case.entered_at),
        "stage_department": max(taken) if taken and len(taken) == len(work) else None,
        "stage_reply": _hours(case.received_at, case.first_reply_at),
    }


def _hours(start: datetime, end: datetime | None) -> float | None:
    return round((end - start).total_seconds() / 3600, 1) if end else None


def _overdue(snapshot: Snapshot, case: Case) -> float | None:
    """Hours beyond the reply limit: until the first reply, or until now."""
    current = snapshot.round_of(case)
    if current.limit_at is None or current.verdict == TimeState.DONE_ON_TIME:
        return None
    until = current.first_reply_at or snapshot.as_of
    hours = (until - current.limit_at).total_seconds() / 3600
    return round(hours, 1) if hours > 0 else None


def _tasks(snapshot: Snapshot) -> list[Line]:
    return [_task_line(snapshot, task) for task in snapshot.tasks]


def _task_line(snapshot: Snapshot, task: Task) -> Line:
    company, step = snapshot.company, snapshot.company.steps[task.step]
    case = snapshot.cases.get(task.case)
    customer = snapshot.customers.get(task.customer)
    cells: dict[str, CellValue] = {
        "number": task.number,
        "case": task.case,
        "customer": customer["name"] if customer is not None else "",
        "department": company.department_name(task.department),
        "role": role_word(task),
        "demand": demand_of(snapshot, task),
        "level": case.level if case else None,
        "opened": task.opened_at,
        "received": task.received_at,
        "limit": task.limit_at,
        "done": task.done_at,
        "time_state": snapshot.word(snapshot.task_state(task)) if task.live else "",
        "state": task_state_word(task.state),
        "late_entry": say("tasks.late_entry") if task.late_entry else None,
        "extended": task.extended_to,
        "came_from": task.came_from,
        "person": str(task.values.get(step.who) or ""),
        "cause": task.typed.get("cause"),
        "result": result_of(snapshot, task),
        "clause": say("common.comma").join(step.source),
    }
    return Line(task.number, cells, clock=snapshot.clock(task))


def _confirmations(snapshot: Snapshot) -> list[Line]:
    """A line for each defect line of each confirmation."""
    recent = {row["number"] for row in snapshot.confirmations[-_WITH_THUMBNAILS:]}
    return [
        _confirmation_line(snapshot, row, number, line, number == 1 and row["number"] in recent)
        for row in snapshot.confirmations
        for number, line in enumerate(row["record"]["lines"].get("defects", [{}]), 1)
        if line or number == 1
    ]


def _confirmation_line(
    snapshot: Snapshot, row: Row, number: int, line: Mapping[str, Any], pictured: bool
) -> Line:
    photos = snapshot.photos.get(row["number"], ())
    declared = form("confirmation")
    columns = {column.id: column for column in declared.tables["defects"].columns}
    fields = row["record"]["fields"]
    customers = [snapshot.cases[n].customer_name for n in row["cases"] if n in snapshot.cases]
    cells: dict[str, CellValue] = {
        **_shown(fields, declared.fields, snapshot),
        **_shown(line, columns, snapshot),
        "number": row["number"],
        "cases": say("common.comma").join(row["cases"]),
        "customer": say("common.comma").join(dict.fromkeys(customers)),
    }
    cells["department"] = snapshot.company.label("department", fields.get("department"))
    cells["photos"] = photo_count(photos)
    small = thumbnails(photos, declared.id, snapshot.pictures) if pictured else ()
    return Line(f"{row['number']}/{number}", cells, links=_photo_links(photos), thumbnails=small)


def _shown(
    values: Mapping[str, Any], declared: Mapping[str, Field], snapshot: Snapshot
) -> dict[str, CellValue]:
    return {
        name: show_cell(value, declared[name], snapshot.company)
        for name, value in values.items()
        if name in declared
    }


def _arrivals(snapshot: Snapshot) -> list[Line]:
    return [_arrival_line(snapshot, row) for row in snapshot.arrivals]


def _arrival_line(snapshot: Snapshot, row: Row) -> Line:
    titles = {declared.id: declared.title for declared in all_forms()}
    word = snapshot.company.outcomes[row["outcome"]].word
    cells: dict[str, CellValue] = {
        "number": row["key"],
        "seen": row["seen_at"],
        "file": row["name"],
        "folder": row["path"].rpartition("/")[0],
        "department": snapshot.company.department_name(row["department"]),
        "form": titles.get(row["form"], ""),
        "outcome": word.format(number=row["number"], revision=row["revision"]),
        "about": row["number"],
        "first_try": row["first_try"],
        "problems": "\n".join(_problem(problem, row["form"]) for problem in row["problems"]),
        "repairs": "\n".join(_repair(repair, row["form"]) for repair in row["repairs"]),
        "sha": row["sha"][:SHOWN_HASH],
    }
    return Line(row["key"], cells)


def _is_restricted(key: str, form_id: str) -> bool:
    field = form(form_id).field_of(key) if form_id else None
    return field is not None and field.restricted


def _problem(problem: Mapping[str, str], form_id: str) -> str:
    sentence = "problem_return" if problem["severity"] == "return" else "problem_remind"
    secret = say("master.problem_secret", label=problem["label"])
    text = secret if _is_restricted(problem["field"], form_id) else problem["text"]
    return say(f"master.{sentence}", cell=problem["cell"], text=text)


def _repair(repair: Mapping[str, str], form_id: str) -> str:
    if _is_restricted(repair["field"], form_id):
        return say("master.repair_secret", label=repair["label"], secret=restricted_word())
    return say("master.repair", **{name: repair[name] for name in ("label", "before", "after")})


def _disposals(snapshot: Snapshot) -> list[Line]:
    """The destruction record: what was destroyed, who approved it, and when."""
    return [
        Line(
            row["key"],
            {
                "number": row["key"],
                "cases": say("common.comma").join(row["numbers"]),
                "count": float(len(row["numbers"])),
                "originals": "\n".join(sha[:SHOWN_HASH] for sha in row["originals"]),
                "approved_by": row["approved_by"],
                "approved_at": row["approved_at"],
                "at": row["at"],
            },
        )
        for row in snapshot.disposals
    ]


_FILL: Mapping[str, Callable[[Snapshot], list[Line]]] = {
    "tasks": _tasks,
    "confirmations": _confirmations,
    "changes": change_lines,
    "capa": capa_lines,
    "approvals": approval_lines,
    "handovers": hand_over_lines,
    "arrivals": _arrivals,
    "history": history_lines,
    "disposals": _disposals,
    "records": record_lines,
    "clauses": clause_lines,
    "interpretations": interpretation_lines,
}
