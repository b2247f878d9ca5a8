"""workbooks/设置.xlsx: what managers decided last, with room to decide more."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from feedback_xl.forms.declaration import form
from feedback_xl.language import say
from feedback_xl.ledger.queries import Row
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.decided import Content as Decided
from feedback_xl.procedure.decided import Line as DecidedLine
from feedback_xl.procedure.settable import Parameter, parameters, targets
from feedback_xl.records import Json
from feedback_xl.sheets.band import Heading
from feedback_xl.sheets.content import Content, Line
from feedback_xl.sheets.declaration import Column, SheetPlan, book_plan
from feedback_xl.sheets.draw import HEADER, draw_content
from feedback_xl.xlsx.cells import CellValue, a1_of
from feedback_xl.xlsx.draw import Book, Pen

_FIXED_ONCE_GIVEN = ("list",)  # cells that only a new line may fill
_KINDS: Mapping[str, type[date] | type[time]] = {"date": date, "instant": datetime, "time": time}
_FORMATS = {"share": "share", "quantity": "quantity"}


def settings_contents(
    decided: Decided, company: Company, told: Mapping[str, Sequence[str]]
) -> list[Content]:
    """Every sheet with what was decided last and empty lines to add to it.

    `company` is what those decisions make; `told` are sentences about a version.
    """
    return [_content(plan, decided, company, told) for plan in book_plan("settings")]


def _content(
    plan: SheetPlan, decided: Decided, company: Company, told: Mapping[str, Sequence[str]]
) -> Content:
    shown = _shown_besides(plan, decided, company, told)
    declared = _parameters(plan, company)
    lines = [
        Line(
            key,
            {**shown.get(key, {}), **_cells(plan, line, declared.get(key), company)},
            frozenset() if plan.id == "revisions" else _open(plan),
        )
        for key, line in decided.get(plan.id, {}).items()
    ]
    spare = frozenset(column.id for column in plan.typed)
    empty = [Line("", {}, spare) for _ in range(plan.spare)]
    return Content(plan, [*lines, *empty], note=say("settings.how"))


def _open(plan: SheetPlan) -> frozenset[str]:
    return frozenset(c.id for c in plan.typed if c.id not in _FIXED_ONCE_GIVEN)


def _cells(
    plan: SheetPlan, line: DecidedLine, declared: Parameter | None, company: Company
) -> dict[str, CellValue]:
    return {
        column.id: _cell(line[column.id], _kind(column, declared), _list(column, declared), company)
        for column in plan.typed
        if column.id in line
    }


def _kind(column: Column, declared: Parameter | None) -> str:
    return declared.type if declared else column.kind


def _list(column: Column, declared: Parameter | None) -> str:
    return declared.list if declared else column.list


def _cell(value: Json, kind: str, list_name: str, company: Company) -> CellValue:
    """A decided value as it stands in its cell."""
    if kind == "names":
        return say("common.comma").join(value)
    if kind == "choice":
        return company.label(list_name, value)
    if kind in _KINDS:
        return _KINDS[kind].fromisoformat(value)
    return float(value) if isinstance(value, int | float) else str(value)


def _parameters(plan: SheetPlan, company: Company) -> Mapping[str, Parameter]:
    return {"parameters": parameters(company), "targets": targets()}.get(plan.id, {})


def _shown_besides(
    plan: SheetPlan, decided: Decided, company: Company, told: Mapping[str, Sequence[str]]
) -> Mapping[str, dict[str, CellValue]]:
    """The cells of each line that are ours alone."""
    keys = decided.get(plan.id, {})
    match plan.id:
        case "parameters" | "targets":
            return {
                key: {"label": p.label, "unit": p.unit, "source": p.source, "note": p.note}
                for key, p in _parameters(plan, company).items()
            }
        case "departments":
            return {key: {"id": key} for key in keys}
        case "levels":
            return {key: {"label": company.levels[key].label} for key in keys}
        case "records":
            return {key: {"label": form(key).title, "version": form(key).version} for key in keys}
        case "revisions":
            return {key: {"version": key, "hint": "\n".join(told.get(key, ()))} for key in keys}
    return {}


def draw_settings(
    book: Book, contents: Sequence[Content], heading: Heading, company: Company
) -> dict[str, Pen]:
    """All sheets, by id; a parameter's cell gets the rule of its own type."""
    pens = {}
    for content in contents:
        pen = draw_content(book, content, heading, company)
        pen.sheet.freeze_panes(HEADER, 2)
        if declared := _parameters(content.plan, company):
            _rule_parameters(pen, content, declared, company)
        pens[content.plan.id] = pen
    return pens


def _rule_parameters(
    pen: Pen, content: Content, declared: Mapping[str, Parameter], company: Company
) -> None:
    at = [column.id for column in content.plan.columns].index("value") + 2
    for row, line in enumerate(content.lines, HEADER + 1):
        item, cell = declared.get(line.key), a1_of((row, at))
        if item is None or not line.open:
            continue
        pen.write(cell, line.cells.get("value"), "cell_input", _FORMATS.get(item.type, "text"))
        if item.list:
            labels = [names[0] for names in company.options(item.list).values()]
            pen.choose(cell, labels, title=item.label, message=item.note)
        elif item.note:
            pen.hint(cell, item.label, item.note)


def sentences(rows: Sequence[Row]) -> dict[str, list[str]]:
    """What is told about each version beside its line."""
    return {
        row["key"]: [say("settings.in_force", at=row["effective_at"]), *_reminders(row)]
        for row in rows
    }


def _reminders(row: Row) -> list[str]:
    return [f"{p['sheet']} {p['cell']} {p['text']}" for p in row["problems"]]
