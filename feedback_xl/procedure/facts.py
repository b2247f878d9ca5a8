"""What is known of a case at this moment, under the names the procedure's data uses."""

from collections.abc import Mapping
from typing import Any

from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.records import Case, Task


def case_facts(file: CaseFile) -> dict[str, Any]:
    """The case's own facts; `<step>` = none | open | done; `<step>.<field>` = what was typed there.

    Several tasks of a step give a list of values; a step that failed once counts as done. What was
    said in an earlier round holds until it is said anew.
    """
    facts = form_facts(file.case)
    for step in {opening.step for opening in file.route.opens}:
        facts[step] = _state(file.current(step))
        live = [task for task in file.tasks.values() if task.step == step and task.live]
        for number in sorted({task.round for task in live}):
            facts |= _typed([task for task in live if task.round == number])
    return facts


def _typed(tasks: list[Task]) -> dict[str, list[Any]]:
    facts: dict[str, list[Any]] = {}
    for task in tasks:
        for name, value in task.values.items():
            facts.setdefault(f"{task.step}.{name}", []).append(value)
    return facts


def form_facts(case: Case) -> dict[str, Any]:
    """What the case's form says, as far as the procedure asks."""
    return {
        **case.facts,
        "category": case.category,
        "business_type": case.business_type,
        "subcategory": case.subcategory,
        "level": case.level,
    }


def typed_facts(file: CaseFile) -> dict[str, Any]:
    """`case.<fact>` and `<step>.<field>`, for all tasks of the case alike."""
    known = {f"case.{name}": value for name, value in form_facts(file.case).items()}
    return known | {name: value for name, value in case_facts(file).items() if "." in name}


def task_facts(
    file: CaseFile, task: Task, others: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What a task's needs are judged by: its cells, and what else was said about the case."""
    known = typed_facts(file) if others is None else others
    final = file.final_reply
    return {**known, **task.values, "final_reply": "yes" if final is not None else None}


def _state(tasks: list[Task]) -> str:
    if not tasks:
        return "none"
    return "done" if all(task.state == "done" for task in tasks) else "open"
