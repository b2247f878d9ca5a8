"""Which days are worked, and when: the company's own days stand over the state's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from feedback_xl.problems import Fault

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
SATURDAY = 5

Shift = tuple[time, time]  # from, to; a `to` of 00:00 is the midnight that ends the day
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Year:
    """One year as the state announced it: weekdays off and weekend days worked."""

    off: frozenset[date]
    work: frozenset[date]


@dataclass(frozen=True)
class CompanyDay:
    """A day on which the company does otherwise than the state, and why."""

    works: bool
    reason: str = ""


@dataclass(frozen=True)
class Calendar:
    """Announced years, the shifts of a working day, and the company's own days over both.

    `fixed_off` are holidays that need no announcement, as "MM-DD". Shifts stand in order, do not
    overlap and end within their day; anything else is a Fault.
    """

    years: Mapping[int, Year]
    shifts: tuple[Shift, ...]
    company: Mapping[date, CompanyDay] = field(default_factory=dict)
    fixed_off: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        spans = self.shifts_on(date.min)
        ends = [instant for span in spans for instant in span]
        if not spans or any(end <= begin for begin, end in spans) or ends != sorted(ends):
            raise Fault(
                "the shifts of a working day are missing, overlap or cross midnight",
                "give them in order, each with its end after its start on the same day",
            )

    @property
    def shift_start(self) -> time:
        return self.shifts[0][0]

    def is_known(self, day: date) -> bool:
        """Whether state or company said what this day is; all else is 暂定."""
        return day.year in self.years or day in self.company

    def is_working(self, day: date) -> bool:
        """As the company says, else the state, else Monday to Friday but for fixed holidays."""
        if own := self.company.get(day):
            return own.works
        if year := self.years.get(day.year):
            return day in year.work or (day.weekday() < SATURDAY and day not in year.off)
        return day.weekday() < SATURDAY and f"{day:%m-%d}" not in self.fixed_off

    def reason(self, day: date) -> str:
        """Why the company departs from the state's calendar on this day; "" where it does not."""
        own = self.company.get(day)
        return own.reason if own else ""

    def shifts_on(self, day: date) -> list[Span]:
        """The shifts of a working day as instants."""
        return [
            (datetime.combine(day, begin), datetime.combine(day + DAY * (end == time.min), end))
            for begin, end in self.shifts
        ]

    def start_of(self, day: date) -> datetime:
        """Start of the first shift of that day."""
        return datetime.combine(day, self.shift_start)

    def end_of(self, day: date) -> datetime:
        """End of the last shift of that day."""
        return self.shifts_on(day)[-1][1]

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        day += DAY
        while not self.is_working(day):
            day += DAY
        return day

    def end_of_working_day(self, start: datetime, days: int) -> datetime:
        """End of shift of the `days`-th working day after the day of `start`."""
        day = start.date()
        for _ in range(days):
            day = self.next_working_day(day)
        return self.end_of(day)


def days_between(first: date, last: date) -> Iterator[date]:
    """Both ends included."""
    for offset in range((last - first).days + 1):
        yield first + DAY * offset


def runs(days: list[date]) -> list[tuple[date, date]]:
    """Days in order, as spans of days that follow each other."""
    breaks = [i for i, (one, other) in enumerate(pairwise(days), 1) if other - one > DAY]
    edges = [0, *breaks, len(days)] if days else []
    return [(days[begin], days[end - 1]) for begin, end in pairwise(edges)]
