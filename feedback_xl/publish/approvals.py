"""outbox/<部门>/承认/承认表.xlsx: what waits for the head, and what he decided lately."""

from collections.abc import Mapping
from datetime import timedelta

from feedback_xl.forms.customer_file import differences
from feedback_xl.language import say
from feedback_xl.procedure.approving import DECISION, missing_for_decision, objections
from feedback_xl.procedure.company import Company
from feedback_xl.publish.hints import dispute, disputed_cells, still_missing, unclear_cells
from feedback_xl.publish.rows import as_cell, short_name
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Approval
from feedback_xl.sheets.content import Content, Count, Line
from feedback_xl.sheets.declaration import Column, SheetPlan, book_plan
from feedback_xl.xlsx.cells import CellValue

KEPT_DAYS = 90


def deciders(company: Company) -> list[str]:
    """Departments whose heads decide something."""
    kinds = company.approvals.values()
    named = {name for kind in kinds for name in (kind.by, *kind.by_category.values())}
    return [name for name in company.departments if name in named]


def approval_book(snapshot: Snapshot, department: str) -> list[Content]:
    """What waits, and what was decided in the last 90 days."""
    waiting, decided = book_plan("approvals")
    own = [item for item in snapshot.approvals if item.by == department]
    asked = [item for item in own if item.state == "open"]
    asked.sort(key=lambda item: (item.asked_at, item.key))
    since = snapshot.as_of - timedelta(days=KEPT_DAYS)
    lately = [item for item in own if item.decided_at and item.decided_at > since]
    lately.sort(key=lambda item: (item.decided_at, item.key), reverse=True)
    counts = [Count(say("approvals.waiting"), len(asked))]
    lines = [_open_line(snapshot, item, waiting) for item in asked]
    return [
        Content(waiting, lines, counts, say("approvals.how")),
        Content(decided, [_decided_line(snapshot, item) for item in lately]),
    ]


def _about(snapshot: Snapshot, approval: Approval) -> dict[str, CellValue]:
    return {
        "number": approval.key,
        "kind": snapshot.company.approvals[approval.kind].title,
        "case": approval.case or approval.about,
        "words": "\n".join([approval.words, *_from_to(snapshot, approval)]),
        "reason": approval.reason,
    }


def _from_to(snapshot: Snapshot, approval: Approval) -> list[str]:
    """Old and new value of a file's fields: only here, for the eyes of the head of Sales."""
    before, after = approval.asked.get("before", {}), approval.asked.get("fields", {})
    return [difference.words(snapshot.company) for difference in differences(before, after)]


def _open_line(snapshot: Snapshot, approval: Approval, plan: SheetPlan) -> Line:
    case = snapshot.cases.get(approval.case)
    fills = (*DECISION, *snapshot.company.approvals[approval.kind].fills)
    columns = {column.id: column for column in plan.typed if column.id in fills}
    asker = snapshot.company.department_name(approval.department)
    cells: dict[str, CellValue] = {
        **_about(snapshot, approval),
        "asked_by": f"{asker} {approval.asked_by}".strip(),
        "asked_at": approval.asked_at,
        "hint": _hint(snapshot, approval, columns),
        **{name: as_cell(approval.typed.get(name), column) for name, column in columns.items()},
    }
    links = {}
    if case is not None:
        cells |= {
            "customer": short_name(snapshot, case),
            "limit": snapshot.round_of(case).limit_at,
        }
        links["case"] = f"external:../{say('places.handed_over')}/{case.number}.xlsx"
    typed = {name: approval.typed.get(name, "") for name in columns}
    return Line(
        approval.key,
        cells,
        frozenset(columns),
        links,
        asked=frozenset(missing_for_decision(approval, snapshot.company)) & columns.keys(),
        disputed=disputed_cells(snapshot, approval.key),
        typed=typed,
    )


def _hint(snapshot: Snapshot, approval: Approval, columns: Mapping[str, Column]) -> str:
    told = [
        dispute(row, columns[row["field"]].title)
        for row in snapshot.conflicts.get(approval.key, ())
        if row["field"] in columns
    ]
    told += unclear_cells(snapshot, approval.typed, columns)
    missing = missing_for_decision(approval, snapshot.company)
    if approval.typed and missing:
        titles = (columns[name].title for name in missing)
        told.append(still_missing(say("common.comma").join(titles)))
    for name in objections(approval, snapshot.company, snapshot.as_of.date()):
        told.append(say(f"approvals.objection_{name}", days=snapshot.company.grant_days))
    return "\n".join(told)


def _decided_line(snapshot: Snapshot, approval: Approval) -> Line:
    cells: dict[str, CellValue] = {
        **_about(snapshot, approval),
        "state": snapshot.company.label("decision", approval.state),
        "decided_by": approval.decided_by,
        "decided_at": approval.decided_at,
        "remark": approval.typed.get("remark"),
    }
    return Line(approval.key, cells)
