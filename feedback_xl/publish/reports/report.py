"""What a report is: a period, a place, and a workbook that says what was known when it was made."""

from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from feedback_xl.language import say
from feedback_xl.publish.dashboard.drawing import draw_page
from feedback_xl.publish.kpis import Figures, Period
from feedback_xl.publish.reports.measures_taken import draw_measures_taken
from feedback_xl.publish.reports.monthly import monthly
from feedback_xl.publish.reports.weekly import weekly
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.sheets.band import Heading
from feedback_xl.xlsx.draw import Book


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

    def place(self, made_again: date | None = None) -> PurePosixPath:
        """Where it lies; one made again, or before its period was over, says of which day it is."""
        label = self.period.label
        if made_again is not None:
            label = say("places.report_as_of", label=label, day=made_again)
        name = say(f"places.{self.kind}_report", label=label)
        return PurePosixPath("workbooks", say("places.reports"), name)

    def is_over(self, day: date) -> bool:
        """Whether nothing more can fall into its period."""
        return day >= self.period.end

    @property
    def title(self) -> str:
        """What stands above each sheet."""
        return say(f"reports.{self.kind}_title", label=self.period.label)

    def draw(self, snapshot: Snapshot, heading: Heading) -> bytes:
        """The workbook, as of the snapshot."""
        book = Book(self.title, created=snapshot.as_of, company=snapshot.company.name)
        figures = Figures(snapshot)
        make = weekly if self.kind == "week" else monthly
        for page in make(figures, self.period):
            draw_page(book, page, heading)
        if self.kind == "month":
            draw_measures_taken(book, figures, self.period, heading)
        identity = {"book": f"report_{self.kind}", "period": self.period.label}
        stamp = {"as_of": snapshot.as_of.isoformat(), "seq": snapshot.seq}
        return book.close({**identity, **stamp}, identity)


def due_reports(snapshot: Snapshot) -> list[Report]:
    """Those over the week and the month that ended last, once anything had come in by then."""
    today = snapshot.as_of.date()
    ended = [
        Report("week", Period.week_of(today).previous),
        Report("month", Period.month_of(today).previous),
    ]
    return [report for report in ended if _knew_of_anything(snapshot, report.period.end)]


def _knew_of_anything(snapshot: Snapshot, day: date) -> bool:
    return any(case.entered_at.date() < day for case in snapshot.cases.values())
