"""Links from other books into the master's rows."""

from feedback_xl.language import say
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.sheets.declaration import book_plan
from feedback_xl.sheets.draw import HEADER


def case_link(snapshot: Snapshot, number: str) -> str:
    """Where a case stands in the master, which lies in the same folder."""
    return sheet_link("cases", HEADER + 1 + snapshot.case_rows[number])


def sheet_link(sheet: str, row: int = 1) -> str:
    """A row of one of the master's sheets."""
    plan = next(plan for plan in book_plan("master") if plan.id == sheet)
    return f"external:{say('places.master')}#'{plan.name}'!A{row}"
