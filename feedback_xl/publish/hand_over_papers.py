"""移交清单 for the leaver's department, and a letter by the company to each of his customers."""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from feedback_xl.files.names import safe_name
from feedback_xl.language import listed, say
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.queries import Row
from feedback_xl.ledger.store import Book
from feedback_xl.procedure.company import Company
from feedback_xl.publish.hand_over_letter import draw_letter
from feedback_xl.publish.paper import Paper
from feedback_xl.publish.rows import product_list
from feedback_xl.records import HandOver
from feedback_xl.sheets.band import Heading
from feedback_xl.sheets.card import draw_card
from feedback_xl.sheets.content import Content, Line
from feedback_xl.sheets.declaration import book_plan
from feedback_xl.sheets.draw import draw_content
from feedback_xl.xlsx.cells import CellValue
from feedback_xl.xlsx.draw import Book as Workbook

SIGNERS = ("handed_by", "received_by", "watched_by")


def hand_over_papers(book: Book, company: Company, number: str) -> list[Paper]:
    """The list to sign, and the letters to seal."""
    hand_over = next(one for one in queries.hand_overs(book) if one.number == number)
    table = schema.customers
    customers = queries.rows(book, table, table.c.key.in_(hand_over.customers))
    folder = PurePosixPath(company.department_name(hand_over.department), say("places.notices"))
    name = safe_name(say("notices.handover_file", number=number, person=hand_over.person))
    listed = Paper(folder / f"{name}.xlsx", _list(hand_over, customers, book, company))
    return [listed, *(_letter(hand_over, row, company) for row in customers)]


def _letter(hand_over: HandOver, customer: Row, company: Company) -> Paper:
    """For Sales alone: the contact of the customer's file stands in it."""
    short = customer["short_name"] or customer["name"]
    name = safe_name(say("letters.change_file", number=hand_over.number, customer=short))
    notices = PurePosixPath(company.department_name(company.front), say("places.notices"))
    folder = notices / say("places.letters")
    data = draw_letter(hand_over, customer, company)
    return Paper(folder / f"{name}_{customer['key']}.xlsx", data)


def _list(hand_over: HandOver, customers: list[Row], book: Book, company: Company) -> bytes:
    sheets = {
        "handover_customers": [_customer(row, company) for row in customers],
        "handover_tasks": _tasks(hand_over, book, company),
        "handover_cases": _cases(hand_over, book, company),
        "handover_files": _files(hand_over, book),
    }
    plans = {plan.id: plan for plan in book_plan("notices")}
    card = plans["handover_list"]
    counts = listed(
        say("notices.count", what=plans[name].name, count=len(lines))
        for name, lines in sheets.items()
    )
    workbook = Workbook(card.title, created=hand_over.begun_at, company=company.name)
    heading = _heading(hand_over, book, company)
    draw_card(workbook.sheet(card.name), card, _card(hand_over, counts, company), heading, SIGNERS)
    for name, lines in sheets.items():
        if lines:
            draw_content(workbook, Content(plans[name], lines), heading, company)
    identity = {"book": "notice", "handover": hand_over.number}
    return workbook.close(identity, identity)


def _heading(hand_over: HandOver, book: Book, company: Company) -> Heading:
    document = f"{company.document} {company.document_version}"
    seq = queries.decided_in(book, "handover", hand_over.number)
    return Heading(company.name, document, hand_over.begun_at, seq)


def _card(hand_over: HandOver, counts: str, company: Company) -> dict[str, CellValue]:
    return {
        "number": hand_over.number,
        "begun": hand_over.begun_at,
        "person": hand_over.person,
        "department": company.department_name(hand_over.department),
        "kind": company.label("person_status", hand_over.kind),
        "since": hand_over.since,
        "successor": hand_over.successor,
        "counts": counts,
        "promise": say("notices.promise"),
        **dict.fromkeys(("received", "sorted", "archived"), say("notices.tick")),
    }


def _customer(row: Row, company: Company) -> Line:
    cells: dict[str, CellValue] = {
        "number": row["key"],
        "customer": row["name"],
        "status": company.label("customer_status", row["status"]),
        "grade": company.label("customer_grade", row["fields"].get("grade")),
        "products": product_list(row),
    }
    return Line(row["key"], cells)


def _tasks(hand_over: HandOver, book: Book, company: Company) -> list[Line]:
    found = queries.tasks(book, schema.tasks.c.key.in_(hand_over.tasks))
    names = _names(book, (task.customer for task in found))
    return [
        Line(
            task.number,
            {
                "number": task.number,
                "customer": names.get(task.customer, ""),
                "demand": company.steps[task.step].demand,
                "limit": task.limit_at,
            },
        )
        for task in found
    ]


def _cases(hand_over: HandOver, book: Book, company: Company) -> list[Line]:
    found = queries.cases(book, schema.cases.c.key.in_(hand_over.cases))
    return [
        Line(
            case.number,
            {
                "number": case.number,
                "customer": case.customer_name,
                "subject": case.subject,
                "state": company.states[case.state].word.format(
                    round=case.round, merged_into=case.merged_into
                ),
            },
        )
        for case in found
    ]


def _files(hand_over: HandOver, book: Book) -> list[Line]:
    """What was kept for his customers and his cases."""
    about = (*hand_over.customers, *hand_over.cases)
    found = queries.rows(book, schema.evidence, schema.evidence.c.number.in_(about))
    return [
        Line(row["key"], {"number": row["number"], "file": row["name"], "at": row["at"]})
        for row in found
    ]


def _names(book: Book, numbers: Iterable[str]) -> Mapping[str, str]:
    found = queries.rows(book, schema.customers, schema.customers.c.key.in_(set(numbers)))
    return {row["key"]: row["short_name"] or row["name"] for row in found}
