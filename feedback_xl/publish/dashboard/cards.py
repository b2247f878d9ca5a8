"""The eight cards of page one; those about this minute count against NOW()."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import timedelta

from feedback_xl.language import say
from feedback_xl.publish.dashboard.drawing import TOP
from feedback_xl.publish.dashboard.strip import rating_word
from feedback_xl.publish.dashboard.urgent import Item
from feedback_xl.publish.kpis import Card
from feedback_xl.publish.links import sheet_link
from feedback_xl.publish.snapshot import SOON_HOURS, Snapshot
from feedback_xl.sheets.live import text
from feedback_xl.xlsx.draw import Pen

ROWS = 5  # of a card: name, number, what it consists of, before and target, rating
_SPANS = (("A", "C"), ("D", "E"), ("F", "F"), ("G", "H"))
_HEIGHTS = (19, 32, 15, 15, 17)
_FIRST_LIMIT = TOP + 2  # the row of the first open limit on 图表数据
_GAP = 8


def draw(
    pen: Pen,
    row: int,
    cards: Sequence[Card],
    waiting: Sequence[Item],
    snapshot: Snapshot,
    sheets: Set[str],
) -> int:
    """Two lines of four; gives the next free row."""
    live = _live(waiting, snapshot)
    for index, card in enumerate(cards):
        line, place = divmod(index, len(_SPANS))
        _draw(pen, row + line * (ROWS + 1), _SPANS[place], card, live.get(card.id), sheets)
    for line in range(len(cards) // len(_SPANS)):
        for at, height in enumerate((*_HEIGHTS, _GAP)):
            pen.sheet.set_row(row + line * (ROWS + 1) + at - 1, height)
    return row + len(cards) // len(_SPANS) * (ROWS + 1)


def _draw(
    pen: Pen,
    row: int,
    columns: tuple[str, str],
    card: Card,
    live: "_Live | None",
    sheets: Set[str],
) -> None:
    first, last = columns

    def span(at: int) -> str:
        return f"{first}{row + at}:{last}{row + at}"

    pen.merge(span(0), card.name, "card_name")
    if target := _target(card.sheet, sheets):
        pen.link(f"{first}{row}", target, card.name, "card_name")
    pen.merge(span(3), _compared(card), "card_note")
    pen.merge(span(1), card.value, "card_value")
    pen.merge(span(2), card.detail, "card_note")
    pen.merge(span(4), rating_word(card.rating), "card_state")
    if live is not None:
        live.draw(pen, first, row)
    pen.colour_states(f"{first}{row + 4}")


def _compared(card: Card) -> str:
    """The period before, whether it became better, and the target."""
    trend = say("dashboard.card_trend", word=say(f"kpis.{card.trend}"))
    word = trend if card.trend != "none" else ""
    return say("dashboard.card_before", before=card.before, trend=word, target=card.target)


def _target(sheet: str, sheets: Set[str]) -> str:
    """Where a card leads: a sheet of this book if it is there, else the master's rows."""
    book, _, name = sheet.partition(":")
    if book == "master":
        return sheet_link(name)
    return f"internal:'{say(f'dashboard.{sheet}')}'!A1" if sheet in sheets else ""


@dataclass(frozen=True)
class _Live:
    """Formulas over the open limits on 图表数据, each with its value as of this publication."""

    number: tuple[str, int]
    detail: tuple[str, str]
    rating: bool  # whether any at all is a miss

    def draw(self, pen: Pen, column: str, row: int) -> None:
        """Over a card that was drawn with its plain words."""
        count = self.number[1]
        pen.formula(f"{column}{row + 1}", *self.number, "card_value", "count")
        pen.formula(f"{column}{row + 2}", *self.detail, "card_note", "text")
        if self.rating:
            good, missed = rating_word("good"), rating_word("missed")
            formula = f"=IF({column}{row + 1}=0,{text(good)},{text(missed)})"
            pen.formula(
                f"{column}{row + 4}", formula, missed if count else good, "card_state", "text"
            )


def _live(waiting: Sequence[Item], snapshot: Snapshot) -> Mapping[str, _Live]:
    """The cards that count limits; none where nothing waits and no formula would have a range."""
    if not waiting:
        return {}
    at, soon = snapshot.as_of, snapshot.as_of + timedelta(hours=SOON_HOURS)
    clocks = [(item.level, item.clock.limit) for item in waiting if item.clock is not None]
    late = [level for level, limit in clocks if limit < at]
    due = [level for level, limit in clocks if at <= limit <= soon]
    last = _FIRST_LIMIT + len(clocks) - 1
    limits = f"'{say('dashboard.data')}'!$C${_FIRST_LIMIT}:$C${last}"
    near = f"({limits}>=NOW())*({limits}<=NOW()+{SOON_HOURS}/24)"
    levels = list(snapshot.company.levels)
    return {
        "overdue": _counted(f"({limits}<NOW())", limits.replace("$C", "$B"), levels, late, True),
        "due_soon": _counted(near, limits.replace("$C", "$B"), levels, due, False),
    }


def _counted(
    condition: str, of: str, levels: Sequence[str], found: Sequence[str], rating: bool
) -> _Live:
    """How many fulfil the condition, at all and of each level."""
    names = [f"{level} " for level in levels]
    parts = [
        f"{text(name)}&SUMPRODUCT(({of}={text(level)})*{condition})"
        for name, level in zip(names, levels, strict=True)
    ]
    told = " / ".join(f"{level} {found.count(level)}" for level in levels)
    return _Live(
        (f"=SUMPRODUCT({condition}*1)", len(found)), ("=" + '&" / "&'.join(parts), told), rating
    )
