"""Acts in a row: asked once, by the cell that asks, and never about a case that is over."""

from tests.procedure.cases import FINAL, RESULT, asked, at, open_case, rule, task_of, type_in


def kinds_asked(file: object) -> list[str]:
    return [a.kind for a in file.approvals.values() if a.state == "open"]  # type: ignore[attr-defined]


def test_a_reason_typed_for_one_act_does_not_ask_for_another_once_more() -> None:
    file = open_case(level="A")
    type_in(file, "judge", at(2), level_to="B", judge_reason="误判")
    rule(file, "lower_level", "refused", at(3))

    type_in(file, "judge", at(4), disposition="void", judge_reason="录错")

    assert kinds_asked(file) == ["void"]


def test_a_reason_that_was_missing_completes_what_was_asked() -> None:
    file = open_case(level="A")
    type_in(file, "judge", at(2), level_to="B")
    assert kinds_asked(file) == []

    type_in(file, "judge", at(3), judge_reason="误判")

    assert asked(file, "lower_level").asked == {"level": "B"}


def test_a_reopened_case_is_not_reopened_again_by_another_reason() -> None:
    file = open_case()
    type_in(file, "analyse", at(2), **RESULT, start_capa="no", no_capa_reason="偶发")
    type_in(file, "reply", at(3), **FINAL, opinion="accepted")
    type_in(file, "judge", at(4), disposition="reopen", judge_reason="客户来电")
    type_in(file, "analyse", at(5), **RESULT, start_capa="no", no_capa_reason="偶发")
    type_in(file, "reply", at(6), **FINAL, opinion="accepted")

    type_in(file, "judge", at(7), judge_reason="另有说明")

    assert (file.case.round, file.case.state) == (2, "closed")


def test_who_leads_by_the_procedure_cannot_hand_back() -> None:
    file = open_case()

    type_in(file, "analyse", at(2), status="refused", reason="不是我们的")

    assert kinds_asked(file) == []
    assert task_of(file, "analyse").department == "QA"


def test_what_quality_found_in_the_first_round_still_holds_in_the_second() -> None:
    file = open_case()
    type_in(file, "analyse", at(2), **RESULT, affected="yes", affected_scope="同批三家")
    before = task_of(file, "notify")

    type_in(file, "reply", at(3), **FINAL, opinion="refused")

    assert file.case.round == 2
    assert task_of(file, "notify") == before


def test_nothing_typed_about_a_void_case_has_an_effect() -> None:
    file = open_case(level="A")
    judge = task_of(file, "judge")
    type_in(file, "judge", at(2), disposition="void", judge_reason="录错")
    rule(file, "void", "approved", at(3))

    type_in(file, "judge", at(4), level_to="AA", main_to="PUR")

    assert judge.number == task_of(file, "judge").number
    assert (file.case.level, file.case.state, file.round.limit_at) == ("A", "void", None)
