"""Every book there is: its place, what stands in it, and how it is drawn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from feedback_xl.forms.blank import blank
from feedback_xl.forms.declaration import all_forms
from feedback_xl.ledger.queries import version_of
from feedback_xl.problems import Problem
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.enforce import company_from, content_after
from feedback_xl.procedure.load import shipped_company
from feedback_xl.publish.approvals import (
    APPROVAL_BOOK,
    APPROVALS_FOLDER,
    approval_book,
    deciders,
)
from feedback_xl.publish.customers import customers_book
from feedback_xl.publish.dashboard import Dashboard
from feedback_xl.publish.master import master_book
from feedback_xl.publish.settings_book import (
    draw_refused,
    draw_settings,
    refused_contents,
    sentences,
    settings_contents,
)
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.publish.tasks import task_book
from feedback_xl.records import digest
from feedback_xl.sheets.content import Content, content_digest
from feedback_xl.sheets.draw import Heading, draw_content
from feedback_xl.xlsx.cells import CellValue
from feedback_xl.xlsx.draw import Book

TASK_BOOK = "任务表.xlsx"
SETTINGS_BOOK = PurePosixPath("workbooks", "设置.xlsx")
REFUSED_BOOK = PurePosixPath("workbooks", "设置_有误.xlsx")


@dataclass(frozen=True)
class PlannedBook:
    """One workbook as it should stand: drawn only if its digest is new."""

    path: PurePosixPath  # below the workspace
    digest: str
    draw: Callable[[str], bytes]  # takes the publication's id
    department: str = ""
    base: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    book: str = ""  # tasks | approvals: books people type into
    releases: Mapping[str, Sequence[str]] = field(default_factory=dict)  # customers, grants

    @property
    def folder(self) -> str:
        """The department's folder it lies in; "" for the company's own books."""
        return self.path.parts[1] if self.path.parts[0] == "outbox" else ""

    @property
    def is_two_way(self) -> bool:
        return bool(self.book)


@dataclass(frozen=True)
class RefusedSettings:
    """A saved 设置.xlsx that was not taken: what is wrong, and sheet → row → column → as typed."""

    problems: Sequence[Problem]
    typed: Mapping[str, Mapping[int, Mapping[str, CellValue]]]


def plan_books(snapshot: Snapshot) -> list[PlannedBook]:
    """All books, as functions of one snapshot."""
    departments = [plan_task_book(snapshot, name) for name in snapshot.company.departments]
    return [
        *departments,
        *(plan_approval_book(snapshot, name) for name in deciders(snapshot.company)),
        _master(snapshot),
        _dashboard(snapshot),
        _customers(snapshot),
        *_blanks(snapshot),
        _settings(snapshot),
    ]


def _heading(snapshot: Snapshot, owner: str) -> Heading:
    company = snapshot.company
    document = f"{company.document} {company.document_version}"
    return Heading(owner, document, snapshot.as_of, snapshot.seq)


def draw_book(
    snapshot: Snapshot, title: str, owner: str, contents: Sequence[Content], meta: Mapping[str, str]
) -> bytes:
    """The workbook with these sheets; `meta` says which book it is."""
    book = Book(title, created=snapshot.as_of, company=snapshot.company.name)
    for content in contents:
        draw_content(book, content, _heading(snapshot, owner), snapshot.company)
    return book.close(_meta(snapshot, meta), meta)


def _meta(snapshot: Snapshot, identity: Mapping[str, str]) -> dict[str, Any]:
    return {**identity, "as_of": snapshot.as_of.isoformat(), "seq": snapshot.seq}


def plan_task_book(snapshot: Snapshot, department: str) -> PlannedBook:
    """One department's task sheet alone."""
    path = PurePosixPath("outbox", snapshot.company.department_name(department), TASK_BOOK)
    return _two_way(snapshot, "tasks", department, path, task_book(snapshot, department))


def plan_approval_book(snapshot: Snapshot, department: str) -> PlannedBook:
    """What the head of a department has to decide, in his own folder."""
    name = snapshot.company.department_name(department)
    path = PurePosixPath("outbox", name, APPROVALS_FOLDER, APPROVAL_BOOK)
    return _two_way(snapshot, "approvals", department, path, approval_book(snapshot, department))


