"""Tables and lists say what the measures say, and leave nothing out."""

from math import isclose
from pathlib import Path

import pandas as pd
import pytest

from feedback_xl.publish.kpis import Figures, Period, by_group, lists, page_one, tables
from tests.publish.kpis.histories import NOW
from tests.publish.kpis.small import figures_of

YEAR = Period.rolling(NOW, 12)
MONTHS = Period.last_months(NOW, 12)


def test_what_came_in_adds_up(made_up: Figures) -> None:
    table = tables.received(made_up, MONTHS)

    assert list(table.columns) == ["AA", "A", "B"]
    assert [int(n) for n in table.sum(axis=1)] == [made_up.read("K01", p).value for p in MONTHS]


def test_series_have_gaps_where_there_is_no_number(made_up: Figures) -> None:
    years_ago = Period.month_of(NOW.replace(year=2020))
    table = tables.series(made_up, ["K03", "K12"], [years_ago, made_up.month])

    assert table.iloc[0].isna().all()
    assert table.iloc[1]["K03"] == made_up.read("K03", made_up.month).value


@pytest.mark.parametrize("measure", ["cases", "quantity", "cost"])
@pytest.mark.parametrize("by", ["defect", "part", "customer", "cause", "department", "conclusion"])
def test_a_pareto_falls_and_ends_at_the_whole(made_up: Figures, by: str, measure: str) -> None:
    if measure == "cost" and by in ("defect", "part"):
        return  # a confirmation's cost belongs to no single line of it
    table = tables.pareto(made_up, YEAR, by, measure, top=2)

    assert 2 <= len(table) <= 3
    assert table["amount"].iloc[0] >= table["amount"].iloc[1] > 0
    assert isclose(table["cumulative"].iloc[-1], 1)
    assert table["name"].iloc[2:].tolist() in ([], ["其他"])
    assert "" not in table["name"].tolist()


def test_defects_are_counted_once_a_case(made_up: Figures) -> None:
    table = tables.pareto(made_up, YEAR, "defect", top=99)

    assert table["amount"].sum() == made_up.read("K16", YEAR).value
    assert "noise" not in table["name"].str.casefold().value_counts().loc[lambda n: n > 1].index


def test_departments_and_customers_say_what_their_measures_say(made_up: Figures) -> None:
    departments = by_group.departments(made_up, YEAR).set_index("department")
    customers = by_group.customers(made_up, YEAR, n=3)

    for key, reading in made_up.by("K04", YEAR, "department").items():
        assert departments.loc[key, "share"] == reading.value
        assert departments.loc[key, "due"] == reading.n
    first = customers.iloc[0]
    assert first["cases"] == max(r.n for r in made_up.by("K01", YEAR, "customer").values())
    assert first["repeats"] == made_up.read("K10", YEAR, customer=first["customer"]).hits
    assert len(customers) == 3


def test_cost_less_what_suppliers_pay_is_what_is_left(made_up: Figures) -> None:
    table = by_group.costs(made_up, MONTHS)

    assert isclose((table["cost"] - table["claimed"] - table["net"]).abs().sum(), 0, abs_tol=1e-6)
    assert isclose(table["net"].sum(), made_up.read("K17", YEAR).value or 0)
    for by in ("cause", "conclusion", "department", "settlement"):
        found = by_group.costs_by(made_up, YEAR, by)
        assert found["cost"].is_monotonic_decreasing
        assert len(found) > 1


def test_changes_came_to_something_or_are_open(made_up: Figures) -> None:
    table = by_group.changes(made_up, YEAR)

    assert set(table["kind"]) == {"技术要求变更", "交期提前", "其他变更"}
    assert (table["can"] + table["cannot"] + table["open"] == table["requests"]).all()
    assert (table["acknowledged"] <= table["notices"]).all()
    assert table["notices"].sum() > 0


def test_matrices_of_age_hold_every_open_case_once(made_up: Figures) -> None:
    standing, late = made_up.read("K09", YEAR).value, made_up.read("K09-2", YEAR).value

    assert lists.ageing(made_up)[["AA", "A", "B"]].to_numpy().sum() == standing
    assert lists.overdue_ageing(made_up)[["AA", "A", "B"]].to_numpy().sum() == late
    departments = lists.ageing_of_departments(made_up)
    assert departments.drop(columns="name").to_numpy().sum() == standing
    assert list(departments.columns[1:]) == lists.ageing(made_up)["bucket"].tolist()
    assert (lists.open_tasks(made_up) >= lists.open_tasks(made_up, overdue=True)).all(axis=None)


