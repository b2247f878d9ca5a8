"""系统提示: what a row still needs, what is disputed, what was taken when — in plain words."""

from collections.abc import Iterable, Mapping

from feedback_xl.forms.declaration import form
from feedback_xl.forms.types import Context, read_value
from feedback_xl.language import say
from feedback_xl.ledger.queries import Row
from feedback_xl.problems import Severity, catalogue, problem_from
from feedback_xl.procedure.acts import missing_for_acts
from feedback_xl.procedure.barred import barred_acts
from feedback_xl.procedure.closing import outstanding
from feedback_xl.procedure.completing import typed_instant
from feedback_xl.procedure.facts import task_facts
from feedback_xl.procedure.filing import FILED
from feedback_xl.procedure.replying import missing_for_reply
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Moment, Task
from feedback_xl.sheets.declaration import Column, SheetPlan

INSTANTS = ("done_at", "replied_at")
BY_THE_FORM = ("disposal", "concession")  # what no cell of the row holds
TOLD_OF_HEADS = ("open", "refused")  # states of what was asked of them


def hint_for(snapshot: Snapshot, task: Task, plan: SheetPlan) -> str:
    """All there is to say about a task's row: what it asks for, needs, and what is in dispute."""
    columns = {column.id: column for column in plan.typed}
    parts = [
        *_acts(snapshot, task, columns),
        *_missing(snapshot, task, columns),
        *_conflicts(snapshot.conflicts.get(task.number, ()), columns),
        *_unclear(snapshot, task, columns),
    ]
    wanted = snapshot.cases[task.case].wanted_at if task.case else None
    if wanted and task.state == "open" and task.limit_at and wanted < task.limit_at:
        parts.append(say("hints.wished", at=wanted))
    if task.provisional:
        parts.append(say("hints.provisional"))
    if task.edited_at:
        parts.append(say("hints.taken", at=task.edited_at))
    return "\n".join(parts)


def unclear_cells(
    snapshot: Snapshot, typed: Mapping[str, str], columns: Mapping[str, Column]
) -> list[str]:
    """Typed cells that cannot be understood, and what is expected there."""
    context = Context(snapshot.company, snapshot.now)
    told = []
    for name, text in typed.items():
        column = columns.get(name)
        if column is None:
            continue
        for note in read_value(text, column.kind, column.list, context).notes:
            if catalogue()[note.code].severity is not Severity.REPAIR:
                told.append(problem_from(note, label=column.title, found=text).text)
    return told


def _conflicts(rows: Iterable[Row], columns: Mapping[str, Column]) -> list[str]:
    return [dispute(row, columns[row["field"]].title) for row in rows if row["field"] in columns]


def dispute(row: Row, title: str) -> str:
    """Both values side by side; typing the cell anew settles it."""
    return say(
        "hints.dispute",
        cell=title,
        standing=row["standing"] or say("common.nothing"),
        at=row["at"],
        who=row["who"] or say("hints.another_copy"),
        offered=row["offered"] or say("common.nothing"),
    )


def disputed_cells(snapshot: Snapshot, row: str) -> frozenset[str]:
    """The cells of a row that two people filled differently."""
    return frozenset(conflict["field"] for conflict in snapshot.conflicts.get(row, ()))


def _unclear(snapshot: Snapshot, task: Task, columns: Mapping[str, Column]) -> list[str]:
    told = unclear_cells(snapshot, task.typed, columns)
    started = snapshot.rounds[task.case, task.round].started_at if task.case else None
    since = started or task.opened_at
    moment = Moment(task.edited_at or snapshot.now, snapshot.now)
    for name in INSTANTS:
        typed = task.values.get(name)
        if typed and typed_instant(task.values, name, since, moment, snapshot.company) is None:
            title = columns[name].title if name in columns else name
            sentence = "instant_outside" if "T" in str(typed) else "instant_unclear"
            told.append(say(f"hints.{sentence}", cell=title, typed=typed, since=since))
    return told


def _acts(snapshot: Snapshot, task: Task, columns: Mapping[str, Column]) -> list[str]:
    """What the row asks for besides its result: what that still needs, and what the head says."""
    if not task.case:
        return []
    file = snapshot.file(snapshot.cases[task.case])
    abouts = (task.number, task.case) if task.step == "judge" else (task.number,)
    told = [still_missing(_titles(missing_for_acts(task.values), columns))]
    told += [say(f"hints.barred_{name}") for name in barred_acts(file, task)]
    if (into := task.typed.get("merge_into", "").upper()) and into not in snapshot.cases:
        told.append(say("hints.no_such_case", number=into))
    told += [
        head_says(f"head_{asked.state}", words=asked.words, remark=asked.typed.get("remark", ""))
        for asked in file.approvals.values()
        if asked.about in abouts and asked.state in TOLD_OF_HEADS
    ]
    if task.extended_to:
        sentence = "replanned" if snapshot.company.steps[task.step].replan else "extended"
        told.append(say(f"hints.{sentence}", at=task.extended_to))
    return [text for text in told if text]


def head_says(sentence: str, **words: str) -> str:
    """What became of a question before a head, with his remark where he made one."""
    return say(f"hints.{sentence}", **words).strip()


def still_missing(cells: str) -> str:
    """ "还缺:…"; nothing where nothing is missing."""
    return say("hints.missing", cells=cells) if cells else ""


def missing_cells(snapshot: Snapshot, task: Task) -> list[str]:
    """Fields an open task still needs before it is done."""
    step = snapshot.company.steps[task.step]
    if task.state != "open" or step.form:
        return []
    if not task.case:
        return [name for name in step.missing(dict(task.values)) if name != FILED]
    file = snapshot.file(snapshot.cases[task.case])
    if task.step == "reply":
        return missing_for_reply(file, task)
    return [name for name in step.missing(task_facts(file, task)) if name != FILED]


def _missing(snapshot: Snapshot, task: Task, columns: Mapping[str, Column]) -> list[str]:
    step = snapshot.company.steps[task.step]
    if task.step == "reply":
        return _missing_reply(snapshot, task, columns)
    if task.state == "done":
        file = snapshot.file(snapshot.cases[task.case]) if task.case else None
        wanted = _titles(outstanding(file, task), columns) if file else ""
        return [say("hints.closing_needs", cells=wanted)] if wanted else []
    if step.form:
        return [say("hints.waits_for_form", form=form(step.form).title)]
    missing = missing_cells(snapshot, task)
    facts = task_facts(snapshot.file(snapshot.cases[task.case]), task) if task.case else task.values
    early = [need.field for need in step.needs if need.is_too_early(facts)]
    if early:
        return [say("hints.too_early", cell=_titles(early, columns))]
    told = still_missing(_titles(missing, columns))
    return [told] if told else []


def _missing_reply(snapshot: Snapshot, task: Task, columns: Mapping[str, Column]) -> list[str]:
    if task.state == "done":
        opinion = task.values.get("opinion")
        return [] if opinion in ("accepted", "refused") else [say("hints.opinion_wanted")]
    missing = missing_cells(snapshot, task)
    told = still_missing(_titles([name for name in missing if name != "results"], columns))
    waits = say("hints.results_wanted") if "results" in missing else ""
    return [text for text in (told, waits) if text]


def _titles(names: Iterable[str], columns: Mapping[str, Column]) -> str:
    named = {name: column.title for name, column in columns.items()}
    named |= {name: say(f"hints.by_form_{name}") for name in BY_THE_FORM}
    return say("common.comma").join(named.get(name, name) for name in names)
