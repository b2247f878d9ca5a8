"""What follows from the facts of a case: tasks done or opened, replies given, its state, its end.

`review` looks at the whole case each time; calling it twice changes nothing more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.procedure.company import Company, Facts
from feedback_xl.records import Reply, Task


@dataclass(frozen=True)
class Moment:
    """When something was seen, and when the file it stands in was saved."""

    seen: datetime
    saved: datetime


def review(file: CaseFile, moment: Moment) -> None:
    """Bring tasks, replies and state in line with the facts (plant part 4)."""
    _complete_tasks(file, moment)
    _open_successors(file, moment)
    _take_reply(file, moment)
    _complete_tasks(file, moment)
    _set_state(file, moment)
    final = file.final_reply
    if final is not None and final.opinion == "refused":
        _start_again(file, moment)


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


def task_facts(file: CaseFile, task: Task) -> dict[str, object]:
    """What a task's needs are judged by: its cells, and what the case knows besides."""
    final = file.final_reply
    return {**task.values, "final_reply": "yes" if final is not None else None}


def complete_task(
    task: Task, company: Company, facts: Facts, since: datetime, moment: Moment
) -> dict[str, object]:
    """What changes on a task by its cells: in hand, done, or open again."""
    step = company.steps[task.step]
    values: dict[str, object] = {}
    if task.received_at is None and (facts.get("person") or facts.get("registered_by")):
        values["received_at"] = moment.seen
    done = typed_instant(facts, "done_at", since, moment, company)
    missing = step.missing(facts) or (facts.get("done_at") and done is None)
    if task.state == "open" and not missing:
        when = done or moment.saved
        late = moment.seen - when > _late_after(company)
        values |= {"state": "done", "done_at": when, "noticed_at": moment.seen}
        values["late_entry"] = late and done is not None
    elif task.state == "done" and not missing and done not in (None, task.done_at):
        noticed = task.noticed_at or moment.seen
        values |= {"done_at": done, "late_entry": noticed - done > _late_after(company)}
    elif task.state == "done" and missing:
        values |= {"state": "open", "done_at": None, "noticed_at": None, "late_entry": False}
    return values


def _late_after(company: Company) -> timedelta:
    """So long after the fact an entry is 补录."""
    return timedelta(hours=company.late_entry_hours)


def _complete_tasks(file: CaseFile, moment: Moment) -> None:
    for task in file.current():
        if task.step != "supplement" or task.state == "open":
            facts = task_facts(file, task)
            file.set_task(
                task,
                **complete_task(task, file.company, facts, file.round.started_at, moment),
            )


def _open_successors(file: CaseFile, moment: Moment) -> None:
    for task in file.current():
        for opening in file.company.steps[task.step].opens:
            step = file.company.steps[opening.step]
            standing = file.current(step.id)
            due = opening.is_due(task_facts(file, task))
            if due and not standing:
                file.open_task(step, step.department, moment.seen)
            elif not due:
                judged = bool(task.values)  # in a new round the old successor goes on
                for successor in standing:
                    if judged and not successor.typed:  # nobody has begun: take it back
                        file.set_task(successor, state="withdrawn")


def _take_reply(file: CaseFile, moment: Moment) -> None:
    """A reply counts when its cells are there; the first of a round stops its clock (P4.2-c9)."""
    for task in file.current("reply"):
        reply = _reply_from(file, task, moment)
        if reply is None:
            continue
        file.put_reply(reply)
        if file.round.first_reply_at is None:
            limit = file.round.limit_at
            on_time = limit is None or reply.replied_at <= limit
            file.set_round(
                first_reply_at=reply.replied_at,
                verdict="done_on_time" if on_time else "done_late",
            )
        if file.case.first_reply_at is None:
            file.set_case(first_reply_at=reply.replied_at)
        if reply.kind == "final":
            file.set_case(final_reply_at=reply.replied_at)
            late = reply.noticed_at - reply.replied_at > _late_after(file.company)
            file.set_task(
                task,
                state="done",
                done_at=reply.replied_at,
                noticed_at=reply.noticed_at,
                late_entry=late,
            )


