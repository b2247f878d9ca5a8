"""案卷: one case with all its papers in one printable workbook (plant 7.2)."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from feedback_xl.forms.declaration import form
from feedback_xl.forms.render import Face, draw_filled_pages, show_submission
from feedback_xl.language import say
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.queries import Row
from feedback_xl.ledger.store import Book
from feedback_xl.procedure.load import shipped_company
from feedback_xl.publish.books import heading_of
from feedback_xl.publish.dossier_cover import cover_of
from feedback_xl.publish.history import history_lines, typed_titles
from feedback_xl.publish.photos import Photos
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.publish.words import approval_word, demand_of, role_word, task_state_word
from feedback_xl.records import Case, Reply, Submission, Task
from feedback_xl.sheets.card import draw_card
from feedback_xl.sheets.content import Content, Line
from feedback_xl.sheets.contents import Listed, draw_contents, listed
from feedback_xl.sheets.declaration import book_plan
from feedback_xl.sheets.draw import draw_content
from feedback_xl.xlsx.cells import CellValue
from feedback_xl.xlsx.draw import Book as Workbook


@dataclass(frozen=True)
class CasePapers:
    """A case with what the snapshot does not hold of it."""

    snapshot: Snapshot
    case: Case
    submissions: Sequence[Row]  # every revision of form B and of the forms C, oldest first
    approvals: Sequence[Row]

    @property
    def numbers(self) -> list[str]:
        """Of the forms that belong to the case: B first, then each C."""
        return list(dict.fromkeys(row["number"] for row in self.submissions))

    @property
    def latest(self) -> list[Row]:
        """The forms as they stand now, in the same order."""
        return list({row["number"]: row for row in self.submissions}.values())

    @property
    def tasks(self) -> Sequence[Task]:
        return self.snapshot.tasks_by_case.get(self.case.number, ())


def case_papers(book: Book, snapshot: Snapshot, case: Case) -> CasePapers:
    """Everything about a case; the ledger is read, nothing else."""
    confirmed = [row["number"] for row in snapshot.confirmations if case.number in row["cases"]]
    table, asked = schema.submissions, schema.approvals
    submissions = [
        row
        for number in (case.submission, *confirmed)
        for row in sorted(
            queries.rows(book, table, table.c.number == number), key=lambda r: r["revision"]
        )
    ]
    approvals = queries.rows(book, asked, asked.c.case == case.number)
    return CasePapers(snapshot, case, submissions, approvals)


def draw_dossier(papers: CasePapers) -> bytes:
    """The whole workbook; the same ledger gives the same bytes."""
    snapshot, case = papers.snapshot, papers.case
    company = snapshot.company
    heading = heading_of(snapshot, company.name)
    cover, *plans = book_plan("dossier")
    contents = [Content(plan, _FILL[plan.id](papers)) for plan in plans]
    title = f"{cover.name} {case.number}"
    workbook = Workbook(title, created=snapshot.as_of, company=company.name)
    draw_contents(workbook, _listed(papers, contents), heading)
    held = dict(Counter(say(f"dossier.{row['form']}") for row in papers.latest))
    held |= {content.plan.name: len(content.lines) for content in contents}
    draw_card(workbook.sheet(cover.name), cover, cover_of(snapshot, case, held), heading)
    _draw_forms(workbook, papers)
    for content in contents:
        draw_content(workbook, content, heading, company)
    identity = {"book": "dossier", "case": case.number}
    meta = {**identity, "as_of": snapshot.as_of.isoformat(), "seq": snapshot.seq}
    return workbook.close(meta, identity)


def _listed(papers: CasePapers, contents: Sequence[Content]) -> list[Listed]:
    cover = book_plan("dossier")[0]
    return [
        Listed(cover.name, cover.about),
        *(Listed(name, say("dossier.form_about")) for name in _sheet_names(papers)),
        *(listed(content, papers.snapshot.company) for content in contents),
    ]


def _sheet_names(papers: CasePapers) -> list[str]:
    """What the sheet of each form is called; only the second of a kind has a number."""
    names: list[str] = []
    for row in papers.latest:
        name = say(f"dossier.{row['form']}")
        count = 1 + sum(known.startswith(name) for known in names)
        names.append(say("dossier.form_again", form=name, count=count) if count > 1 else name)
    return names


def _draw_forms(workbook: Workbook, papers: CasePapers) -> None:
    """Form B and each form C as they stand now, drawn as they are handed over."""
    company = papers.snapshot.company
    for name, row in zip(_sheet_names(papers), papers.latest, strict=True):
        declared = form(row["form"])
        first, *others = (page.id for page in declared.pages)
        names = {first: name} | dict.fromkeys(others, say("dossier.continued", form=name))
        record, number = Submission.from_json(row["record"]), row["number"]
        shown = {**show_submission(record, declared, company), **_system(papers, number)}
        photos = Photos(papers.snapshot.pictures).of(record.pictures, declared.id, number)
        face = Face("handed_over", row["at"], shown=shown, photos=photos)
        draw_filled_pages(workbook, declared, company, face, names)


def _system(papers: CasePapers, number: str) -> dict[str, CellValue]:
    """What the program fills in on a form that has a number."""
    if number != papers.case.submission:
        return {"number": number, "customer_name": papers.case.customer_name}
    current = papers.snapshot.round_of(papers.case)
    limits = {"department_limit": current.department_limit_at, "reply_limit": current.limit_at}
    untimed = say("dossier.untimed")
    told = {n: f"{at:%Y-%m-%d %H:%M}" if at else untimed for n, at in limits.items()}
    return {"number": papers.case.number, **told}


def _tasks(papers: CasePapers) -> list[Line]:
    return [_task_line(papers.snapshot, task, typed_titles()) for task in papers.tasks]


def _task_line(snapshot: Snapshot, task: Task, titles: Mapping[str, str]) -> Line:
    company, step = snapshot.company, snapshot.company.steps[task.step]
    typed = [
        say("dossier.cell", title=titles[name], text=text)
        for name, text in task.typed.items()
        if name in titles
    ]
    if task.values.get("confirmation"):
        typed.append(say("dossier.confirmed_by", number=task.values["confirmation"]))
    state = task_state_word(task.state)
    cells: dict[str, CellValue] = {
        "number": task.number,
        "department": company.department_name(task.department),
        "role": role_word(task),
        "demand": demand_of(snapshot, task),
        "opened": task.opened_at,
        "received": task.received_at,
        "limit": task.limit_at,
        "extended": task.extended_to,
        "done": task.done_at,
        "time_state": snapshot.word(snapshot.task_state(task)) if task.live else "",
        "state": say("tasks.state_late_entry", state=state) if task.late_entry else state,
        "hands": task.came_from,
        "typed": "\n".join(typed),
        "clause": say("common.comma").join(step.source),
    }
    return Line(task.number, cells, clock=snapshot.clock(task))


def _replies(papers: CasePapers) -> list[Line]:
    given = papers.snapshot.replies.get(papers.case.number, ())
    return [_reply_line(papers.snapshot, reply) for reply in given]


def _reply_line(snapshot: Snapshot, reply: Reply) -> Line:
    label = snapshot.company.label
    cells: dict[str, CellValue] = {
        "number": reply.number,
        "round": float(reply.round),
        "kind": label("reply_kind", reply.kind),
        "replied": reply.replied_at,
        "noticed": reply.noticed_at,
        "content": reply.content,
        "channel": label("reply_channel", reply.channel),
        "by": reply.by,
        "next_date": reply.next_date,
        "opinion": label("opinion", reply.opinion),
        "evidence": reply.evidence,
    }
    return Line(reply.number, cells)


def _derivation(papers: CasePapers) -> list[Line]:
    """How each limit came about: of every round, then of every task with a clock of its own."""
    snapshot, number = papers.snapshot, papers.case.number
    lines = []
    for current in snapshot.file(papers.case).rounds.values():
        about = say("dossier.round_limit", round=current.round, level=current.level)
        lines.append((about, current.limit_at, current.settings, current.derivation))
    lines += [
        (
            say("dossier.task_limit", number=task.number, demand=demand_of(snapshot, task)),
            task.limit_at,
            "",
            task.derivation,
        )
        for task in papers.tasks
        if task.derivation
    ]
    return [
        Line(
            f"{number}/{at}",
            {
                "about": about,
                "limit": limit,
                "settings": _version_words(version),
                "lines": "\n".join(told),
            },
        )
        for at, (about, limit, version, told) in enumerate(lines, 1)
    ]


def _version_words(version: str) -> str:
    """A version's number; in words what was in force before managers set anything."""
    return say("dossier.shipped") if version == shipped_company().version else version


