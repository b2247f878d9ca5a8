"""8D报告 of a case under corrective action, pre-filled for quality assurance (P4.2-c5)."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from feedback_xl.forms.declaration import form
from feedback_xl.forms.types import show_cell
from feedback_xl.language import listed, say
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.store import Book
from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.papers import has_8d
from feedback_xl.publish.paper import Over, Paper
from feedback_xl.records import Submission
from feedback_xl.sheets.card import sign_off
from feedback_xl.sheets.page import Page
from feedback_xl.xlsx.cells import CellValue
from feedback_xl.xlsx.draw import Book as Workbook

Cells = Mapping[str, CellValue]
SECTIONS: Mapping[str, Sequence[tuple[str, ...]]] = {  # one or two cells a line
    "head": (
        ("capa_number", "case"),
        ("customer", "level"),
        ("received", "begun"),
        ("due", "supplier"),
    ),
    "d0": (("symptom",), ("emergency",)),
    "d1": (("leader", "sponsor"), ("members",)),
    "d2": (("reproduced", "conclusion"), ("finding",)),
    "d3": (("containment",), ("scope",)),
    "d4": (("cause",), ("escape",)),
    "d5": (("outline",),),
    "d6": (
        ("countermeasure",),
        ("done_on", "effect"),
        ("evidence",),
        ("verified_by", "verified_on"),
    ),
    "d7": (("fmea",), ("horizontal",)),
    "d8": (("recognition",),),
}
FROM_TASKS: Mapping[str, Sequence[tuple[str, str]]] = {  # (step, what was typed there), best first
    "capa_number": (("plan_capa", "capa_number"),),
    "due": (("plan_capa", "capa_plan"),),
    "supplier": (("analyse", "supplier"),),
    "leader": (("capa", "capa_person"), ("analyse", "person")),
    "conclusion": (("analyse", "conclusion"),),
    "containment": (("analyse", "containment"),),
    "scope": (("analyse", "affected_scope"),),
    "cause": (("capa", "capa_cause"), ("analyse", "cause")),
    "escape": (("capa", "capa_escape"), ("analyse", "escape_cause")),
    "outline": (("plan_capa", "capa_outline"),),
    "countermeasure": (("capa", "countermeasure"),),
    "done_on": (("capa", "capa_on"),),
    "effect": (("capa", "effect"),),
    "evidence": (("capa", "effect_evidence"),),
    "verified_by": (("capa", "verified_by"),),
    "verified_on": (("capa", "verified_on"),),
    "fmea": (("capa", "fmea"),),
    "horizontal": (("capa", "horizontal"),),
}
FROM_FORM = {  # cells of form C that stand in where no task says it
    "capa_number": "capa_no",
    "reproduced": "reproduced",
    "conclusion": "conclusion",
    "finding": "finding",
    "supplier": "supplier",
    "containment": "containment",
    "cause": "cause",
    "escape": "escape_cause",
}
LINES = ("part", "lot", "checked", "defective", "phenomenon")
_WIDTHS = (15, 17, 17, 15, 17, 17)
_LINE_COLUMNS = ("A", "B", "C", "D", "E:F")
_HALVES = (("A", "B:C"), ("D", "E:F"))
_ROOM = 27.0  # points, where nothing stands yet


def name_8d(case: str) -> str:
    """The file name of a case's 8D."""
    return say("eight_d.file", number=case)


def eight_d(book: Book, company: Company, number: str) -> list[Paper]:
    """For quality assurance; once somebody saved it, it is theirs."""
    file = queries.case_file(book, company, number)
    if file is None or not has_8d(file):
        return []
    found = _confirmation(file, book)
    lines = found.lines.get("defects", ()) if found else ()
    reported = [row["values"] for row in queries.lines(book, schema.lines.c.case == number)]
    cells = {**_of_the_case(file), **_from_form(found, company), **_typed(file)}
    owner = company.steps["plan_capa"].department
    folder = PurePosixPath(company.department_name(owner), say("places.eight_d"))
    data = _drawn(file, cells, lines or reported)
    return [Paper(folder / name_8d(number), data, over=Over.UNTOUCHED)]


def _confirmation(file: CaseFile, book: Book) -> Submission | None:
    """Form C of the case, as it says last."""
    rows = queries.confirmations_of(book, file.case.number)
    return Submission.from_json(rows[-1]["record"]) if rows else None


def _of_the_case(file: CaseFile) -> dict[str, CellValue]:
    case, company = file.case, file.company
    tasks = [task for task in file.current() if task.role]
    members = [
        f"{company.department_name(task.department)} {task.typed.get('person', '')}".strip()
        for task in tasks
    ]
    return {
        "case": case.number,
        "customer": case.customer_name,
        "level": case.level,
        "received": case.received_at,
        "begun": file.current("plan_capa")[-1].opened_at.date(),
        "symptom": case.content,
        "members": listed(dict.fromkeys(members)),
    }


def _from_form(found: Submission | None, company: Company) -> dict[str, CellValue]:
    fields = form("confirmation").fields
    said = found.fields if found is not None else {}
    return {
        cell: show_cell(said[name], fields[name], company)
        for cell, name in FROM_FORM.items()
        if said.get(name)
    }


def _typed(file: CaseFile) -> dict[str, str]:
    typed = {
        (task.step, name): text for task in file.current() for name, text in task.typed.items()
    }
    found = {
        cell: next((typed[place] for place in places if typed.get(place)), "")
        for cell, places in FROM_TASKS.items()
    }
    return {cell: text for cell, text in found.items() if text}


def _drawn(file: CaseFile, cells: Cells, lines: Sequence[Mapping[str, object]]) -> bytes:
    case, company, title = file.case, file.company, say("eight_d.sheet")
    workbook = Workbook(title, created=case.entered_at, company=company.name)
    page = Page(workbook.sheet(title), _WIDTHS)
    document = f"{company.document} {company.document_version}"
    band = say("eight_d.band", company=company.name, document=document, case=case.number)
    page.band(title, band)
    page.line((page.across, say("eight_d.note"), "note"))
    for section, rows in SECTIONS.items():
        page.heading(say(f"eight_d.{section}"))
        if section == "d2":
            _draw_lines(page, lines)
        for names in rows:
            _draw_row(page, names, cells)
    sign_off(page)
    page.finish(f"{company.name} {title}")
    identity = {"book": "eight_d", "case": case.number}
    return workbook.close(identity, identity)


def _draw_row(page: Page, names: tuple[str, ...], cells: Cells) -> None:
    """Yellow where quality assurance still writes, grey where something is known."""
    places = _HALVES if len(names) == 2 else (("A", "B:F"),)
    parts: list[tuple[str, CellValue, str]] = []
    for (label, value), name in zip(places, names, strict=True):
        parts.append((label, say(f"eight_d.{name}"), "form_label"))
        parts.append((value, cells.get(name), "form_system" if cells.get(name) else "input"))
    page.line(*parts, least=_ROOM if len(names) == 1 else 20)


def _draw_lines(page: Page, lines: Sequence[Mapping[str, object]]) -> None:
    heads = (say(f"eight_d.{name}") for name in LINES)
    page.line(*zip(_LINE_COLUMNS, heads, ("form_column",) * 5, strict=True))
    for line in lines:
        texts = (str(line[name]) if line.get(name) is not None else None for name in LINES)
        page.line(*zip(_LINE_COLUMNS, texts, ("form_system",) * 5, strict=True))
