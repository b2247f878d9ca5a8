"""What rows of special steps show besides: the judgement, the change asked for, opinions, plans."""

from feedback_xl.forms.declaration import form
from feedback_xl.forms.types import show_cell
from feedback_xl.language import say
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Case, Task
from feedback_xl.xlsx.cells import CellValue

CHANGE = ("contract", "change_before", "change_after", "effective_on")
VERDICTS = {"determine": ("technical_verdict", "technical_reason")}
REVIEW = ("review_verdict", "review_reason")
WORST = ("cannot", "conditional", "can")


def about_step(snapshot: Snapshot, case: Case, task: Task) -> dict[str, CellValue]:
    """Locked cells that only some sheets have."""
    fields, step = form("feedback").fields, snapshot.company.steps[task.step]
    change = {
        name: show_cell(case.facts[name], fields[name], snapshot.company)
        for name in CHANGE
        if name in case.facts
    }
    return {
        **change,
        "judged": judgement(snapshot, case),
        "state": snapshot.state_word(case),
        "points": step.points.get(task.department, ""),
        "plan": _plan(snapshot, case),
        "opinions": _opinions(snapshot, case),
        "suggested": _suggested(snapshot, case),
    }


def judgement(snapshot: Snapshot, case: Case) -> str:
    """Category, level and departments as they stand."""
    company = snapshot.company
    category = company.label("category", case.category)
    told = [
        say("tasks.judged", category=category, level=case.level),
        say("tasks.judged_main", department=company.department_name(case.main)),
    ]
    if case.co:
        helpers = say("common.comma").join(map(company.department_name, case.co))
        told.append(say("tasks.judged_co", departments=helpers))
    return "\n".join(told)


def _plan(snapshot: Snapshot, case: Case) -> str:
    """8D number, day and outline as planned."""
    plans = snapshot.file(case).current("plan_capa")
    cells = ("capa_number", "capa_plan", "capa_outline")
    return "\n".join(plan.typed[name] for plan in plans for name in cells if name in plan.typed)


def _opinions(snapshot: Snapshot, case: Case) -> str:
    told = []
    for task in snapshot.file(case).current("determine", "review_change"):
        verdict, reason = VERDICTS.get(task.step, REVIEW)
        if task.typed.get(verdict):
            name = snapshot.company.department_name(task.department)
            given, why = task.typed[verdict], task.typed.get(reason, "")
            told.append(say("tasks.opinion", department=name, verdict=given, reason=why).strip())
    return "\n".join(told)


def _suggested(snapshot: Snapshot, case: Case) -> str:
    """The worst of the departments' opinions."""
    reviews = snapshot.file(case).current("review_change")
    given = [task.values.get("review_verdict") for task in reviews]
    worst = next((verdict for verdict in WORST if verdict in given), None)
    return snapshot.company.label("satisfiable", worst)
