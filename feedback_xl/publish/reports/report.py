"""What a report is: a period, a place, and a workbook that says what was known when it was made."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from feedback_xl.language import say
from feedback_xl.publish.dashboard.drawing import draw_page
from feedback_xl.publish.kpis import Figures, Period
from feedback_xl.publish.reports.measures_taken import draw_measures_taken
from feedback_xl.publish.reports.monthly import monthly
from feedback_xl.publish.reports.title import title_of
from feedback_xl.publish.reports.weekly import weekly
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.sheets.band import Heading
from feedback_xl.xlsx.draw import Book

_MADE_UP_FOR = 12  # weeks and months, where the program did not run when they ended


@dataclass(frozen=True)
class Report:
    """One report over a week or a month."""

    kind: str  # week | month
    period: Period

    @classmethod
    def of_month(cls, day: date) -> "Report":
        """Over the month a day lies in."""
        return cls("month", Period.month_of(day))

    @classmethod
    def of_week(cls, day: date) -> "Report":
        """Over the week, from Monday, a day lies in."""
        return cls("week", Period.week_of(day))

    def place(self, copied: date | None = None) -> PurePosixPath:
        """Where it is laid out; a copy made on demand says of which day it is."""
        label = self.period.label
        if copied is not None:
            label = say("places.report_as_of", label=label, day=copied)
        name = say(f"places.{self.kind}_report", label=label)
        return PurePosixPath("workbooks", say("places.reports"), name)

    @property
    def key(self) -> str:
        """What the journal knows it by: "month/2026-11"."""
        return f"{self.kind}/{self.period.label}"

    def draw(self, figures: Figures, heading: Heading) -> bytes:
        """The workbook, as of the snapshot the figures are of."""
        snapshot = figures.snapshot
        title = title_of(self.kind, self.period, snapshot.as_of)
        book = Book(title, created=snapshot.as_of, company=snapshot.company.name)
        make = weekly if self.kind == "week" else monthly
        for page in make(figures, self.period):
            draw_page(book, page, heading)
        if self.kind == "month":
            draw_measures_taken(book, figures, self.period, heading)
        identity = {"book": f"report_{self.kind}", "period": self.period.label}
        stamp = {"as_of": snapshot.as_of.isoformat(), "seq": snapshot.seq}
        return book.close({**identity, **stamp}, identity)


def due_reports(snapshot: Snapshot, made: Collection[str]) -> list[Report]:
    """Those not `made` of the last twelve weeks and months over, the oldest first.

    Of a period at whose end nothing had been entered yet there is nothing to say.
    """
    today = snapshot.as_of.date()
    ended = [
        *_ended("week", Period.week_of(today)),
        *_ended("month", Period.month_of(today)),
    ]
    first = min((case.entered_at.date() for case in snapshot.cases.values()), default=today)
    return [r for r in ended if r.key not in made and first < r.period.end]


def _ended(kind: str, running: Period) -> list[Report]:
    """The reports over the twelve periods before the one that still runs, the oldest first."""
    found = [running]
    while len(found) <= _MADE_UP_FOR:
        found.append(found[-1].previous)
    return [Report(kind, period) for period in reversed(found[1:])]
