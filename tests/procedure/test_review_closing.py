"""How a case ends: for the customer, inside the company, and every state on the way."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from feedback_xl.procedure.review import review
from tests.procedure.cases import (
    CAPA,
    COMPANY,
    FINAL,
    INTERIM,
    PLAN,
    RESULT,
    at,
    open_case,
    reloaded,
    rule,
    task_of,
    type_in,
)

DAY = 24.0


def answered(**analysis: Any) -> Any:
    file = type_in(open_case(), "analyse", at(2), **RESULT, **analysis)
    return type_in(file, "reply", at(3), **FINAL)


NO_CAPA: dict[str, Any] = {"start_capa": "no", "no_capa_reason": "偶发,夹具已更换"}


@pytest.mark.clause("P4.2-c5")
def test_a_quality_case_closes_with_acceptance_and_a_reason_for_no_corrective_action() -> None:
    file = type_in(answered(**NO_CAPA), "reply", at(30), opinion="accepted")

    assert file.case.state == "closed"
    assert file.case.closing == "accepted"
    assert (file.case.customer_closed_at, file.case.closed_at) == (at(30).seen, at(30).seen)


@pytest.mark.parametrize(
    "analysis",
    [
        {},
        {"start_capa": "undecided"},
        {"start_capa": "no"},
        {**NO_CAPA, "conclusion": "supplier"},
        {**NO_CAPA, "conclusion": "supplier", "supplier": "无锡精铸"},
        {**NO_CAPA, "conclusion": "supplier", "escape_cause": "进料未检此项"},
    ],
)
def test_it_stays_open_inside_until_that_is_answered(analysis: dict[str, Any]) -> None:
    file = type_in(answered(**analysis), "reply", at(30), opinion="accepted")

    assert file.case.state == "internal"
    assert (file.case.customer_closed_at, file.case.closed_at) == (at(30).seen, None)


def test_customer_and_company_may_close_on_different_days() -> None:
    file = type_in(answered(), "reply", at(30), opinion="accepted")
    type_in(file, "analyse", at(80), **NO_CAPA)

    assert file.case.state == "closed"
    assert (file.case.customer_closed_at, file.case.closed_at) == (at(30).seen, at(80).seen)


def planned() -> Any:
    """A case whose corrective action is planned, and the customer told of it."""
    file = type_in(open_case(), "analyse", at(2), **RESULT, start_capa="yes")
    type_in(file, "reply", at(3), **FINAL)
    assert file.final_reply is None, "the plan is part of the answer (S6)"
    type_in(file, "plan_capa", at(20), **PLAN)
    return type_in(file, "reply", at(30), opinion="accepted")


@pytest.mark.clause("P4.2-c5")
def test_a_corrective_action_started_keeps_the_case_in_follow_up() -> None:
    file = planned()

    assert file.case.state == "capa"
    assert not COMPANY.states[file.case.state].open, "no longer open to the customer"
    assert file.case.closed_at is None
    assert task_of(file, "capa").limit_at == datetime(2026, 12, 10, 17), "as planned"


@pytest.mark.parametrize("name", CAPA)
def test_a_corrective_action_is_done_when_the_last_of_its_cells_is_there(name: str) -> None:
    file = type_in(planned(), "capa", at(200), **{**CAPA, name: None})
    assert file.case.state == "capa"
    type_in(file, "capa", at(400), **CAPA)

    assert (file.case.state, file.case.closed_at) == ("closed", at(400).seen)
    assert file.case.customer_closed_at == at(30).seen


def test_a_corrective_action_without_effect_is_done_anew_and_the_customer_told() -> None:
    file = type_in(planned(), "capa", at(200), **{**CAPA, "effect": "ineffective"})
    first, second = file.current("capa")
    assert (first.state, second.state) == ("done", "open")
    assert task_of(file, "inform").department == "SALES"
    again = {**CAPA, "capa_cause": "夹具材质"}
    cells = {name: str(value) for name, value in again.items()}
    file.set_task(second, values=again, typed=cells)
    review(file, at(600))
    assert file.case.state == "internal", "the customer is still to be told"
    told = {"person": "张敏", "measures": "已告知新计划", "status": "done"}
    type_in(file, "inform", at(601), **told)

    assert file.case.state == "closed"
    assert len(file.current("capa")) == 2


def test_a_confirmation_still_due_keeps_the_case_open() -> None:
    file = open_case(business_type="return")
    type_in(file, "analyse", at(2), **RESULT, **NO_CAPA)
    type_in(file, "reply", at(3), **FINAL, opinion="accepted")
    assert file.case.state == "internal"
    type_in(file, "confirm", at(5), confirmation="SH-20261123-001")

    assert file.case.state == "closed"


def test_other_feedback_closes_with_the_customer_s_acceptance() -> None:
    file = open_case(category="other", subcategory="delivery")
    type_in(file, "handle", at(2), **RESULT)
    type_in(file, "reply", at(3), **FINAL, opinion="accepted")

    assert file.case.state == "closed"


@pytest.mark.parametrize("opinion", [None, "open"])
def test_seven_days_of_silence_count_as_acceptance(opinion: str | None) -> None:
    file = type_in(answered(**NO_CAPA), "reply", at(3), opinion=opinion)
    review(file, at(3 + 7 * DAY - 0.1))
    assert file.case.state == "answered"
    review(file, at(3 + 7 * DAY + 5))

    assert (file.case.state, file.case.closing) == ("closed", "by_default")
    assert file.case.customer_closed_at == at(3 + 7 * DAY).seen


def test_acceptance_taken_back_opens_the_case_again() -> None:
    file = type_in(answered(**NO_CAPA), "reply", at(30), opinion="accepted")
    type_in(file, "reply", at(31), opinion=None)

    assert file.case.state == "answered"
    assert (file.case.customer_closed_at, file.case.closed_at, file.case.closing) == (
        None,
        None,
        "",
    )


def test_a_result_undone_opens_a_closed_case_again() -> None:
    file = type_in(answered(**NO_CAPA), "reply", at(30), opinion="accepted")
    type_in(file, "analyse", at(31), status="working")

    assert file.case.state != "closed"
    assert file.case.closed_at is None


def test_the_days_of_closing_stay_what_they_were() -> None:
    file = type_in(answered(**NO_CAPA), "reply", at(30), opinion="accepted")
    type_in(file, "reply", at(99), evidence="邮件 11-24")

    assert (file.case.customer_closed_at, file.case.closed_at) == (at(30).seen, at(30).seen)


def test_what_is_only_to_be_supplied_holds_nothing_up() -> None:
    file = open_case(category="other", subcategory="delivery", missing=["受理人"])
    type_in(file, "handle", at(2), **RESULT)
    type_in(file, "reply", at(3), **FINAL, opinion="accepted")

    assert file.case.state == "closed"


STATES = {
    "transferred": lambda: open_case(),
    "in_process": lambda: type_in(open_case(), "analyse", at(2), person="王强"),
    "interim": lambda: type_in(open_case(), "reply", at(2), **INTERIM),
    "results_in": lambda: type_in(open_case(), "analyse", at(2), **RESULT),
    "answered": lambda: answered(),
    "internal": lambda: type_in(answered(), "reply", at(4), opinion="accepted"),
    "capa": lambda: planned(),
    "closed": lambda: type_in(answered(**NO_CAPA), "reply", at(4), opinion="accepted"),
    "reopened": lambda: type_in(answered(**NO_CAPA), "reply", at(4), opinion="refused"),
    "to_judge": lambda: open_case(judging="needed"),
    "void": lambda: decided("void"),
    "merged": lambda: decided("merge", merge_into="FK-20261123-009"),
    "withdrawn": lambda: type_in(
        open_case(category="other", business_type="change", change_kind=["technical"]),
        "judge",
        at(2),
        disposition="withdrawn",
        judge_reason="客户来电取消",
    ),
}


def decided(disposition: str, **cells: Any) -> Any:
    cells |= {"disposition": disposition, "judge_reason": "同一事项"}
    return rule(type_in(open_case(), "judge", at(2), **cells), disposition, "approved", at(3))


@pytest.mark.parametrize("state", list(COMPANY.states))
def test_every_state_is_reached(state: str) -> None:
    assert STATES[state]().case.state == state


def test_a_changed_setting_never_touches_a_running_round() -> None:
    file = open_case()
    stricter = {**COMPANY.levels, "A": replace(COMPANY.levels["A"], hours=12)}
    later = reloaded(file)
    later.company = replace(COMPANY, version="2", levels=stricter)
    type_in(later, "analyse", at(2), person="王强")

    assert later.round == file.round
    assert task_of(later, "reply").limit_at == at(48).seen


def test_praise_that_was_taken_for_a_complaint_and_answered_as_one_closes_like_one() -> None:
    file = type_in(open_case(category="other", subcategory="service"), "handle", at(2), **RESULT)
    file.set_case(route="praise", business_type="praise")
    type_in(file, "reply", at(3), **FINAL, opinion="accepted")

    assert file.case.state == "closed"
