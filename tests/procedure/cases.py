"""Cases to decide about without a ledger: opened by a route, typed into, reviewed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from feedback_xl.procedure.admission import admit, has_evidence, named_departments, route_of
from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.procedure.load import shipped_company
from feedback_xl.procedure.review import Moment, review
from feedback_xl.records import Case, Task

COMPANY = shipped_company()
RECEIVED = datetime(2026, 11, 23, 9, 0)


def at(hours: float) -> Moment:
    """A moment so many hours after the customer's contact."""
    instant = RECEIVED + timedelta(hours=hours)
    return Moment(instant, instant)


def open_case(
    *,
    category: str = "quality",
    level: str = "A",
    main: str = "",
    co: Sequence[str] = (),
    missing: Sequence[str] = (),
    **facts: Any,
) -> CaseFile:
    """A case of these facts, admitted an hour after the customer's contact."""
    known = {"category": category, **facts}
    known["evidence"] = "yes" if has_evidence(known) else "no"
    route = route_of(known, COMPANY)
    chosen, helpers = named_departments(route, main, co)
    case = Case(
        number="FK-20261123-001",
        submission="FK-20261123-001",
        item=1,
        customer="KH-00001",
        customer_name="苏州恒达电机",
        category=category,
        level=level,
        level_typed=level,
        content="轴承异响",
        received_at=RECEIVED,
        entered_at=RECEIVED + timedelta(hours=1),
        main=chosen,
        co=helpers,
        sender="SALES",
        route=route.id,
        business_type=str(facts.get("business_type", "")),
    )
    return admit(COMPANY, case, known, route, missing)


def task_of(file: CaseFile, step: str, department: str = "") -> Task:
    [task] = [t for t in file.current(step) if department in ("", t.department)]
    return task


def type_in(
    file: CaseFile, step: str, moment: Moment, department: str = "", **values: Any
) -> CaseFile:
    """Cells of a task typed, None emptying them, and the case reviewed."""
    task = task_of(file, step, department)
    after = {name: value for name, value in {**task.values, **values}.items() if value is not None}
    typed = {name: str(value) for name, value in after.items()}
    file.set_task(task, values=after, typed=typed, edited_at=moment.seen)
    review(file, moment)
    return file


def reloaded(file: CaseFile) -> CaseFile:
    """The same case taken out of the ledger anew."""
    return CaseFile(
        file.company, file.case, file.rounds.values(), file.tasks.values(), file.replies.values()
    )


RESULT: dict[str, Any] = {
    "person": "王强",
    "cause": "夹具毛刺",
    "measures": "更换夹具,全检库存",
    "status": "done",
}
FINAL: dict[str, Any] = {"reply_kind": "final", "reply_content": "已更换夹具"}
INTERIM: dict[str, Any] = {
    "reply_kind": "interim",
    "reply_content": "正在分析",
    "next_date": "2026-11-25",
}
