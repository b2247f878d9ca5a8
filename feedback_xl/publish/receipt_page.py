"""回执 as one page: numbers, people, the way to the reply, how each limit came, what to do next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from feedback_xl.language import say
from feedback_xl.ledger.queries import Row
from feedback_xl.procedure.company import Company
from feedback_xl.publish.covers import Places
from feedback_xl.publish.receipt import Matter, Receipt, Stage
from feedback_xl.sheets.page import Page, Part
from feedback_xl.xlsx.draw import Pen

_WIDTHS = (12, 12, 3.5, 12, 12, 3.5, 12, 12, 3.5, 12, 12)  # four boxes and the arrows between
_BOXES = ("A:B", "D:E", "G:H", "J:K")
_ARROWS = ("C", "F", "I")
_PEOPLE = ("A:B", "C:E", "F:H", "I:K")
_TOLD = ("A:B", "C:D", "E:H", "I:K")


@dataclass(frozen=True)
class Told:
    """Something the filler should look at, and the field it is about."""

    field: str
    cell: str
    label: str
    text: str
    expected: str


def told_of(row: Row) -> list[Told]:
    """A submission's reminders, then what was put right, before → after."""
    return [
        *(
            Told(p["field"], p["cell"], p["label"], p["text"], p["expected"])
            for p in row["problems"]
        ),
        *(Told(r["field"], r["cell"], r["label"], r["text"], _change(r)) for r in row["repairs"]),
    ]


def _change(repair: Mapping[str, str]) -> str:
    return say("receipt.repair", before=repair["before"], after=repair["after"])


def draw_receipt(
    pen: Pen,
    receipt: Receipt,
    headline: str,
    told: Sequence[Told],
    places: Places,
    company: Company,
    at: datetime,
) -> None:
    """First the sentence that says it all; a block for each case; links into the form's cells."""
    page = Page(pen, _WIDTHS)
    document = f"{company.document} {company.document_version}"
    title = say("receipt.sheet")
    page.band(title, say("receipt.band", company=company.name, document=document, at=at))
    page.gap()
    page.line((page.across, headline, "strong"))
    for matter in receipt.matters:
        _draw_matter(page, matter)
    if receipt.facts:
        page.gap()
        page.line((page.across, receipt.number, "big"), least=36)
        _draw_facts(page, receipt.facts)
    if told:
        _draw_told(page, told, places)
    page.heading(say("receipt.next"))
    page.line((page.across, receipt.next, "form_shown"))
    if receipt.matters:
        book = say("places.master")
        page.line((page.across, say("receipt.as_published", at=at, book=book), "note"))
    pen.protect()
    page.finish(f"{company.name} {title}")


def _draw_matter(page: Page, matter: Matter) -> None:
    page.gap()
    page.line(("A:H", matter.number, "big"), ("I:K", matter.level, "big"), least=36)
    _draw_facts(page, matter.facts)
    if matter.call:
        page.line((page.across, matter.call, "cell_remind"))
    page.gap()
    _draw_stages(page, matter.stages)
    page.gap()
    heads = (say(f"receipt.{name}") for name in ("role", "department", "person", "limit"))
    page.line(*zip(_PEOPLE, heads, ("form_column",) * 4, strict=True))
    for one in matter.people:
        values = (one.role, one.department, one.person, one.limit)
        page.line(*zip(_PEOPLE, values, ("form_shown",) * 4, strict=True))
    if matter.derivation:
        page.heading(say("receipt.derivation"))
    for name, line in matter.derivation:
        page.line(("A:B", name, "form_label"), ("C:K", line, "form_shown"), least=18)


def _draw_facts(page: Page, facts: Sequence[tuple[str, str]]) -> None:
    for name, text in facts:
        page.line(("A:B", name, "form_label"), ("C:K", text, "form_shown"))


def _draw_stages(page: Page, stages: Sequence[Stage]) -> None:
    """Four boxes in a row: name, day, time, and how it stands."""
    arrows: list[Part] = [(column, "→", "arrow") for column in _ARROWS]
    page.line(*_boxes([stage.name for stage in stages], "form_column"))
    page.line(*_boxes([_shown(stage.at, "%Y-%m-%d") for stage in stages], "box_day"), *arrows)
    page.line(*_boxes([_shown(stage.at, "%H:%M") for stage in stages], "box_time"))
    row = page.line(*_boxes([stage.state for stage in stages], "box_state"))
    page.pen.colour_states(f"A{row}:K{row}")


def _boxes(texts: Sequence[str], style: str) -> list[Part]:
    return [(columns, text, style) for columns, text in zip(_BOXES, texts, strict=True)]


def _shown(at: datetime | None, pattern: str) -> str:
    return at.strftime(pattern) if at else "—"


def _draw_told(page: Page, told: Sequence[Told], places: Places) -> None:
    page.heading(say("receipt.told"))
    heads = (say(f"receipt.told_{name}") for name in ("cell", "label", "text", "expected"))
    page.line(*zip(_TOLD, heads, ("form_column",) * 4, strict=True))
    for item in told:
        texts = (item.cell, item.label, item.text, item.expected)
        row = page.line(*zip(_TOLD, texts, ("cell",) * 4, strict=True))
        if item.field in places:
            sheet, cell = places[item.field]
            page.pen.link(f"A{row}", f"internal:'{sheet}'!{cell}", f"{sheet}!{cell}")
