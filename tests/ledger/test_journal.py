"""The journal: each entry chained to the one before, all or nothing, and applied as it is read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import JSON, BigInteger, Boolean, DateTime, Float, Integer, Table

from feedback_xl.clock import SimulatedClock
from feedback_xl.ledger import journal
from feedback_xl.ledger.journal import GENESIS, Entry
from feedback_xl.ledger.projection import apply
from feedback_xl.ledger.rebuild import check_chain, compare, fresh_ledger, replay
from feedback_xl.ledger.schema import PROJECTION
from feedback_xl.ledger.store import Ledger
from feedback_xl.problems import LedgerFault
from feedback_xl.records import Change, Decision, FollowUp, digest
from tests.plant import MONDAY, tables_of


def entries_of(ledger: Ledger) -> list[Entry]:
    with ledger.reading() as book:
        return list(journal.read(book.connection, book.site))


def decide(ledger: Ledger, *decisions: Decision) -> None:
    with ledger.transaction() as book:
        for decision in decisions:
            book.record(decision)


def a_case(content: str = "轴承异响") -> Decision:
    values = {"number": "FK-1", "content": content, "received_at": datetime(2026, 11, 23, 9, 0)}
    return Decision("submission", "张敏", {"n": 1}, (Change("cases", "FK-1", values),))


def test_each_entry_follows_the_one_before_and_says_who_when_and_by_what(ledger: Ledger) -> None:
    decide(ledger, a_case(), a_case("轴承断裂"))
    decide(ledger, a_case("轴承断裂"))
    found = entries_of(ledger)

    assert [entry.seq for entry in found] == [1, 2, 3]
    assert [entry.previous for entry in found] == [GENESIS, found[0].hash, found[1].hash]
    assert len({entry.hash for entry in found}) == 3
    assert (found[0].who, found[0].at, found[0].program) == ("张敏", MONDAY, "test")
    assert list(check_chain(found)) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"who": "某人"}, "its header was changed"),
        ({"at": datetime(2026, 11, 22)}, "its header was changed"),
        ({"kind": "command"}, "its header was changed"),
        ({"source": "ff"}, "its header was changed"),
        ({"settings": "2"}, "its header was changed"),
        ({"payload_sha": "ff"}, "its header was changed"),
        ({"previous": "ff"}, "does not follow the entry before it"),
        ({"payload": {"facts": {}, "changes": [], "follow_ups": []}}, "its payload was changed"),
    ],
)
def test_whatever_is_changed_in_an_entry_breaks_the_chain(
    ledger: Ledger, change: dict[str, Any], told: str
) -> None:
    decide(ledger, a_case(), a_case("二"), a_case("三"))
    found = entries_of(ledger)
    found[1] = replace(found[1], **change)

    assert told in [broken.what for broken in check_chain(found)]
    assert all(broken.where in ("entry 2", "entry 3") for broken in check_chain(found))


def test_an_entry_rewritten_with_a_right_hash_still_breaks_the_next(ledger: Ledger) -> None:
    decide(ledger, a_case(), a_case("二"), a_case("三"))
    found = entries_of(ledger)
    forged = replace(found[1], who="某人")
    found[1] = replace(forged, hash=forged.expected_hash())

    assert [broken.where for broken in check_chain(found)] == ["entry 3"]


@pytest.mark.parametrize("gone", [0, 1])
def test_a_missing_entry_is_noticed(ledger: Ledger, gone: int) -> None:
    decide(ledger, a_case(), a_case("二"), a_case("三"))
    found = entries_of(ledger)
    del found[gone]

    assert f"entry {gone + 1} is missing" in [broken.what for broken in check_chain(found)]


def test_a_payload_that_is_missing_breaks_the_chain(ledger: Ledger) -> None:
    decide(ledger, a_case(), a_case("二"))
    found = [replace(entry, payload=None) for entry in entries_of(ledger)]

    assert {broken.what for broken in check_chain(found)} == {"its payload is missing"}


def test_a_cut_payload_holds_only_where_a_disposal_names_what_remains(ledger: Ledger) -> None:
    decide(ledger, a_case(), a_case("二"))
    left = {"facts": {}, "changes": [], "follow_ups": []}
    told = {"seq": 1, "was": entries_of(ledger)[0].payload_sha, "now": digest(left)}
    decide(ledger, Decision("disposal", "", {"payloads": [told], "originals": []}))
    first, second, disposal = entries_of(ledger)

    assert list(check_chain([replace(first, payload=left), second, disposal])) == []
    spoilt = [replace(first, payload=left), replace(second, payload=left), disposal]
    [broken] = check_chain(spoilt)
    assert (broken.where, broken.what) == ("entry 2", "its payload was changed")


def test_a_decision_takes_effect_whole_or_not_at_all(ledger: Ledger) -> None:
    decide(ledger, a_case())
    before = tables_of(ledger.engine)
    wrong = Decision("command", "", {}, (Change("cases", "FK-1", {"no_such_column": 1}),))
    with pytest.raises(Exception, match="no_such_column"):
        decide(ledger, a_case("二"), wrong)

    assert tables_of(ledger.engine) == before
    assert len(entries_of(ledger)) == 1


@pytest.mark.clause("P0-1")
def test_what_changed_who_and_when_stands_in_the_history(ledger: Ledger) -> None:
    decide(ledger, a_case(), a_case("二"))
    typed = {"typed": {"person": "王强", "cause": "毛刺"}, "number": "FK-1-T01"}
    decide(ledger, Decision("edits", "王强", {}, (Change("tasks", "FK-1-T01", typed),)))
    again = {"typed": {"person": "李工", "measures": "更换"}}
    decide(ledger, Decision("edits", "李工", {}, (Change("tasks", "FK-1-T01", again),)))
    rows = [row[4:] for row in tables_of(ledger.engine)["history"]]

    assert sorted(rows) == sorted(
        [
            ("张敏", "cases", "FK-1", "content", "轴承异响", "二"),
            ("李工", "tasks", "FK-1-T01", "person", "王强", "李工"),
            ("李工", "tasks", "FK-1-T01", "cause", "毛刺", ""),
            ("李工", "tasks", "FK-1-T01", "measures", "", "更换"),
        ]
    )


def test_what_is_to_be_done_on_disk_is_queued_with_the_decision(ledger: Ledger) -> None:
    decide(ledger, replace(a_case(), follow_ups=(FollowUp("receipt", "FK-1", {"a": 1}),)))
    with ledger.engine.connect() as connection, connection.begin():
        rows = connection.exec_driver_sql("SELECT kind, key, done_at FROM outbox").all()

    assert [tuple(row) for row in rows] == [("receipt", "FK-1", None)]


# --- live and replayed are the same

texts = st.text(st.characters(codec="utf-8"), max_size=8)
instants = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(
    lambda instant: instant.replace(microsecond=0)
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
BY_TYPE: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (DateTime, st.none() | instants),
    (Boolean, st.booleans()),
    (Float, st.floats(0, 1000)),
    (BigInteger, st.integers(0, 2**50)),
    (Integer, st.integers(0, 2**31)),
    (JSON, st.dictionaries(texts, json_values, max_size=3)),
]


def values_for(table: Table) -> st.SearchStrategy[dict[str, Any]]:
    columns = {}
    for column in table.columns:
        if not column.primary_key:
            fitting = [values for kind, values in BY_TYPE if isinstance(column.type, kind)]
            columns[column.name] = fitting[0] if fitting else texts
    return st.fixed_dictionaries({}, optional=columns).filter(bool)


changes = st.sampled_from(sorted(PROJECTION)).flatmap(
    lambda name: st.builds(
        Change, st.just(name), st.sampled_from(["甲", "乙"]), values_for(PROJECTION[name])
    )
)
decisions = st.builds(
    Decision,
    kind=st.sampled_from(["submission", "edits", "timer"]),
    who=texts,
    facts=st.dictionaries(texts, json_values, max_size=2),
    changes=st.lists(changes, max_size=5).map(tuple),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return tmp_path_factory.mktemp("journal")


@settings(max_examples=20, deadline=None)
@given(found=st.lists(decisions, max_size=8))
def test_replaying_any_journal_gives_the_tables_that_stand(
    found: list[Decision], folder: Any
) -> None:
    with fresh_ledger(folder / "live.db", MONDAY) as live:
        with live.begin() as connection:
            for decision in found:
                entry = journal.append(connection, "main", decision, MONDAY, "test", "shipped")
                apply(connection, entry)
        with live.connect() as connection, connection.begin():
            written = list(journal.read(connection, "main"))
        with fresh_ledger(folder / "replayed.db", MONDAY) as again:
            assert replay(again, written) == len(found)
            assert list(compare(live, again)) == []
            assert tables_of(live) == tables_of(again)
        assert list(check_chain(written)) == []


def test_a_ledger_of_a_newer_program_is_refused(
    ledger: Ledger, open_ledger: Callable[..., Ledger]
) -> None:
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO migrations (name) VALUES ('9999-from-tomorrow')")
    with pytest.raises(LedgerFault, match="newer program"):
        open_ledger()


def test_two_sites_in_one_ledger_have_their_own_chains(
    open_ledger: Callable[..., Ledger],
) -> None:
    one, other = open_ledger(site="A"), open_ledger(site="B")
    decide(one, a_case(), a_case("二"))
    decide(other, a_case("三"))

    assert [entry.seq for entry in entries_of(one)] == [1, 2]
    assert [entry.seq for entry in entries_of(other)] == [1]
    assert entries_of(other)[0].previous == GENESIS


def test_the_instant_of_an_entry_is_the_clock_s(open_ledger: Callable[..., Ledger]) -> None:
    ledger = open_ledger()
    clock = SimulatedClock(datetime(2026, 11, 30, 8, 0))
    with ledger.transaction() as book:
        book.clock = clock
        book.record(a_case())

    assert entries_of(ledger)[0].at == datetime(2026, 11, 30, 8, 0)
