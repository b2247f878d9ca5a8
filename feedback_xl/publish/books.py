"""Every book there is: its place, what stands in it, and how it is drawn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from feedback_xl.forms.blank import blank
from feedback_xl.forms.declaration import all_forms
from feedback_xl.language import say
from feedback_xl.ledger.queries import version_of
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.enforce import company_from, content_after
from feedback_xl.procedure.load import shipped_company
from feedback_xl.publish.approvals import (
    approval_book,
    deciders,
)
from feedback_xl.publish.customers import customers_book
from feedback_xl.publish.dashboard import Dashboard
from feedback_xl.publish.master import master_book
from feedback_xl.publish.refused_book import RefusedBook, draw_refused, refused_contents
from feedback_xl.publish.settings_book import (
    draw_settings,
    sentences,
    settings_contents,
)
from feedback_xl.publish.shipments_book import draw_shipments, shipments_content
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.publish.tasks import task_book
from feedback_xl.records import digest
from feedback_xl.sheets.band import Heading
from feedback_xl.sheets.content import Content, content_digest
from feedback_xl.sheets.contents import draw_contents, listed
from feedback_xl.sheets.draw import draw_content
from feedback_xl.xlsx.draw import Book


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


def company_book(name: str) -> PurePosixPath:
    """The place of one of the company's own books, below the workspace."""
    return PurePosixPath("workbooks", say(f"places.{name}"))


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
        _shipments(snapshot),
    ]


def heading_of(snapshot: Snapshot, owner: str) -> Heading:
    """What the band of each sheet says: whose book, under which document, how old."""
    company = snapshot.company
    document = f"{company.document} {company.document_version}"
    return Heading(owner, document, snapshot.as_of, snapshot.seq)


def draw_book(
    snapshot: Snapshot, title: str, owner: str, contents: Sequence[Content], meta: Mapping[str, str]
) -> bytes:
    """The workbook with these sheets; `meta` says which book it is."""
    book = Book(title, created=snapshot.as_of, company=snapshot.company.name)
    heading = heading_of(snapshot, owner)
    draw_contents(book, [listed(content, snapshot.company) for content in contents], heading)
    for content in contents:
        draw_content(book, content, heading, snapshot.company)
    return book.close(_meta(snapshot, meta), meta)


def _meta(snapshot: Snapshot, identity: Mapping[str, str]) -> dict[str, Any]:
    return {**identity, "as_of": snapshot.as_of.isoformat(), "seq": snapshot.seq}


def plan_task_book(snapshot: Snapshot, department: str) -> PlannedBook:
    """One department's task sheet alone."""
    path = PurePosixPath(
        "outbox", snapshot.company.department_name(department), say("places.task_book")
    )
    return _two_way(snapshot, "tasks", department, path, task_book(snapshot, department))


def plan_approval_book(snapshot: Snapshot, department: str) -> PlannedBook:
    """What the head of a department has to decide, in his own folder."""
    name = snapshot.company.department_name(department)
    path = PurePosixPath("outbox", name, say("places.approvals"), say("places.approval_book"))
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
    contents, path = master_book(snapshot), company_book("master")
    return PlannedBook(
        path,
        digest_of(contents, snapshot.company),
        lambda _: draw_book(
            snapshot, path.stem, snapshot.company.name, contents, {"book": "master"}
        ),
    )


def _customers(snapshot: Snapshot) -> PlannedBook:
    contents, path = customers_book(snapshot), company_book("customers")
    return PlannedBook(
        path,
        digest_of(contents, snapshot.company),
        lambda _: draw_book(
            snapshot, path.stem, snapshot.company.name, contents, {"book": "customers"}
        ),
    )


def _dashboard(snapshot: Snapshot) -> PlannedBook:
    """The figures; a fault in them is told when they are drawn and holds up no other book."""
    path, failed = company_book("dashboard"), digest(["failed", snapshot.seq, snapshot.as_of])
    try:
        dashboard, fault = Dashboard(snapshot), None
        found = dashboard.digest()
    except Exception as error:
        fault, found = error, failed

    def draw(_publication: str) -> bytes:
        if fault is not None:
            raise fault
        book = Book(path.stem, created=snapshot.as_of, company=snapshot.company.name)
        dashboard.draw(book, heading_of(snapshot, snapshot.company.name))
        identity = {"book": "dashboard"}
        return book.close(_meta(snapshot, identity), identity)

    return PlannedBook(path, found, draw)


def _blanks(snapshot: Snapshot) -> list[PlannedBook]:
    """空白表 with the company's own lists in the drop-downs (plant 3d)."""
    company, known = snapshot.company, suggestions(snapshot)
    folder = PurePosixPath("outbox", company.department_name(company.front), say("places.blanks"))
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
    path = company_book("settings_book")
    decided = content_after(shipped, versions)
    company = company_from(shipped, decided, number)
    contents = settings_contents(decided, company, sentences(snapshot.settings))

    def draw(publication: str) -> bytes:
        identity = {"book": "settings", "version": number, "publication": publication}
        book = Book(path.stem, created=snapshot.as_of, company=company.name)
        heading = heading_of(snapshot, company.name)
        draw_contents(book, [listed(content, company) for content in contents], heading)
        draw_settings(book, contents, heading, company)
        return book.close(_meta(snapshot, identity), identity)

    found = digest([digest_of(contents, company), number])
    return PlannedBook(path, found, draw, book="settings")


def _shipments(snapshot: Snapshot) -> PlannedBook:
    """What was shipped, as it was taken last, with room for more."""
    content = shipments_content(snapshot, suggestions(snapshot))

    def draw(publication: str) -> bytes:
        version = snapshot.shipments_version
        identity = {"book": "shipments", "version": version, "publication": publication}
        path = company_book("shipments_book")
        book = Book(path.stem, created=snapshot.as_of, company=snapshot.company.name)
        heading = heading_of(snapshot, snapshot.company.name)
        draw_shipments(book, content, heading, snapshot.company)
        return book.close(_meta(snapshot, identity), identity)

    found = digest([digest_of([content], snapshot.company), snapshot.shipments_version])
    return PlannedBook(company_book("shipments_book"), found, draw, book="shipments")


def plan_refused(snapshot: Snapshot, name: str, refused: RefusedBook) -> PlannedBook:
    """The marked copy of a saved book, settings or shipments, that was not taken."""
    path, contents = company_book(f"{name}_refused"), refused_contents(name, refused)

    def draw(_publication: str) -> bytes:
        identity = {"book": f"{name}_refused"}
        book = Book(path.stem, created=snapshot.as_of, company=snapshot.company.name)
        heading = heading_of(snapshot, snapshot.company.name)
        draw_refused(book, name, contents, refused, heading, snapshot.company)
        return book.close(_meta(snapshot, identity), identity)

    told = [problem.__dict__ for problem in refused.problems]
    return PlannedBook(path, digest([content_digest(contents), told]), draw)


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
