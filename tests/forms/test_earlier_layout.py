"""Blanks somebody still has on his desk, of the same version but with rows elsewhere."""

from pathlib import Path

import pytest

from feedback_xl.forms.declaration import form
from feedback_xl.forms.locate import read_meta
from feedback_xl.xlsx.cells import Cells
from tests.forms.filling import ordinary, problems, read, with_cells, without_map
from tests.tables import ORDINARY, cells_of, typed_cells

FOLDER = Path(__file__).with_name("earlier_layout")
EVERY_BLOCK = """
    | 业务类型 | 退货 |
    | 产品型号或品名 | 涉及数 |
    | ZD-1 | 5 |
    | ZD-2 | 6 |
    | ZD-3 | 7 |
    | 退货类别 | 使用中不良退货 | 是否补货 | 否 |
    | 退货数 | 换货数 |
    | 1 | 0 |
    | 2 | 0 |
    | 3 | 0 |
    | 变更种类 | 交期提前 | 合同/订单号 | PO-1 |
    | 概要 | 例行拜访 | 填表人 | 李婷 |
    | 类别 | 等级 | 内容 | 产品型号 |
    | 其他信息 | B | 询问下月交期 | ZD-4 |
"""
MORE = {"feedback": EVERY_BLOCK, "confirmation": "", "customer": ""}


def filled_before(form_id: str) -> Cells:
    """A blank as it was handed out, with what the ordinary form says, and more."""
    cells = cells_of(FOLDER / form(form_id).file)
    table = ORDINARY[form_id] + MORE[form_id]
    for sheet, values in typed_cells(form(form_id), read_meta(cells), table).items():
        cells = with_cells(cells, sheet, values)
    return cells


@pytest.mark.parametrize("form_id", list(MORE))
def test_it_reads_like_todays_without_a_word_about_rows(form_id: str) -> None:
    before, today = read(filled_before(form_id)), read(ordinary(form_id, MORE[form_id]))

    assert before.submission == today.submission
    assert problems(before) == problems(today)


@pytest.mark.parametrize("form_id", list(MORE))
def test_without_its_map_it_is_found_by_labels(form_id: str) -> None:
    found = read(without_map(filled_before(form_id)))

    assert found.submission == read(ordinary(form_id, MORE[form_id])).submission
