"""Every book there is: its place, what stands in it, and how it is drawn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from feedback_xl.forms.blank import blank
from feedback_xl.forms.declaration import all_forms
from feedback_xl.publish.customers import customers_book
from feedback_xl.publish.dashboard import Dashboard
from feedback_xl.publish.master import master_book
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.publish.tasks import task_book
from feedback_xl.records import digest
from feedback_xl.sheets.content import Content, content_digest
from feedback_xl.sheets.draw import Heading, draw_content
from feedback_xl.xlsx.draw import Book

TASK_BOOK = "任务表.xlsx"


@dataclass(frozen=True)
class PlannedBook:
    """One workbook as it should stand: drawn only if its digest is new."""

    path: PurePosixPath  # below the workspace
    digest: str
    draw: Callable[[str], bytes]  # takes the publication's id
    department: str = ""
    base: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def is_two_way(self) -> bool:
        return bool(self.department)


def plan_books(snapshot: Snapshot) -> list[PlannedBook]:
    """All books, as functions of one snapshot."""
    departments = [plan_task_book(snapshot, name) for name in snapshot.company.departments]
    return [
        *departments,
        _master(snapshot),
        _dashboard(snapshot),
        _customers(snapshot),
        *_blanks(snapshot),
    ]


def _heading(snapshot: Snapshot, owner: str) -> Heading:
    company = snapshot.company
    document = f"{company.document} {company.document_version}"
    return Heading(owner, document, snapshot.as_of, snapshot.seq)


def _draw(
    snapshot: Snapshot, title: str, owner: str, contents: Sequence[Content], meta: Mapping[str, str]
) -> bytes:
    book = Book(title, created=snapshot.as_of, company=snapshot.company.name)
    for content in contents:
        draw_content(book, content, _heading(snapshot, owner), snapshot.company)
    return book.close(_meta(snapshot, meta), meta)


def _meta(snapshot: Snapshot, identity: Mapping[str, str]) -> dict[str, Any]:
    return {**identity, "as_of": snapshot.as_of.isoformat(), "seq": snapshot.seq}


def plan_task_book(snapshot: Snapshot, department: str) -> PlannedBook:
    """One department's task sheet alone."""
    name = snapshot.company.department_name(department)
    contents = task_book(snapshot, department)
    base: dict[str, Mapping[str, str]] = {}
    for content in contents:
        base |= content.base()

    def draw(publication: str) -> bytes:
        meta = {"book": "tasks", "department": department, "publication": publication}
        return _draw(snapshot, f"{name} 任务表", name, contents, meta)

    path = PurePosixPath("outbox", name, TASK_BOOK)
    return PlannedBook(path, content_digest(contents), draw, department, base)


def _master(snapshot: Snapshot) -> PlannedBook:
    contents = master_book(snapshot)
    return PlannedBook(
        PurePosixPath("workbooks", "总台账.xlsx"),
        content_digest(contents),
        lambda _: _draw(snapshot, "总台账", snapshot.company.name, contents, {"book": "master"}),
    )


def _customers(snapshot: Snapshot) -> PlannedBook:
    contents = customers_book(snapshot)
    return PlannedBook(
        PurePosixPath("workbooks", "顾客档案.xlsx"),
        content_digest(contents),
        lambda _: _draw(
            snapshot, "顾客档案", snapshot.company.name, contents, {"book": "customers"}
        ),
    )


def _dashboard(snapshot: Snapshot) -> PlannedBook:
    dashboard = Dashboard(snapshot)

    def draw(_publication: str) -> bytes:
        book = Book("看板", created=snapshot.as_of, company=snapshot.company.name)
        dashboard.draw(book, _heading(snapshot, snapshot.company.name))
        identity = {"book": "dashboard"}
        return book.close(_meta(snapshot, identity), identity)

    return PlannedBook(PurePosixPath("workbooks", "看板.xlsx"), dashboard.digest(), draw)


def _blanks(snapshot: Snapshot) -> list[PlannedBook]:
    """空白表 with the company's own lists in the drop-downs (plant 3d)."""
    company, known = snapshot.company, suggestions(snapshot)
    folder = PurePosixPath("outbox", company.department_name(company.front), "空白表")
    return [
        PlannedBook(
            folder / declared.file,
            digest({"form": declared.id, "version": declared.version, "known": known}),
            lambda _, declared=declared: blank(declared, company, known),  # type: ignore[misc]
        )
        for declared in all_forms()
    ]


def suggestions(snapshot: Snapshot) -> dict[str, list[str]]:
    """What the ledger knows and a form may offer: customers, people, parts."""
    customers = {row["short_name"] or row["name"] for row in snapshot.customers.values()}
    people = {case.taken_by for case in snapshot.cases.values()}
    people |= {row["rep"] for row in snapshot.customers.values()}
    parts = {
        str(line["values"]["part"])
        for lines in snapshot.lines.values()
        for line in lines
        if line["values"].get("part")
    }
    lists = {"customers": customers, "people": people, "parts": parts}
    return {name: sorted(values - {""}) for name, values in lists.items()}
