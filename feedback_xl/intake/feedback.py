"""出差.退换品信息表: each matter becomes a case, or a case becomes what its revised form says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

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
    close_untimed,
    effective_level,
    named_departments,
    open_tasks,
    route_of,
)
from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.procedure.company import Facts, Route
from feedback_xl.procedure.papers import papers
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
        self.follow_ups += papers(number, file.current())

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
    customer = resolve_customer(
        desk.book, record.text("customer_name"), record.text("taken_by"), desk.now
    )
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
    facts = matter.facts
    received, notes = received_at(facts, desk)
    level = effective_level(str(facts["level"]), facts, desk.company)
    if level != facts["level"]:
        notes.append((Note.of("LEVEL_RAISED", level=level), "level"))
    route = route_of(facts, desk.company)
    main, co = named_departments(route, str(facts.get("main") or ""), ids_in(facts.get("co")))
    if facts.get("main") and main != facts["main"]:
        name = desk.company.department_name(main)
        notes.append((Note.of("MAIN_FIXED", department=name), "main"))
    case = Case(
        number=number,
        submission=first,
        item=matter.item,
        customer=customer.number,
        customer_name=customer.name,
        level=level,
        received_at=received,
        entered_at=desk.now,
        main=main,
        co=co,
        sender=desk.sender,
        route=route.id,
        **facts_of_case(facts),
    )
    missing = filled.asked if matter.item == 1 else ()
    return admit(desk.company, case, facts, route, missing), notes if matter.item == 1 else []


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
    customer = resolve_customer(desk.book, new_name, merged.record.text("taken_by"), desk.now)
    entering = _Entering(filled, desk, customer, [*filled.problems, *merged.clashes])
    standing = {case.item: case for case in queries.cases_of(desk.book, number)}
    for matter in matters_of(merged.record):
        case = standing.pop(matter.item, None)
        if case is None:
            new = desk.book.give_number(filled.form.kind, desk.now.date())
            entering.add(matter, *_open_case(matter, new, number, customer, filled, desk))
        else:
            revised = _revise_case(matter, case, customer, merged.revision, filled, desk)
            entering.add(matter, *revised)
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
    matter: Matter, case: Case, customer: Resolved, revision: int, filled: Filled, desk: Desk
) -> tuple[CaseFile, list[tuple[Note, str]]]:
    """New facts: the level only rises, the start only moves earlier, routing follows."""
    file = queries.case_file(desk.book, desk.company, case.number)
    assert file is not None
    facts = matter.facts
    notes: list[tuple[Note, str]] = []
    level = min(
        case.level, effective_level(str(facts["level"]), facts, desk.company), key=desk.company.rank
    )
    if level != facts["level"]:
        notes.append((Note.of("LEVEL_KEPT", level=level), "level"))
    received, assumed = received_at(facts, desk)
    if received > case.received_at:
        notes.append(
            (Note.of("START_KEPT", start=f"{case.received_at:%Y-%m-%d %H:%M}"), "received_on")
        )
    elif assumed and received != case.received_at:
        notes += assumed
    start = min(received, case.received_at)
    route = route_of(facts, desk.company)
    main, co = named_departments(route, str(facts.get("main") or ""), ids_in(facts.get("co")))
    file.set_case(
        customer=customer.number,
        customer_name=customer.name,
        level=level,
        received_at=start,
        main=main,
        co=co,
        route=route.id,
        revision=revision,
        **facts_of_case(facts),
    )
    _reset_round(file, route, (level, start) != (case.level, case.received_at))
    _reroute(file, facts, route, desk.now)
    if matter.item == 1:
        ask_for(file, filled.asked, desk.now)
    review(file, desk.moment)
    return file, notes


def _reset_round(file: CaseFile, route: Route, regraded: bool) -> None:
    """Level or start changed, or a matter without a clock became one to be handled."""
    current = file.round
    timed = current.limit_at is not None
    if (timed and regraded) or (route.opens and not timed):
        began = file.case.received_at if current.round == 1 else current.started_at
        file.start_round(current.round, began, file.case.level)
        file.reset_clocks()
    if route.opens and not timed:
        file.set_case(state="transferred", closed_at=None, customer_closed_at=None)


def _reroute(file: CaseFile, facts: Facts, route: Route, at: datetime) -> None:
    """Plan what the new routing lacks, withdraw what nobody has begun of the old."""
    planned = {opening.step for opening in route.opens if opening.is_due(facts)}
    concerned = {file.case.main, *file.case.co}
    for task in file.current():
        routed = task.role or task.step in ("confirm", "reply")
        stays = task.step in planned and (not task.role or task.department in concerned)
        if routed and not stays and task.state == "open" and not task.typed:
            file.set_task(task, state="withdrawn")
    open_tasks(file, facts, route, at)
    begun = any(task.step != "supplement" for task in file.current())
    if not route.opens and not begun and not file.replies:
        close_untimed(file, at)
