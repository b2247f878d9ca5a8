"""The story on stage: each thing at its instant, on a clock that only jumps to the next one."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from itertools import count
from pathlib import Path

from feedback_xl.app.workspace import Workspace
from feedback_xl.clock import SimulatedClock
from feedback_xl.demo.clerk import Clerk, Handed, settle
from feedback_xl.demo.office import Office
from feedback_xl.demo.script import Filing, Sequel, Story
from feedback_xl.edits.timers import pass_time

_SALES = "SALES"
_SUNDAY = 6


@dataclass(frozen=True)
class Sitting:
    """When people open their sheets: Sales or the others; for all that is due, or for urgency."""

    at: time
    sales: bool
    only_urgent: bool


_SITTINGS = (
    Sitting(time(10, 30), sales=False, only_urgent=False),
    Sitting(time(11, 30), sales=True, only_urgent=True),
    Sitting(time(15, 30), sales=False, only_urgent=True),
    Sitting(time(16, 30), sales=True, only_urgent=False),
)
_LAST = {timedelta(minutes=4): False, timedelta(minutes=2): True}  # before the end; Sales last


@dataclass
class Stage:
    """One story in one workspace."""

    workspace: Workspace
    clock: SimulatedClock
    story: Story
    desk: Path
    _coming: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    _number: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self._clerk = Clerk(self.workspace, self.desk)
        self._office = Office(self.workspace, self.story.answers)
        departments = set(self.workspace.company.departments)
        self._who = {True: {_SALES}, False: departments - {_SALES}}

    def play(self, advance: Callable[[datetime], None]) -> None:
        """Everything up to the story's end, in the order of its instants."""
        for filing in self.story.filings:
            self._plan(filing.at, partial(self._hand_in, filing))
        for at, sales, only_urgent in self._sittings():
            self._plan(at, partial(self._sit, sales, only_urgent))
        while self._coming and self._coming[0][0] < self.story.end:
            at, _, happens = heapq.heappop(self._coming)
            self.clock.move_to(at)
            advance(at)
            happens()
        self.clock.move_to(self.story.end)

    def _plan(self, at: datetime, happens: Callable[[], None]) -> None:
        heapq.heappush(self._coming, (at, next(self._number), happens))

    def _sittings(self) -> Iterator[tuple[datetime, bool, bool]]:
        day = self.story.filings[0].at.date()
        while day <= self.story.end.date():
            for sitting in _SITTINGS:
                urgent = sitting.only_urgent or day.weekday() == _SUNDAY
                yield datetime.combine(day, sitting.at), sitting.sales, urgent
            day += timedelta(days=1)
        for before, sales in _LAST.items():
            yield self.story.end - before, sales, False

    def _sit(self, sales: bool, only_urgent: bool) -> None:
        for answer, case in self._office.sit(self._who[sales], only_urgent=only_urgent):
            self._plan_sequels(answer.sequels, self._clerk.confirm(answer, case))
        settle(self.workspace)
        if sales:  # a full cycle would also publish every book
            with self.workspace.ledger.transaction() as book:
                pass_time(book, self.workspace.company)

    def _hand_in(self, filing: Filing) -> None:
        self._plan_sequels(filing.sequels, self._clerk.hand_in(filing))

    def _plan_sequels(self, sequels: tuple[Sequel, ...], handed: Handed) -> None:
        for sequel in sequels:
            at = self.clock.now() + timedelta(hours=sequel.hours)
            self._plan(at, partial(self._clerk.follow, sequel, handed))
