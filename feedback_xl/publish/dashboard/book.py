"""看板.xlsx as a whole: which sheets there are, when its content is new, how it is drawn."""

from collections.abc import Callable, Mapping

from feedback_xl.language import say
from feedback_xl.publish.dashboard import analyses, records, work
from feedback_xl.publish.dashboard.definitions import definitions
from feedback_xl.publish.dashboard.drawing import draw_page
from feedback_xl.publish.dashboard.overview import Overview
from feedback_xl.publish.dashboard.page import Page
from feedback_xl.publish.kpis import Figures
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import digest
from feedback_xl.sheets.band import Heading
from feedback_xl.sheets.contents import Listed, draw_contents
from feedback_xl.xlsx.draw import Book

_SHEETS: Mapping[str, Callable[[Figures], Page | None]] = {
    "trend": analyses.trend,
    "pareto": analyses.pareto,
    "customers": analyses.customers,
    "departments": work.departments,
    "ageing": work.ageing,
    "costs": records.costs,
    "changes": work.changes,
    "files": records.files,
    "quality": records.quality,
    "repeats": analyses.repeats,
    "definitions": definitions,
}
_WITHOUT_CASES = ("files", "quality", "definitions")


class Dashboard:
    """Page one and the sheets whose input exists, reckoned once from one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        figures = Figures(snapshot)
        shown = _SHEETS if snapshot.cases else {name: _SHEETS[name] for name in _WITHOUT_CASES}
        made = {name: make(figures) for name, make in shown.items()}
        pages = {name: page for name, page in made.items() if page is not None}
        self._pages, self._overview = list(pages.values()), Overview(figures, pages.keys())

    def digest(self) -> str:
        """The same for the same content, whatever the time of day."""
        return digest([self._overview.as_json(), [page.as_json() for page in self._pages]])

    def draw(self, book: Book, heading: Heading) -> None:
        """目录, 总览, which opens, and the others."""
        listed = [Listed(self._overview.name, say("dashboard.overview_title"))]
        listed += [Listed(page.name, page.title) for page in self._pages]
        draw_contents(book, listed, heading)
        self._overview.draw(book, heading)
        for page in self._pages:
            draw_page(book, page, heading)
        self._overview.draw_data(book, heading)
