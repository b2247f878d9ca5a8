"""看板.xlsx: page one's words and values, live counts, what is there and what is not."""

import re
import zipfile
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from tests.plant import CASE, Plant

pytestmark = pytest.mark.dashboard

RULE = "评价:● 达标 △ 接近(差5个百分点以内) × 未达标 – 样本不足(少于5件);分母为零写“—”"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
CARDS = {  # where each card's name stands
    "超期未回复": "A4",
    "8小时内到期": "D4",
    "未结案件数": "F4",
    "首次回复按时率": "G4",
    "部门按时处理率": "A10",
    "质量投诉件数(本月)": "D10",
    "重复投诉件数(本月)": "F10",
    "8D超期件数": "G10",
}


def card(plant: Plant, name: str, formulas: bool = False) -> list[object]:
    """A card from its name downwards."""
    page = openpyxl.load_workbook(plant.book("看板"), data_only=not formulas)["总览"]
    cell = page[CARDS[name]]
    return [cell.offset(row=at).value for at in range(5)]


def table(plant: Plant, sheet: str, title: str) -> list[dict[str, object]]:
    """A table of a sheet of figures by its title: its rows by the titles of its columns."""
    page = openpyxl.load_workbook(plant.book("看板"), data_only=True)[sheet]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    start = next(at for at, row in enumerate(rows) if row[0] == title)
    heads = [str(head) for head in rows[start + 1] if head is not None]
    body = takewhile(lambda row: row[0] is not None, rows[start + 2 :])
    return [dict(zip(heads, row, strict=False)) for row in body]


def sheets(plant: Plant) -> list[str]:
    return [
        name for name in openpyxl.load_workbook(plant.book("看板")).sheetnames if name[0] != "_"
    ]


@pytest.fixture
def late(published: Plant) -> Plant:
    """An AA complaint half an hour past its limit, an A one due in a day."""
    defect = "| 产品型号或品名 | 不良现象 |\n | ZD-3012 | 异响 |"
    published.complain(f"| 客户名称 | 恒达电机 |\n {defect}")
    published.run()
    published.clock.move_to(datetime(2026, 11, 24, 9, 30))
    published.run()
    return published


def test_page_one_counts_what_is_overdue_by_level(late: Plant) -> None:
    name, number, detail, before, rating = card(late, "超期未回复")

    assert (name, number, detail) == ("超期未回复", 1, "AA 1 / A 0 / B 0")
    assert "目标 0" in str(before)
    assert rating == "× 未达标"


def test_every_card_has_its_name_its_number_and_what_it_rests_on(late: Plant) -> None:
    found = {name: card(late, name) for name in CARDS}

    assert {name: told[0] for name, told in found.items()} == {name: name for name in CARDS}
    assert found["未结案件数"][1:3] == ["2", "其中超过30天 0"]
    assert found["首次回复按时率"][1] == "0.0%"
    assert found["质量投诉件数(本月)"][1:3] == ["2", "去年同月 0"]
    assert all("上期" in str(told[3]) and "目标" in str(told[3]) for told in found.values())


def test_counts_of_this_minute_are_formulas_over_the_open_limits(late: Plant) -> None:
    limits = [row["时限"] for row in table(late, "图表数据", "未回复的时限")]
    _, number, detail, _, rating = card(late, "超期未回复", formulas=True)

    assert limits == [datetime(2026, 11, 24, 9, 0), datetime(2026, 11, 25, 9, 0)]
    assert number == "=SUMPRODUCT(('图表数据'!$C$6:$C$7<NOW())*1)"
    assert str(detail).startswith('="AA "&SUMPRODUCT(')
    assert rating == '=IF(A5=0,"● 达标","× 未达标")'


def test_where_nothing_waits_the_counts_are_plain_and_good(known: Plant) -> None:
    known.run()

    assert card(known, "超期未回复", formulas=True)[1:5:3] == ["0", "● 达标"]
    assert card(known, "8小时内到期")[1] == "0"


def test_the_overdue_stand_first_with_a_link_to_their_row_in_the_master(late: Plant) -> None:
    page = openpyxl.load_workbook(late.book("看板"))["总览"]
    values = openpyxl.load_workbook(late.book("看板"), data_only=True)["总览"]
    head = next(c.row for c in values["A"] if c.value == "时限状态")
    first, second = ([c.value for c in values[row]][:8] for row in (head + 1, head + 2))
    link = page[f"D{head + 1}"].hyperlink
    master = openpyxl.load_workbook(late.book("总台账"))["顾客反馈清单"]

    assert first[:4] == ["× 超期", 0, "AA", CASE]
    assert (second[0], second[2]) == ("○ 正常", "A")
    assert first[7] == "待判定(营业部)(品质保证部)"
    assert str(page[f"A{head + 1}"].value).startswith("=IF(NOW()>DATE(2026,11,24)+TIME(9,0,0)")
    assert link.target == "总台账.xlsx"
    assert master[re.sub(r".*!", "", link.location)].offset(column=1).value == CASE


