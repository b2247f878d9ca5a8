"""Who gets a case, at which level, with which tasks."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_xl.procedure.admission import (
    effective_level,
    has_evidence,
    named_departments,
    route_of,
)
from feedback_xl.procedure.load import shipped_company
from tests.procedure.cases import open_case

COMPANY = shipped_company()
LEVELS = list(COMPANY.levels)

EXAMPLES: dict[str, tuple[dict[str, Any], str]] = {  # route → facts, 主责 where nobody is named
    "praise": ({"category": "other", "business_type": "praise"}, "SALES"),
    "change": (
        {"category": "other", "business_type": "change", "change_kind": ["technical", "earlier"]},
        "SALES",
    ),
    "quality": ({"category": "quality"}, "QA"),
    "delivery": ({"category": "other", "subcategory": "delivery"}, "PMC"),
    "packing": ({"category": "other", "subcategory": "packing"}, "PUR"),
    "consulting": ({"category": "other", "subcategory": "consulting"}, "ENG"),
    "other": ({"category": "other", "subcategory": "service"}, "SALES"),
}


def test_each_route_has_an_example() -> None:
    assert list(EXAMPLES) == [route.id for route in COMPANY.routes]


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_takes_its_route_to_its_department(name: str) -> None:
    facts, department = EXAMPLES[name]
    route = route_of(facts, COMPANY)

    assert route.id == name
    assert named_departments(route, "", ()) == (department, ())
    assert open_case(**facts).case.main == department


@pytest.mark.parametrize(
    ("facts", "main", "co", "expected"),
    [
        ({"category": "quality"}, "MFG", [], ("QA", ("MFG",))),
        ({"category": "quality"}, "MFG", ["PUR", "QA"], ("QA", ("MFG", "PUR"))),
        ({"category": "quality"}, "", ["MFG", "MFG"], ("QA", ("MFG",))),
        ({"category": "quality"}, "QA", ["ENG"], ("QA", ("ENG",))),
        ({"category": "other"}, "ENG", ["ENG", "MFG"], ("ENG", ("MFG",))),
        ({"category": "other"}, "", ["SALES"], ("SALES", ())),
    ],
)
@pytest.mark.clause("P4.2-c5")
def test_quality_stays_with_quality_assurance_whoever_is_named(
    facts: dict[str, Any], main: str, co: list[str], expected: tuple[str, tuple[str, ...]]
) -> None:
    assert named_departments(route_of(facts, COMPANY), main, co) == expected


@pytest.mark.parametrize(
    ("typed", "severity", "urgency", "level"),
    [
        ("B", "", "", "B"),
        ("B", "ordinary", "ordinary", "B"),
        ("B", "serious", "", "A"),
        ("B", "", "urgent", "A"),
        ("B", "extreme", "", "AA"),
        ("B", "serious", "extreme", "AA"),
        ("A", "ordinary", "ordinary", "A"),
        ("AA", "ordinary", "", "AA"),
        ("AA", "serious", "urgent", "AA"),
    ],
)
@pytest.mark.clause("P4.2-b2")
def test_severity_and_urgency_raise_the_level(
    typed: str, severity: str, urgency: str, level: str
) -> None:
    facts = {"severity": severity, "urgency": urgency}

    assert effective_level(typed, facts, COMPANY) == level


@given(
    typed=st.sampled_from(LEVELS),
    facts=st.fixed_dictionaries(
        {},
        optional={
            "severity": st.sampled_from(sorted(COMPANY.lists["severity"])),
            "urgency": st.sampled_from(sorted(COMPANY.lists["urgency"])),
        },
    ),
)
def test_nothing_lowers_a_level(typed: str, facts: dict[str, str]) -> None:
    assert COMPANY.rank(effective_level(typed, facts, COMPANY)) <= COMPANY.rank(typed)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, False),
        ({"business_type": "general"}, False),
        ({"business_type": "return"}, True),
        ({"business_type": "exchange"}, True),
        ({"business_type": "repair"}, True),
        ({"business_type": "change"}, False),
        ({"demand": ["report_8d"]}, False),
        ({"demand": ["report_8d", "return"]}, True),
        ({"demand": ["on_site"]}, True),
    ],
)
def test_goods_that_come_back_or_a_visit_are_evidence(
    fields: dict[str, Any], expected: bool
) -> None:
    assert has_evidence(fields) is expected


def planned(**facts: Any) -> list[tuple[str, str, str]]:
    file = open_case(**facts)
    return [(task.step, task.department, task.role) for task in file.tasks.values()]


def test_a_quality_case_goes_to_quality_assurance_and_to_sales_at_once() -> None:
    assert planned(category="quality") == [
        ("analyse", "QA", "main"),
        ("reply", "SALES", ""),
        ("judge", "SALES", ""),
    ]


def test_each_assisting_department_has_a_task_of_its_own() -> None:
    assert planned(category="quality", main="MFG", co=["ENG"]) == [
        ("analyse", "QA", "main"),
        ("assist", "MFG", "co"),
        ("assist", "ENG", "co"),
        ("reply", "SALES", ""),
        ("judge", "SALES", ""),
    ]


@pytest.mark.clause("P4.2-e3")
def test_evidence_calls_for_a_confirmation() -> None:
    assert ("confirm", "QA", "") in planned(category="quality", business_type="return")
    assert ("confirm", "QA", "") not in planned(category="quality")
    assert ("confirm", "QA", "") not in planned(category="other", business_type="return")


@pytest.mark.clause("P4.2-c7")
def test_other_feedback_goes_to_the_department_concerned() -> None:
    assert planned(category="other", subcategory="delivery") == [
        ("handle", "PMC", "main"),
        ("reply", "SALES", ""),
        ("judge", "SALES", ""),
    ]


@pytest.mark.clause("P4.2-c7")
def test_praise_is_recorded_without_a_clock() -> None:
    file = open_case(category="other", business_type="praise")

    assert file.tasks == {}
    assert file.round.limit_at is None
    assert file.case.state == "closed"


def test_what_is_missing_becomes_a_task_without_a_clock_for_who_sent_it() -> None:
    file = open_case(category="quality", missing=["受理人", "收到时间"])
    [task] = file.current("supplement")

    assert (task.department, task.detail, task.limit_at) == ("SALES", "受理人、收到时间", None)


@pytest.mark.clause("P4.2-b2", "P4.2-c4", "P4.2-c9")
def test_limits_of_department_and_reply_are_the_level_s_and_advice_comes_at_80_percent() -> None:
    file = open_case(category="quality", level="AA")
    limits = {task.step: (task.limit_at, task.advise_at) for task in file.tasks.values()}
    started = file.case.received_at

    assert limits["analyse"] == limits["reply"]
    limit, advise = limits["reply"]
    assert limit is not None and advise is not None
    assert (limit - started, advise - started) == (timedelta(hours=24), timedelta(minutes=1152))