def _two_way(
    snapshot: Snapshot,
    book: str,
    department: str,
    path: PurePosixPath,
    contents: Sequence[Content],
) -> PlannedBook:
    """A book people type into: it carries the id of its publication."""
    name = snapshot.company.department_name(department)
    base: dict[str, Mapping[str, str]] = {}
    for content in contents:
        base |= content.base()

    def draw(publication: str) -> bytes:
        meta = {"book": book, "department": department, "publication": publication}
        return draw_book(snapshot, f"{name} {path.stem}", name, contents, meta)

    found = digest_of(contents, snapshot.company)
    return PlannedBook(path, found, draw, department, base, book)


def digest_of(contents: Sequence[Content], company: Company) -> str:
    """The same for the same content and the same company."""
    return digest([content_digest(contents), _printed(company)])


def _printed(company: Company) -> list[Any]:
    """What of the company is printed on every book or offered in its drop-downs."""
    lists = {name: company.options(name) for name in (*company.lists, "department", "person")}
    return [company.name, company.document, company.document_version, lists]


def _master(snapshot: Snapshot) -> PlannedBook:
    contents = master_book(snapshot)
    return PlannedBook(
        PurePosixPath("workbooks", "总台账.xlsx"),
        digest_of(contents, snapshot.company),
        lambda _: draw_book(
            snapshot, "总台账", snapshot.company.name, contents, {"book": "master"}
        ),
    )


def _customers(snapshot: Snapshot) -> PlannedBook:
    contents = customers_book(snapshot)
    return PlannedBook(
        PurePosixPath("workbooks", "顾客档案.xlsx"),
        digest_of(contents, snapshot.company),
        lambda _: draw_book(
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
            digest([declared.id, declared.version, known, record_number, _printed(company)]),
            lambda _, declared=declared: blank(declared, company, known),  # type: ignore[misc]
        )
        for declared in all_forms()
        for record_number in [company.records[declared.id].number]
    ]


def _settings(snapshot: Snapshot) -> PlannedBook:
    """What managers set, as they left it last, with room to set more."""
    shipped, versions = shipped_company(), [version_of(row) for row in snapshot.settings]
    number = versions[-1].number if versions else ""
    decided = content_after(shipped, versions)
    company = company_from(shipped, decided, number)
    contents = settings_contents(decided, company, sentences(snapshot.settings))

    def draw(publication: str) -> bytes:
        identity = {"book": "settings", "version": number, "publication": publication}
        book = Book("设置", created=snapshot.as_of, company=company.name)
        draw_settings(book, contents, _heading(snapshot, company.name), company)
        return book.close(_meta(snapshot, identity), identity)

    found = digest([digest_of(contents, company), number])
    return PlannedBook(SETTINGS_BOOK, found, draw, book="settings")


def plan_refused(snapshot: Snapshot, refused: RefusedSettings) -> PlannedBook:
    """The marked copy of a settings book that was not taken."""
    contents = refused_contents(refused.typed)

    def draw(_publication: str) -> bytes:
        identity = {"book": "settings_refused"}
        book = Book("设置_有误", created=snapshot.as_of, company=snapshot.company.name)
        heading = _heading(snapshot, snapshot.company.name)
        draw_refused(book, contents, refused.problems, heading, snapshot.company)
        return book.close(_meta(snapshot, identity), identity)

    told = [problem.__dict__ for problem in refused.problems]
    return PlannedBook(REFUSED_BOOK, digest([content_digest(contents), told]), draw)


def suggestions(snapshot: Snapshot) -> dict[str, list[str]]:
    """What the ledger knows and a form may offer: customers, people, parts."""
    customers = {row["short_name"] or row["name"] for row in snapshot.customers.values()}
    people = {case.taken_by for case in snapshot.cases.values()}
    people |= {row["rep"] for row in snapshot.customers.values()}
    people -= {p.name for p in snapshot.company.people.values() if p.status != "active"}
    parts = {
        str(line["values"]["part"])
        for lines in snapshot.lines.values()
        for line in lines
        if line["values"].get("part")
    }
    lists = {"customers": customers, "people": people, "parts": parts}
    return {name: sorted(values - {""}) for name, values in lists.items()}
