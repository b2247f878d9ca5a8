"""First sheets of answers: 填写问题 of a returned form, 回执 of an accepted one."""

from collections.abc import Mapping, Sequence

from feedback_xl.problems import Problem, Severity
from feedback_xl.xlsx.cells import address_of
from feedback_xl.xlsx.draw import Pen
from feedback_xl.xlsx.measure import lines_in

Places = Mapping[str, tuple[str, str]]  # field key → (sheet, cell)
PROBLEMS = "填写问题"
RECEIPT = "回执"
_HEAD = ("序号", "级别", "单元格", "项目", "填写值", "问题", "应填", "示例", "条款")
_WIDTHS = (6, 7, 18, 18, 20, 44, 30, 22, 11)
_LEVELS = {Severity.RETURN: "须改", Severity.REMIND: "提醒", Severity.REPAIR: "更正"}
_COLUMNS = "ABCDEFGHI"


def draw_problems(
    pen: Pen,
    problems: Sequence[Problem],
    places: Places,
    lead: str,
    repairs: Sequence[Mapping[str, str]],
) -> None:
    """Every problem on a line: link to the cell, label, found, expected, example, clause."""
    pen.columns(_WIDTHS)
    pen.merge("A1:I1", PROBLEMS, "title")
    pen.merge("A2:I2", lead, "strong")
    pen.sheet.set_row(0, 28)
    pen.sheet.set_row(1, lines_in(lead, sum(_WIDTHS)) * 18 + 6)
    for letter, title in zip(_COLUMNS, _HEAD, strict=True):
        pen.write(f"{letter}4", title, "head")
    ordered = sorted(problems, key=_place)
    for number, problem in enumerate(ordered, 1):
        _draw_problem(pen, 4 + number, number, problem, places)
    row = 6 + len(ordered)
    if repairs:
        _draw_repairs(pen, row, repairs)
    pen.sheet.freeze_panes(4, 0)
    pen.sheet.hide_gridlines(2)
    pen.page(landscape=True, header=PROBLEMS, repeat=3)


def _place(problem: Problem) -> tuple[bool, str, tuple[int, int]]:
    """What must be corrected first, then down the form."""
    cell = address_of(problem.cell) if problem.cell else (0, 0)
    return not problem.returns, problem.sheet, cell


def _draw_problem(pen: Pen, row: int, number: int, problem: Problem, places: Places) -> None:
    style = "wrong" if problem.returns else "remind"
    sheet, cell = places.get(problem.field, (problem.sheet, problem.cell))
    values = (
        problem.label,
        problem.found,
        problem.text,
        problem.expected,
        problem.example,
        problem.clause,
    )
    pen.write(f"A{row}", float(number), "cell", "count")
    pen.write(f"B{row}", _LEVELS[problem.severity], style, locked=True)
    if problem.field in places:
        pen.link(f"C{row}", f"internal:'{sheet}'!{cell}", f"{sheet}!{cell}")
    else:
        pen.write(f"C{row}", cell, "cell")
    for letter, text in zip(_COLUMNS[3:], values, strict=True):
        pen.write(f"{letter}{row}", text, "cell")
    lines = max(lines_in(text, width) for text, width in zip(values, _WIDTHS[3:], strict=True))
    pen.sheet.set_row(row - 1, max(20, lines * 15 + 4))


def _draw_repairs(pen: Pen, row: int, repairs: Sequence[Mapping[str, str]]) -> None:
    pen.merge(f"A{row}:I{row}", "已自动更正,请核对", "heading")
    for offset, repair in enumerate(repairs, row + 1):
        pen.write(f"C{offset}", repair["cell"], "cell")
        pen.write(f"D{offset}", repair["label"], "cell")
        pen.write(f"E{offset}", repair["before"], "cell")
        pen.write(f"F{offset}", repair["text"], "cell")
        pen.write(f"G{offset}", repair["after"], "cell")


def draw_receipt(
    pen: Pen, headline: str, rows: Sequence[tuple[str, str]], told: Sequence[str]
) -> None:
    """Number, level, each limit with its derivation, and what the filler is asked to do."""
    widths = (16, 92)
    pen.columns(widths)
    pen.merge("A1:B1", RECEIPT, "title")
    pen.merge("A2:B2", headline, "strong")
    pen.sheet.set_row(0, 28)
    pen.sheet.set_row(1, lines_in(headline, sum(widths)) * 18 + 6)
    for row, (name, text) in enumerate(rows, 4):
        pen.write(f"A{row}", name, "label")
        pen.write(f"B{row}", text, "cell")
        pen.sheet.set_row(row - 1, max(20, lines_in(text, widths[1]) * 15 + 4))
    start = 5 + len(rows)
    if told:
        pen.merge(f"A{start}:B{start}", "提醒与自动更正", "heading")
        for row, text in enumerate(told, start + 1):
            pen.merge(f"A{row}:B{row}", text, "cell_remind")
            pen.sheet.set_row(row - 1, max(20, lines_in(text, sum(widths)) * 15 + 4))
    pen.sheet.hide_gridlines(2)
    pen.page(landscape=False, header=RECEIPT)
