"""The ledger as one consistent look, fetched before anything is drawn."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.queries import Row
from feedback_xl.ledger.store import Book
from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.deadlines import time_state
from feedback_xl.records import Approval, Case, HandOver, Reply, Round, Task, TimeState
from feedback_xl.sheets.content import Clock

SOON_HOURS = 8
OfCase = TypeVar("OfCase", Approval, Reply, Task)


@dataclass(frozen=True)
class Snapshot:
    """Everything that is published, as of one instant."""

    company: Company
    now: datetime
    seq: int
    changed_at: datetime | None
    cases: Mapping[str, Case]
    rounds: Mapping[tuple[str, int], Round]
    tasks: tuple[Task, ...]
    replies: Mapping[str, list[Reply]]
    lines: Mapping[str, list[Row]]
    customers: Mapping[str, Row]
    arrivals: tuple[Row, ...]
    returns: tuple[Row, ...]
    confirmations: tuple[Row, ...]
    approvals: tuple[Approval, ...]
    access_requests: Mapping[str, Row]
    grants: tuple[Row, ...]
    releases: tuple[Row, ...]
    hand_overs: Mapping[str, HandOver]
    conflicts: Mapping[str, list[Row]]
    evidence: Mapping[str, list[Row]]
    photos: Mapping[str, list[Row]]  # number of a form → its pictures, in their order
    pictures: Path  # where they are kept
    strays: tuple[Row, ...]
    disposals: tuple[Row, ...]
    settings: tuple[Row, ...]
    shipments: tuple[Row, ...]
    shipments_version: str  # number of the newest one taken, "" before the first
    history: tuple[Row, ...]

    @cached_property
    def as_of(self) -> datetime:
        """The instant of the last thing that could change what people see: an entry or a limit."""
        turned = [instant for instant in self._turns() if instant <= self.now]
        start = datetime.combine(self.now.date(), datetime.min.time())
        return max([start, *turned, *([self.changed_at] if self.changed_at else [])])

    def shows_the_same_as(self, other: "Snapshot") -> bool:
        """Whether every book would say the same."""
        return (self.seq, self.as_of, self.company, len(self.releases)) == (
            other.seq,
            other.as_of,
            other.company,
            len(other.releases),
        )

    def _turns(self) -> Iterable[datetime]:
        yield from (row["effective_at"] for row in self.settings)
        for limit, advise in self._clocks():
            for instant in (advise, limit and limit - timedelta(hours=SOON_HOURS), limit):
                if instant is not None:
                    yield instant + timedelta(seconds=instant == limit)

    def _clocks(self) -> Iterable[tuple[datetime | None, datetime | None]]:
        yield from ((task.limit_at, task.advise_at) for task in self.tasks if task.state == "open")
        yield from ((row["limit_at"], None) for row in self.open_returns)

    @property
    def open_returns(self) -> list[Row]:
        return [row for row in self.returns if row["state"] == "open"]

    def round_of(self, case: Case) -> Round:
        return self.rounds[case.number, case.round]

    def task_state(self, task: Task) -> TimeState:
        """A task's clock; for the reply, the customer's first answer is what counts."""
        if task.step == "reply":
            return self.reply_state(self.cases[task.case], task.round)
        return time_state(task.limit_at, task.advise_at, task.done_at, self.as_of)

    def clock(self, task: Task) -> Clock | None:
        """A task's clock while it runs; the reply's runs until the customer's first answer."""
        if task.state != "open" or task.limit_at is None:
            return None
        if task.step == "reply":
            return self.reply_clock(self.cases[task.case], task.round)
        return Clock(task.limit_at, task.advise_at)

    def reply_clock(self, case: Case, round_number: int | None = None) -> Clock | None:
        """The customer's clock of a round, while `reply_state` is still to be reckoned."""
        found = self.rounds[case.number, round_number or case.round]
        if found.verdict or case.closed_at or found.first_reply_at or found.limit_at is None:
            return None
        return Clock(found.limit_at, found.advise_at)

    def reply_state(self, case: Case, round_number: int | None = None) -> TimeState:
        """The customer's clock of a round; a verdict once given stays."""
        found = self.rounds[case.number, round_number or case.round]
        if found.verdict:
            return TimeState(found.verdict)
        if case.closed_at is not None:
            return TimeState.UNTIMED  # ended without an answer: nothing is chased any more
        return time_state(found.limit_at, found.advise_at, found.first_reply_at, self.as_of)

    def file(self, case: Case) -> CaseFile:
        """The case as the procedure looks at it; to be read only."""
        if case.number not in self._files:
            rounds = [self.rounds[case.number, number] for number in range(1, case.round + 1)]
            tasks = self.tasks_by_case.get(case.number, [])
            replies = self.replies.get(case.number, [])
            asked = self.approvals_by_case.get(case.number, [])
            self._files[case.number] = CaseFile(self.company, case, rounds, tasks, replies, asked)
        return self._files[case.number]

    @cached_property
    def case_rows(self) -> Mapping[str, int]:
        """Which row of the master's list a case has, from nought."""
        return {number: row for row, number in enumerate(self.cases)}

    @cached_property
    def tasks_by_case(self) -> Mapping[str, list[Task]]:
        return _by_case(self.tasks)

    @cached_property
    def approvals_by_case(self) -> Mapping[str, list[Approval]]:
        """What was put before a head, by the case it is about; "" where it is about none."""
        return _by_case(self.approvals)

    @cached_property
    def approvals_by_key(self) -> Mapping[str, Approval]:
        return {item.key: item for item in self.approvals}

    @cached_property
    def grants_by_row(self) -> Mapping[str, list[Row]]:
        """Access granted, by the row of 客户一览 that asks for it: department/customer."""
        found: dict[str, list[Row]] = defaultdict(list)
        for grant in self.grants:
            found[f"{grant['department']}/{grant['customer']}"].append(grant)
        return found

    @cached_property
    def _files(self) -> dict[str, CaseFile]:
        return {}

    def state_word(self, case: Case) -> str:
        """What is awaited, and by whom."""
        word = self.company.states[case.state].word
        return word.format(round=case.round, merged_into=case.merged_into)

    def word(self, state: TimeState) -> str:
        """ "× 超期": symbol and word."""
        return self.company.time_states[state].shown

    @property
    def open_cases(self) -> list[Case]:
        """Cases that still wait for something the customer sees."""
        states = self.company.states
        return [case for case in self.cases.values() if states[case.state].open]


