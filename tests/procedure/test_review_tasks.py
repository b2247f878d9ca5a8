"""When a task is done, and what its result opens."""

from datetime import timedelta

import pytest

from feedback_xl.procedure.review import review
from feedback_xl.records import Moment
from tests.procedure.cases import (
    FINAL,
    RECEIVED,
    RESULT,
    at,
    open_case,
    reloaded,
    task_of,
    type_in,
)


def test_a_task_is_done_when_its_last_cell_is_typed() -> None:
    file = open_case()
    for name, value in RESULT.items():
        assert task_of(file, "analyse").state == "open"
        type_in(file, "analyse", at(2), **{name: value})

    assert task_of(file, "analyse").state == "done"


@pytest.mark.parametrize("name", RESULT)
def test_a_task_stays_open_while_one_of_its_cells_is_empty(name: str) -> None:
    file = type_in(open_case(), "analyse", at(2), **{**RESULT, name: None})

    assert task_of(file, "analyse").state == "open"


def test_other_feedback_needs_no_cause() -> None:
    file = open_case(category="other", subcategory="delivery")
    type_in(file, "handle", at(2), **{**RESULT, "cause": None})

    assert task_of(file, "handle").state == "done"


@pytest.mark.parametrize("status", ["working", "transfer", "extension", "waiting", "refused"])
def test_only_the_word_for_done_ends_a_task(status: str) -> None:
    file = type_in(open_case(), "analyse", at(2), **{**RESULT, "status": status})

    assert task_of(file, "analyse").state == "open"


@pytest.mark.clause("P4.2-c10")
def test_the_first_person_named_has_received_the_task() -> None:
    file = type_in(open_case(), "analyse", at(2), person="王强")
    type_in(file, "analyse", at(5), person="李工")

    assert task_of(file, "analyse").received_at == at(2).seen
    assert file.case.state == "in_process"


def test_a_task_is_done_when_its_sheet_was_saved_unless_a_time_is_typed() -> None:
    saved = Moment(seen=at(6).seen, saved=at(5).seen)
    plain = task_of(type_in(open_case(), "analyse", saved, **RESULT), "analyse")
    typed = {**RESULT, "done_at": (RECEIVED + timedelta(hours=3)).isoformat()}
    told = task_of(type_in(open_case(), "analyse", saved, **typed), "analyse")

    assert (plain.done_at, plain.noticed_at, plain.late_entry) == (at(5).seen, at(6).seen, False)
    assert (told.done_at, told.noticed_at, told.late_entry) == (at(3).seen, at(6).seen, True)


@pytest.mark.parametrize(
    ("hours", "state"),
    [(-0.1, "open"), (0, "done"), (5.9, "done"), (6 + 9 / 60, "done"), (6 + 11 / 60, "open")],
)
def test_a_typed_time_lies_between_the_contact_and_ten_minutes_from_now(
    hours: float, state: str
) -> None:
    typed = (RECEIVED + timedelta(hours=hours)).isoformat()
    file = type_in(open_case(), "analyse", at(6), **RESULT, done_at=typed)

    assert task_of(file, "analyse").state == state


@pytest.mark.parametrize(("hours", "late"), [(4.1, False), (3.9, True)])
def test_what_is_typed_two_hours_after_the_fact_is_a_late_entry(hours: float, late: bool) -> None:
    typed = (RECEIVED + timedelta(hours=hours)).isoformat()
    file = type_in(open_case(), "analyse", at(6), **RESULT, done_at=typed)

    assert task_of(file, "analyse").late_entry is late


def test_undoing_a_result_opens_the_task_again() -> None:
    file = type_in(open_case(), "analyse", at(2), **RESULT)
    type_in(file, "analyse", at(3), status="working")
    task = task_of(file, "analyse")

    assert (task.state, task.done_at, task.noticed_at) == ("open", None, None)
    assert task.received_at == at(2).seen
    assert file.case.state == "in_process"


def test_only_the_confirmation_form_ends_the_confirmation_task() -> None:
    file = open_case(business_type="return")
    type_in(file, "confirm", at(2), person="王强", remarks="看过了")
    assert task_of(file, "confirm").state == "open"
    type_in(file, "confirm", at(3), confirmation="SH-20261123-001")

    assert task_of(file, "confirm").state == "done"


@pytest.mark.clause("P4.2-c6")
def test_a_supplier_found_responsible_brings_in_purchasing() -> None:
    file = type_in(open_case(), "analyse", at(2), conclusion="supplier")
    assert file.current("negotiate") == []
    type_in(file, "analyse", at(3), supplier="无锡精铸")
    task = task_of(file, "negotiate")

    assert (task.department, task.opened_at) == ("PUR", at(3).seen)
    assert task.limit_at == at(3).seen + timedelta(hours=48), "its own clock at the case's level"
    assert file.case.main == "QA", "the customer has bought from us"


def test_purchasing_has_one_task_however_often_the_case_is_reviewed() -> None:
    file = type_in(open_case(), "analyse", at(2), conclusion="several", supplier="无锡精铸")
    type_in(file, "analyse", at(3), person="王强")
    again = reloaded(file)
    review(again, at(4))

    assert len(again.current("negotiate")) == 1


def test_a_task_opened_in_error_is_withdrawn_while_nobody_has_begun() -> None:
    file = type_in(open_case(), "analyse", at(2), conclusion="supplier", supplier="无锡精铸")
    type_in(file, "analyse", at(3), conclusion="company")
    assert file.current("negotiate") == []
    type_in(file, "analyse", at(4), conclusion="supplier")

    assert task_of(file, "negotiate").opened_at == at(4).seen
    assert len([t for t in file.tasks.values() if t.step == "negotiate"]) == 2


def test_a_task_somebody_has_begun_is_not_taken_back() -> None:
    file = type_in(open_case(), "analyse", at(2), conclusion="supplier", supplier="无锡精铸")
    type_in(file, "negotiate", at(3), person="孙采购")
    type_in(file, "analyse", at(4), conclusion="company")

    assert task_of(file, "negotiate").state == "open"


def test_the_final_reply_does_not_wait_for_purchasing_but_the_end_does() -> None:
    file = type_in(
        open_case(), "analyse", at(2), **RESULT, conclusion="supplier", supplier="无锡精铸"
    )
    type_in(file, "analyse", at(2), start_capa="no", no_capa_reason="供方已整改")
    type_in(file, "reply", at(3), **FINAL, opinion="accepted")
    assert file.final_reply is not None
    assert file.case.state == "internal"
    negotiated = {"contacted_at": at(4).seen.isoformat(), "negotiation": "换料", "status": "done"}
    type_in(file, "negotiate", at(5), person="孙采购", **negotiated)
    assert file.case.state == "internal"
    type_in(file, "analyse", at(6), escape_cause="进料检验未含此项")

    assert file.case.state == "closed"
