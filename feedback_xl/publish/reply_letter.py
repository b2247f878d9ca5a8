"""回复函: the letter that answers a case, ready for Sales to finish, seal and send (P4.2-c9)."""

from pathlib import PurePosixPath

from feedback_xl.language import say
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.store import Book
from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.papers import has_letter, letter_kind
from feedback_xl.publish.letterhead import draw_foot, draw_head, letter_page
from feedback_xl.publish.paper import Over, Paper
from feedback_xl.publish.words import product_words
from feedback_xl.records import Reply
from feedback_xl.xlsx.draw import Book as Workbook

Section = tuple[str, list[str]]  # its title, its paragraphs


def letter_name(file: CaseFile) -> str:
    """The file name of the letter that is to be written next, or was written last."""
    case, kind = file.case, letter_kind(file)
    again = say("letters.round", round=case.round) if case.round > 1 else ""
    word = "letters.interim_file" if kind == "interim" else "letters.reply_file"
    return say(word, number=case.number, round=again)


def reply_letter(book: Book, company: Company, number: str) -> list[Paper]:
    """The letter as it stands now; one that Sales has changed stays as it is."""
    file = queries.case_file(book, company, number)
    if file is None or not has_letter(file):
        return []
    customer = queries.row(book, schema.customers, file.case.customer)
    lines = queries.lines(book, schema.lines.c.case == number)
    products = [product_words(company, line["values"]) for line in lines]
    name = str(customer["name"]) if customer is not None else file.case.customer_name
    folder = PurePosixPath(company.department_name(company.front), say("places.replies"))
    data = _drawn(file, name, products)
    return [Paper(folder / letter_name(file), data, over=Over.UNTOUCHED)]


def _drawn(file: CaseFile, customer: str, products: list[str]) -> bytes:
    case, company = file.case, file.company
    interim = letter_kind(file) == "interim"
    title = say("letters.interim_title" if interim else "letters.reply_title")
    workbook = Workbook(title, created=case.entered_at, company=company.name)
    page = letter_page(workbook, say("letters.reply_sheet"))
    draw_head(page, company, title, case.number)
    page.line((page.across, say("letters.to", customer=customer), "letter_strong"))
    if case.contact:
        page.line((page.across, say("letters.attention", contact=case.contact), "letter"))
    page.gap()
    page.line((page.across, _received(file), "letter"))
    for number, (heading, paragraphs) in zip(
        say("letters.sections"), _sections(file, products), strict=False
    ):
        page.gap()
        words = say("letters.section", number=number, title=heading)
        page.line((page.across, words, "letter_strong"))
        for text in paragraphs:
            page.line((page.across, text, "letter"))
    page.gap()
    page.line((page.across, say("letters.closing"), "letter"))
    page.line((page.across, say("letters.regards"), "letter"))
    reply = _given(file)
    person = (reply.by if reply else "") or case.taken_by
    department = company.department_name(company.front)
    signer = say("letters.signer", department=department, person=person)
    draw_foot(page, company, signer, reply.replied_at.date() if reply else None)
    identity = {"book": "letter", "case": case.number}
    return workbook.close(identity, identity)


def _received(file: CaseFile) -> str:
    case = file.case
    channel = file.company.label("channel", case.channel)
    day = say("letters.day", day=case.received_at)
    word = "letters.received_by" if channel else "letters.received"
    return say(word, day=day, channel=channel, case=case.number)


def _sections(file: CaseFile, products: list[str]) -> list[Section]:
    """Those there is something to say in."""
    told = [say("letters.products", products=";".join(products))] if products else []
    found = [
        (say("letters.content"), [file.case.content, *told]),
        (say("letters.measures"), _measures(file)),
        (say("letters.corrective"), _corrective(file)),
        (say("letters.answer"), _answer(file)),
    ]
    return [(title, paragraphs) for title, paragraphs in found if paragraphs]


def _measures(file: CaseFile) -> list[str]:
    """What the departments did, and what Sales concluded or explained; done with, not under way."""
    company, found = file.company, []
    for task in [*file.result_tasks, *file.current("explain")]:
        text = task.typed.get(company.steps[task.step].result, "")
        told = task.role or task.department == company.front
        if told and text and task.state == "done":
            department = company.department_name(task.department)
            found.append(say("letters.measure", department=department, text=text))
    return found


def _corrective(file: CaseFile) -> list[str]:
    """What is planned for good, and until when; or what was done."""
    done = [task.typed for task in file.current("capa") if task.state == "done"]
    if done:
        told = done[-1]
        return [say("letters.corrective_done", outline=told["countermeasure"], on=told["capa_on"])]
    plans = [task.typed for task in file.current("plan_capa") if task.state == "done"]
    return [
        say(
            "letters.corrective_plan",
            outline=plan["capa_outline"],
            until=plan["capa_plan"],
            number=plan["capa_number"],
        )
        for plan in plans
    ]


def _answer(file: CaseFile) -> list[str]:
    """What Sales typed, if it was typed for this letter; of an interim one, when more follows."""
    [*_, task] = file.current("reply")
    kind = letter_kind(file)
    if task.values.get("reply_kind", kind) != kind:
        return []
    content, until = task.typed.get("reply_content"), task.typed.get("next_date")
    told = [content] if content else []
    if kind == "interim" and until:
        told.append(say("letters.next", until=until))
    return told


def _given(file: CaseFile) -> Reply | None:
    """The reply this letter went with, once it was given."""
    kind = letter_kind(file)
    replies = [r for r in file.replies.values() if (r.round, r.kind) == (file.case.round, kind)]
    return replies[-1] if replies else None
