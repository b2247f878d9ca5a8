"""顾客档案(授权).xlsx of a department: the files it may see while a grant stands (P4.1-3b)."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import PurePosixPath

from feedback_xl.language import say
from feedback_xl.ledger.queries import Row
from feedback_xl.publish.books import PlannedBook, digest_of, draw_book
from feedback_xl.publish.customers import file_line
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import digest
from feedback_xl.sheets.content import Content
from feedback_xl.sheets.declaration import book_plan
from feedback_xl.xlsx.encrypt import encrypted


def plan_extracts(
    snapshot: Snapshot, passwords: Mapping[str, str]
) -> tuple[list[PlannedBook], dict[str, str]]:
    """Extracts to lay out, and those withheld with the reason: nothing is ever written open."""
    granted: dict[str, list[Row]] = {}
    for grant in snapshot.grants:
        if grant["ended_at"] is None:
            granted.setdefault(grant["department"], []).append(grant)
    planned = [
        _extract(snapshot, department, grants, passwords[department])
        for department, grants in granted.items()
        if passwords.get(department)
    ]
    withheld = {
        str(extract_path(snapshot, department)): say("waiting.no_password")
        for department in granted
        if not passwords.get(department)
    }
    return planned, withheld


def extract_path(snapshot: Snapshot, department: str) -> PurePosixPath:
    """Where a department's extract lies, below the workspace."""
    folder = snapshot.company.department_name(department)
    return PurePosixPath("outbox", folder, say("places.extract"))


def _extract(
    snapshot: Snapshot, department: str, grants: Iterable[Row], password: str
) -> PlannedBook:
    [plan] = [sheet for sheet in book_plan("customers") if sheet.id == "files"]
    numbers = sorted({grant["customer"] for grant in grants})
    lines = [file_line(snapshot, snapshot.customers[number]) for number in numbers]
    until = max(grant["until"] for grant in grants)
    contents = [Content(plan, lines, note=say("customers.extract", until=until))]
    identity = {"book": "extract", "department": department}
    owner = snapshot.company.department_name(department)
    return PlannedBook(
        extract_path(snapshot, department),
        digest([digest_of(contents, snapshot.company), _fingerprint(password, department)]),
        lambda _: encrypted(draw_book(snapshot, plan.title, owner, contents, identity), password),
        department,
        releases={"customers": numbers, "grants": sorted(grant["key"] for grant in grants)},
    )


@cache
def _fingerprint(password: str, department: str) -> str:
    """Tells a new password from the old one; it stands in the journal, so it is slow to guess."""
    key = hashlib.scrypt(password.encode(), salt=department.encode(), n=2**14, r=8, p=1)
    return key.hex()
