"""What stands between a sheet's band and its table: counts that stay right, and alerts."""

from collections.abc import Mapping

from feedback_xl.procedure.company import Company
from feedback_xl.records import TimeState
from feedback_xl.sheets.band import BAND_ROWS
from feedback_xl.sheets.content import Content, Count
from feedback_xl.sheets.live import ENDED, beginning_with, due_today, text
from feedback_xl.xlsx.cells import a1_of
from feedback_xl.xlsx.draw import Pen
from feedback_xl.xlsx.measure import row_height

ROW = BAND_ROWS + 1
_ROOM = 15  # column units a count needs
_ALERT_ROOM = 100.0  # what an alert may run over before it is wrapped
_STATES = {"late": TimeState.LATE, "soon": TimeState.SOON}


def draw_strip(pen: Pen, content: Content, spans: Mapping[str, str], company: Company) -> None:
    """Each count in a field of its own, then the note; below them a line for each alert.

    `spans`: column id → its cells in the table.
    """
    index = 1
    for count in content.counts:
        first, index = index, _reach(pen, index)
        span = f"{a1_of((ROW, first + 1))}:{a1_of((ROW, index))}"
        pen.merge(span, _words(count, company), "strip", text_wrap=False)
        if formula := count_formula(count, spans, company):
            begin = text(f"{_name(count, company)} ")
            cell, cached = a1_of((ROW, first + 1)), _words(count, company)
            pen.formula(cell, f"={begin}&{formula}", cached, "strip", "text")
        pen.mute_nothing(span)
        pen.colour_states(span)
    if content.note:
        pen.write(a1_of((ROW, index + 1)), content.note, "note", valign="vcenter", text_wrap=False)
    pen.sheet.set_row(ROW - 1, 20 if content.counts or content.note else 8)
    for row, alert in enumerate(content.alerts, ROW + 1):
        _draw_alert(pen, row, alert)


def count_formula(count: Count, spans: Mapping[str, str], company: Company) -> str:
    """How many there are now; "" for what time does not change, or where no column tells."""
    states, limits = spans.get("time_state"), spans.get("limit")
    if states is None:
        return ""
    if count.kind == "today" and limits is not None:
        return due_today(limits, states, [company.time_states[s].symbol for s in ENDED])
    if count.kind in _STATES:
        return beginning_with(states, company.time_states[_STATES[count.kind]].symbol)
    return ""


def _name(count: Count, company: Company) -> str:
    """The word, after its state's symbol where it is one."""
    state = _STATES.get(count.kind)
    return f"{company.time_states[state].symbol} {count.word}" if state else count.word


def _words(count: Count, company: Company) -> str:
    return f"{_name(count, company)} {count.number}"


def _reach(pen: Pen, index: int) -> int:
    """The column after enough room from a column, both from 0."""
    room = 0.0
    while room < _ROOM:
        room += pen.width(index)
        index += 1
    return index


def _draw_alert(pen: Pen, row: int, alert: str) -> None:
    room, last = 0.0, 1
    while room < _ALERT_ROOM:
        room += pen.width(last)
        last += 1
    pen.merge(f"{a1_of((row, 2))}:{a1_of((row, last))}", alert, "alert")
    pen.sheet.set_row(row - 1, row_height([(alert, room)]))
