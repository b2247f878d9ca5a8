"""出差.退换品信息表: each matter becomes a case, or a case becomes what its revised form says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from feedback_xl.forms.filled import Filled
from feedback_xl.forms.text import fold_key
from feedback_xl.intake.customers import Resolved, resolve_customer
from feedback_xl.intake.matters import Matter, facts_of_case, ids_in, matters_of, received_at
from feedback_xl.intake.revision import Merged, merge_revision
from feedback_xl.intake.ruling import Desk, Ruling, tell
from feedback_xl.ledger import queries, schema
from feedback_xl.problems import Note, Problem
from feedback_xl.procedure.admission import (
    admit,
    ask_for,
    effective_level,
    named_departments,
    needs_judging,
    route_of,
)
from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.procedure.closing import close_untimed
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.papers import drafts, papers
from feedback_xl.procedure.planning import redo
from feedback_xl.procedure.review import review
from feedback_xl.records import Case, Change, FollowUp, Submission, Typed

TOLD = "told_new_matter"  # the sender was asked, and handed the same in again


def admit_feedback(filled: Filled, desk: Desk) -> Ruling:
    """New cases, or a revision where the form carries a number of ours."""
    number = str(filled.meta.get("number") or "")
    if number:
        merged = merge_revision(filled, number, desk)
        if merged is not None:
            return _revise(filled, number, merged, desk)
    return _open(filled, desk)


@dataclass
class _Entering:
    """What admitting or revising a form's matters adds up to."""

    filled: Filled
    desk: Desk
    customer: Resolved
    problems: list[Problem]
    changes: list[Change] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    items: dict[str, int] = field(default_factory=dict)  # case number → matter

    def add(self, matter: Matter, file: CaseFile, notes: list[tuple[Note, str]]) -> None:
        number = file.case.number
        self.items[number] = matter.item
        self.problems += [tell(note, self.filled, field) for note, field in notes]
        self.changes += [*file.changes, *_lines(number, matter.lines, self.desk)]
        self.follow_ups += [*papers(number, file.current()), *drafts(file)]

    def ruling(self, number: str, revision: int = 0, record: Submission | None = None) -> Ruling:
        return Ruling(
            number,
            revision,
            tuple(self.problems),
            (*self.customer.changes, *self.changes),
            tuple(self.follow_ups),
            record,
            facts={
                "cases": self.items,
                "customer": {"number": self.customer.number, "name": self.customer.name},
            },
        )


def _open(filled: Filled, desk: Desk) -> Ruling:
    record = filled.submission
    customer = resolve_customer(record.text("customer_name"), record.text("taken_by"), desk)
    told = [tell(note, filled, "customer_name") for note in customer.notes]
    entering = _Entering(filled, desk, customer, [*filled.problems, *told])
    first = ""
    for matter in matters_of(record):
        number = desk.book.give_number(filled.form.kind, desk.now.date())
        first = first or number
        entering.add(matter, *_open_case(matter, number, first, customer, filled, desk))
    return entering.ruling(first)


def _open_case(
    matter: Matter, number: str, first: str, customer: Resolved, filled: Filled, desk: Desk
) -> tuple[CaseFile, list[tuple[Note, str]]]:
    facts, company = matter.facts, desk.company
    received, notes = received_at(facts, desk)
    level = effective_level(str(facts["level"]), facts, company)
    if level != facts["level"]:
        notes.append((Note.of("LEVEL_RAISED", level=level), "level"))
    described = _describe(matter, company)
    if facts.get("main") and described["main"] != facts["main"]:
        name = company.department_name(described["main"])
        notes.append((Note.of("MAIN_FIXED", department=name), "main"))
    if customer.short_name:
        described["facts"] = {**described["facts"], "short_name": customer.short_name}
    if needs_judging(desk.sender, level, str(facts["level"]), company):
        described["facts"] = {**described["facts"], "judging": "needed"}
    case = Case(
        number=number,
        submission=first,
        item=matter.item,
        customer=customer.number,
        customer_name=customer.name,
        level=level,
        received_at=received,
        entered_at=desk.now,
        sender=desk.sender,
        **described,
    )
    missing = filled.asked if matter.item == 1 else ()
    file = admit(company, case, missing, desk.moment)
    return file, notes if matter.item == 1 else []


def _describe(matter: Matter, company: Company) -> dict[str, Any]:
    """What a case takes over from its form, its route and departments among it."""
    facts = matter.facts
    route = route_of(facts, company)
    main, co = named_departments(route, str(facts.get("main") or ""), ids_in(facts.get("co")))
    return {"main": main, "co": co, "route": route.id, **facts_of_case(facts)}


def _lines(number: str, lines: Sequence[Mapping[str, Typed]], desk: Desk) -> list[Change]:
    """The case's lines; those a revision took out are emptied."""
    standing = len(queries.rows(desk.book, schema.lines, schema.lines.c.case == number))
    kept = [*lines, *[{}] * (standing - len(lines))]
    return [
        Change("lines", f"{number}/{n}", {"case": number, "line": n, "values": dict(line)})
        for n, line in enumerate(kept, 1)
    ]


