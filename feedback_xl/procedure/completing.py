"""When a task is done: by its cells, at the instant somebody typed or the sheet was saved."""

from datetime import datetime, timedelta

from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.facts import task_facts, typed_facts
from feedback_xl.procedure.rules import Facts
from feedback_xl.records import Moment, Task


def complete_tasks(file: CaseFile, moment: Moment) -> None:
    """Every task that counts now: in hand, done, or open again."""
    others = typed_facts(file)
    for task in file.current():
        if task.step != "supplement" or task.state == "open":
            facts = task_facts(file, task, others)
            since = file.rounds[task.round].started_at
            values = complete_task(task, file.company, facts, since, moment)
            file.set_task(task, **values)


def complete_task(
    task: Task, company: Company, facts: Facts, since: datetime, moment: Moment
) -> dict[str, object]:
    """What changes on a task by its cells."""
    step = company.steps[task.step]
    values: dict[str, object] = {}
    if task.received_at is None and facts.get(step.who):
        values["received_at"] = moment.seen
    done = typed_instant(facts, "done_at", since, moment, company)
    missing = step.missing(facts) or (facts.get("done_at") and done is None)
    if task.state == "open" and not missing:
        when = done or moment.saved
        late = is_late_entry(when, moment.seen, company)
        values |= {"state": "done", "done_at": when, "noticed_at": moment.seen}
        values["late_entry"] = late and done is not None
    elif task.state == "done" and not missing and done not in (None, task.done_at):
        noticed = task.noticed_at or moment.seen
        values |= {"done_at": done, "late_entry": is_late_entry(done, noticed, company)}
    elif task.state == "done" and missing:
        values |= {"state": "open", "done_at": None, "noticed_at": None, "late_entry": False}
    return values


def typed_instant(
    values: Facts, name: str, earliest: datetime, moment: Moment, company: Company
) -> datetime | None:
    """The instant a person typed, if it can be true; None where nothing usable stands."""
    text = str(values.get(name) or "")
    if "T" not in text:
        return None  # nothing, or a day alone, which proves no minute
    instant = datetime.fromisoformat(text)
    latest = moment.seen + timedelta(minutes=company.ahead_minutes)
    return instant if earliest <= instant <= latest else None


def is_late_entry(when: datetime | None, noticed: datetime, company: Company) -> bool:
    """Typed so long after the fact that it is 补录."""
    return when is not None and noticed - when > timedelta(hours=company.late_entry_hours)
