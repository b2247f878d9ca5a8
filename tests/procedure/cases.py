"""Cases to decide about without a ledger: opened by a route, typed into, reviewed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from feedback_xl.procedure.acts import carry_out
from feedback_xl.procedure.admission import admit, has_evidence, named_departments, route_of
from feedback_xl.procedure.approving import decide_about_case
from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.procedure.load import shipped_company
from feedback_xl.procedure.review import review
from feedback_xl.records import Approval, Case, Moment, Task

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
        subcategory=str(facts.get("subcategory", "")),
        facts=known,
    )
    return admit(COMPANY, case, missing, Moment(case.entered_at, case.entered_at))


def task_of(file: CaseFile, step: str, department: str = "") -> Task:
    [task] = [t for t in file.current(step) if department in ("", t.department)]
    return task


def type_in(
    file: CaseFile, step: str, moment: Moment, department: str = "", **values: Any
) -> CaseFile:
    """Cells of a task typed, None emptying them: the case reviewed, what they ask for done."""
    task = task_of(file, step, department)
    edited = {name: task.typed.get(name, "") for name in values}
    after = {name: value for name, value in {**task.values, **values}.items() if value is not None}
    typed = {name: str(value) for name, value in after.items()}
    file.set_task(task, values=after, typed=typed, edited_at=moment.seen)
    review(file, moment)
    carry_out(file, task.number, edited, moment)
    review(file, moment)
    return file


def asked(file: CaseFile, kind: str) -> Approval:
    """The one open question of that kind."""
    [approval] = [a for a in file.approvals.values() if (a.kind, a.state) == (kind, "open")]
    return approval


def rule(file: CaseFile, kind: str, decision: str, moment: Moment, **values: Any) -> CaseFile:
    """What a head decides on his sheet about the open question of that kind."""
    approval = asked(file, kind)
    cells = {"decision": decision, "decided_by": "陈部长", **values}
    file.set_approval(approval, values=cells, typed={n: str(v) for n, v in cells.items()})
    decide_about_case(file, approval.key, moment)
    review(file, moment)
    return file


def reloaded(file: CaseFile) -> CaseFile:
    """The same case taken out of the ledger anew."""
    return CaseFile(
        file.company,
        file.case,
        file.rounds.values(),
        file.tasks.values(),
        file.replies.values(),
        file.approvals.values(),
    )


PLAN: dict[str, Any] = {
    "capa_number": "8D-26-014",
    "capa_plan": "2026-12-10",
    "capa_outline": "夹具改型",
}
CAPA: dict[str, Any] = {
    "capa_cause": "夹具磨损",
    "capa_escape": "首检未含此项",
    "countermeasure": "夹具改型并定期更换",
    "capa_on": "2026-12-01",
    "fmea": "yes",
    "horizontal": "同类夹具三处",
    "effect": "effective",
    "effect_evidence": "三批无不良",
    "verified_by": "李工",
    "verified_on": "2026-12-09",
}
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