def _history(papers: CasePapers) -> list[Line]:
    """Changes of the case and its tasks; of the customer's file while the case was open."""
    snapshot, case = papers.snapshot, papers.case
    own = {case.number, *(task.number for task in papers.tasks)}
    until = case.closed_at or snapshot.now
    lines = zip(snapshot.history, history_lines(snapshot), strict=True)
    return [
        line
        for row, line in lines
        if row["key"] in own
        or (row["key"] == case.customer and case.entered_at <= row["at"] <= until)
    ]


def _approvals(papers: CasePapers) -> list[Line]:
    return [_approval_line(papers.snapshot, row) for row in papers.approvals]


def _approval_line(snapshot: Snapshot, row: Row) -> Line:
    company = snapshot.company
    copied = ("words", "reason", "asked_by", "asked_at", "decided_by", "decided_at")
    cells: dict[str, CellValue] = {
        **{name: row[name] for name in copied},
        "number": row["key"],
        "kind": company.approvals[row["kind"]].title,
        "department": company.department_name(row["department"]),
        "by": company.department_name(row["by"]),
        "state": approval_word(row["state"]),
    }
    return Line(row["key"], cells)


def _evidence(papers: CasePapers) -> list[Line]:
    """The forms as they came in, then every other file, each under its hash."""
    arrivals = {row["key"]: row for row in papers.snapshot.arrivals}
    forms = [
        _file_line(
            papers,
            key=f"{row['number']}#{row['revision']}",
            about=row["number"],
            kind=say("dossier.original_revised" if row["revision"] else "dossier.original", **row),
            row={**arrivals[row["arrival"]], "at": row["at"], "sender": row["sender"]},
        )
        for row in papers.submissions
    ]
    about = dict.fromkeys((papers.case.number, *papers.numbers))
    others = [row for number in about for row in papers.snapshot.evidence.get(number, ())]
    kind = say("dossier.attachment")
    return forms + [_file_line(papers, row["key"], row["number"], kind, row) for row in others]


def _file_line(
    papers: CasePapers, key: str, about: str, kind: str, row: Row | dict[str, Any]
) -> Line:
    cells: dict[str, CellValue] = {
        "about": about,
        "kind": kind,
        "name": row["name"],
        "size": round((row["size"] or 0) / 1024, 1),
        "sender": papers.snapshot.company.department_name(row["sender"]),
        "at": row["at"],
        "sha": row["sha"],
    }
    return Line(key, cells)


_FILL: Mapping[str, Callable[[CasePapers], list[Line]]] = {
    "tasks": _tasks,
    "replies": _replies,
    "derivation": _derivation,
    "history": _history,
    "approvals": _approvals,
    "evidence": _evidence,
}