def _reply_from(file: CaseFile, task: Task, moment: Moment) -> Reply | None:
    values, case = task.values, file.case
    kind = values.get("reply_kind")
    if missing_for_reply(file, task):
        return None
    at = typed_instant(values, "replied_at", file.round.started_at, moment, file.company)
    if at is None and values.get("replied_at"):
        return None
    given = [r for r in file.replies.values() if r.round == case.round]
    last = given[-1] if given else None
    if kind == "final" and any(r.kind == "interim" and r.replied_at == at for r in given):
        at = None  # still the interim reply's time: nobody typed when the final one was given
    if last is not None and last.kind == "final" and kind == "interim":
        return None  # a final reply is not taken back
    same = last is not None and last.kind == kind and (at is None or at == last.replied_at)
    correction = last is not None and last.kind == kind == "final"
    known = last if same or correction else None
    number = known.number if known else f"{case.number}-R{len(file.replies) + 1:02d}"
    return Reply(
        number=number,
        case=case.number,
        round=case.round,
        kind=str(kind),
        content=str(values["reply_content"]),
        replied_at=at or (known.replied_at if known else _typed_at(task, moment)),
        noticed_at=known.noticed_at if known else moment.seen,
        channel=str(values.get("reply_channel") or ""),
        by=str(values.get("replied_by") or ""),
        next_date=str(values.get("next_date") or ""),
        opinion=str(values.get("opinion") or ""),
        evidence=str(values.get("evidence") or ""),
    )


def _typed_at(task: Task, moment: Moment) -> datetime:
    """When the row was saved; not the later moment at which something else made it count."""
    return min(moment.saved, task.edited_at or moment.saved)


def missing_for_reply(file: CaseFile, task: Task) -> list[str]:
    """Fields a reply still needs; `results` stands for the departments' results."""
    values = task.values
    missing = [name for name in ("reply_kind", "reply_content") if not values.get(name)]
    if values.get("reply_kind") == "interim" and not values.get("next_date"):
        missing.append("next_date")
    if values.get("reply_kind") == "final" and not results_are_in(file):
        missing.append("results")
    return missing


def results_are_in(file: CaseFile) -> bool:
    """Whether 主责 and all 协办 have given their results."""
    return all(task.state == "done" for task in file.result_tasks)


def _set_state(file: CaseFile, moment: Moment) -> None:
    if not file.current("reply"):
        return  # praise and its like: nothing is awaited
    final, case = file.final_reply, file.case
    accepted = _acceptance(file, moment)
    facts = {
        "settled": "yes" if accepted and _is_settled(file) else "no",
        "accepted": "yes" if accepted else "no",
        "capa": "yes" if _capa_is_started(file) else "no",
        "final_reply": "yes" if final is not None else "no",
        "replied": "yes" if file.round.first_reply_at else "no",
        "results": "all" if results_are_in(file) else "open",
        "received": "yes" if any(task.received_at for task in file.result_tasks) else "no",
    }
    state = next(state for state in file.company.states.values() if state.when.holds(facts))
    at = case.customer_closed_at or _accepted_at(file, accepted, moment)
    file.set_case(
        state=state.id,
        closing=accepted,
        customer_closed_at=at if accepted else None,
        closed_at=(case.closed_at or moment.saved) if state.id == "closed" else None,
    )


def _acceptance(file: CaseFile, moment: Moment) -> str:
    """How the customer took the final reply: accepted, by_default after silence, or not yet."""
    final = file.final_reply
    if final is None or final.opinion == "refused":
        return ""
    if final.opinion == "accepted":
        return "accepted"
    silence = timedelta(days=file.company.silence_days)
    return "by_default" if moment.seen >= final.replied_at + silence else ""


def _accepted_at(file: CaseFile, accepted: str, moment: Moment) -> datetime:
    final = file.final_reply
    if accepted == "by_default" and final is not None:
        return final.replied_at + timedelta(days=file.company.silence_days)
    return moment.saved


def _is_settled(file: CaseFile) -> bool:
    """Nothing is left to do or to answer inside the company (plant 4.8)."""
    tasks = [task for task in file.current() if task.step not in ("supplement", "reply")]
    return (
        all(task.state == "done" for task in tasks)
        and not any(outstanding(file, task) for task in tasks)
        and not _capa_is_started(file)
    )


def outstanding(file: CaseFile, task: Task) -> list[str]:
    """Fields still wanted on a task before its case can close."""
    return file.company.steps[task.step].outstanding(task_facts(file, task))


def _capa_is_started(file: CaseFile) -> bool:
    return any(task.values.get("start_capa") == "yes" for task in file.current())


def _start_again(file: CaseFile, moment: Moment) -> None:
    """客户不接受: a new round from this moment; the first round keeps its verdict (plant 4.9)."""
    again = [task for task in file.current() if task.role or task.step == "reply"]
    file.set_case(
        round=file.case.round + 1,
        state="transferred",
        final_reply_at=None,
        customer_closed_at=None,
        closing="",
    )
    file.start_round(file.case.round, moment.saved, file.case.level)
    for task in list(file.tasks.values()):
        if task.state == "open" and task not in again:
            file.set_task(task, round=file.case.round)  # what is still to be done goes along
    for task in again:
        file.open_task(file.company.steps[task.step], task.department, moment.seen)
