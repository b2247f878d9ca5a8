"""Sentences the books share: a case's products, what came of a task, what departments found."""

from feedback_xl.forms.declaration import form
from feedback_xl.language import say
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Case, Task


def prepared_name(form_id: str, number: str) -> str:
    """The file name of a form prepared for a case."""
    return f"{form(form_id).file.removesuffix('.xlsx')}_{number}.xlsx"


def link_to(place: str, file: str) -> str:
    """A link from a department's book to a file in one of its folders, by the folder's id."""
    return f"external:{say(f'places.{place}')}/{file}"


def products_of(snapshot: Snapshot, case: Case) -> str:
    """产品/批号/数量, a line each."""
    return "\n".join(
        _product(snapshot, row["values"]) for row in snapshot.lines.get(case.number, ())
    )


def _product(snapshot: Snapshot, line: dict[str, object]) -> str:
    parts = [str(line[name]) for name in ("part", "lot") if line.get(name)]
    unit = snapshot.company.label("unit", line.get("unit"))
    if line.get("affected") is not None:
        parts.append(f"{line['affected']}{unit}")
    if line.get("defective") is not None:
        parts.append(f"不良{line['defective']}")
    if line.get("phenomenon"):
        parts.append(str(line["phenomenon"]))
    return " / ".join(parts)


def demand_of(snapshot: Snapshot, task: Task) -> str:
    """What is to be done, and what about: noted when it was opened, or typed by others since."""
    step, about = snapshot.company.steps[task.step], [task.detail]
    for name in step.tells:
        source, _, cell = name.partition(".")
        others = snapshot.file(snapshot.cases[task.case]).current(source)
        about += [other.typed.get(cell, "") for other in others]
    told = "、".join(filter(None, about))
    return f"{step.demand}:{told}" if told else step.demand


def result_of(snapshot: Snapshot, task: Task) -> str:
    """What a task came to, in the words of who did it."""
    step = snapshot.company.steps[task.step]
    if step.form:
        return str(task.values.get("confirmation") or "")
    for name in (step.result, "negotiation", "reply_content", "system_code"):
        if name and task.typed.get(name):
            return str(task.typed[name])
    return ""


def summary_of(snapshot: Snapshot, case: Case) -> str:
    """The departments' results joined, as the customer's list and the reply need them (S3)."""
    told = []
    for task in snapshot.tasks_by_case.get(case.number, ()):
        text = result_of(snapshot, task)
        if task.role and task.live and text:
            mark = "" if task.state == "done" else "(未办结)"
            told.append(f"{snapshot.company.department_name(task.department)}{mark}:{text}")
    return "\n".join(told)