def test_forms_that_came_back_are_listed(late: Plant) -> None:
    values = openpyxl.load_workbook(late.book("看板"), data_only=True)["总览"]
    titles = [str(c.value) for c in values["A"]]

    assert "退回待更正 1 件:客户时限仍在计算" in titles


def test_sheets_without_input_are_not_there(late: Plant) -> None:
    found = sheets(late)

    assert found[:3] == ["目录", "总览", "趋势"]
    assert {"柏拉图", "部门", "未结案分析", "档案", "数据质量", "指标定义"} <= set(found)
    assert not {"成本", "变更", "重复投诉"} & set(found)
    assert found[-1] == "图表数据"


def test_the_book_opens_on_page_one_and_every_sheet_prints_on_a4(late: Plant) -> None:
    book = openpyxl.load_workbook(late.book("看板"))

    assert book.active is not None
    assert book.active.title == "总览"
    assert {page.page_setup.paperSize for page in book if page.title[0] != "_"} == {9}


def test_a_course_of_one_month_is_told_instead_of_drawn(late: Plant) -> None:
    told = [str(c.value) for c in openpyxl.load_workbook(late.book("看板"))["趋势"]["A"]]

    assert "每月收到件数(按等级):数据不足两点,暂不作图。" in told


def test_a_measure_with_a_target_for_each_level_has_a_line_for_each(late: Plant) -> None:
    rows = table(late, "趋势", "指标")
    k03 = {str(row["指标"]): row for row in rows if row["编号"] == "K03"}

    assert set(k03) == {"首次回复按时率", *(f"首次回复按时率 {one}" for one in ("AA", "A", "B"))}
    assert k03["首次回复按时率 AA"]["2026-11"] == "0.0%"
    assert k03["首次回复按时率 AA"]["目标"] == "≥100%"
    assert k03["首次回复按时率 AA"]["评价"] == "– 样本不足"
    assert k03["首次回复按时率 B"]["2026-11"] == "—"


def test_what_every_measure_means_is_told(late: Plant) -> None:
    rows = {row["编号"]: row for row in table(late, "指标定义", RULE)}

    assert rows["K03"]["条款"] == "P4.2-c9"
    assert str(rows["K02"]["指标"]).endswith("(无数据,不显示)")


def charts(path: Path) -> dict[str, tuple[str, list[str]]]:
    """Alt text of each chart, with what its series refer to."""
    found = {}
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name):
                rels = parts.read(name.replace("drawings/", "drawings/_rels/") + ".rels").decode()
                targets = re.findall(r'Target="\.\./charts/(chart\d+\.xml)"', rels)
                frames = ElementTree.fromstring(parts.read(name)).iter(f"{DRAWING}cNvPr")
                for target, frame in zip(targets, frames, strict=True):
                    chart = ElementTree.fromstring(parts.read(f"xl/charts/{target}"))
                    refs = [f.text or "" for f in chart.iter(f"{CHART}f")]
                    found[target] = (frame.get("descr") or "", refs)
    return found


@pytest.fixture
def months(plant: Plant) -> Plant:
    """Complaints of two months, with several defects."""
    plant.clock.move_to(datetime(2026, 12, 1, 10, 0))
    for day, defect in (("11-27", "异响"), ("11-30", "异响"), ("12-01", "锈蚀"), ("12-01", "砂眼")):
        plant.complain(
            f"| 收到日期 | 2026-{day} |\n | 产品型号或品名 | 不良现象 |\n | ZD-3012 | {defect} |"
        )
    plant.run()
    return plant


def test_every_chart_says_what_it_shows_and_draws_cells_that_hold_numbers(months: Plant) -> None:
    found = charts(months.book("看板"))
    book = openpyxl.load_workbook(months.book("看板"), data_only=True)

    assert len(found) >= 4
    for words, refs in found.values():
        assert len(words) > 10
        for ref in refs:
            sheet, span = ref.replace("'", "").split("!")
            cells = book[sheet][span.replace("$", "")]
            assert cells, ref
    assert any("柏拉图" in words and "异响" in words for words, _ in found.values())


def test_a_new_case_changes_the_board_and_an_idle_day_does_not(late: Plant) -> None:
    before = late.book("看板").stat().st_mtime_ns
    late.clock.wait(300)
    late.run()
    assert late.book("看板").stat().st_mtime_ns == before

    late.complain("| 客户名称 | 恒达电机 | 反馈内容 | 又发现异响 |")
    late.run()
    assert late.book("看板").stat().st_mtime_ns != before


def test_state_and_queue_are_told_in_one_line(late: Plant) -> None:
    told = [str(cell.value) for cell in openpyxl.load_workbook(late.book("看板"))["总览"]["A"]]

    assert any(text.startswith("最近收件 11-23 10:") and "待接收任务" in text for text in told)
