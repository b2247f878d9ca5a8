"""往来记录: every case, visit, return and change of a customer, major ones flagged (S5)."""

from datetime import datetime
from itertools import groupby

from feedback_xl.forms.declaration import form
from feedback_xl.language import say
from feedback_xl.ledger.queries import Row
from feedback_xl.publish.history import title_of, word_of
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Case
from feedback_xl.sheets.content import Line
from feedback_xl.xlsx.cells import CellValue

MAJOR = "★"


def dealing_lines(snapshot: Snapshot) -> list[Line]:
    """By customer, oldest first."""
    dated = [
        *((row["key"], row["opened_at"], _opening(row)) for row in snapshot.customers.values()),
        *(
            (case.customer, case.received_at, _case(snapshot, case))
            for case in snapshot.cases.values()
        ),
        *_changes(snapshot),
    ]
    return [line for *_, line in sorted(dated, key=lambda item: (item[0], item[1], item[2].key))]


def _opening(row: Row) -> Line:
    cells: dict[str, CellValue] = {
        "customer_number": row["key"],
        "customer": row["name"],
        "at": row["opened_at"],
        "kind": say("customers.first_seen"),
    }
    return Line(row["key"], cells)


def _case(snapshot: Snapshot, case: Case) -> Line:
    label = snapshot.company.label
    cells: dict[str, CellValue] = {
        "customer_number": case.customer,
        "customer": case.customer_name,
        "at": case.received_at,
        "kind": label("business_type", case.business_type),
        "channel": label("channel", case.channel),
        "case": case.number,
        "level": case.level,
        "subject": case.subject,
        "state": snapshot.state_word(case),
        "major": MAJOR if _is_major(snapshot, case) else "",
    }
    return Line(case.number, cells)


def _is_major(snapshot: Snapshot, case: Case) -> bool:
    """One of the events the company calls major (P4.2-a3, A-17)."""
    opinions = [reply.opinion for reply in snapshot.replies.get(case.number, ())]
    facts = {**case.facts, **case.__dict__, "opinion": opinions}
    return any(event.holds(facts) for event in snapshot.company.major_events)


def _changes(snapshot: Snapshot) -> list[tuple[str, datetime, Line]]:
    """Each entry that changed a file, with old and new values: this book is Sales' own."""
    rows = [row for row in snapshot.history if row["what"] == "customers"]
    return [
        (number, found[0]["at"], _change(snapshot, found))
        for (_, number), group in groupby(rows, key=lambda row: (row["seq"], row["key"]))
        for found in [list(group)]
    ]


def _change(snapshot: Snapshot, rows: list[Row]) -> Line:
    fields, first = form("customer").fields, rows[0]
    told = [
        say(
            "customers.change",
            field=title_of(row, {}),
            old=word_of(snapshot, row, "old") or say("common.nothing"),
            new=word_of(snapshot, row, "new") or say("common.nothing"),
        )
        for row in rows
    ]
    changed = [fields[row["field"]] for row in rows if row["field"] in fields and row["old"]]
    cells: dict[str, CellValue] = {
        "customer_number": first["key"],
        "customer": snapshot.customers[first["key"]]["name"],
        "at": first["at"],
        "kind": say("customers.file_changed"),
        "subject": "\n".join(told),
        "major": MAJOR if any(field.major for field in changed) else "",
    }
    return Line(f"{first['key']}/{first['seq']}", cells)
