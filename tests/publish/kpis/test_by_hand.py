"""The definitions people argue about, on cases one can count on one's fingers."""

from pathlib import Path

import pytest

from feedback_xl.publish.kpis import Period, Reading
from tests.publish.kpis.histories import NOW
from tests.publish.kpis.small import cases, figures_of

NOVEMBER = Period.month_of(NOW)  # until the 23rd at 22:00


def test_a_reply_counts_in_the_month_its_limit_fell_in(tmp_path: Path) -> None:
    figures = figures_of(
        tmp_path,
        cases("""
            | case | received    | level | replied                 | state | type   |
            | 1    | 10-30 10:00 | A     | 10-31 09:00             |       |        |
            | 2    | 11-20 10:00 | A     | 11-22 10:00             |       |        |
            | 3    | 11-20 10:00 | A     | 11-22 10:01             |       |        |
            | 4    | 11-20 10:00 | A     |                         |       |        |
            | 5    | 11-23 09:00 | A     |                         |       |        |
            | 6    | 11-23 09:00 | AA    | 11-23 10:00             |       |        |
            | 7    | 11-10 10:00 | B     | 11-11 10:00;11-15 10:00 |       |        |
            | 8    | 11-10 10:00 | B     | 11-20 10:00             | void  |        |
            | 9    | 11-10 10:00 | B     |                         |       | praise |
        """),
    )

    # 1, 2 in time; 3 a minute late; 4 open beyond its limit; 5 and 6 not due yet; 7 twice: in time,
    # and after it was reopened late; 8 never was a case; 9 has no clock
    assert figures.read("K03", NOVEMBER) == Reading(3 / 6, 6, 3)
    assert figures.read("K03", NOVEMBER, level="A") == Reading(2 / 4, 4, 2)
    assert figures.read("K03", NOVEMBER, level="AA") == Reading(None, 0)
    assert figures.read("K03", NOVEMBER.previous) == Reading(None, 0)
    assert figures.rating("K03", NOVEMBER, level="AA") == "none"
    assert figures.rating("K03", NOVEMBER, level="A") == "few"


def test_what_was_typed_in_long_after_it_happened_is_counted_apart(tmp_path: Path) -> None:
    figures = figures_of(
        tmp_path,
        cases("""
            | case | received    | replied     | noticed     |
            | 1    | 11-20 10:00 | 11-20 11:00 | 11-20 13:00 |
            | 2    | 11-20 10:00 | 11-20 11:00 | 11-20 13:01 |
        """),
    )

    assert figures.read("K03", NOVEMBER) == Reading(1.0, 2, 2, late_entries=1)


@pytest.mark.parametrize(
    ("before", "is_repeated"),
    [
        ("| 0 | 05-24 09:00 |        | KH-00001 | ZD-3012/异响 | |", True),  # 180 days to the hour
        ("| 0 | 05-24 08:59 |        | KH-00001 | ZD-3012/异响 | |", False),
        ("| 0 | 05-24 08:59 |        | KH-00001 | ZD-3012/异响 | effective 11-19 |", True),
        ("| 0 | 05-24 08:59 |        | KH-00001 | ZD-3012/异响 | effective 11-20 |", False),
        ("| 0 | 05-24 08:59 |        | KH-00001 | ZD-3012/异响 | ineffective 11-19 |", False),
        ("| 0 | 11-10 09:00 |        | KH-00001 | zd-3012/异响 | |", True),  # spelt otherwise
        (
            "| 0 | 11-10 09:00 |        | KH-00001 | ZD-9/锈;ZD-3012/异响 | |",
            True,
        ),  # its second line
        ("| 0 | 11-10 09:00 |        | KH-00001 | ZD-3012/锈蚀 | |", False),
        ("| 0 | 11-10 09:00 |        | KH-00002 | ZD-3012/异响 | |", False),
        ("| 0 | 11-10 09:00 | merged | KH-00001 | ZD-3012/异响 | |", False),
        ("| 0 | 11-20 09:01 |        | KH-00001 | ZD-3012/异响 | |", False),  # after it
    ],
)
def test_a_complaint_repeats_one_before_it(tmp_path: Path, before: str, is_repeated: bool) -> None:
    figures = figures_of(
        tmp_path,
        cases(f"""
            | case | received | state | customer | line | verified |
            {before}
            | 1 | 11-20 09:00 | | KH-00001 | ZD-3012/异响 | |
        """),
    )
    again = figures.cohort("K10").set_index("case")["hit"]

    assert again["1"] == is_repeated


