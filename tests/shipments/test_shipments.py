"""出货数据.xlsx: taken as a whole or refused with every problem; what was taken is replayed."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from feedback_xl.app.proof import rebuild
from feedback_xl.files.exchange import own_name
from feedback_xl.intake.shipments import take_shipments
from feedback_xl.ledger import queries, schema
from feedback_xl.publish.books import plan_books
from feedback_xl.xlsx.cells import Cells, CellValue
from feedback_xl.xlsx.fill import Formula
from feedback_xl.xlsx.read import read_workbook
from tests.plant import Plant, tables_of
from tests.settings_book.manager import Manager

pytestmark = pytest.mark.dashboard

SHEET = "出货数据"
HENGDA, JINGGONG = "KH-00001", "KH-00002"
OCTOBER: dict[str, CellValue] = {"月份": "2026-10", "客户": "恒达电机", "产品型号": "ZD-3012"}


def shipped(plant: Plant) -> dict[str, dict[str, Any]]:
    """What the measures go by: key → month, customer, part and the numbers given."""
    return {
        row["key"]: {name: row[name] for name in ("shipped", "lots", "deliveries", "sales")}
        for row in plant.ws.snapshot().shipments
    }


def entries(plant: Plant) -> list[dict[str, Any]]:
    """Facts of what came of each saved book."""
    return [e.payload["facts"] for e in plant.entries() if e.kind == "shipments" and e.payload]


def ship(keeper: Manager, *lines: dict[str, CellValue]) -> None:
    """Type lines, save, let the program look, and see the book again."""
    for line in lines:
        keeper.add(SHEET, {"出货数": 1000, **line})
    keeper.save()
    keeper.plant.run()
    keeper.plant.clock.wait(60)
    keeper.plant.run()


def rebuilt(plant: Plant) -> bool:
    """Whether the journal holds and makes the same tables."""
    assert plant.broken() == []
    before = tables_of(plant.ws.ledger.engine)
    plant.__exit__()
    rebuild(plant.root, plant.clock)
    plant.__enter__()
    return tables_of(plant.ws.ledger.engine) == before


def test_an_empty_book_offers_customers_and_parts_and_says_nothing(keeper: Manager) -> None:
    before = keeper.path.read_bytes()
    keeper.plant.run()

    assert keeper.path.read_bytes() == before
    assert shipped(keeper.plant) == {}
    book = openpyxl.load_workbook(keeper.path)
    offered = [cell.value for row in book["_lists"].iter_rows() for cell in row]
    assert {"恒达电机", "无锡精工有限公司", "ZD-3012"} <= set(offered)
    rules = book[SHEET].data_validations.dataValidation
    assert all(rule.promptTitle and "例" in rule.prompt for rule in rules)
    last = {int(str(rule.sqref).rpartition(":")[2].strip("BCDEFGH")) for rule in rules}
    assert min(last) > 20_000, "people paste more rows than there are empty lines"
    assert not book[SHEET].column_dimensions["E"].protection.locked


def test_months_customers_and_numbers_are_understood_as_people_write_them(keeper: Manager) -> None:
    ship(
        keeper,
        {**OCTOBER, "出货数": "12,000", "出货批数": 6, "送货单数": 4, "销售额(元)": 360000.5},
        {"月份": datetime(2026, 9, 17), "客户": "苏州恒达电机有限公司", "产品型号": "zd 3012"},
        {"月份": "2026年9月", "客户": "kh-00002"},
        {"月份": "202611", "客户": "无锡精工有限公司", "出货数": 0},
    )

    assert keeper.told() == []
    assert shipped(keeper.plant) == {
        f"2026-09/{HENGDA}/zd3012": {
            "shipped": 1000, "lots": None, "deliveries": None, "sales": None,
        },
        f"2026-09/{JINGGONG}/": {
            "shipped": 1000, "lots": None, "deliveries": None, "sales": None,
        },
        f"2026-10/{HENGDA}/zd-3012": {
            "shipped": 12000, "lots": 6, "deliveries": 4, "sales": 360000.5,
        },
        f"2026-11/{JINGGONG}/": {"shipped": 0, "lots": None, "deliveries": None, "sales": None},
    }  # fmt: skip
    assert entries(keeper.plant) == [
        {"outcome": "taken", "version": "CH-00001", "rows": 4, "changed": 4}
    ]
    [first, *_] = keeper.lines(SHEET)
    assert (first["月份"], first["客户"]) == ("2026-09", "恒达电机")
    assert rebuilt(keeper.plant)


def test_one_mistake_of_each_kind_refuses_the_whole_book_and_each_is_marked(
    keeper: Manager,
) -> None:
    ship(keeper, OCTOBER)
    good = shipped(keeper.plant)
    spoilt: list[tuple[str, dict[str, CellValue]]] = [
        ("SETTING_MISSING", {"客户": None}),
        ("SETTING_MISSING", {"出货数": None}),
        ("MONTH_UNCLEAR", {"月份": "11月"}),
        ("MONTH_UNCLEAR", {"月份": "2026-13"}),
        ("SHIPMENT_FUTURE", {"月份": "2026-12"}),
        ("SHIPMENT_CUSTOMER_SIMILAR", {"客户": "恒达电器"}),
        ("SHIPMENT_CUSTOMER_UNKNOWN", {"客户": "XYZ"}),
        ("QUANTITY_NEGATIVE", {"出货数": -5}),
        ("QUANTITY_OTHER_UNIT", {"出货数": "3箱"}),
        ("FORMULA_NO_VALUE", {"出货数": Formula("=A1")}),
        ("SHIPMENT_TWICE", {"产品型号": "ZD-3012 "}),
    ]
    for part, (_, wrong) in enumerate(spoilt):
        keeper.add(SHEET, {**OCTOBER, "产品型号": f"P{part}", "出货数": 5, **wrong})
    keeper.save()
    saved = keeper.path.read_bytes()
    keeper.plant.run()

    assert sorted(keeper.told()) == sorted(code for code, _ in spoilt)
    assert shipped(keeper.plant) == good
    assert keeper.path.read_bytes() == saved
    assert any("出货数据_有误.xlsx" in why for why in keeper.plant.ws.held_files().values())
    marked = openpyxl.load_workbook(keeper.marked)
    refused = keeper.plant.ws.whole_books["shipments"].refused
    assert refused is not None
    for problem in refused.problems:
        assert marked[problem.sheet][problem.cell].comment.text == problem.text
    [similar] = [p for p in refused.problems if p.code == "SHIPMENT_CUSTOMER_SIMILAR"]
    assert "恒达电机" in similar.expected
    assert rebuilt(keeper.plant)


def test_a_name_of_two_customers_is_not_guessed(keeper: Manager) -> None:
    plant = keeper.plant
    with plant.ws.ledger.transaction() as book:
        book.connection.exec_driver_sql("UPDATE customers SET short_name = '恒达电机'")
    ship(keeper, OCTOBER)

    assert keeper.told() == ["SHIPMENT_CUSTOMER_SEVERAL"]

    keeper.change(SHEET, "恒达电机", {"客户": HENGDA})
    ship(keeper)
    assert [line["客户"] for line in keeper.lines(SHEET) if line["客户"]] == [HENGDA]


def test_a_corrected_book_is_taken_and_the_marked_copy_goes(keeper: Manager) -> None:
    ship(keeper, {**OCTOBER, "客户": "恒达"})
    assert keeper.marked.exists()

    keeper.change(SHEET, "恒达", {"客户": "恒达电机"})
    ship(keeper)

    assert not keeper.marked.exists()
    assert list(shipped(keeper.plant)) == [f"2026-10/{HENGDA}/zd-3012"]


def test_only_rows_that_are_new_changed_or_taken_out_are_written_down(keeper: Manager) -> None:
    november, september = {**OCTOBER, "月份": "2026-11"}, {**OCTOBER, "月份": "2026-09"}
    ship(keeper, september, OCTOBER, november)
    keeper.type(SHEET, 5, dict.fromkeys(("月份", "客户", "产品型号", "出货数")))
    keeper.type(SHEET, 6, {"出货数": 1500})
    keeper.add(SHEET, {**OCTOBER, "产品型号": "ZD-4000", "出货数": 20})
    keeper.save()
    keeper.plant.run()

    assert entries(keeper.plant)[1:] == [
        {"outcome": "taken", "version": "CH-00002", "rows": 3, "changed": 3}
    ]
    assert {key: row["shipped"] for key, row in shipped(keeper.plant).items()} == {
        f"2026-10/{HENGDA}/zd-3012": 1500,
        f"2026-10/{HENGDA}/zd-4000": 20,
        f"2026-11/{HENGDA}/zd-3012": 1000,
    }
    assert rebuilt(keeper.plant)


def test_an_emptied_book_takes_everything_back_and_can_be_filled_again(keeper: Manager) -> None:
    ship(keeper, OCTOBER)
    keeper.type(SHEET, 5, dict.fromkeys(("月份", "客户", "产品型号", "出货数")))
    ship(keeper)
    assert shipped(keeper.plant) == {}
    assert not keeper.marked.exists()

    ship(keeper, OCTOBER)

    assert list(shipped(keeper.plant)) == [f"2026-10/{HENGDA}/zd-3012"]
    assert rebuilt(keeper.plant)


def test_a_save_that_changes_nothing_is_no_news(keeper: Manager) -> None:
    ship(keeper, OCTOBER)
    keeper.change(SHEET, "恒达电机", {"客户": HENGDA})
    ship(keeper)

    assert len(entries(keeper.plant)) == 1
    assert [line["客户"] for line in keeper.lines(SHEET) if line["客户"]] == ["恒达电机"]


def test_an_older_copy_is_refused(keeper: Manager) -> None:
    old = keeper.path.read_bytes()
    ship(keeper, OCTOBER)
    ship(keeper, {**OCTOBER, "月份": "2026-11"})
    keeper.path.write_bytes(old)
    ship(keeper, OCTOBER)

    assert keeper.told() == ["SETTING_OLD_COPY"]
    assert len(shipped(keeper.plant)) == 2


def test_a_book_left_open_and_saved_again_is_taken(keeper: Manager) -> None:
    opened = keeper.path.read_bytes()
    ship(keeper, OCTOBER)
    keeper.path.write_bytes(opened)
    ship(keeper, OCTOBER, {**OCTOBER, "月份": "2026-11"})

    assert keeper.told() == []
    assert len(shipped(keeper.plant)) == 2


def test_after_a_restart_a_refused_book_is_still_refused_and_told_once(keeper: Manager) -> None:
    ship(keeper, {**OCTOBER, "客户": "XYZ"})
    keeper.plant.restart()
    keeper.plant.run()

    assert keeper.told() == ["SHIPMENT_CUSTOMER_UNKNOWN"]
    assert [facts["outcome"] for facts in entries(keeper.plant)] == ["refused"]


def test_a_save_that_a_killed_publication_put_aside_is_read_too(keeper: Manager) -> None:
    plant = keeper.plant
    board = plant.root / "workbooks" / "看板.xlsx"
    keeper.add(SHEET, {**OCTOBER, "出货数": 1000})
    published = keeper.path.read_bytes()
    keeper.save()
    aside = own_name(keeper.path, ".xlsx")
    aside.write_bytes(keeper.path.read_bytes())
    keeper.path.write_bytes(published)
    own_name(board, ".xlsx").write_bytes(board.read_bytes() + b" ")

    plant.restart()
    plant.run()

    assert list(shipped(plant)) == [f"2026-10/{HENGDA}/zd-3012"]
    assert plant.ws.whole_books.refused() == {}
    assert [path for path in (plant.root / "workbooks").iterdir() if path.name[0] == "."] == []


@pytest.mark.parametrize("data", [b"no workbook at all", b"PK\x03\x04 torn"])
def test_what_is_no_workbook_is_told_too(keeper: Manager, data: bytes) -> None:
    plant = keeper.plant
    keeper.path.write_bytes(data)
    plant.stamp(keeper.path)
    for _ in range(2):
        plant.clock.wait(700)
        plant.run()

    assert len(keeper.told()) == 1


def test_five_thousand_rows_can_be_pasted(keeper: Manager) -> None:
    months = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]
    lines = [(month, f"P-{part:03d}") for month in months for part in range(209)][:5000]
    cells = {
        f"{letter}{row}": value
        for row, (month, part) in enumerate(lines, 5)
        for letter, value in zip("BCDE", (month, "恒达电机", part, 100.0), strict=True)
    }
    keeper.typed[SHEET] = dict(cells)
    keeper.save()
    keeper.plant.run()

    assert keeper.told() == []
    assert len(shipped(keeper.plant)) == 5000
    assert keeper.path.stat().st_size < 1_000_000
    assert min(shipped(keeper.plant)) == f"2024-01/{HENGDA}/p-000"
    assert keeper.lines(SHEET)[0]["月份"] == "2024-01"


def test_a_book_of_more_rows_than_it_shows_can_be_read_and_loses_none_of_the_older(
    keeper: Manager,
) -> None:
    plant, rows = keeper.plant, 20_100
    months = [f"{2016 + n // 12}-{n % 12 + 1:02d}" for n in range(100)]
    keys = [(month, f"P{part:03d}") for month in months for part in range(201)]
    assert len(keys) == rows
    with plant.ws.ledger.transaction() as book:
        stored = [
            {"key": f"{month}/{HENGDA}/{part.lower()}", "month": month, "part": part}
            for month, part in keys
        ]
        same = {"site": book.site, "customer": HENGDA, "shipped": 5.0, "version": "CH-00001"}
        book.connection.execute(schema.shipments.insert(), [{**same, **row} for row in stored])
    snapshot = plant.ws.snapshot()
    [planned] = [b for b in plan_books(snapshot) if b.book == "shipments"]
    keeper.path.write_bytes(planned.draw("PB-1"))
    cells = read_workbook(keeper.path)

    assert isinstance(cells, Cells)
    shown = cells.sheet(SHEET)
    assert shown is not None
    assert any("更早的 100 行" in str(value) for value in shown.cells.values())

    with plant.ws.ledger.transaction() as book:
        taken = take_shipments(cells, "0" * 64, book, plant.ws.company)
        assert (taken.problems, taken.version) == ((), "")
    last = max(row for row, _ in shown.cells)
    gone = {at: value for at, value in shown.cells.items() if at[0] != last}
    saved = replace(cells, sheets=(replace(shown, cells=gone), *cells.sheets[1:]))
    with plant.ws.ledger.transaction() as book:
        assert take_shipments(saved, "1" * 64, book, plant.ws.company).version
        assert len(queries.shipments(book)) == rows - 1
