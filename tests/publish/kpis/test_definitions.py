"""Measures are declared whole, and their numbers are shown and judged as kpis.toml says."""

import re
from datetime import date

import pytest

from feedback_xl.procedure.load import shipped_company
from feedback_xl.procedure.settable import targets
from feedback_xl.publish.kpis import Figures, Kpi, Period, Reading, all_kpis
from feedback_xl.publish.kpis.definitions import LEVEL, ZERO
from feedback_xl.publish.kpis.figures import COHORTS


def test_every_measure_from_K01_to_K26_is_declared_and_reckoned() -> None:
    ids = list(all_kpis())

    assert ids == sorted(ids, key=lambda name: [int(n) for n in re.findall(r"\d+", name)])
    assert {name[:3] for name in ids} == {f"K{number:02d}" for number in range(1, 27)}
    assert COHORTS.keys() == all_kpis().keys()


def test_every_target_can_be_set_and_is_aimed_at() -> None:
    company = shipped_company()
    aimed = {kpi.target for kpi in all_kpis().values()} - {"", LEVEL, ZERO}

    assert aimed == {key.partition("/")[0] for key in company.targets}
    assert targets().keys() == company.targets.keys()


def test_every_group_of_a_measure_can_be_asked_for(made_up: Figures) -> None:
    for kpi in made_up.kpis:
        for group in kpi.groups:
            assert group in made_up.cohort(kpi.id).columns, (kpi.id, group)
            assert made_up.by(kpi.id, Period.rolling(made_up.month.start, 12), group), (
                kpi.id,
                group,
            )


def test_a_group_reads_the_same_alone_and_among_others(made_up: Figures) -> None:
    year = Period.rolling(made_up.month.start, 12)

    for name in ("K03", "K04", "K06", "K12", "K17", "K21"):
        for group in all_kpis()[name].groups:
            for key, reading in made_up.by(name, year, group).items():
                assert made_up.read(name, year, **{group: key}) == reading


@pytest.mark.parametrize(
    ("measure", "value", "n", "target", "rating"),
    [
        ("K03", 0.95, 20, 0.95, "good"),
        ("K03", 0.90, 20, 0.95, "near"),
        ("K03", 0.899, 20, 0.95, "missed"),
        ("K03", 0.5, 4, 0.95, "few"),
        ("K03", None, 0, 0.95, "none"),
        ("K03", 0.95, 20, None, "none"),
        ("K10", 0.05, 20, 0.05, "good"),
        ("K10", 0.10, 20, 0.05, "near"),
        ("K10", 0.11, 20, 0.05, "missed"),
        ("K06", 25.2, 20, 24, "near"),  # five per cent of what is no share
        ("K06", 25.3, 20, 24, "missed"),
        ("K09-2", 0, 0, 0, "good"),  # a count needs no sample
        ("K09-2", 1, 1, 0, "missed"),
    ],
)
def test_a_reading_is_rated_by_its_distance_from_the_target(
    measure: str, value: float | None, n: int, target: float | None, rating: str
) -> None:
    assert all_kpis()[measure].rate(Reading(value, n), target) == rating


@pytest.mark.parametrize(
    ("measure", "value", "shown", "target", "aim"),
    [
        ("K03", 0.925, "92.5%", 0.98, "≥98%"),
        ("K13", 0.0031, "0.3%", 0.003, "≤0.3%"),
        ("K01", 1234, "1,234", None, "—"),
        ("K06", 31.52, "31.5 h", 24, "≤24.0 h"),
        ("K15-2", 2.5, "2.5 天", None, "—"),
        ("K12", 58.3, "58", None, "—"),
        ("K17", 25400.5, "25,400", None, "—"),
        ("K09-2", 3, "3", 0, "0"),
        ("K03", None, "—", 1.0, "≥100%"),
    ],
)
def test_numbers_are_shown_in_their_unit(
    measure: str, value: float | None, shown: str, target: float | None, aim: str
) -> None:
    kpi = all_kpis()[measure]

    assert kpi.show(Reading(value, 9)) == shown
    assert kpi.show_target(target) == aim


def test_a_trend_says_whether_it_became_better() -> None:
    def trend(kpi: Kpi, now: float | None, before: float | None) -> str:
        return kpi.trend(Reading(now, 9), Reading(before, 9))

    kpis = all_kpis()
    assert trend(kpis["K03"], 0.9, 0.8) == "better"
    assert trend(kpis["K10"], 0.9, 0.8) == "worse"
    assert trend(kpis["K10"], 0.8, 0.8) == "same"
    assert trend(kpis["K10"], 0.8, None) == "none"
    assert trend(kpis["K01"], 8, 9) == "none"  # more feedback is neither
    assert trend(kpis["K22"], 0.9, 0.8) == "none"  # stands at one moment only


def test_a_level_has_its_own_target_where_one_is_set(made_up: Figures) -> None:
    assert made_up.target("K03", level="AA") == 1.0
    assert made_up.target("K03") is None
    assert made_up.target("K04", level="AA") == 0.95
    assert made_up.target("K06", level="A") == 48
    assert made_up.target("K06") is None
    assert made_up.target("K09-2") == 0


@pytest.mark.parametrize(
    ("period", "label", "previous", "year_before"),
    [
        (Period.month_of(date(2026, 1, 31)), "2026-01", "2025-12", "2025-01"),
        (Period.week_of(date(2026, 11, 22)), "2026-W47", "2026-W46", "2025-W47"),
        (Period.week_of(date(2027, 1, 1)), "2026-W53", "2026-W52", "2026-W01"),
        (
            Period.rolling(date(2026, 2, 5), 3),
            "2025-12~2026-02",
            "2025-09~2025-11",
            "2024-12~2025-02",
        ),
        (
            Period.rolling(date(2026, 2, 5), 2),
            "2026-01~2026-02",
            "2025-11~2025-12",
            "2025-01~2025-02",
        ),
    ],
)
def test_periods_have_one_before_and_one_a_year_ago(
    period: Period, label: str, previous: str, year_before: str
) -> None:
    assert period.label == label
    assert period.previous.label == previous
    assert period.previous.end == period.start
    assert period.year_before.label == year_before


def test_months_follow_each_other() -> None:
    labels = [period.label for period in Period.last_months(date(2026, 2, 28), 4)]

    assert labels == ["2025-11", "2025-12", "2026-01", "2026-02"]
