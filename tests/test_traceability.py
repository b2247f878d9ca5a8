"""Nothing declared is idle: each problem, step, route, state and list is used, and tested."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedback_xl.forms.declaration import FORM_NAMES, form
from feedback_xl.problems import Severity, catalogue
from feedback_xl.procedure.load import shipped_company
from feedback_xl.procedure.settable import parameters
from feedback_xl.records import Outcome, TimeState
from feedback_xl.sheets.declaration import book_plan

ROOT = Path(__file__).parents[1]
COMPANY = shipped_company()
EVERYWHERE = {"label", "found", "cell", "example"}  # tokens that `problem_from` adds itself


def trees(folder: Path) -> Iterator[ast.AST]:
    for path in sorted(folder.rglob("*.py")):
        yield ast.parse(path.read_text("utf-8"))


def literals(folder: Path) -> set[str]:
    """Every string constant, and every word in one."""
    found: set[str] = set()
    for tree in trees(folder):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value, *re.findall(r"[A-Za-z_0-9]+", node.value)}
    return found


SAID = literals(ROOT / "feedback_xl")
TESTED = literals(ROOT / "tests")


def test_every_problem_of_the_catalogue_is_raised_somewhere() -> None:
    assert sorted(catalogue().keys() - SAID) == []


def test_every_problem_raised_is_exercised_by_a_test() -> None:
    assert sorted(catalogue().keys() - TESTED) == []


def notes_made() -> Iterator[tuple[str, set[str]]]:
    """Code and tokens of each note that is made with its code written out."""
    for tree in trees(ROOT / "feedback_xl"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                code = node.args[0] if node.args else None
                given = {word.arg for word in node.keywords}
                spelt_out = isinstance(code, ast.Constant) and None not in given  # no **tokens
                if node.func.attr in ("of", "wrong") and spelt_out:
                    yield str(code.value), {name for name in given if name}


def test_every_note_brings_the_words_its_message_needs() -> None:
    made = list(notes_made())
    assert len(made) > 50
    for code, given in made:
        message = catalogue()[code]
        needed = set(re.findall(r"\{(\w+)\}", message.text + message.expected))
        assert needed <= given | EVERYWHERE, code


@pytest.mark.parametrize("code", catalogue())
def test_messages_say_what_and_what_to_do_without_shouting(code: str) -> None:
    message = catalogue()[code]

    assert message.text.endswith(("。", "。”"))
    assert not re.search("[!！]|错误", message.text.replace("错误值", "")), code
    if message.severity is not Severity.REPAIR:
        assert message.expected, "what should stand there"


def test_every_step_route_and_state_is_reached_in_a_test() -> None:
    """Routes and states have an example each in tests/procedure, which says so by name."""
    declared = {*COMPANY.steps, *COMPANY.states, *(route.id for route in COMPANY.routes)}

    assert sorted(declared - TESTED) == []


BY_THE_PROGRAM = """
    register supplement take_over announce make_contact open_file complete_file review_file
"""


def test_every_step_is_opened_by_a_route_or_the_program() -> None:
    openings = {opening.step for route in COMPANY.routes for opening in route.opens}

    assert COMPANY.steps.keys() - openings == set(BY_THE_PROGRAM.split())


def test_every_kind_of_approval_is_decided_in_a_test() -> None:
    kinds = COMPANY.approvals.values()

    assert [kind.title for kind in kinds if not {kind.id, kind.title} & TESTED] == []


def test_words_are_declared_for_every_outcome_and_time_state() -> None:
    assert set(COMPANY.outcomes) == {*map(str, Outcome), "held"}
    assert set(COMPANY.time_states) == set(map(str, TimeState))


def lists_used() -> set[str]:
    """Lists named by a field of a form, a column of its tables, or a column of a sheet."""
    named: set[str] = set()
    for declared in map(form, FORM_NAMES):
        named |= {item.list for item in declared.fields.values()}
        named |= {column.list for table in declared.tables.values() for column in table.columns}
    for book in ("tasks", "approvals", "master", "customers", "settings"):
        named |= {column.list for plan in book_plan(book) for column in plan.columns}
    named |= {parameter.list for parameter in parameters(COMPANY).values()}
    return named - {""}


def test_every_list_is_declared_and_offered_somewhere() -> None:
    declared = {*COMPANY.lists, "department", "person"}

    assert lists_used() - declared == set()
    assert sorted(declared - lists_used()) == []


# What no cell of the row holds: form C's findings, the reply itself, what the file becomes.
NOT_TYPED = {"confirmation", "disposal", "concession", "final_reply", "filed"}


def test_fields_a_step_asks_for_stand_on_its_sheet() -> None:
    for plan in book_plan("tasks"):
        columns = {column.id for column in plan.typed}
        for step in (COMPANY.steps[name] for name in plan.steps):
            typed = {need.field for need in (*step.needs, *step.wanted)} - NOT_TYPED
            assert typed <= set(step.fills) <= columns, step.id
