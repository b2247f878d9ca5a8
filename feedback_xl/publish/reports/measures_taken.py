"""对策及承认: lines for what is to be done by whom until when, and the boxes people sign in."""

from feedback_xl.language import say
from feedback_xl.publish.dashboard.strip import rating_word
from feedback_xl.publish.kpis import Figures, Period
from feedback_xl.sheets.band import Heading
from feedback_xl.sheets.card import sign_off
from feedback_xl.sheets.page import Page
from feedback_xl.xlsx.draw import Book
from feedback_xl.xlsx.styles import TO_DO

_WIDTHS = (14, 16, 16, 14, 16, 16)
_COLUMNS = (("A:B", "point"), ("C:D", "action"), ("E", "who"), ("F", "until"))
_LINES, _LINE = 8, 46.0  # at least so many, each so many points high


def draw_measures_taken(book: Book, figures: Figures, period: Period, heading: Heading) -> None:
    """A sheet of paper to be filled by hand or typed into; what missed its target stands there."""
    pen = book.sheet(say("reports.measures_taken"), tab=TO_DO)
    page = Page(pen, _WIDTHS)
    title = say("reports.month_title", label=period.label)
    words = say("card.band", owner=heading.owner, words=heading.words())
    page.band(f"{title} {say('reports.measures_taken')}", words)
    page.gap()
    page.line(*((columns, say(f"reports.{name}"), "head_input") for columns, name in _COLUMNS))
    points = missed(figures, period)
    for point in [*points, *[""] * (_LINES - len(points))]:
        typed = ((columns, None, "input") for columns, _ in _COLUMNS[1:])
        page.line((_COLUMNS[0][0], point, "input"), *typed, least=_LINE)
    page.heading(say("reports.judgement"))
    page.line((page.across, None, "input"), least=_LINE)
    sign_off(page)
    pen.protect()
    page.finish(f"{heading.owner} {title}")


def missed(figures: Figures, period: Period) -> list[str]:
    """The measures that did not reach their target, as points to act upon."""
    found = []
    for kpi in figures.kpis:
        if figures.rating(kpi.id, period) == "missed":
            shown = kpi.show(figures.read(kpi.id, period))
            target = kpi.show_target(figures.target(kpi.id))
            words = say("reports.missed", name=kpi.name, value=shown, target=target)
            found.append(f"{kpi.id} {words} {rating_word('missed')}")
    return found
