"""workbooks/顾客档案.xlsx: customers' files and every dealing with them, for Sales."""

from datetime import datetime

from feedback_xl.forms.declaration import form
from feedback_xl.forms.types import show_cell
from feedback_xl.ledger.queries import Row
from feedback_xl.publish.rows import product_list
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Case
from feedback_xl.sheets.content import Content, Line
from feedback_xl.sheets.declaration import book_plan
from feedback_xl.xlsx.cells import CellValue


def customers_book(snapshot: Snapshot) -> list[Content]:
    """Files and dealings."""
    files, dealings = book_plan("customers")
    cases = sorted(snapshot.cases.values(), key=lambda c: (c.customer, c.received_at, c.number))
    return [
        Content(files, [_file_line(snapshot, row) for row in snapshot.customers.values()]),
        Content(dealings, [_dealing_line(snapshot, case) for case in cases]),
    ]


def _file_line(snapshot: Snapshot, row: Row) -> Line:
    declared = form("customer")
    fields = row["fields"]
    shown: dict[str, CellValue] = {
        name: show_cell(value, declared.fields[name], snapshot.company)
        for name, value in fields.items()
        if name in declared.fields
    }
    facts = {**fields, "action": "new"}
    missing = [
        item.label
        for item in declared.entries
        if item.mark(facts) in ("asked", "required")
        and not fields.get(item.id)
        and item.id not in ("action", "number")
    ]
    cells = {
        **shown,
        "number": row["key"],
        "customer_name": row["name"],
        "rep": row["rep"],
        "products": product_list(row),
        "system_code": row["system_code"],
        "changed": row["changed_at"],
        "missing": "未建档" if row["provisional"] else "、".join(missing),
    }
    if row["provisional"]:
        cells["status"] = "暂编"
    return Line(row["key"], cells)


def _dealing_line(snapshot: Snapshot, case: Case) -> Line:
    """Every dealing goes into the file by itself; major events are flagged (S5, P4.2-a3)."""
    urgent = next(iter(snapshot.company.levels))
    at: datetime = case.received_at
    cells: dict[str, CellValue] = {
        "customer_number": case.customer,
        "customer": case.customer_name,
        "at": at,
        "kind": snapshot.company.label("business_type", case.business_type),
        "case": case.number,
        "level": case.level,
        "subject": case.subject,
        "state": snapshot.state_word(case),
        "major": "★" if case.level == urgent else "",
    }
    return Line(case.number, cells)