def test_what_is_no_complaint_is_not_among_complaints(tmp_path: Path) -> None:
    figures = figures_of(
        tmp_path,
        cases("""
            | case | received    | type   | about      | line         | customer |
            | 1    | 11-10 09:00 |        |            | 不明/异响    |          |
            | 2    | 11-11 09:00 |        |            | 不明/异响    |          |
            | 3    | 11-12 09:00 |        |            |              |          |
            | 4    | 11-12 09:00 | change |            | ZD-3012/异响 |          |
            | 5    | 11-13 09:00 | praise |            | ZD-3012/异响 |          |
            | 6    | 11-14 09:00 |        | consulting | ZD-3012/异响 |          |
            | 7    | 11-15 09:00 | return |            | ZD-3012/异响 |          |
            | 8    | 11-16 09:00 |        |            | ZD-3012/异响 | KH-00002 |
        """),
    )

    # nobody knows which part 1 and 2 are about; 4, 5, 6 are none; 8 repeats 7 at another customer
    assert figures.read("K10", NOVEMBER) == Reading(0.0, 5, 0)
    assert figures.read("K10-2", NOVEMBER) == Reading(1 / 5, 5, 1)
    assert figures.read("K01", NOVEMBER).value == 8


@pytest.mark.parametrize(
    ("later", "held"),
    [
        ("| 1 | 08-01 23:59 | KH-00001 | ZD-3012/异响 | |", True),  # the day it was verified
        ("| 1 | 08-02 00:00 | KH-00001 | ZD-3012/异响 | |", False),
        ("| 1 | 10-30 23:59 | KH-00001 | ZD-3012/异响 | |", False),  # the ninetieth day
        ("| 1 | 10-31 00:00 | KH-00001 | ZD-3012/异响 | |", True),
        ("| 1 | 08-02 00:00 | KH-00002 | ZD-3012/异响 | |", True),
        ("| 1 | 08-02 00:00 | KH-00001 | ZD-3012/锈蚀 | |", True),
    ],
)
def test_an_action_holds_if_nothing_comes_back_in_ninety_days(
    tmp_path: Path, later: str, held: bool
) -> None:
    figures = figures_of(
        tmp_path,
        cases(f"""
            | case | received | customer | line | verified |
            | 0 | 07-01 09:00 | KH-00001 | ZD-3012/异响 | effective 08-01 |
            | 9 | 07-01 09:00 | KH-00001 | ZD-3025/砂眼 | ineffective 08-05 |
            {later}
        """),
    )

    assert figures.read("K11", Period.month_of(NOW.replace(month=8))).hits == held
    assert figures.read("K11", NOVEMBER).value is None


def test_closing_for_the_customer_does_not_wait_for_the_corrective_action(tmp_path: Path) -> None:
    figures = figures_of(
        tmp_path,
        cases("""
            | case | received    | replied     | state    | closed      |
            | 1    | 10-10 09:00 | 10-11 09:00 | capa     | 10-20 09:00 |
            | 2    | 10-10 09:00 | 10-11 09:00 | answered |             |
            | 3    | 11-10 09:00 | 11-11 09:00 | answered |             |
        """),
    )

    assert figures.read("K07-2", NOVEMBER) == Reading(1 / 2, 2, 1)
    assert figures.read("K07", NOVEMBER) == Reading(0.0, 2, 0)
    assert figures.read("K08", NOVEMBER.previous) == Reading(1 / 2, 2, 1)
    assert figures.read("K09", NOVEMBER).value == 2
    assert figures.rating("K08", NOVEMBER.previous) == "none"  # not before sixty days


def test_an_empty_ledger_has_counts_of_nought_and_no_shares(tmp_path: Path) -> None:
    figures = figures_of(tmp_path)

    for kpi in figures.kpis:
        reading = figures.read(kpi.id, NOVEMBER)
        assert (reading.value, reading.n) == (0 if kpi.unit == "count" else None, 0)
        assert kpi.show(reading) == ("0" if kpi.unit == "count" else "—")
    for name in ("K02", "K12", "K13", "K17", "K18"):
        assert not figures.has(name)
        assert figures.missing(name)
