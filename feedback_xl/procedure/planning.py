"""Which tasks stand: what the route of a case asks for at this moment, and nothing else."""

from datetime import date, datetime

from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.procedure.facts import case_facts
from feedback_xl.procedure.rules import Step, as_list
from feedback_xl.records import Task


def plan_tasks(file: CaseFile, at: datetime) -> None:
    """Open what is due and not there, take back what is no longer due and nobody has begun."""
    if file.is_over:
        return
    steps = dict.fromkeys(opening.step for opening in file.route.opens)
    for name in steps:  # in the order of the route: what depends on a step stands below it
        step = file.company.steps[name]
        _plan_step(file, step, at)
    for task in file.current():
        if task.step not in steps and task.step != "supplement" and is_untouched(task):
            file.set_task(task, state="withdrawn")
    _put_off(file)


def _plan_step(file: CaseFile, step: Step, at: datetime) -> None:
    facts = case_facts(file)
    due = any(o.is_due(facts) for o in file.route.opens if o.step == step.id)
    wanted = departments_of(file, step) if due else ()
    standing = [task for task in file.current(step.id) if not step.has_failed(task.values)]
    for task in standing:
        if task.department not in wanted and is_untouched(task):
            file.set_task(task, state="withdrawn")
    there = {task.department for task in standing}
    for department in wanted:
        if department not in there:
            file.open_task(step, department, at, planned_for(file, step, at))


def is_untouched(task: Task) -> bool:
    """Whether nobody has begun; one handed back with 退回 counts as not begun."""
    return task.state == "open" and (not task.typed or task.values.get("status") == "refused")


def departments_of(file: CaseFile, step: Step) -> tuple[str, ...]:
    """Who does it, in this case; what a department did before it was dissolved stays done."""
    case = file.case
    begun = {task.department for task in file.current(step.id) if not is_untouched(task)}
    there = {*file.company.departments, *begun}
    main = case.main if case.main in there else file.route.main
    co = [name for name in case.co if name in there and name != main]
    roles = {"main": (main,), "co": co, "sender": (case.sender,)}
    found = (name for place in step.departments for name in roles.get(place, (place,)))
    return tuple(dict.fromkeys(found))


def planned_for(file: CaseFile, step: Step, at: datetime) -> date | None:
    """The day somebody planned it for, if that still lies ahead."""
    facts = case_facts(file)
    for name in step.planned:
        for value in filter(None, reversed(as_list(facts.get(name)))):
            day = date.fromisoformat(str(value)[:10])
            if day >= at.date():
                return day
    return None


def _put_off(file: CaseFile) -> None:
    """Another day for an open task is shown beside its limit, which stays what is judged by."""
    for task in file.current():
        step = file.company.steps[task.step]
        text = str(task.values.get(step.replan) or "")[:10] if step.replan else ""
        if task.state == "open" and step.replan:
            until = file.company.calendar.end_of(date.fromisoformat(text)) if text else None
            file.set_task(task, extended_to=until)


def redo(file: CaseFile) -> None:
    """What the matter itself was decided by has changed: everything but the reply begins anew."""
    for task in file.current():
        if task.step not in ("judge", "supplement") and not file.company.steps[task.step].again:
            file.set_task(task, state="withdrawn")
