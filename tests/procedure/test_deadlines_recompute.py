"""A year's calendar arrives: what was 暂定 moves, what was bound stays bound."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from feedback_xl.procedure.deadlines import round_deadline, working_days_deadline
from feedback_xl.procedure.load import shipped_company
from feedback_xl.procedure.recompute import recompute_round, recompute_task
from feedback_xl.procedure.workdays import Year
from feedback_xl.records import Round, Task

START = datetime(2026, 12, 30, 10, 0)
BEFORE = shipped_company()
Y2027 = Year(
    off=frozenset([date(2027, 1, 1), date(2027, 1, 4)]), work=frozenset([date(2027, 1, 3)])
)
KNOWN = replace(BEFORE.calendar, years={**BEFORE.calendar.years, 2027: Y2027})
AFTER = replace(BEFORE, calendar=KNOWN, department_share=0.5)


def a_round(mode: str) -> Round:
    level = replace(BEFORE.levels["B"], mode=mode)
    found = round_deadline(START, level, BEFORE, customer_hours=48)
    return Round(
        case="FK-20261230-001",
        round=1,
        started_at=found.start,
        level="B",
        hours=found.hours,
        mode=found.mode,
        limit_at=found.limit,
        department_limit_at=found.limit,
        advise_at=found.advise,
        provisional=found.provisional,
        settings="shipped",
        derivation=found.lines,
    )


def a_task(step: str, limit: datetime, **more: object) -> Task:
    return replace(
        Task("FK-20261230-001-T01", step, "QA", START, limit_at=limit, provisional=True),
        **more,  # type: ignore[arg-type]
    )


def test_a_round_moves_to_where_the_announced_year_puts_it() -> None:
    bound = a_round("workday_24h")
    found = recompute_round(bound, AFTER)

    assert bound.limit_at == datetime(2027, 1, 4, 10, 0)
    assert found is not None
    reply, department = found
    assert (reply.limit, reply.provisional) == (datetime(2027, 1, 3, 10, 0), False)
    assert (department.limit, department.hours) == (datetime(2026, 12, 31, 10, 0), 24)
    assert (reply.start, reply.hours, reply.mode) == (START, 48, "workday_24h")


def test_what_it_was_bound_with_stays_in_the_derivation() -> None:
    bound = a_round("workday_24h")
    found = recompute_round(bound, AFTER)

    assert found is not None
    assert found[0].lines == (
        *bound.derivation,
        "工作日历更新,重新推算",
        "跳过 2027-01-01~01-02(2天)",
        "时限 2027-01-03 10:00",
        "建议完成 2027-01-03 00:24(80%)",
    )


def test_what_was_certain_is_left_alone() -> None:
    task = a_task("analyse", datetime(2027, 1, 1, 10, 0), provisional=False)

    assert recompute_round(a_round("calendar"), AFTER) is None
    assert recompute_task(task, AFTER.steps["analyse"], a_round("calendar"), AFTER) is None


def test_what_is_done_is_left_alone() -> None:
    task = a_task("analyse", datetime(2027, 1, 4, 10, 0), state="done")

    assert recompute_task(task, AFTER.steps["analyse"], a_round("workday_24h"), AFTER) is None


@pytest.mark.parametrize(
    ("clock", "limit"),
    [
        ("reply", datetime(2027, 1, 3, 10, 0)),
        ("department", datetime(2026, 12, 31, 10, 0)),
        ("share", datetime(2026, 12, 30, 22, 0)),
        ("opened", datetime(2027, 1, 3, 12, 0)),
        ("working_days", datetime(2027, 1, 5, 17, 0)),
        ("planned", datetime(2027, 1, 5, 17, 0)),
    ],
)
def test_a_task_follows_the_clock_of_its_step(clock: str, limit: datetime) -> None:
    step = replace(AFTER.steps["analyse"], clock=clock, days=3, share=0.25)
    opened = START.replace(hour=12)
    task = a_task("analyse", datetime(2027, 1, 4, 10, 0), opened_at=opened)
    found = recompute_task(task, step, a_round("workday_24h"), AFTER)

    assert found is not None
    assert (found.limit, found.provisional) == (limit, False)


def test_a_task_without_a_case_has_working_days() -> None:
    step = AFTER.steps["register"]
    bound = working_days_deadline(START, step.days, BEFORE)
    task = a_task(step.id, bound.limit, derivation=bound.lines)

    assert recompute_task(task, step, None, BEFORE) == replace(
        bound,
        lines=(*bound.lines, "工作日历更新,重新推算", *bound.lines[2:]),
    )
