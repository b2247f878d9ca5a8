"""What a head decided on his 承认表, carried out (plant 4.6)."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from feedback_xl.language import say
from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.hands import end, is_fixed, pass_on, regrade
from feedback_xl.records import Approval, Moment

APPROVED, REFUSED = "approved", "refused"
DECISION = ("decision", "decided_by", "remark")  # cells every head has; a kind may add its own


def missing_for_decision(approval: Approval, company: Company) -> list[str]:
    """Cells a decision still needs."""
    values = approval.values
    needs = company.approvals[approval.kind].needs if values.get("decision") == APPROVED else ()
    return [name for name in ("decision", "decided_by", *needs) if not values.get(name)]


def objections(approval: Approval, company: Company, today: date) -> list[str]:
    """Cells for whose sake a decision that lacks nothing cannot stand."""
    values, kind, found = approval.values, company.approvals[approval.kind], []
    if kind.another and values.get("decided_by") in approval.asked_by.split(say("common.comma")):
        found.append("decided_by")
    if "until" in kind.fills and values.get("decision") == APPROVED:
        until = date.fromisoformat(str(values.get("until") or approval.asked["until"]))
        if not may_be_granted_until(until, company, today):
            found.append("until")
    return found


def may_be_granted_until(until: date, company: Company, today: date) -> bool:
    """Whether access may be given to the end of that day (P4.1-3b, A-18)."""
    return today <= until <= today + timedelta(days=company.grant_days)


def decide(approval: Approval, company: Company, moment: Moment) -> dict[str, object]:
    """What becomes of an open question by the cells its head filled; nothing while some lack."""
    if approval.state != "open" or missing_for_decision(approval, company):
        return {}
    if objections(approval, company, moment.seen.date()):
        return {}
    return {
        "state": str(approval.values["decision"]),
        "decided_by": str(approval.values["decided_by"]),
        "decided_at": moment.saved,
        "noticed_at": moment.seen,
    }


def decide_about_case(file: CaseFile, key: str, moment: Moment) -> None:
    """Decide a question about a case; what was approved takes effect."""
    if file.is_over:
        return
    approval = file.set_approval(
        file.approvals[key], **decide(file.approvals[key], file.company, moment)
    )
    if approval.state == APPROVED:
        CARRY_OUT[approval.kind](file, approval, moment)
    elif approval.state == REFUSED:
        file.act("refused", approval=key)


def _lower(file: CaseFile, approval: Approval, moment: Moment) -> None:
    regrade(file, str(approval.asked["level"]))


def _extend(file: CaseFile, approval: Approval, moment: Moment) -> None:
    until = datetime.fromisoformat(str(approval.asked["until"]))
    file.set_task(file.tasks[approval.about], extended_to=until)


def _rule(file: CaseFile, approval: Approval, moment: Moment) -> None:
    task, to = file.tasks[approval.about], str(approval.values["ruled_for"])
    if task.state == "open" and to != task.department and not is_fixed(file, task):
        pass_on(file, task, to, moment)


def _void(file: CaseFile, approval: Approval, moment: Moment) -> None:
    end(file, "void", moment)


def _merge(file: CaseFile, approval: Approval, moment: Moment) -> None:
    end(file, "merged", moment, merged_into=str(approval.asked["into"]))


def _start_later(file: CaseFile, approval: Approval, moment: Moment) -> None:
    start = datetime.fromisoformat(str(approval.asked["received_at"]))
    if file.rounds[1].limit_at is None:
        return
    file.set_case(received_at=start)
    file.start_round(1, start, file.case.level)
    file.reset_clocks()
    file.act("start", at=start)


def _concede(file: CaseFile, approval: Approval, moment: Moment) -> None:
    for task in file.current("confirm"):
        file.set_task(task, values={**task.values, "concession": APPROVED})
    file.act("concede")


CARRY_OUT: Mapping[str, Callable[[CaseFile, Approval, Moment], None]] = {
    "lower_level": _lower,
    "extension": _extend,
    "arbitration": _rule,
    "void": _void,
    "merge": _merge,
    "later_start": _start_later,
    "concession": _concede,
}
