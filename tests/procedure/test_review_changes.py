"""What a customer wants changed: determined, reviewed, agreed, acknowledged, or explained."""

from typing import Any

import pytest

from feedback_xl.procedure.casefile import CaseFile
from tests.procedure.cases import at, open_case, task_of, type_in

REVIEWERS = ["ENG", "MFG", "PUR", "PMC", "QA"]
NOTIFIED = ["MFG", "PUR", "PMC", "QA"]
FEASIBLE = {"technical_verdict": "feasible", "determined_by": "赵工"}
SIGNED = {"technical_agreement": "JX-12", "technical_agreed_on": "2026-11-24"}
CAN = {"review_verdict": "can", "reviewer": "周工", "reviewed_on": "2026-11-23"}
AGREED = {
    "review_number": "PS-7",
    "contract_verdict": "can",
    "negotiated": "agreed",
    "agreed_on": "2026-11-24",
    "agreement": "XY-3",
}


def changing(*kinds: str) -> CaseFile:
    return open_case(category="other", business_type="change", change_kind=list(kinds))


def reviewed(file: CaseFile) -> CaseFile:
    for department in REVIEWERS:
        type_in(file, "review_change", at(3), department, **CAN)
    return file


def departments(file: CaseFile, step: str) -> list[str]:
    return [task.department for task in file.current(step)]


@pytest.mark.clause("P4.2-d1")
@pytest.mark.parametrize("kind", ["quantity_down", "later", "other"])
def test_what_needs_no_decision_is_notified_at_once(kind: str) -> None:
    file = changing(kind)

    assert departments(file, "acknowledge") == NOTIFIED
    assert file.current("determine", "review_change", "explain") == []


@pytest.mark.clause("P4.2-d2", "P4.2-d3", "P4.2-d4", "P4.2-d5")
def test_a_technical_change_is_determined_and_agreed_before_anybody_changes_anything() -> None:
    file = changing("technical")
    assert departments(file, "determine") == ["ENG"]
    assert file.current("agree_technically", "acknowledge") == []
    type_in(file, "determine", at(3), **FEASIBLE)
    assert departments(file, "agree_technically") == ["SALES"]
    assert file.current("acknowledge") == []
    type_in(file, "agree_technically", at(26), **SIGNED)

    assert {"MFG", "QA"} <= set(departments(file, "acknowledge"))


@pytest.mark.clause("P4.2-d2", "P4.2-d10")
def test_what_is_not_feasible_is_explained_and_nobody_is_notified() -> None:
    file = changing("technical")
    type_in(file, "determine", at(3), technical_verdict="infeasible", determined_by="赵工")
    assert task_of(file, "determine").state == "open", "a reason is missing"
    type_in(file, "determine", at(4), technical_reason="材料强度不足")

    assert departments(file, "explain") == ["SALES"]
    assert file.current("agree_technically", "acknowledge") == []


@pytest.mark.clause("P4.2-d6", "P4.2-d7")
@pytest.mark.parametrize("kind", ["quantity_up", "earlier"])
def test_more_or_earlier_is_reviewed_by_all_before_sales_agrees(kind: str) -> None:
    file = changing(kind)
    assert departments(file, "review_change") == REVIEWERS
    for department in REVIEWERS:
        assert file.current("conclude", "acknowledge") == []
        type_in(file, "review_change", at(3), department, **CAN)
    assert departments(file, "conclude") == ["SALES"]
    assert file.current("acknowledge") == []
    type_in(file, "conclude", at(25), **AGREED)

    assert departments(file, "acknowledge") == NOTIFIED


@pytest.mark.clause("P4.2-d10")
@pytest.mark.parametrize(
    "verdict",
    [
        {"contract_verdict": "cannot"},
        {"contract_verdict": "conditional", "contract_terms": "分两批", "negotiated": "refused"},
    ],
)
def test_what_cannot_be_done_or_agreed_is_explained_and_written_down(
    verdict: dict[str, Any],
) -> None:
    file = reviewed(changing("quantity_up"))
    type_in(file, "conclude", at(25), review_number="PS-7", **verdict)
    assert departments(file, "explain") == ["SALES"]
    assert file.current("acknowledge") == []
    type_in(file, "explain", at(26), explained_on="2026-11-24")
    assert task_of(file, "explain").state == "open"
    type_in(file, "explain", at(27), explanation="产能已满")

    assert task_of(file, "explain").state == "done"


@pytest.mark.clause("P4.2-d9", "P3.2")
def test_each_department_says_what_it_changed_and_the_change_is_registered() -> None:
    file = changing("later")
    assert departments(file, "register_change") == ["PMC"]
    signed = {"acknowledged_by": "钱工", "acknowledged_on": "2026-11-24"}
    for department in NOTIFIED:
        type_in(file, "acknowledge", at(20), department, **signed)
        assert task_of(file, "acknowledge", department).state == "open"
        type_in(file, "acknowledge", at(21), department, changed="排程已改")

    assert {task.state for task in file.current("acknowledge")} == {"done"}


@pytest.mark.clause("P4.2-d1")
def test_several_changes_at_once_go_both_ways_and_are_notified_once() -> None:
    file = changing("technical", "earlier")
    type_in(file, "determine", at(3), **FEASIBLE)
    type_in(file, "agree_technically", at(4), **SIGNED)
    assert file.current("acknowledge") == []
    type_in(reviewed(file), "conclude", at(25), **AGREED)

    assert departments(file, "acknowledge") == NOTIFIED
