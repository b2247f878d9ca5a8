"""The words every room shares: what is submitted, what is decided, and what the ledger holds."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

Typed = str | int | float | bool | list[str] | None
Json = Any  # whatever json.dumps takes, plus dates, which canonical() writes as ISO text


def canonical(value: Json) -> str:
    """JSON in one fixed spelling: sorted keys, no blanks, dates as ISO text."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_iso
    )


def _iso(value: object) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    raise TypeError(f"not for the journal: {value!r}")


def digest(value: Json) -> str:
    """SHA-256 of the canonical JSON."""
    return hashlib.sha256(canonical(value).encode("utf-8")).hexdigest()


class Outcome(StrEnum):
    """What became of one file seen in the inbox; exactly one each."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_WARNINGS = "accepted_with_warnings"
    RETURNED = "returned"
    DUPLICATE = "duplicate"
    REVISION = "revision"
    UNREADABLE = "unreadable"
    MERGED = "merged"  # one of our task sheets, read back
    EVIDENCE = "evidence"  # any other file, kept for a record


@dataclass(frozen=True)
class Submission:
    """One filled form as a typed record: non-empty fields, and the lines of its tables."""

    form: str
    version: str
    fields: Mapping[str, Typed]
    lines: Mapping[str, tuple[Mapping[str, Typed], ...]] = field(default_factory=dict)
    unclear: Mapping[str, Json] = field(default_factory=dict)  # cells not to be understood
    pictures: tuple[str, ...] = ()  # hashes

    @property
    def content_digest(self) -> str:
        """The same for the same content, whatever program saved the file.

        Pictures do not count: the same words with one more photo are the same matter.
        """
        content = self.as_json()
        del content["version"]
        content.pop("pictures", None)
        return digest(content)

    def as_json(self) -> dict[str, Json]:
        pictures = {"pictures": list(self.pictures)} if self.pictures else {}
        return {
            "form": self.form,
            "version": self.version,
            "fields": dict(self.fields),
            "lines": {table: [dict(line) for line in rows] for table, rows in self.lines.items()},
            "unclear": dict(self.unclear),
            **pictures,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> "Submission":
        lines = {table: tuple(rows) for table, rows in data["lines"].items()}
        pictures = tuple(data.get("pictures", ()))
        return cls(data["form"], data["version"], data["fields"], lines, data["unclear"], pictures)

    def text(self, name: str) -> str:
        """The field as text; empty where nothing stands."""
        value = self.fields.get(name)
        return "" if value is None else str(value)


@dataclass(frozen=True)
class Change:
    """One row of the ledger set to new values: what an entry decided, ready for `apply`."""

    what: str  # a table of the projection
    key: str
    values: Mapping[str, Json]

    def as_json(self) -> dict[str, Json]:
        return {"what": self.what, "key": self.key, "values": dict(self.values)}


@dataclass(frozen=True)
class FollowUp:
    """Something to do on disk once the entry is committed; doing it twice does no harm."""

    kind: str  # remove | answer | hand_over | prefill
    key: str
    details: Mapping[str, Json] = field(default_factory=dict)

    def as_json(self) -> dict[str, Json]:
        return {"kind": self.kind, "key": self.key, "details": dict(self.details)}


@dataclass(frozen=True)
class Decision:
    """What one entry of the journal says: the facts it rests on and what follows from them."""

    kind: str  # submission | evidence | edits | publication | timer | command
    who: str
    facts: Mapping[str, Json]
    changes: tuple[Change, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    source: str = ""  # SHA-256 of the file it came from

    def payload(self) -> dict[str, Json]:
        return {
            "facts": dict(self.facts),
            "changes": [change.as_json() for change in self.changes],
            "follow_ups": [follow_up.as_json() for follow_up in self.follow_ups],
        }


@dataclass(frozen=True)
class Deadline:
    """When something is due, and the lines that say why."""

    start: datetime
    limit: datetime
    advise: datetime
    hours: float
    mode: str
    provisional: bool = False
    lines: tuple[str, ...] = ()


class TimeState(StrEnum):
    """Where a clock stands; the words people read are in the data."""

    NORMAL = "normal"
    SOON = "soon"
    LATE = "late"
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    UNTIMED = "untimed"


@dataclass(frozen=True)
class Moment:
    """When something was seen, and when the file it stands in was saved."""

    seen: datetime
    saved: datetime


@dataclass(frozen=True)
class Task:
    """What one department must do by when."""

    number: str
    step: str
    department: str
    opened_at: datetime
    case: str = ""
    customer: str = ""
    role: str = ""  # main | co | "" where neither applies
    round: int = 1
    limit_at: datetime | None = None
    advise_at: datetime | None = None
    provisional: bool = False
    derivation: tuple[str, ...] = ()
    state: str = "open"  # open | done | passed | withdrawn
    came_from: str = ""  # the task it was handed on from
    hands: int = 0  # changes of hands before it came here
    extended_to: datetime | None = None  # approved; the limit itself stays what is judged by
    received_at: datetime | None = None  # first 担当 typed: the department has it in hand
    done_at: datetime | None = None
    noticed_at: datetime | None = None  # when the program saw it done
    late_entry: bool = False  # typed more than two hours after the fact
    detail: str = ""  # what exactly is asked, where the step alone does not say
    edited_at: datetime | None = None  # when what was last taken from this row was saved
    typed: Mapping[str, str] = field(default_factory=dict)  # as typed
    values: Mapping[str, Json] = field(default_factory=dict)  # as understood

    @property
    def live(self) -> bool:
        """Whether it is still its department's to do, or was done by it."""
        return self.state in ("open", "done")


