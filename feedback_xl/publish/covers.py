"""填写问题, the first sheet of what comes back: what is wrong, why, what to do, and a way there."""

from collections.abc import Mapping, Sequence

from feedback_xl.language import say
from feedback_xl.problems import Problem
from feedback_xl.xlsx.cells import address_of
from feedback_xl.xlsx.draw import Pen
from feedback_xl.xlsx.measure import HIGHEST, lines_in, row_height

Places = Mapping[str, tuple[str, str]]  # field key → (sheet, cell)
_HEAD = (
    "number",
    "severity",
    "cell",
    "label",
    "found",
    "problem",
    "expected",
    "example",
    "clause",
)
_WIDTHS = (6, 7, 18, 18, 20, 44, 30, 22, 11)
_COLUMNS = "ABCDEFGHI"


def draw_problems(
    pen: Pen,
    problems: Sequence[Problem],
    places: Places,
    lead: str,
    repairs: Sequence[Mapping[str, str]],
    note: str = "",
) -> None:
    """Every problem on a line: link to the cell, label, found, expected, example, clause."""
    title = say("returned.sheet")
    pen.columns(_WIDTHS)
    pen.merge("A1:I1", title, "band")
    pen.merge("A2:I2", note, "band_note")
    pen.merge("A3:I3", lead, "strong")
    pen.sheet.set_row(0, 28)
    pen.sheet.set_row(2, lines_in(lead, sum(_WIDTHS) * 10 / 12) * 18 + 8)
    for letter, name in zip(_COLUMNS, _HEAD, strict=True):
        pen.write(f"{letter}4", say(f"returned.{name}"), "head")
    ordered = sorted(problems, key=_place)
    for number, problem in enumerate(ordered, 1):
        _draw_problem(pen, 4 + number, number, problem, places)
    if repairs:
        _draw_repairs(pen, 6 + len(ordered), repairs, places)
    pen.sheet.freeze_panes(4, 0)
    pen.sheet.hide_gridlines(2)
    pen.page(landscape=True, header=title, repeat=3)


def _place(problem: Problem) -> tuple[bool, str, tuple[int, int]]:
    """What must be corrected first, then down the form."""
    cell = address_of(problem.cell) if problem.cell else (0, 0)
    return not problem.returns, problem.sheet, cell


def _draw_problem(pen: Pen, row: int, number: int, problem: Problem, places: Places) -> None:
    mark = "mark_wrong" if problem.returns else "mark_remind"
    texts = (
        problem.label,
        problem.found,
        problem.text,
        problem.expected,
        problem.example,
        problem.clause,
    )
    pen.write(f"A{row}", float(number), "cell", "count")
    pen.write(f"B{row}", say(f"returned.severity_{problem.severity}"), mark)
    place = _draw_place(pen, f"C{row}", problem.field, problem.sheet, problem.cell, places)
    _draw_texts(pen, row, (place, *texts))


def _draw_repairs(pen: Pen, row: int, repairs: Sequence[Mapping[str, str]], places: Places) -> None:
    """What was put right, before → after."""
    pen.merge(f"A{row}:I{row}", say("returned.repairs"), "heading")
    for offset, repair in enumerate(repairs, row + 1):
        pen.write(f"A{offset}", float(offset - row), "cell", "count")
        pen.write(f"B{offset}", say("returned.severity_repair"), "cell")
        place = _draw_place(pen, f"C{offset}", repair["field"], "", repair["cell"], places)
        told = (repair[name] for name in ("label", "before", "text", "after"))
        texts = (place, *told, "", "")
        _draw_texts(pen, offset, texts)


def _draw_place(pen: Pen, at: str, field: str, sheet: str, cell: str, places: Places) -> str:
    """A link into the form where the field stands in it; gives what is shown."""
    if field not in places:
        pen.write(at, cell, "cell")
        return cell
    sheet, cell = places[field]
    shown = f"{sheet}!{cell}"
    pen.link(at, f"internal:'{sheet}'!{cell}", shown)
    return shown


def _draw_texts(pen: Pen, row: int, texts: Sequence[str]) -> None:
    """The columns after the place, in a row high enough for all of them, the place included."""
    for letter, text in zip(_COLUMNS[3:], texts[1:], strict=True):
        pen.write(f"{letter}{row}", text, "cell")
    height = row_height(zip(texts, _WIDTHS[2:], strict=True), most=HIGHEST)
    pen.sheet.set_row(row - 1, height)
