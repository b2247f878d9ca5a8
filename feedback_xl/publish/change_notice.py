"""客户要求变更通知单: in writing to the departments that have to change something (P4.2-d8)."""

from dataclasses import replace
from pathlib import PurePosixPath

from feedback_xl.forms.declaration import form
from feedback_xl.forms.types import show_cell
from feedback_xl.language import listed, say
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.store import Book
from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.procedure.company import Company
from feedback_xl.publish.paper import Over, Paper
from feedback_xl.sheets.band import Heading
from feedback_xl.sheets.card import draw_card
from feedback_xl.sheets.declaration import Column, book_plan
from feedback_xl.xlsx.cells import CellValue
from feedback_xl.xlsx.draw import Book as Workbook

SAID = ("change_kind", "contract", "change_before", "change_after", "effective_on")
BASIS = {"agree_technically": "technical_agreement", "conclude": "review_number"}


def notice_name(case: str) -> str:
    """The file name of a case's notice."""
    return say("notices.change_file", case=case)


def change_notice(book: Book, company: Company, case: str) -> list[Paper]:
    """One copy for each department that has to acknowledge."""
    file = queries.case_file(book, company, case)
    assert file is not None
    parts = [
        str(line["values"]["part"])
        for line in queries.lines(book, schema.lines.c.case == case)
        if line["values"].get("part")
    ]
    data = _drawn(file, company, parts, queries.decided_in(book, "change_notice", case))
    return [
        Paper(
            PurePosixPath(
                company.department_name(task.department), say("places.notices"), notice_name(case)
            ),
            data,
            over=Over.ANYTHING,
        )
        for task in file.current("acknowledge")
    ]


def _drawn(file: CaseFile, company: Company, parts: list[str], seq: int) -> bytes:
    case, tasks = file.case, file.current("acknowledge")
    [plan] = [sheet for sheet in book_plan("notices") if sheet.id == "change_notice"]
    signs = {task.number: company.department_name(task.department) for task in tasks}
    boxes = tuple(
        Column(number, say("notices.sign_title", department=name), 2)
        for number, name in signs.items()
    )
    fields = form("feedback").fields
    cells: dict[str, CellValue] = {
        name: show_cell(case.facts[name], fields[name], company)
        for name in SAID
        if name in case.facts
    }
    issued = min(task.opened_at for task in tasks)
    cells |= {
        "case": case.number,
        "issued": issued,
        "customer": case.customer_name,
        "limit": tasks[0].limit_at,
        "product": listed(parts),
        "basis": _basis(file),
        "content": case.content,
        **dict.fromkeys(signs, say("notices.to_sign")),
    }
    workbook = Workbook(plan.title, created=issued, company=company.name)
    record = f"{company.document} {company.document_version}"
    heading = Heading(company.name, record, issued, seq)
    signed = replace(plan, columns=plan.columns + boxes)
    draw_card(workbook.sheet(plan.name), signed, cells, heading)
    identity = {"book": "notice", "case": case.number}
    return workbook.close(identity, identity)


def _basis(file: CaseFile) -> str:
    """What the change was agreed by."""
    told = [
        say(f"notices.basis_{step}", number=task.typed[name])
        for step, name in BASIS.items()
        for task in file.current(step)
        if name in task.typed
    ]
    return listed(told)
