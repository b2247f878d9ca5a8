"""档案变更决定通知: what became of a change of a customer's file that took two (P4.1-4b)."""

from pathlib import PurePosixPath

from feedback_xl.language import say
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.store import Book
from feedback_xl.procedure.company import Company
from feedback_xl.publish.paper import Paper
from feedback_xl.sheets.band import Heading
from feedback_xl.sheets.card import draw_card
from feedback_xl.sheets.declaration import book_plan
from feedback_xl.xlsx.cells import CellValue
from feedback_xl.xlsx.draw import Book as Workbook


def decision_notice(book: Book, company: Company, key: str) -> list[Paper]:
    """For Sales; which fields, not what they say."""
    [approval] = queries.approvals(book, schema.approvals.c.key == key)
    assert approval.decided_at is not None
    [plan] = [sheet for sheet in book_plan("notices") if sheet.id == "decision_notice"]
    cells: dict[str, CellValue] = {
        "number": approval.key,
        "decided": approval.decided_at,
        "words": approval.words,
        "reason": approval.reason,
        "asked_by": approval.asked_by,
        "decided_by": approval.decided_by,
        "state": company.label("decision", approval.state),
        "remark": approval.typed.get("remark"),
        "effect": say(f"notices.effect_{approval.state}"),
    }
    workbook = Workbook(plan.title, created=approval.decided_at, company=company.name)
    document = f"{company.document} {company.document_version}"
    seq = queries.decided_in(book, "change_decided", key)
    heading = Heading(company.name, document, approval.decided_at, seq)
    draw_card(workbook.sheet(plan.name), plan, cells, heading)
    identity = {"book": "notice", "approval": key}
    folder = PurePosixPath(company.department_name(company.front), say("places.notices"))
    decision = company.label("decision", approval.state)
    name = say("notices.decision_file", key=key, decision=decision)
    return [Paper(folder / name, workbook.close(identity, identity))]
