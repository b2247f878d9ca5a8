"""Numbers: one form, counted per site, kind and day, and none given twice."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_xl.clock import SimulatedClock
from feedback_xl.ledger.connect import sqlite_url
from feedback_xl.ledger.store import Ledger
from feedback_xl.records import Change, Decision
from tests.plant import MONDAY

DAY = date(2026, 11, 23)
OF_A_DAY = re.compile(r"^([A-Z0-9]{2,5}-)?(FK|SH)-\d{8}-\d{3,}$")
RUNNING = re.compile(r"^KH-\d{5,}$")


def give(ledger: Ledger, *wanted: tuple[str, date | None]) -> list[str]:
    """Numbers given and kept in one decision."""
    with ledger.transaction() as book:
        numbers = [book.give_number(kind, day) for kind, day in wanted]
        book.record(Decision("command", "", {"numbers": numbers}, book.given_numbers()))
    return numbers


def test_numbers_are_counted_per_kind_and_day(ledger: Ledger) -> None:
    given = give(ledger, ("FK", DAY), ("FK", DAY), ("SH", DAY), ("FK", DAY + timedelta(1)))
    given += give(ledger, ("FK", DAY), ("KH", None), ("KH", None))

    assert given == [
        "FK-20261123-001",
        "FK-20261123-002",
        "SH-20261123-001",
        "FK-20261124-001",
        "FK-20261123-003",
        "KH-00001",
        "KH-00002",
    ]


def test_a_site_s_numbers_carry_its_prefix_and_are_its_own(
    open_ledger: Callable[..., Ledger],
) -> None:
    one, other = open_ledger("SZ1-", "SZ1"), open_ledger("WX-", "WX")

    assert give(one, ("FK", DAY), ("KH", None)) == ["SZ1-FK-20261123-001", "KH-00001"]
    assert give(other, ("FK", DAY), ("KH", None)) == ["WX-FK-20261123-001", "KH-00001"]
    assert give(one, ("FK", DAY)) == ["SZ1-FK-20261123-002"]


def test_more_than_999_cases_a_day_get_longer_numbers(ledger: Ledger) -> None:
    with ledger.transaction() as book:
        key = "FK-20261123"
        book.record(Decision("command", "", {}, (Change("counters", key, {"last": 998}),)))
    given = give(ledger, ("FK", DAY), ("FK", DAY))

    assert given == ["FK-20261123-999", "FK-20261123-1000"]
    assert all(OF_A_DAY.match(number) for number in given)


def test_a_number_of_a_decision_that_failed_is_nobody_s(ledger: Ledger) -> None:
    give(ledger, ("FK", DAY))
    with pytest.raises(RuntimeError), ledger.transaction() as book:
        book.give_number("FK", DAY)
        book.record(Decision("command", "", {}, book.given_numbers()))
        raise RuntimeError

    assert give(ledger, ("FK", DAY)) == ["FK-20261123-002"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("numbers")


@settings(max_examples=20, deadline=None)
@given(
    decisions=st.lists(
        st.tuples(
            st.lists(st.tuples(st.sampled_from(["FK", "SH", "KH"]), st.integers(0, 1)), max_size=4),
            st.sampled_from(["kept", "fails", "restart"]),
        ),
        max_size=8,
    )
)
def test_no_number_is_ever_given_twice(
    decisions: list[tuple[list[tuple[str, int]], str]], folder: Path
) -> None:
    (folder / "ledger.db").unlink(missing_ok=True)

    def open_it() -> Ledger:
        url, clock = sqlite_url(folder / "ledger.db"), SimulatedClock(MONDAY)
        return Ledger.open(url, site="SZ", clock=clock, program="", settings="", prefix="SZ-")

    ledger, kept = open_it(), []
    for wanted, fate in decisions:
        days = [(kind, None if kind == "KH" else DAY + timedelta(n)) for kind, n in wanted]
        if fate == "fails":
            with pytest.raises(RuntimeError), ledger.transaction() as book:
                numbers = [book.give_number(*wish) for wish in days]
                book.record(Decision("command", "", {"numbers": numbers}, book.given_numbers()))
                raise RuntimeError
            continue
        kept += give(ledger, *days)
        if fate == "restart":
            ledger.engine.dispose()
            ledger = open_it()
    ledger.engine.dispose()

    assert len(kept) == len(set(kept))
    assert all(OF_A_DAY.match(number) or RUNNING.match(number) for number in kept)
