"""Which days are worked: weekdays, holidays, make-up days; an unannounced year is provisional."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True)
class Year:
    """One year's announced weekdays off and weekend days worked."""

    off: frozenset[date]
    work: frozenset[date]


@dataclass(frozen=True)
class Calendar:
    """Announced years and the shifts of a working day."""

    years: Mapping[int, Year]
    shifts: tuple[tuple[time, time], ...]

    @property
    def shift_start(self) -> time:
        return self.shifts[0][0]

    @property
    def shift_end(self) -> time:
        return self.shifts[-1][1]

    def is_known(self, day: date) -> bool:
        return day.year in self.years

    def is_working(self, day: date) -> bool:
        """Monday to Friday unless announced otherwise."""
        year = self.years.get(day.year)
        if year and day in year.work:
            return True
        return day.weekday() < 5 and not (year and day in year.off)

    def end_of_working_day(self, start: datetime, days: int) -> datetime:
        """End of shift of the `days`-th working day after the day of `start`."""
        day = start.date()
        while days:
            day += timedelta(days=1)
            days -= self.is_working(day)
        return datetime.combine(day, self.shift_end)
