"""售后不良信息确认表: QA's findings enter the case and close its confirmation task."""

from collections.abc import Mapping, Sequence

from feedback_xl.forms.filled import Filled
from feedback_xl.forms.types import show_cell
from feedback_xl.intake.revision import merge_revision
from feedback_xl.intake.ruling import Desk, Ruling, tell
from feedback_xl.language import listed
from feedback_xl.ledger import queries
from feedback_xl.problems import Note, Problem
from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.procedure.papers import drafts, papers
from feedback_xl.procedure.review import review
from feedback_xl.records import Change, FollowUp, Submission, Typed

FINDINGS = ("conclusion", "supplier", "containment", "start_capa", "no_capa_reason")
WAITING = (None, "waiting")
OPEN = (None, "pending", "undecided")  # not yet found: any finding goes before these


def admit_confirmation(filled: Filled, desk: Desk) -> Ruling:
    """A new confirmation of one or several cases, or a revision of one."""
    number = str(filled.meta.get("number") or "")
    record, revision = filled.submission, 0
    problems: list[Problem] = list(filled.problems)
    merged = merge_revision(filled, number, desk) if number else None
    if merged is not None:
        if merged.changes_nothing:
            return Ruling(number, is_duplicate=True)
        record, revision = merged.record, merged.revision
        problems += merged.clashes
    cases = _numbers(record)
    files = {case: queries.case_file(desk.book, desk.company, case) for case in cases}
    unknown = [case for case, file in files.items() if file is None]
    if unknown:
        note = Note.of("CASE_UNKNOWN", numbers=listed(unknown))
        return Ruling(problems=(*problems, tell(note, filled, "cases")))
    if merged is None:
        number = desk.book.give_number(filled.form.kind, desk.now.date())
    changes = [
        Change(
            "confirmations",
            number,
            {
                "number": number,
                "cases": cases,
                "revision": revision,
                "at": desk.now,
                "record": record.as_json(),
            },
        )
    ]
    follow_ups = [FollowUp("tidy_prefill", case) for case in cases]
    new = _findings(record, merged.standing if merged else None)
    entered = {}
    for file in files.values():
        assert file is not None
        kept = _enter_findings(file, number, record, new, filled, desk)
        entered[file.case.number] = {name: new[name] for name in new.keys() - kept}
        problems += [
            tell(Note.of("FINDING_KEPT", number=file.case.number), filled, n) for n in kept
        ]
        changes += file.changes
        follow_ups += [*papers(file.case.number, file.opened_tasks), *drafts(file)]
    return Ruling(
        number,
        revision,
        tuple(problems),
        tuple(changes),
        tuple(follow_ups),
        record if merged else None,
        facts={"entered": entered},
    )


def _findings(record: Submission, before: Submission | None) -> dict[str, Typed]:
    """What the form finds; of a revised one, what it finds otherwise than before."""
    said = before.fields if before is not None else {}
    return {
        name: record.fields[name]
        for name in FINDINGS
        if name in record.fields and record.fields[name] != said.get(name)
    }


def _numbers(record: Submission) -> list[str]:
    value = record.fields["cases"]
    return value if isinstance(value, list) else [str(value)]


def _enter_findings(
    file: CaseFile,
    number: str,
    record: Submission,
    found: Mapping[str, Typed],
    filled: Filled,
    desk: Desk,
) -> set[str]:
    """As if typed, but over nobody's typing; gives the findings that something else stands for."""
    kept: set[str] = set()
    for task in file.current("analyse"):
        stands = {
            name
            for name, value in found.items()
            if task.values.get(name) not in (*OPEN, value) and name in task.typed
        }
        kept |= stands
        new = {name: value for name, value in found.items() if name not in stands}
        shown = {
            name: str(show_cell(value, filled.form.fields[name], desk.company))
            for name, value in new.items()
        }
        file.set_task(task, typed={**task.typed, **shown}, values={**task.values, **new})
    for task in file.current("confirm"):
        told = {"confirmation": number, "disposal": _disposal(record)}
        file.set_task(task, values={**task.values, **told})
    _ask_for_concession(file, record, desk)
    review(file, desk.moment)
    capa_no = record.text("capa_no")
    for task in file.current("plan_capa"):
        if capa_no and not task.typed.get("capa_number"):
            typed, values = {"capa_number": capa_no}, {"capa_number": capa_no}
            file.set_task(task, typed={**task.typed, **typed}, values={**task.values, **values})
            review(file, desk.moment)
    return kept


def _disposal(record: Submission) -> str:
    """Whether what came back has found its place, all of it (plant 2.4)."""
    lines = [line for line in record.lines.get("defects", ()) if line.get("received")]
    settled = all(line.get("disposal") not in WAITING for line in lines)
    received, disposed = (_total(lines, name) for name in ("received", "disposed"))
    return "complete" if settled and received == disposed else "open"


def _total(lines: Sequence[Mapping[str, Typed]], name: str) -> float:
    return sum(float(str(line.get(name) or 0)) for line in lines)


def _ask_for_concession(file: CaseFile, record: Submission, desk: Desk) -> None:
    """特采 needs the head of quality (plant 4.6); another disposal takes the question back."""
    disposals = [line.get("disposal") for line in record.lines.get("defects", ())]
    asked = [a for a in file.approvals.values() if a.kind == "concession"]
    tasks = file.current("confirm")
    if "concession" not in disposals:
        for approval in asked:
            if approval.state == "open":
                file.set_approval(approval, state="withdrawn")
        _note_concession(file)
    elif not any(approval.state == "approved" for approval in asked):
        file.ask(
            "concession",
            tasks[-1].number if tasks else file.case.number,
            desk.now,
            words=desk.company.approvals["concession"].words.format(case=file.case.number),
            reason=record.text("finding"),
            department=desk.sender,
            asked_by=record.text("confirmed_by"),
        )
        _note_concession(file, concession="asked")


def _note_concession(file: CaseFile, **state: str) -> None:
    for task in file.current("confirm"):
        others = {name: value for name, value in task.values.items() if name != "concession"}
        file.set_task(task, values=others | state)
