"""Forms as pipe tables: what a test types into the real blanks, and the ordinary ones to vary."""

from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Any

import openpyxl

from feedback_xl.forms.declaration import form
from feedback_xl.forms.locate import read_meta
from feedback_xl.forms.shapes import Field, Form
from feedback_xl.xlsx.cells import Cells, CellValue, Sheet, a1_of, address_of
from feedback_xl.xlsx.fill import fill_cells
from feedback_xl.xlsx.read import read_workbook

HEADER = 4  # the row of a published sheet that holds its titles, where no alert stands above it
KEY = "_key"  # the title of the column that holds the keys
TEMPLATES = Path(__file__).parents[1] / "templates"

COMPLAINT = """
    | 客户名称 | 苏州恒达电机 |
    | 收到日期 | 2026-11-23 | 收到时间 | 09:00 |
    | 反馈方式 | 电话 | 受理人 | 张敏 |
    | 信息类别 | 产品质量信息 | 信息等级 | A |
    | 反馈内容 | 产线装配时发现轴承异响,抽检50件有3件 |
    | 产品型号或品名 |
    | ZD-3012 |
"""
CONFIRMATION = """
    | 反馈编号 | FK-20261123-001 |
    | 确认方式 | 客户报告确认 | 确认日期 | 2026-11-23 |
    | 确认人 | 王强 | 现象再现 | 再现 |
    | 责任判定 | 客户使用责任 | 确认结论 | 客户装配时敲击轴承 |
    | 启动纠正措施 | 否 | 不启动理由 | 偶发,非本公司原因 |
    | 产品型号 | 检查数 | 不良数 | 不良现象 |
    | ZD-3012 | 20 | 3 | 异响 |
"""
CUSTOMER = """
    | 登记类别 | 新建 | 客户状态 | 合作中 |
    | 客户名称 | 苏州恒达电机有限公司 | 简称 | 恒达电机 |
    | 联系人 | 王工 | 电话或手机 | 13800138000 |
    | 负责业务员 | 张敏 | 首次接触日期 | 2026-11-20 |
    | 法定代表人 | 陈建国 | 统一社会信用代码/纳税人识别号 | 91110000600037341L |
    | 地址 | 江苏省苏州市工业园区星湖街218号 |
    | 邮编 | 215000 | 传真 | 无 |
    | 发票类型 | 专票 |
"""
ORDINARY = {"feedback": COMPLAINT, "confirmation": CONFIRMATION, "customer": CUSTOMER}

Typed = dict[str, dict[str, CellValue]]  # sheet → A1 → what is typed there


def template(form_id: str) -> Path:
    """The blank as it is checked in."""
    return TEMPLATES / form(form_id).file


def cells_of(path: Path) -> Cells:
    found = read_workbook(path)
    assert isinstance(found, Cells), found
    return found


def as_typed(text: str, item: Field) -> CellValue:
    """What Excel makes of the text in such a cell; as in Excel, a leading ' keeps it text."""
    text = text.replace("\\n", "\n")
    try:
        match item.type:
            case "date" | "instant":
                return datetime.fromisoformat(text)
            case "time":
                return time.fromisoformat(text)
            case "quantity":
                return float(text)
    except ValueError:
        pass
    return text.removeprefix("'") or None


def typed_cells(declared: Form, meta: Mapping[str, Any], table: str) -> Typed:
    """A pipe table as typed cells: | label | value | pairs, or a table's titles and its lines.

    Later lines overrule earlier ones; `meta` says where this very form's cells are.
    """
    labels = {item.label: item for item in declared.fields.values()}
    typed: Typed = {}
    columns: list[tuple[str, Field]] = []
    line = 0
    for row in (row.strip() for row in table.splitlines() if row.strip()):
        cells = [cell.strip() for cell in row[1:-1].split("|")]
        if titles := _titles(declared, cells):
            columns, line = titles, 0
        elif cells[0] in labels and len(cells) % 2 == 0:
            for label, text in zip(cells[::2], cells[1::2], strict=True):
                item = labels[label]
                _type(typed, meta[f"field:{item.id}"], 0, as_typed(text, item))
        else:
            for (key, item), text in zip(columns, cells, strict=True):
                _type(typed, meta[key], line, as_typed(text, item))
            line += 1
    return typed


def _titles(declared: Form, cells: list[str]) -> list[tuple[str, Field]]:
    for table in declared.tables.values():
        columns = {column.label: column for column in table.columns}
        if all(cell in columns for cell in cells):
            return [(f"table:{table.id}:{columns[c].id}", columns[c]) for c in cells]
    return []


def _type(typed: Typed, place: str, line: int, value: CellValue) -> None:
    sheet, _, span = place.rpartition("!")
    row, column = address_of(span.split(":")[0])
    typed.setdefault(sheet, {})[a1_of((row + line, column))] = value


def fill(source: Path, target: Path, table: str) -> Path:
    """Save `source`, a form of ours, as `target` with what the pipe table says."""
    meta = read_meta(cells_of(source))
    fill_cells(source, target, typed_cells(form(meta["form"]), meta, table))
    return target


def type_into(path: Path, sheet: str, row: str, cells: Mapping[str, Any], by: str = "王强") -> None:
    """Type into a published book by row key and column title, as openpyxl saves it."""
    book = openpyxl.load_workbook(path)
    book.properties.lastModifiedBy = by
    page = book[sheet]
    header = next(row for row in range(HEADER, page.max_row + 1) if page.cell(row, 1).value == KEY)
    titles = {cell.value: cell.column for cell in page[header]}
    keys = {page.cell(at, 1).value: at for at in range(header + 1, page.max_row + 1)}
    for title, value in cells.items():
        page.cell(keys[row], titles[title]).value = value
    book.save(path)


def lines_of(sheet: Sheet) -> list[dict[str, CellValue]]:
    """The lines of a published sheet by column title; `_key` holds each line's key."""
    header = next((row for (row, _), text in sheet.cells.items() if text == KEY), HEADER)
    titles = {column: str(text) for (row, column), text in sheet.cells.items() if row == header}
    rows = sorted({row for row, _ in sheet.cells if row > header})
    return [{title: sheet.cells.get((row, c)) for c, title in titles.items()} for row in rows]
