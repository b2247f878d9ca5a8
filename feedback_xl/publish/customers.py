"""workbooks/顾客档案.xlsx: customers' files, every dealing with them, and who may see them."""

from feedback_xl.forms.customer_file import gaps
from feedback_xl.forms.declaration import form
from feedback_xl.forms.types import show_cell
from feedback_xl.language import say
from feedback_xl.ledger.queries import Row
from feedback_xl.publish.dealings import dealing_lines
from feedback_xl.publish.rows import product_list
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.sheets.content import Content, Line
from feedback_xl.sheets.declaration import book_plan
from feedback_xl.xlsx.cells import CellValue


def customers_book(snapshot: Snapshot) -> list[Content]:
    """Files, dealings, and access given."""
    files, dealings, access = book_plan("customers")
    return [
        Content(files, [file_line(snapshot, row) for row in snapshot.customers.values()]),
        Content(dealings, dealing_lines(snapshot)),
        Content(access, _access_lines(snapshot)),
    ]


def file_line(snapshot: Snapshot, row: Row) -> Line:
    """One customer's whole file."""
    declared, fields = form("customer"), row["fields"]
    shown: dict[str, CellValue] = {
        name: show_cell(value, declared.fields[name], snapshot.company)
        for name, value in fields.items()
        if name in declared.fields
    }
    cells = {
        **shown,
        "number": row["key"],
        "customer_name": row["name"],
        "rep": row["rep"],
        "products": product_list(row),
        "system_code": row["system_code"],
        "changed": row["changed_at"],
        "missing": say("customers.no_file")
        if row["provisional"]
        else say("common.comma").join(gaps(fields)),
    }
    if row["provisional"]:
        cells["status"] = say("customers.provisional")
    return Line(row["key"], cells)


def _access_lines(snapshot: Snapshot) -> list[Line]:
    """Each permission and each extract given out, in the order of time (P4.1-3b)."""
    lines = [
        *((row["since"], _grant_line(snapshot, row)) for row in snapshot.grants),
        *((row["at"], _release_line(snapshot, row)) for row in snapshot.releases),
    ]
    return [line for _, line in sorted(lines, key=lambda item: (item[0], item[1].key))]


def _grant_line(snapshot: Snapshot, row: Row) -> Line:
    cells: dict[str, CellValue] = {
        "number": row["key"],
        "at": row["since"],
        "kind": say("customers.permission"),
        "department": snapshot.company.department_name(row["department"]),
        "customers": _names(snapshot, [row["customer"]]),
        "asked_by": row["asked_by"],
        "purpose": row["purpose"],
        "approved_by": row["approved_by"],
        "until": row["until"],
        "ended": row["ended_at"],
    }
    return Line(row["key"], cells)


def _release_line(snapshot: Snapshot, row: Row) -> Line:
    cells: dict[str, CellValue] = {
        "number": row["key"],
        "at": row["at"],
        "kind": say("customers.release"),
        "department": snapshot.company.department_name(row["department"]),
        "customers": _names(snapshot, row["customers"]),
        "grants": say("common.comma").join(row["grants"]),
    }
    return Line(row["key"], cells)


def _names(snapshot: Snapshot, numbers: list[str]) -> str:
    return "\n".join(f"{number} {snapshot.customers[number]['name']}" for number in numbers)