def take_snapshot(book: Book, company: Company, now: datetime, pictures: Path) -> Snapshot:
    """Fetch it all in one reading transaction; `pictures` is the folder they are kept in."""
    seq, changed_at = queries.last_change(book)
    return Snapshot(
        company=company,
        now=now,
        seq=seq,
        changed_at=changed_at,
        cases={case.number: case for case in queries.cases(book)},
        rounds={(r.case, r.round): r for r in queries.rounds(book)},
        tasks=tuple(queries.tasks(book)),
        replies=_by_case(queries.replies(book)),
        lines=_rows_by(queries.lines(book), "case"),
        customers={row["key"]: row for row in queries.rows(book, schema.customers)},
        arrivals=tuple(queries.rows(book, schema.arrivals)),
        returns=tuple(queries.rows(book, schema.returns)),
        confirmations=tuple(queries.rows(book, schema.confirmations)),
        approvals=tuple(queries.approvals(book)),
        access_requests={row["key"]: row for row in queries.rows(book, schema.access_requests)},
        grants=tuple(queries.rows(book, schema.grants)),
        releases=tuple(queries.rows(book, schema.releases)),
        hand_overs={one.number: one for one in queries.hand_overs(book)},
        conflicts=_rows_by(
            queries.rows(book, schema.conflicts, schema.conflicts.c.state == "open"), "row"
        ),
        evidence=_rows_by(queries.rows(book, schema.evidence), "number"),
        photos=_rows_by(queries.pictures(book), "number"),
        pictures=pictures,
        strays=tuple(queries.rows(book, schema.strays)),
        disposals=tuple(queries.rows(book, schema.disposals)),
        settings=tuple(queries.rows(book, schema.settings)),
        shipments=tuple(queries.shipments(book)),
        shipments_version=queries.shipments_version(book)[0],
        history=tuple(queries.history(book)),
    )


def _by_case(records: Iterable[OfCase]) -> dict[str, list[OfCase]]:
    found: dict[str, list[OfCase]] = defaultdict(list)
    for record in records:
        found[record.case].append(record)
    return found


def _rows_by(rows: Iterable[Row], name: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return found
