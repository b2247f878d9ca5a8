"""Sentences the books share: a case's products, what came of a task, what departments found."""

from collections.abc import Mapping

from feedback_xl.forms.declaration import form
from feedback_xl.language import listed, say
from feedback_xl.procedure.company import Company
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Case, Task


def prepared_name(form_id: str, number: str) -> str:
    """The file name of a form prepared for a case."""
    return f"{form(form_id).file.removesuffix('.xlsx')}_{number}.xlsx"


def link_to(place: str, file: str) -> str:
    """A link from a department's book to a file in one of its folders, by the folder's id."""
    return f"external:{say(f'places.{place}')}/{file}"


def role_word(task: Task) -> str:
    """主责 or 协办; "" where neither applies."""
    return say(f"tasks.role_{task.role}") if task.role else ""


def task_state_word(state: str) -> str:
    """Whether a task is still to be done, and by whom it was."""
    return say(f"tasks.state_{state}")


def closing_word(case: Case) -> str:
    """How a case ended; "" while it has not."""
    return say(f"master.closing_{case.closing}") if case.closing else ""


def approval_word(state: str) -> str:
    """What became of a question before a head."""
    return say(f"approvals.state_{state}")


def products_of(snapshot: Snapshot, case: Case) -> str:
    """产品/批号/数量, a line each."""
    lines = snapshot.lines.get(case.number, ())
    return "\n".join(product_words(snapshot.company, row["values"]) for row in lines)


def product_words(company: Company, line: Mapping[str, object]) -> str:
    """One product line of a form, in one line."""
    parts = [str(line[name]) for name in ("part", "lot") if line.get(name)]
    unit = company.label("unit", line.get("unit"))
    if line.get("affected") is not None:
        parts.append(say("words.quantity", number=line["affected"], unit=unit))
    if line.get("defective") is not None:
        parts.append(say("words.defective", number=line["defective"]))
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
    told = listed(filter(None, about))
    return say("words.demand", demand=step.demand, about=told) if told else step.demand


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
            word = "words.result" if task.state == "done" else "words.result_open"
            department = snapshot.company.department_name(task.department)
            told.append(say(word, department=department, text=text))
    return "\n".join(told)