def test_the_oldest_come_first(made_up: Figures) -> None:
    table = lists.oldest(made_up, 5)

    assert table["received"].is_monotonic_increasing
    assert (table["days"] >= 0).all()
    assert len(table) == 5


def test_files_to_be_looked_through_come_in_the_order_of_their_days(made_up: Figures) -> None:
    table = lists.files_due(made_up)

    assert table["due"].is_monotonic_increasing
    assert table["overdue"].tolist() == (table["due"] <= pd.Timestamp("2026-11-23")).tolist()
    fresh = made_up.read("K22", YEAR)
    assert table["overdue"].sum() == fresh.n - (fresh.hits or 0)


def test_forms_by_person_and_department_are_the_worst_first(made_up: Figures) -> None:
    for column in ("person", "department", "form"):
        table = lists.forms_by(made_up, YEAR, column)
        assert table["share"].is_monotonic_increasing
    assert lists.forms_by(made_up, YEAR, "department")["files"].sum() == made_up.read("K24", YEAR).n


def test_what_is_wrong_most_often_stands_first_in_words(made_up: Figures) -> None:
    table = lists.codes(made_up, YEAR, n=2)

    assert table["amount"].is_monotonic_decreasing
    assert len(table) == 2
    assert not table["text"].str.contains("{", regex=False).any()


def test_chains_lead_from_the_first_complaint_to_the_last(made_up: Figures) -> None:
    table = lists.chains(made_up, YEAR)
    hits = made_up.rows("K10", YEAR)
    again = table[table["days_since"].notna()]

    assert set(hits[hits["hit"]]["case"]) <= set(again["case"])
    for _, chain in table.groupby("chain"):
        assert len(chain) > 1
        assert chain["received"].is_monotonic_increasing
        assert chain["days_since"].isna().tolist() == [True, *[False] * (len(chain) - 1)]
        assert chain["defect"].nunique() == 1


def test_notices_that_wait_name_who_is_asked(made_up: Figures) -> None:
    table = lists.open_notices(made_up)

    assert set(table["department"]) <= {"生产制造部", "资材部", "生产管理课", "品质保证部"}
    assert len(table) > 0


def test_page_one_has_eight_numbers_that_agree_with_the_measures(made_up: Figures) -> None:
    cards = {card.id: card for card in page_one(made_up)}
    month = made_up.month

    assert list(cards) == [
        *("overdue", "due_soon", "open", "K03", "K04", "complaints", "K10", "capa"),
    ]
    assert cards["overdue"].value == f"{made_up.read('K09-2', month).value:.0f}"
    assert cards["overdue"].rating == "missed"
    assert cards["open"].value == f"{made_up.read('K09', month).value:.0f}"
    assert cards["K03"].value == f"{made_up.read('K03', month).value:.1%}"
    assert cards["K03"].before == f"{made_up.read('K03', month.previous).value:.1%}"
    assert cards["K03"].target == "AA ≥100% / A ≥98% / B ≥95%"
    assert cards["K04"].detail.startswith("最低:")
    assert "PPM" in cards["complaints"].detail
    assert int(cards["K10"].value) == made_up.read("K10", month).hits
    sheets = {card.sheet for card in cards.values()}
    assert sheets == {
        "ageing",
        "trend",
        "departments",
        "pareto",
        "repeats",
        "master:cases",
        "master:capa",
    }


def test_a_company_without_any_feedback_gets_empty_tables(tmp_path: Path) -> None:
    figures = figures_of(tmp_path)
    month = figures.month
    drawn = [
        tables.response(figures, month),
        *(tables.pareto(figures, month, by) for by in ("defect", "part", "customer", "cause")),
        by_group.departments(figures, month),
        by_group.customers(figures, month),
        by_group.costs_by(figures, month),
        by_group.changes(figures, month),
        lists.oldest(figures),
        lists.open_notices(figures),
        lists.files_due(figures),
        lists.codes(figures, month),
        lists.forms_by(figures, month, "person"),
        lists.chains(figures, month),
    ]

    assert all(table.empty for table in drawn)
    assert tables.received(figures, MONTHS).to_numpy().sum() == 0
    assert by_group.costs(figures, MONTHS)["net"].sum() == 0
    assert lists.ageing(figures)[["AA", "A", "B"]].to_numpy().sum() == 0
    cards = page_one(figures)
    assert [card.value for card in cards] == ["0", "0", "0", "—", "—", "0", "0", "0"]
    assert {card.rating for card in cards} == {"good", "none"}
