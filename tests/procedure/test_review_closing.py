"""How a case ends: for the customer, inside the company, and every state on the way."""

from dataclasses import replace
from typing import Any

import pytest

from feedback_xl.procedure.review import review
from tests.procedure.cases import (
    COMPANY,
    FINAL,
    INTERIM,
    RESULT,
    at,
    open_case,
    reloaded,
    task_of,
    type_in,
)

DAY = 24.0


def answered(**analysis: Any) -> Any:
    file = type_in(open_case(), "analyse", at(2), **RESULT, **analysis)
    return type_in(file, "reply", at(3), **FINAL)


NO_CAPA: dict[str, Any] = {"start_capa": "no", "no_capa_reason": "偶发,夹具已更换"}


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


def test_a_corrective_action_started_keeps_the_case_in_follow_up() -> None:
    file = type_in(answered(start_capa="yes"), "reply", at(30), opinion="accepted")

    assert file.case.state == "capa"
    assert not COMPANY.states[file.case.state].open, "no longer open to the customer"
    assert file.case.closed_at is None


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
    "capa": lambda: type_in(answered(start_capa="yes"), "reply", at(4), opinion="accepted"),
    "closed": lambda: type_in(answered(**NO_CAPA), "reply", at(4), opinion="accepted"),
}


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
