"""Formulas against NOW(): what a clock says at the moment somebody looks, watcher or not."""

from collections.abc import Sequence
from datetime import datetime

from feedback_xl.procedure.company import Company
from feedback_xl.records import TimeState
from feedback_xl.sheets.content import Clock

RUNNING = (TimeState.LATE, TimeState.SOON, TimeState.NORMAL)
ENDED = (TimeState.DONE_ON_TIME, TimeState.DONE_LATE)


def serial(instant: datetime) -> str:
    """An instant as an expression that people can read in the formula bar."""
    day = f"DATE({instant.year},{instant.month},{instant.day})"
    return f"{day}+TIME({instant.hour},{instant.minute},{instant.second})"


def state_formula(clock: Clock, company: Company) -> str:
    """Symbol and word by the bounds of `procedure.deadlines.time_state`."""
    late, soon, normal = (text(company.time_states[state].shown) for state in RUNNING)
    waiting = (
        f"IF(NOW()>={serial(clock.advise)},{soon},{normal})" if clock.advise is not None else normal
    )
    return f"=IF(NOW()>{serial(clock.limit)},{late},{waiting})"


def left_formula(clock: Clock) -> str:
    """Hours left; below nothing once the limit is over."""
    return f"=ROUND(({serial(clock.limit)}-NOW())*24,1)"


def over_formula(clock: Clock) -> str:
    """Hours beyond the limit; nothing before it."""
    limit = serial(clock.limit)
    return f'=IF(NOW()>{limit},ROUND((NOW()-({limit}))*24,1),"")'


def stale_formula(as_of: datetime, sentence: str) -> str:
    """The sentence once the data are more than a day old; "{days}" stands in it."""
    age = f"NOW()-({serial(as_of)})"
    before, _, after = sentence.partition("{days}")
    return f'=IF({age}>1,{text(before)}&INT({age})&{text(after)},"")'


def beginning_with(span: str, symbol: str) -> str:
    """How many cells of a span begin with a symbol."""
    return f"COUNTIF({span},{text(f'{symbol}*')})"


def due_today(limits: str, states: str, ended: Sequence[str]) -> str:
    """How many limits of clocks not ended fall on the day it is; midnight ends its day."""
    open_only = "".join(f",{states},{text(f'<>{symbol}*')}" for symbol in ended)
    return f'COUNTIFS({limits},">"&INT(NOW()),{limits},"<="&INT(NOW())+1{open_only})'


def text(words: str) -> str:
    """A text inside a formula."""
    return '"' + words.replace('"', '""') + '"'
