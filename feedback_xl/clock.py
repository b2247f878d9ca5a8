"""The only place that asks the machine what time it is, so that everything else can be replayed."""

import time
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Company-local time for what is recorded, monotonic time for what is waited for."""

    def now(self) -> datetime:
        """Naive company-local time, to the second."""

    def monotonic(self) -> float:
        """Seconds that never run backwards."""

    def wait(self, seconds: float) -> None:
        """Let that many seconds pass."""

    def local(self, timestamp: float) -> datetime:
        """A file system's timestamp as naive company-local time, to the second."""


class SystemClock:
    """The machine's clock, told in the company's time zone whatever zone the machine is set to."""

    def __init__(self, zone: str = "Asia/Shanghai") -> None:
        self._zone = ZoneInfo(zone)

    def now(self) -> datetime:
        return datetime.now(self._zone).replace(tzinfo=None, microsecond=0)

    def monotonic(self) -> float:
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)

    def local(self, timestamp: float) -> datetime:
        return datetime.fromtimestamp(timestamp, self._zone).replace(tzinfo=None, microsecond=0)


class SimulatedClock:
    """A clock that moves only when told to; waiting moves it at once."""

    def __init__(self, start: datetime, zone: str = "Asia/Shanghai") -> None:
        self._now = start
        self._zone = ZoneInfo(zone)
        self._elapsed = 0.0

    def now(self) -> datetime:
        return self._now.replace(microsecond=0)

    def monotonic(self) -> float:
        return self._elapsed

    def wait(self, seconds: float) -> None:
        self._elapsed += seconds
        self._now += timedelta(seconds=seconds)

    def local(self, timestamp: float) -> datetime:
        return datetime.fromtimestamp(timestamp, self._zone).replace(tzinfo=None, microsecond=0)

    def move_to(self, instant: datetime) -> None:
        """Go forward to `instant`; a clock never goes back."""
        self.wait(max(0.0, (instant - self._now).total_seconds()))
