"""A case's state, and its end: for the customer, and inside the company (plant 4.8, 4.9)."""

from datetime import datetime, timedelta

from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.procedure.facts import case_facts, task_facts
from feedback_xl.procedure.replying import results_are_in
from feedback_xl.records import Moment, Task

OUTSIDE = ("supplement", "reply", "judge")  # never hold up the closing


def set_state(file: CaseFile, moment: Moment) -> None:
    """The first state whose facts hold; with it both dates of closing."""
    if file.round.limit_at is None or file.is_over:
        return  # nothing is awaited
    case = file.case
    accepted = _acceptance(file, moment)
    facts = case_facts(file) | {
        "settled": "yes" if accepted and _is_settled(file) else "no",
        "accepted": "yes" if accepted else "no",
        "final_reply": "yes" if file.final_reply is not None else "no",
        "replied": "yes" if file.round.first_reply_at else "no",
        "results": "all" if results_are_in(file) else "open",
        "received": "yes" if any(task.received_at for task in file.result_tasks) else "no",
        "round": "first" if case.round == 1 else "again",
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
    """Nothing is left to do or to answer inside the company."""
    tasks = [task for task in file.current() if task.step not in OUTSIDE]
    return all(task.state == "done" for task in tasks) and not any(
        outstanding(file, task) for task in tasks
    )


def outstanding(file: CaseFile, task: Task) -> list[str]:
    """Fields still wanted on a task before its case can close."""
    if not file.company.steps[task.step].wanted:
        return []
    return file.company.steps[task.step].outstanding(task_facts(file, task))


def start_again(file: CaseFile, moment: Moment) -> None:
    """A new round from this moment; the one before keeps its verdict."""
    file.set_case(
        round=file.case.round + 1,
        state="reopened",
        final_reply_at=None,
        customer_closed_at=None,
        closed_at=None,
        closing="",
    )
    file.start_round(file.case.round, moment.saved, file.case.level)
    for task in file.tasks.values():
        if task.state == "open" and file.company.steps[task.step].again:
            file.set_task(task, state="withdrawn")


def close_untimed(file: CaseFile, at: datetime) -> None:
    """Nothing is to be chased: recorded, without a clock (A-32)."""
    file.set_round(limit_at=None, department_limit_at=None, advise_at=None, derivation=())
    file.set_case(state="closed", closed_at=at, customer_closed_at=at)
