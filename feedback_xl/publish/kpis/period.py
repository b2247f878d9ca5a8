"""Spans of days that measures are taken over."""

from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Period:
    """The days from `start` up to, not including, `end`."""

    start: date
    end: date
    label: str

    @classmethod
    def month_of(cls, day: date) -> "Period":
        """The month a day lies in: "2026-11"."""
        start = date(day.year, day.month, 1)
        return cls(start, months_later(start, 1), f"{start:%Y-%m}")

    @classmethod
    def week_of(cls, day: date) -> "Period":
        """The week a day lies in, from Monday: "2026-W47"."""
        year, week, weekday = day.isocalendar()
        start = date(day.year, day.month, day.day) - (weekday - 1) * DAY
        return cls(start, start + 7 * DAY, f"{year}-W{week:02d}")

    @classmethod
    def rolling(cls, day: date, months: int) -> "Period":
        """So many months as one, the last of them that of `day`."""
        first, *_, last = [*cls.last_months(day, months), cls.month_of(day)]
        label = last.label if months == 1 else f"{first.label}~{last.label}"
        return cls(first.start, last.end, label)

    @classmethod
    def last_months(cls, day: date, months: int) -> "list[Period]":
        """So many months one by one, the last of them that of `day`."""
        start = cls.month_of(day).start
        return [cls.month_of(months_later(start, back)) for back in range(1 - months, 1)]

    @property
    def previous(self) -> "Period":
        """The span of the same length before this one: months where it is made of months."""
        if self.start.day != 1 or self.end.day != 1:
            return Period.week_of(self.start - DAY)
        return Period.rolling(self.start - DAY, self._months)

    @property
    def year_before(self) -> "Period":
        """The same months, or the same week of the calendar, a year earlier."""
        if self.start.day != 1 or self.end.day != 1:
            return Period.week_of(self.start - 52 * 7 * DAY)
        return Period.rolling(months_later(self.end, -MONTHS_A_YEAR) - DAY, self._months)

    @property
    def _months(self) -> int:
        years, months = self.end.year - self.start.year, self.end.month - self.start.month
        return years * MONTHS_A_YEAR + months


def months_later(first: date, months: int) -> date:
    """The first of the month that lies so many months after a first of a month."""
    year, month = divmod(first.year * MONTHS_A_YEAR + first.month - 1 + months, MONTHS_A_YEAR)
    return date(year, month + 1, 1)
