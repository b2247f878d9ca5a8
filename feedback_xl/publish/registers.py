"""Registers of the master beside the list of feedback: changes, corrective actions, approvals."""

from feedback_xl.forms.declaration import form
from feedback_xl.forms.types import show_cell
from feedback_xl.language import say
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.publish.words import approval_word
from feedback_xl.records import Approval, Case, Task
from feedback_xl.sheets.content import Line
from feedback_xl.xlsx.cells import CellValue

SAID = ("change_kind", "contract", "change_before", "change_after", "effective_on")
OF_CHANGES = ("determine", "agree_technically", "conclude", "explain")


def change_lines(snapshot: Snapshot) -> list[Line]:
    """客户要求变更台账: each change from the customer's word to the last acknowledgement."""
    cases = [case for case in snapshot.cases.values() if case.business_type == "change"]
    return [_change_line(snapshot, case) for case in cases]


def _change_line(snapshot: Snapshot, case: Case) -> Line:
    fields, file = form("feedback").fields, snapshot.file(case)
    notices, registered = file.current("acknowledge"), file.current("register_change")
    signed = sum(task.state == "done" for task in notices)
    cells: dict[str, CellValue] = {
        "case": case.number,
        "customer": case.customer_name,
        "received": case.received_at,
        "state": snapshot.state_word(case),
        "reviews": _reviews(snapshot, file.current("review_change")),
        "noticed": min((task.opened_at for task in notices), default=None),
        "acknowledged": f"{signed}/{len(notices)}" if notices else "",
        "registered": next((task.done_at for task in registered if task.done_at), None),
    }
    cells |= {
        name: show_cell(case.facts[name], fields[name], snapshot.company)
        for name in SAID
        if name in case.facts
    }
    cells |= {n: text for task in file.current(*OF_CHANGES) for n, text in task.typed.items()}
    return Line(case.number, cells)


def _reviews(snapshot: Snapshot, tasks: list[Task]) -> str:
    return "\n".join(
        say(
            "master.review",
            department=snapshot.company.department_name(task.department),
            verdict=task.typed["review_verdict"],
        )
        for task in tasks
        if "review_verdict" in task.typed
    )


def capa_lines(snapshot: Snapshot) -> list[Line]:
    """纠正措施台账: a line for each corrective action, planned or under way."""
    lines = []
    for case in snapshot.cases.values():
        file = snapshot.file(case)
        plans, actions = file.current("plan_capa"), file.current("capa")
        for task in actions or plans:
            cells: dict[str, CellValue] = {
                "number": task.number,
                "case": case.number,
                "customer": case.customer_name,
                "limit": task.limit_at,
                "time_state": snapshot.word(snapshot.task_state(task)),
                **{name: text for plan in plans for name, text in plan.typed.items()},
                **task.typed,
            }
            lines.append(Line(task.number, cells, clock=snapshot.clock(task)))
    return lines


def approval_lines(snapshot: Snapshot) -> list[Line]:
    """承认记录: what heads were asked, and what they decided."""
    return [_approval_line(snapshot, approval) for approval in snapshot.approvals]


def _approval_line(snapshot: Snapshot, approval: Approval) -> Line:
    company = snapshot.company
    kind = company.approvals[approval.kind]
    cells: dict[str, CellValue] = {
        "number": approval.key,
        "kind": kind.title,
        "about": approval.about,
        "words": approval.words,
        "reason": approval.reason,
        "asker": f"{company.department_name(approval.department)} {approval.asked_by}".strip(),
        "asked_at": approval.asked_at,
        "by": company.department_name(approval.by),
        "state": approval_word(approval.state),
        "decided_by": approval.decided_by,
        "decided_at": approval.decided_at,
        "remark": approval.typed.get("remark"),
        "clause": kind.source,
    }
    return Line(approval.key, cells)
