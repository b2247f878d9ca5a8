"""Typing for the demo and the tests."""

from datetime import date
from pathlib import Path

import openpyxl

from feedback_xl.xlsx.cells import Cells
from feedback_xl.xlsx.fill import fill_cells
from feedback_xl.xlsx.read import read_workbook


def test_what_is_typed_is_read_back_and_the_source_stays(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "表单"
    book.active["A1"] = "客户名称"
    book.active["B9"] = "删去"
    book.save(tmp_path / "blank.xlsx")
    before = (tmp_path / "blank.xlsx").read_bytes()
    typed = {"B1": "=1+1", "B2": 12, "B3": date(2026, 11, 23), "B4": "0012", "B9": None}
    fill_cells(tmp_path / "blank.xlsx", tmp_path / "filled.xlsx", {"表单": typed})
    found = read_workbook(tmp_path / "filled.xlsx")

    assert isinstance(found, Cells)
    assert found.sheets[0].cells == {
        (1, 1): "客户名称",
        (1, 2): "=1+1",
        (2, 2): 12.0,
        (3, 2): date(2026, 11, 23),
        (4, 2): "0012",
    }
    assert found.sheets[0].formulas == {}
    assert (tmp_path / "blank.xlsx").read_bytes() == before