@dataclass(frozen=True)
class Round:
    """One run of a case's clock, from admission or reopening to its verdict."""

    case: str
    round: int
    started_at: datetime
    level: str
    hours: float
    mode: str
    limit_at: datetime | None  # the customer's: 回复时限
    department_limit_at: datetime | None
    advise_at: datetime | None
    provisional: bool
    settings: str
    derivation: tuple[str, ...] = ()
    first_reply_at: datetime | None = None
    verdict: str = ""  # done_on_time | done_late, permanent once given


@dataclass(frozen=True)
class Case:
    """One matter of one customer."""

    number: str
    submission: str  # number of the submission that opened it
    item: int  # 1 = block 1 of the form, 2.. = a row of 其他事项
    customer: str
    customer_name: str
    category: str
    level: str
    level_typed: str
    content: str
    received_at: datetime
    entered_at: datetime
    main: str
    co: tuple[str, ...] = ()
    sender: str = ""
    route: str = ""
    business_type: str = ""
    subcategory: str = ""
    channel: str = ""
    taken_by: str = ""
    filled_by: str = ""
    contact: str = ""
    demand: str = ""
    wanted_at: datetime | None = None
    state: str = "transferred"
    round: int = 1
    revision: int = 0
    first_reply_at: datetime | None = None
    final_reply_at: datetime | None = None
    customer_closed_at: datetime | None = None
    closed_at: datetime | None = None
    closing: str = ""  # accepted | by_default | withdrawn
    facts: Mapping[str, Json] = field(default_factory=dict)  # what its form says besides
    merged_into: str = ""

    @property
    def subject(self) -> str:
        """The first thirty characters of what the customer said."""
        return " ".join(self.content.split())[:30]


@dataclass(frozen=True)
class Reply:
    """One answer given to the customer."""

    number: str
    case: str
    round: int
    kind: str  # interim | final
    content: str
    replied_at: datetime
    noticed_at: datetime
    channel: str = ""
    by: str = ""
    next_date: str = ""
    opinion: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class Approval:
    """Something only a head decides, on 承认表 (plant 4.6)."""

    key: str
    kind: str
    by: str  # the department whose head decides
    about: str  # number of the case, task or customer
    words: str  # what is asked, for people
    asked_at: datetime
    reason: str = ""
    asked: Mapping[str, Json] = field(default_factory=dict)  # what takes effect if approved
    case: str = ""
    customer: str = ""
    department: str = ""  # who asks
    asked_by: str = ""
    state: str = "open"  # open | approved | refused | withdrawn
    decided_at: datetime | None = None
    decided_by: str = ""
    noticed_at: datetime | None = None
    edited_at: datetime | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Json] = field(default_factory=dict)

    def as_row(self) -> dict[str, Json]:
        """What its row holds besides the key."""
        return {item.name: getattr(self, item.name) for item in fields(self) if item.name != "key"}


@dataclass(frozen=True)
class HandOver:
    """What an employee who is moved or leaves passed on to his successor (P4.3)."""

    number: str
    person: str
    department: str  # his before he went
    successor: str
    kind: str  # moved | left
    settings: str  # the version of 设置.xlsx that says so
    begun_at: datetime
    since: str = ""  # ISO date, where one is set
    customers: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
