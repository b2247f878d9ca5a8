"""What a customer's file asks for: opening, completing, registering, and a review in time."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from feedback_xl.language import listed, say
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.customer_file import CustomerFile
from feedback_xl.records import Moment

FILED = "filed"  # the fact that ends a task nobody types an end into


def review_file(file: CustomerFile, gaps: Sequence[str], moment: Moment) -> None:
    """Open what the file lacks as a task; end such a task by itself (P4.1-1a, P4.1-1b)."""
    _keep(file, "open_file", file.row["provisional"], "", moment)
    active = file.is_filed and file.row["status"] == "active"
    told = [say("customer_file.gaps", labels=listed(gaps))] if active and gaps else []
    told += [say("customer_file.sent_back", reason=reason) for reason in _sent_back(file)]
    _keep(file, "complete_file", bool(told), "\n".join(told), moment)


def _sent_back(file: CustomerFile) -> list[str]:
    """What 生产管理课 says it cannot register, until the file has changed since."""
    task = file.open_task_of("register")
    if task is None or task.values.get("registration") != "incomplete" or not task.edited_at:
        return []
    is_answered = file.row["changed_at"] > task.edited_at
    reason = task.values.get("refuse_reason") or say("customer_file.no_reason")
    return [] if is_answered else [str(reason)]


def _keep(file: CustomerFile, step: str, due: bool, detail: str, moment: Moment) -> None:
    task = file.open_task_of(step)
    if task is None:
        if due:
            file.open_task(step, moment.seen, detail=detail)
    elif due:
        file.set_task(task, detail=detail)
    else:
        values = {**task.values, FILED: "yes"}
        at = {"done_at": moment.saved, "noticed_at": moment.seen}
        file.set_task(task, state="done", values=values, **at)


def register(file: CustomerFile, action: str, detail: str, at: datetime) -> None:
    """Registered is what is confirmed: 合作中, or no longer so (P4.1-2, S4)."""
    is_known = file.row.get("registered_at") is not None
    if file.row["status"] != "active" and not (is_known and action == "stop"):
        return
    kind = ("stop" if action == "stop" else "change") if is_known else "new"
    task = file.open_task_of("register")
    if task is None:
        file.open_task("register", at, detail=detail, values={"action": kind})
        return
    told = "\n".join(part for part in (task.detail, detail) if part)
    file.set_task(task, detail=told, values={**task.values, "action": kind})


def review_due_on(customer: Mapping[Any, Any], company: Company) -> date | None:
    """When a file must be looked through again, by the customer's grade (P4.1-4a, A-16)."""
    if customer["provisional"] or customer["status"] == "ended":
        return None
    months = company.review_months[customer["fields"].get("grade") or "ordinary"]
    last = customer["reviewed_at"] or customer["opened_at"]
    return _months_later(last.date(), months)


def _months_later(day: date, months: int) -> date:
    """The same day `months` later; the month's last where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
