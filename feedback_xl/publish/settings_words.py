"""A change of the settings in the words of 设置.xlsx, for 变更履历."""

import json
from datetime import datetime

from feedback_xl.forms.declaration import form
from feedback_xl.language import say
from feedback_xl.ledger.queries import Row
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.settable import Parameter, parameters, targets
from feedback_xl.sheets.declaration import Column, book_plan


def line_of_settings(key: str, company: Company) -> str:
    """ "等级 AA": the sheet and what its line is called."""
    sheet, _, line = key.partition("/")
    plan = next(plan for plan in book_plan("settings") if plan.id == sheet)
    declared = _declared(sheet, line, company)
    if declared is not None:
        return f"{plan.name} {declared.label}"
    if sheet == "records":
        return f"{plan.name} {form(line).title}"
    if sheet == "codes":
        name, _, code = line.partition("/")
        return f"{plan.name} {company.label('extensible', name)} {company.label(name, code)}"
    if sheet == "departments":
        return f"{plan.name} {company.department_name(line)}"
    return f"{plan.name} {line}"


def cell_of_settings(row: Row, side: str, company: Company) -> tuple[str, str]:
    """The title of the changed cell, and what stood or stands in it."""
    sheet, _, line = str(row["key"]).partition("/")
    plan = next(plan for plan in book_plan("settings") if plan.id == sheet)
    column = next(column for column in plan.columns if column.id == row["field"])
    return column.title, _shown(str(row[side]), column, _declared(sheet, line, company), company)


def _declared(sheet: str, line: str, company: Company) -> Parameter | None:
    lines = {"parameters": parameters(company), "targets": targets()}.get(sheet, {})
    return lines.get(line)


def _shown(text: str, column: Column, declared: Parameter | None, company: Company) -> str:
    kind, of = (declared.type, declared.list) if declared else (column.kind, column.list)
    if not text:
        return ""
    if kind == "names":
        return say("common.comma").join(json.loads(text))
    if kind == "choice":
        return company.label(of, text)
    if kind == "share":
        return f"{float(text) * 100:g}%"
    if kind == "instant":
        return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M}"
    return text
