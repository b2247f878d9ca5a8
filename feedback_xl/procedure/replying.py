"""Replies to the customer: when one counts, and which stops the clock (P4.2-c9)."""

from datetime import datetime

from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.procedure.completing import is_late_entry, typed_instant
from feedback_xl.records import Moment, Reply, Task


def take_reply(file: CaseFile, moment: Moment) -> None:
    """A reply counts when its cells are there; the first of a round stops its clock."""
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
            file.set_task(
                task,
                state="done",
                done_at=reply.replied_at,
                noticed_at=reply.noticed_at,
                late_entry=is_late_entry(reply.replied_at, reply.noticed_at, file.company),
            )


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
    """Whether every department has given the result the final reply waits for."""
    return all(task.state == "done" for task in file.result_tasks)


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
