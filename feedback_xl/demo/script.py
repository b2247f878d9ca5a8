"""The words a story is written in: forms handed in, what is done with them later, what is typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from feedback_xl.xlsx.cells import CellValue

Typed = Mapping[str, CellValue]  # field, or table/line/column, → as typed; None: left empty


@dataclass(frozen=True)
class Sequel:
    """What somebody does with a form `hours` after it was handed in.

    correct: in the returned form; revise: in the receipt; change: on a new blank, for the number;
    copy: the same file under another name; retype: the same content anew; attach: evidence.
    """

    kind: str
    hours: float
    typed: Typed = field(default_factory=dict)


@dataclass(frozen=True)
class Snap:
    """A photo on a form: what it shows, and as which program puts it there."""

    flaw: str
    seed: int
    how: str = "floating"  # floating | cell | wps


@dataclass(frozen=True)
class Filing:
    """A form filled and handed in at `at`."""

    at: datetime
    sender: str  # the department into whose inbox folder it goes
    name: str
    form: str
    typed: Typed
    by: str
    customer: str  # its full name
    received: datetime  # when it made contact
    sequels: tuple[Sequel, ...] = ()
    spoiled: str = ""  # word | torso: the file is no whole workbook
    photos: tuple[Snap, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What a department types, or fills in on form C, from `at` on, when it sits at its sheet."""

    at: datetime
    department: str
    step: str
    about: str  # the case's content, or the customer's name
    typed: Typed
    by: str
    round: int = 1
    urgent: bool = False
    photos: tuple[Snap, ...] = ()  # of its own findings
    sequels: tuple[Sequel, ...] = ()


@dataclass(frozen=True)
class Story:
    """Everything that happens until `end`."""

    end: datetime
    filings: tuple[Filing, ...]
    answers: tuple[Answer, ...]
