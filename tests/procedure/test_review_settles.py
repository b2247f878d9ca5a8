"""Whatever people type, in whatever order: a review decides once, and verdicts stay."""

from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.procedure.review import review
from feedback_xl.sheets.declaration import book_plan
from tests.procedure.cases import COMPANY, at, open_case, reloaded, type_in

CASES: list[dict[str, Any]] = [
    {"category": "quality"},
    {"category": "quality", "business_type": "return", "co": ["MFG"]},
    {"category": "quality", "level": "AA", "missing": ["受理人"]},
    {"category": "other", "subcategory": "delivery", "co": ["PUR"]},
]
COLUMNS = {
    column.id: column
    for plan in (*book_plan("tasks"), *book_plan("approvals"))
    for column in plan.typed
}


def values_of(field: str) -> st.SearchStrategy[Any]:
    """What a typed cell may be understood as."""
    column = COLUMNS.get(field)
    kind = column.kind if column else "text"
    if column and column.list:
        options = st.sampled_from(sorted(COMPANY.options(column.list)))
        many = kind == "choices"
        return st.none() | (st.lists(options, min_size=1, max_size=2) if many else options)
    if kind == "instant":
        return st.none() | st.integers(-5, 300).map(lambda hours: at(hours).seen.isoformat())
    if kind == "date":
        return st.none() | st.integers(-2, 20).map(
            lambda days: at(24 * days).seen.date().isoformat()
        )
    return st.none() | st.sampled_from(["甲", "乙"])


DONE = {"person": "甲", "cause": "乙", "measures": "丙", "status": "done"}
FINAL = {"reply_kind": "final", "reply_content": "丁"}
USUAL: list[dict[str, Any]] = [
    DONE,
    DONE,
    {**DONE, "start_capa": "no", "no_capa_reason": "戊"},
    {"conclusion": "supplier", "supplier": "己"},
    {"conclusion": "company"},
    {"confirmation": "SH-20261123-001"},
    FINAL,
    {**FINAL, "opinion": "accepted"},
    {**FINAL, "opinion": "refused"},
    {"opinion": "refused"},
    {"opinion": None},
    {"status": "working"},
    {"reply_kind": "interim", "reply_content": "庚", "next_date": "2026-11-30"},
]
FILLS = {step.id: {*step.fills, step.form} - {""} for step in COMPANY.steps.values()}
FIELDS = sorted(set().union(*FILLS.values()))
random_cells = st.lists(st.sampled_from(FIELDS), min_size=1, max_size=5, unique=True).flatmap(
    lambda chosen: st.fixed_dictionaries({name: values_of(name) for name in chosen})
)
typing = st.tuples(st.integers(0, 3), st.integers(0, 90), st.sampled_from(USUAL) | random_cells)
histories = st.tuples(st.sampled_from(CASES), st.lists(typing, min_size=6, max_size=16))


def play(
    case: dict[str, Any], typed: list[tuple[int, int, dict[str, Any]]]
) -> list[tuple[CaseFile, float]]:
    """The case as it stood after each typing into one of its rows, and when that was."""
    file, hours = open_case(**case), 1.0
    stages = [(reloaded(file), hours)]
    for which, later, cells in typed:
        steps = COMPANY.steps
        rows = [
            t for t in file.current() if cells.keys() & {*steps[t.step].fills, steps[t.step].form}
        ]
        if rows:
            task = rows[which % len(rows)]
            hours += later
            wanted = {name: cells[name] for name in cells.keys() & FILLS[task.step]}
            type_in(file, task.step, at(hours), task.department, **wanted)
            stages.append((reloaded(file), hours))
    return stages


@settings(max_examples=80, deadline=None)
@given(history=histories)
def test_reviewing_again_changes_nothing(history: Any) -> None:
    for file, hours in play(*history):
        again = reloaded(file)
        review(again, at(hours))
        assert again.changes == ()


@settings(max_examples=80, deadline=None)
@given(history=histories)
def test_a_verdict_and_a_reply_once_given_stay(history: Any) -> None:
    stages = play(*history)
    for (before, _), (after, _) in pairwise(stages):
        for number, found in before.rounds.items():
            if found.verdict:
                kept = after.rounds[number]
                assert (kept.verdict, kept.first_reply_at) == (found.verdict, found.first_reply_at)
                assert kept.started_at == found.started_at
                assert kept.level != found.level or kept.limit_at == found.limit_at
        assert before.replies.keys() <= after.replies.keys()
        assert before.tasks.keys() <= after.tasks.keys()
        assert before.case.round <= after.case.round <= before.case.round + 1
        if before.case.first_reply_at:
            assert after.case.first_reply_at == before.case.first_reply_at


@settings(max_examples=80, deadline=None)
@given(history=histories)
def test_a_closed_case_has_nothing_left_to_do(history: Any) -> None:
    for file, _ in play(*history):
        closed = file.case.state == "closed"
        assert closed == (file.case.closed_at is not None)
        if closed and file.tasks:
            open_tasks = [t.step for t in file.current() if t.state == "open"]
            assert set(open_tasks) <= {"supplement"}
            assert file.final_reply is not None
            assert file.case.customer_closed_at is not None


@settings(max_examples=80, deadline=None)
@given(history=histories)
def test_done_and_open_are_told_apart_by_their_times(history: Any) -> None:
    for file, hours in play(*history):
        for task in file.tasks.values():
            assert (task.state == "done") == (task.done_at is not None), task
            if task.done_at is not None and task.noticed_at is not None:
                assert task.noticed_at <= at(hours).seen
