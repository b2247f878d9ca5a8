"""What the customer is told, and what follows when he does not accept it."""

from typing import Any

import pytest

from feedback_xl.procedure.replying import missing_for_reply
from feedback_xl.records import TimeState
from tests.procedure.cases import (
    FINAL,
    INTERIM,
    RESULT,
    at,
    open_case,
    task_of,
    type_in,
)


@pytest.mark.clause("P4.2-c9")
def test_sales_can_answer_from_the_start_and_an_interim_reply_stops_the_clock() -> None:
    file = type_in(open_case(), "reply", at(2), **INTERIM)

    assert (file.round.first_reply_at, file.round.verdict) == (at(2).seen, "done_on_time")
    assert file.case.first_reply_at == at(2).seen
    assert file.case.state == "interim"
    assert task_of(file, "reply").state == "open"


@pytest.mark.parametrize("name", INTERIM)
def test_an_interim_reply_needs_content_and_a_next_date(name: str) -> None:
    file = type_in(open_case(), "reply", at(2), **{**INTERIM, name: None})

    assert file.replies == {}
    assert file.round.first_reply_at is None


@pytest.mark.clause("P4.2-c8", "P4.2-c9")
def test_a_final_reply_waits_for_every_department_s_result() -> None:
    file = open_case(co=["MFG"])
    type_in(file, "reply", at(1.5), **FINAL)
    assert missing_for_reply(file, task_of(file, "reply")) == ["results"]
    type_in(file, "analyse", at(2), **RESULT)
    assert file.final_reply is None
    type_in(file, "assist", at(3), **RESULT)

    assert file.final_reply is not None
    assert file.round.first_reply_at == at(1.5).seen, "given when it was saved, not when it counts"
    assert task_of(file, "reply").state == "done"


def test_results_all_in_make_the_case_ready_to_answer() -> None:
    file = type_in(open_case(), "analyse", at(2), **RESULT)

    assert file.case.state == "results_in"


@pytest.mark.parametrize(("hours", "verdict"), [(48, "done_on_time"), (48.1, "done_late")])
def test_the_first_reply_of_a_round_gives_its_verdict(hours: float, verdict: str) -> None:
    file = type_in(open_case(), "reply", at(hours), **INTERIM)

    assert TimeState(file.round.verdict) == verdict


def test_a_verdict_once_given_stays() -> None:
    file = type_in(open_case(), "reply", at(50), **INTERIM)
    earlier = at(40).seen.isoformat()
    type_in(file, "reply", at(51), replied_at=earlier)
    type_in(file, "analyse", at(52), **RESULT)
    type_in(file, "reply", at(53), **FINAL, replied_at=None)

    assert (file.round.first_reply_at, file.round.verdict) == (at(50).seen, "done_late")


def test_the_time_typed_is_when_the_customer_was_answered() -> None:
    typed = at(30).seen.isoformat()
    file = type_in(open_case(), "reply", at(50), **INTERIM, replied_at=typed)
    [reply] = file.replies.values()

    assert (reply.replied_at, reply.noticed_at) == (at(30).seen, at(50).seen)
    assert file.round.verdict == "done_on_time"


@pytest.mark.parametrize("hours", [-1, 60])
def test_a_reply_at_an_impossible_time_does_not_count(hours: float) -> None:
    typed = at(hours).seen.isoformat()
    file = type_in(open_case(), "reply", at(50), **INTERIM, replied_at=typed)

    assert file.replies == {}


def test_each_interim_reply_is_kept_and_the_final_one_corrected_in_place() -> None:
    file = type_in(open_case(), "reply", at(2), **INTERIM, replied_at=at(2).seen.isoformat())
    more = {**INTERIM, "reply_content": "再次说明", "replied_at": at(5).seen.isoformat()}
    type_in(file, "reply", at(5), **more)
    type_in(file, "analyse", at(6), **RESULT)
    type_in(file, "reply", at(7), **FINAL, replied_at=at(7).seen.isoformat())
    type_in(file, "reply", at(8), reply_content="已更换夹具并全检")
    kinds = [(reply.kind, reply.content) for reply in file.replies.values()]

    assert kinds == [
        ("interim", "正在分析"),
        ("interim", "再次说明"),
        ("final", "已更换夹具并全检"),
    ]
    assert file.case.final_reply_at == at(7).seen


def test_a_final_reply_is_not_taken_back() -> None:
    file = type_in(open_case(), "analyse", at(2), **RESULT)
    type_in(file, "reply", at(3), **FINAL)
    type_in(file, "reply", at(4), **INTERIM)

    assert file.final_reply is not None
    assert len(file.replies) == 1
    assert file.case.final_reply_at == at(3).seen


def refused() -> Any:
    file = type_in(open_case(co=["MFG"]), "reply", at(10), **INTERIM)
    type_in(file, "analyse", at(20), **RESULT)
    type_in(file, "assist", at(20), **RESULT)
    type_in(file, "reply", at(21), **FINAL)
    return type_in(file, "reply", at(60), opinion="refused")


def test_a_customer_who_does_not_accept_begins_a_second_round_from_that_moment() -> None:
    file = refused()

    assert file.case.round == 2
    assert file.case.state == "reopened"
    assert file.round.started_at == at(60).seen
    assert file.round.limit_at == at(60 + 48).seen
    assert (file.round.first_reply_at, file.round.verdict) == (None, "")
    planned = [(task.step, task.department, task.state) for task in file.current()]
    assert sorted(planned) == [
        ("analyse", "QA", "open"),
        ("assist", "MFG", "open"),
        ("judge", "SALES", "done"),
        ("reply", "SALES", "open"),
    ]


def test_the_first_round_keeps_its_verdict_and_its_work() -> None:
    file = refused()
    first = file.rounds[1]

    assert (first.first_reply_at, first.verdict) == (at(10).seen, "done_on_time")
    assert file.case.first_reply_at == at(10).seen
    assert file.case.final_reply_at is None
    done = [t for t in file.tasks.values() if t.round == 1 and t.state == "done"]
    assert sorted(task.step for task in done) == ["analyse", "assist", "judge", "reply"]


def test_a_late_second_round_does_not_touch_the_first() -> None:
    file = type_in(refused(), "reply", at(60 + 49), **INTERIM)

    assert [file.rounds[n].verdict for n in (1, 2)] == ["done_on_time", "done_late"]


def test_a_second_round_can_be_answered_and_closed() -> None:
    file = refused()
    capa = {"start_capa": "no", "no_capa_reason": "偶发"}
    type_in(file, "analyse", at(70), **RESULT, **capa)
    type_in(file, "assist", at(70), **RESULT)
    type_in(file, "reply", at(71), **FINAL, opinion="accepted")

    assert file.case.state == "closed"
    assert file.case.round == 2


def test_what_is_not_done_anew_stays_done_in_the_second_round() -> None:
    file = type_in(open_case(), "analyse", at(2), **RESULT, conclusion="supplier", supplier="铸造")
    negotiated = {"contacted_at": at(4).seen.isoformat(), "negotiation": "换料", "status": "done"}
    told = {"person": "孙采购", "done_at": at(5).seen.isoformat()}
    type_in(file, "negotiate", at(6), **negotiated, **told)
    type_in(file, "reply", at(7), **FINAL, opinion="refused")
    task = task_of(file, "negotiate")

    assert (file.case.round, task.round) == (2, 1)
    assert (task.state, task.done_at) == ("done", at(5).seen), "its instant lies in its own round"
