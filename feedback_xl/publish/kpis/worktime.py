"""Working hours and working days between many instants at once."""

from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from feedback_xl.procedure.workdays import Calendar, days_between

HOUR = np.timedelta64(3_600_000_000, "us")
_AHEAD = timedelta(days=60)  # beyond the last day asked about: a limit may lie in the future


class WorkTime:
    """The company's calendar between two days, laid out so that many rows are looked up at once."""

    def __init__(self, calendar: Calendar, first: date, last: date) -> None:
        self._calendar = calendar
        days = days_between(first - _AHEAD, last + _AHEAD)
        self._days = [day for day in days if calendar.is_working(day)]

    @cached_property
    def _starts(self) -> Any:
        return np.array(self._days, dtype="datetime64[us]")

    @cached_property
    def _shifts(self) -> tuple[Any, Any, Any]:
        """Begin and end of every shift, and the working time before it."""
        spans = [span for day in self._days for span in self._calendar.shifts_on(day)]
        begins, ends = (
            np.array([span[side] for span in spans], "datetime64[us]") for side in (0, 1)
        )
        return begins, ends, np.cumsum(ends - begins) - (ends - begins)

    def hours(self, starts: "pd.Series[Any]", ends: "pd.Series[Any]") -> Any:
        """Hours inside shifts between each start and end."""
        return (self._worked(ends) - self._worked(starts)) / HOUR

    def _worked(self, instants: "pd.Series[Any]") -> Any:
        """Working time from the first day laid out to each instant."""
        begins, ends, before = self._shifts
        values = instants.to_numpy("datetime64[us]")
        at = np.searchsorted(begins, values, side="right") - 1
        inside = np.minimum(values, ends[at]) - begins[at]
        return before[at] + inside

    def days(self, starts: "pd.Series[Any]", ends: "pd.Series[Any]") -> Any:
        """Working days after each start, up to and with its end."""
        after, upto = (
            np.searchsorted(self._starts, series.to_numpy("datetime64[D]"), side="right")
            for series in (starts, ends)
        )
        return upto - after

    def end_after(self, starts: "pd.Series[Any]", days: int) -> "pd.Series[Any]":
        """End of shift of the `days`-th working day after the day of each start."""
        ends = {
            day: self._calendar.end_of_working_day(day.to_pydatetime(), days)
            for day in starts.dt.normalize().unique()
        }
        found = [ends[day] for day in starts.dt.normalize()]
        return pd.Series(found, index=starts.index, dtype="datetime64[us]")
