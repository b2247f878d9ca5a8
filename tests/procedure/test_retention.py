"""What is due for disposal: counted from closing, by kind of product, and what hangs together."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from feedback_xl.procedure.company import Product
from feedback_xl.procedure.load import shipped_company
from feedback_xl.procedure.retention import Bundle, due_bundles, held_numbers, may_be_disposed
from feedback_xl.records import Approval, Case

COMPANY = replace(
    shipped_company(),
    products={"ZD-3012": Product("ZD-3012"), "AQ-1": Product("AQ-1", "", "safety")},
)
CLOSED = datetime(2026, 11, 23, 15, 0)
ASKED = {"numbers": ["FK-1", "FK-2"], "bundles": [["FK-1"], ["FK-2"]]}


def case(number: str, **values: object) -> Case:
    given = {"submission": number, "item": 1, "customer": "KH-00001", "customer_name": "恒达"}
    given |= {"category": "quality", "level": "A", "level_typed": "A", "content": "异响"}
    given |= {"received_at": CLOSED, "entered_at": CLOSED, "main": "QA", "closed_at": CLOSED}
    return Case(number=number, **{**given, **values})  # type: ignore[arg-type]


def due(
    *cases: Case, on: date, confirmed: tuple[tuple[str, ...], ...] = (), **parts: str
) -> list[Bundle]:
    bought = {number.replace("_", "-"): [part] for number, part in parts.items()}
    return due_bundles(cases, confirmed, bought, COMPANY, on)


def decided(
    key: str, kind: str = "disposal", state: str = "approved", **values: object
) -> Approval:
    about = key.removesuffix("-J01")
    return Approval(key, kind, "SALES", about, "", CLOSED, asked=ASKED, state=state, values=values)


@pytest.mark.clause("P5-2")
def test_three_years_after_closing_an_ordinary_case_is_due_to_the_day() -> None:
    assert due(case("FK-1"), on=date(2029, 11, 22)) == []
    assert due(case("FK-1"), on=date(2029, 11, 23)) == [Bundle(("FK-1",), date(2029, 11, 23))]


def test_safety_parts_and_what_touches_safety_are_kept_fifteen_years() -> None:
    by_part, by_form = case("FK-1"), case("FK-2", facts={"safety": "yes"})
    before, after = date(2041, 11, 22), date(2041, 11, 23)

    assert due(by_part, by_form, on=before, FK_1="AQ-1") == []
    assert len(due(by_part, by_form, on=after, FK_1="AQ-1")) == 2


def test_an_open_case_is_never_due() -> None:
    assert due(case("FK-1", closed_at=None), on=date(2099, 1, 1)) == []


def test_what_one_paper_joins_is_due_when_the_last_of_it_is() -> None:
    later = datetime(2027, 11, 23, 9, 0)
    first = case("FK-1")
    same_form = case("FK-2", submission="FK-1", closed_at=later)
    confirmed_too = case("FK-3", closed_at=None)
    merged = case("FK-4", merged_into="FK-3")

    assert due(first, same_form, on=date(2029, 12, 1)) == []
    assert [b.cases for b in due(first, same_form, on=date(2030, 12, 1))] == [("FK-1", "FK-2")]
    joined = (("FK-2", "FK-3"),)
    assert due(first, same_form, confirmed_too, on=date(2040, 1, 1), confirmed=joined) == []
    assert due(confirmed_too, merged, on=date(2040, 1, 1)) == []


def test_papers_that_join_groups_already_joined_make_one_bundle_of_all() -> None:
    pairs = [case(f"FK-{n}", submission=f"FK-{n - n % 2}") for n in range(6)]
    joined = (("FK-1", "FK-2"), ("FK-5", "FK-3"), ("FK-0", "FK-5"))
    alone = case("FK-9")

    found = due(*pairs, alone, on=date(2029, 11, 23), confirmed=joined)

    assert [b.cases for b in found] == [tuple(f"FK-{n}" for n in range(6)), ("FK-9",)]


def test_a_leap_day_ends_on_the_first_of_march() -> None:
    [bundle] = due(case("FK-1", closed_at=datetime(2028, 2, 29, 9, 0)), on=date(2031, 3, 1))

    assert bundle.due_on == date(2031, 3, 1)


def test_a_hold_covers_what_it_names_or_all_and_ends_with_its_release() -> None:
    everything, one = (
        decided("XH-1", hold="yes"),
        decided("XH-2", hold="yes", held_numbers=["FK-2"]),
    )
    refused = decided("XH-3", state="refused", hold="yes")

    assert held_numbers([everything]).keys() == {"FK-1", "FK-2"}
    assert held_numbers([one]).keys() == {"FK-2"}
    assert held_numbers([refused]).keys() == {"FK-1", "FK-2"}
    assert held_numbers([decided("XH-4", state="open", hold="yes")]) == {}
    assert held_numbers([everything, decided("XH-1-J01", kind="release")]) == {}


def test_only_what_was_approved_and_is_not_held_may_be_disposed_of() -> None:
    assert may_be_disposed(decided("XH-1"), {}) == [["FK-1"], ["FK-2"]]
    assert may_be_disposed(decided("XH-1"), {"FK-1": decided("XH-2")}) == [["FK-2"]]
    assert may_be_disposed(decided("XH-1", state="refused"), {}) == []