def _revise(filled: Filled, number: str, merged: Merged, desk: Desk) -> Ruling:
    if merged.changes_nothing:
        return Ruling(number, is_duplicate=True)
    new_name = merged.record.text("customer_name")
    if _is_new_matter(merged):
        if filled.meta.get(TOLD):
            return _open(filled, desk)
        note = Note.of(
            "OLD_FORM_REUSED", number=number, customer=merged.standing.text("customer_name")
        )
        return Ruling(problems=(*filled.problems, tell(note, filled, "content")))
    customer = resolve_customer(new_name, merged.record.text("taken_by"), desk)
    entering = _Entering(filled, desk, customer, [*filled.problems, *merged.clashes])
    standing = {case.item: case for case in queries.cases_of(desk.book, number)}
    before = {matter.item: matter for matter in matters_of(merged.standing)}
    for matter in matters_of(merged.record):
        case = standing.pop(matter.item, None)
        if case is None:
            new = desk.book.give_number(filled.form.kind, desk.now.date())
            entering.add(matter, *_open_case(matter, new, number, customer, filled, desk))
        else:
            file, notes = _revise_case(
                matter, before.get(matter.item), case, customer, filled, desk
            )
            file.set_case(revision=merged.revision)
            entering.add(matter, file, notes)
    entering.problems += [
        tell(Note.of("MATTER_KEPT", number=left.number), filled) for left in standing.values()
    ]
    return entering.ruling(number, merged.revision, merged.record)


def _is_new_matter(merged: Merged) -> bool:
    """F-07: last month's receipt filled in anew is no revision of last month's case."""
    before, after = merged.standing, merged.record
    if before.text("content") == after.text("content"):
        return False
    other = fold_key(before.text("customer_name")) != fold_key(after.text("customer_name"))
    return other or after.text("received_on") > before.text("received_on")


def _revise_case(
    matter: Matter,
    before: Matter | None,
    case: Case,
    customer: Resolved,
    filled: Filled,
    desk: Desk,
) -> tuple[CaseFile, list[tuple[Note, str]]]:
    """What the form now says otherwise; what was decided since its last revision stays."""
    file = queries.case_file(desk.book, desk.company, case.number)
    assert file is not None
    company, facts = desk.company, matter.facts
    notes: list[tuple[Note, str]] = []
    level = _revised_level(matter, before, case, company)
    if company.rank(effective_level(str(facts["level"]), facts, company)) > company.rank(level):
        notes.append((Note.of("LEVEL_KEPT", level=level), "level"))
    received, assumed = received_at(facts, desk)
    if received > case.received_at:
        notes.append(
            (Note.of("START_KEPT", start=f"{case.received_at:%Y-%m-%d %H:%M}"), "received_on")
        )
        if file.round.limit_at is not None and not file.is_over:
            _ask_for_later_start(file, received, filled, desk)
    elif assumed and received != case.received_at:
        notes += assumed
    start = min(received, case.received_at)
    said = _describe(before, company) if before is not None else {}
    described = {n: v for n, v in _describe(matter, company).items() if v != said.get(n)}
    if "facts" in described:
        described["facts"] = {**case.facts, **described["facts"]}
    file.set_case(
        customer=customer.number,
        customer_name=customer.name,
        level=level,
        received_at=start,
        **described,
    )
    if any(file.case.facts.get(name) != case.facts.get(name) for name in file.route.redone_when):
        redo(file)
    _reset_round(file, (level, start) != (case.level, case.received_at))
    review(file, desk.moment)
    if matter.item == 1:
        ask_for(file, filled.asked, desk.now)
    if not file.route.opens and not file.replies and not any(t.typed for t in file.current()):
        close_untimed(file, desk.now)
    return file, notes


def _revised_level(matter: Matter, before: Matter | None, case: Case, company: Company) -> str:
    """The level only rises; where the form says what it said before, what stands is kept."""
    said = [
        effective_level(str(m.facts["level"]), m.facts, company)
        for m in (matter, before)
        if m is not None
    ]
    return (
        case.level if said[0] == said[-1] and before else min(case.level, said[0], key=company.rank)
    )


def _ask_for_later_start(file: CaseFile, received: datetime, filled: Filled, desk: Desk) -> None:
    """A clock may begin later only where the head of Sales agrees (design part 7)."""
    at = received.replace(second=0, microsecond=0)
    words = desk.company.approvals["later_start"].words
    file.ask(
        "later_start",
        file.case.number,
        desk.now,
        words=words.format(case=file.case.number, received_at=f"{at:%Y-%m-%d %H:%M}"),
        asked={"received_at": at.isoformat()},
        department=desk.sender,
        asked_by=filled.submission.text("filled_by"),
    )


def _reset_round(file: CaseFile, regraded: bool) -> None:
    """Level or start changed, or a matter without a clock became one to be handled."""
    current = file.round
    timed = current.limit_at is not None
    if (timed and regraded) or (file.route.opens and not timed and not file.is_over):
        began = file.case.received_at if current.round == 1 else current.started_at
        file.start_round(current.round, began, file.case.level)
        file.reset_clocks()
    if file.route.opens and not timed and not file.is_over:
        file.set_case(state="transferred", closed_at=None, customer_closed_at=None)
