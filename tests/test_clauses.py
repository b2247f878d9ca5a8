"""Each clause of the procedure is served, proven by a test that names it, and told to people."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from docs.procedure import PAGE, page
from feedback_xl.procedure.clauses import Clause, Interpretation, clauses, interpretations
from feedback_xl.procedure.load import shipped_company
from feedback_xl.publish.rules import BOOKS, rules_by_clause, sheet_title
from feedback_xl.sheets.declaration import book_plan

ROOT = Path(__file__).parents[1]
COMPANY = shipped_company()

OBLIGATIONS = """
| P0-1 | P1 | P2 | P3.1 | P3.2 | P3.3 |
| P4.1-1a | P4.1-1b | P4.1-2 | P4.1-3a | P4.1-3b | P4.1-4a | P4.1-4b | P4.1-4c | P4.1-5 |
| P4.2-a1 | P4.2-a2 | P4.2-a3 | P4.2-b1 | P4.2-b2 |
| P4.2-c1 | P4.2-c2 | P4.2-c3 | P4.2-c4 | P4.2-c5 |
| P4.2-c6 | P4.2-c7 | P4.2-c8 | P4.2-c9 | P4.2-c10 |
| P4.2-d1 | P4.2-d2 | P4.2-d3 | P4.2-d4 | P4.2-d5 |
| P4.2-d6 | P4.2-d7 | P4.2-d8 | P4.2-d9 | P4.2-d10 |
| P4.2-e1 | P4.2-e2 | P4.2-e3 |
| P4.3-1 | P4.3-2 | P4.3-3 | P4.3-4 |
| P5-1 | P5-2 | P5-3 |
"""
AMBIGUITIES = [f"A-{number}" for number in range(1, 34)]
READ_ANEW = ["S11", "S13", "S16", "S17"]
AN_ID = re.compile(r"P[0-5](?:\.\d)?-[a-z]?\d+[a-z]?")
FOLDERS = ("outbox/", "inbox/")


def test_no_clause_is_missing() -> None:
    assert list(clauses()) == re.findall(r"P[0-9.]+(?:-\w+)?", OBLIGATIONS)


@pytest.mark.parametrize("clause", clauses().values(), ids=lambda clause: clause.id)
def test_no_clause_is_empty(clause: Clause) -> None:
    assert clause.place and clause.must and clause.who
    assert clause.serve or clause.outside
    assert bool(clause.evidence) is bool(clause.serve), "what is served leaves evidence"
    assert all(who in COMPANY.departments for who in clause.who if who.isascii())


@pytest.mark.parametrize("clause", clauses().values(), ids=lambda clause: clause.id)
def test_the_evidence_stands_where_it_is_said_to(clause: Clause) -> None:
    sheets = {sheet_title(book, plan) for book in BOOKS for plan in book_plan(book)} | {"看板·总览"}

    assert [e for e in clause.evidence if e not in sheets and not e.startswith(FOLDERS)] == []


def test_every_clause_that_a_rule_names_is_a_clause() -> None:
    ours = {name for name in rules_by_clause(COMPANY) if name.startswith("P")}

    assert sorted(ours - clauses().keys()) == []


def test_whatever_a_company_consists_of_and_names_a_clause_is_a_rule() -> None:
    known = {rule.id for rules in rules_by_clause(COMPANY).values() for rule in rules}
    parts = [part.values() if isinstance(part, dict) else part for part in vars(COMPANY).values()]
    items = [item for part in parts if isinstance(part, Iterable) for item in part]
    named = [item for item in items if getattr(item, "source", "")]

    assert len(named) > 30
    assert {getattr(item, "id", "") or item.form for item in named} <= known


def test_every_clause_named_anywhere_is_a_clause() -> None:
    texts = [
        path.read_text("utf-8")
        for folder in ("feedback_xl", "tests")
        for ending in ("*.py", "*.toml")
        for path in (ROOT / folder).rglob(ending)
    ]

    assert sorted({name for text in texts for name in AN_ID.findall(text)} - clauses().keys()) == []


# --- tests that name clauses


def marked() -> Iterator[str]:
    """The clauses that tests say they prove: `@pytest.mark.clause("P4.2-c9")`."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.clause":
                yield from (str(ast.literal_eval(argument)) for argument in node.args)


def test_every_clause_is_proven_by_a_test_that_names_it_or_said_to_be_outside() -> None:
    served = {clause.id for clause in clauses().values() if clause.serve}

    assert sorted(served - set(marked())) == []


def test_tests_name_clauses_there_are() -> None:
    assert sorted(set(marked()) - clauses().keys()) == []


# --- interpretations


def test_no_interpretation_is_missing() -> None:
    numbers = [item.id for item in interpretations()]

    assert set(AMBIGUITIES + READ_ANEW) <= set(numbers)
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("item", interpretations(), ids=lambda item: item.id)
def test_an_interpretation_says_what_holds_and_where_it_is_changed(item: Interpretation) -> None:
    told = item.in_force(COMPANY)

    assert told.question.endswith(("?", "。")) and told.decision.endswith("。")
    assert not re.search("[{}—]", told.decision + told.value)
    assert set(item.source) <= clauses().keys() and item.source
    assert item.setting in {"", *(f"设置·{plan.name}" for plan in book_plan("settings"))}
    assert item.value or not item.setting, "what can be set has a value now"


def test_the_values_are_the_company_s_own() -> None:
    [silence] = [item for item in interpretations() if item.id == "A-20"]
    [hours] = [item for item in interpretations() if item.id == "A-4"]
    level = replace(COMPANY.levels["AA"], hours=12)
    theirs = replace(COMPANY, silence_days=10, levels={**COMPANY.levels, "AA": level})

    assert silence.in_force(theirs).value == "10 天无异议视为接受"
    assert hours.in_force(theirs).value.startswith("AA 12小时(自然小时)")


def test_a_department_the_company_has_given_up_reads_as_a_dash() -> None:
    [owner] = [item for item in interpretations() if item.id == "S14"]
    others = {key: value for key, value in COMPANY.departments.items() if key != "QMS"}

    assert owner.in_force(replace(COMPANY, departments=others)).value == "—"


# --- the page


def test_the_page_is_what_the_data_say() -> None:
    assert PAGE.read_text("utf-8") == page(COMPANY), "run python -m docs.procedure"
