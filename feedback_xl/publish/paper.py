"""A file to be laid out below the outbox."""

from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath


class Over(Enum):
    """Which earlier file gives way to a paper; its bytes are kept all the same."""

    NOTHING = "nothing"  # people type into answers: what lies there stays
    UNTOUCHED = "untouched"  # one as we laid it out; once somebody wrote in it, it is theirs
    ANYTHING = "anything"  # people only read it


@dataclass(frozen=True)
class Paper:
    """Its place and its bytes; None: it is to be cleared away, if untouched."""

    path: PurePosixPath
    data: bytes | None
    original: str = ""  # hash of an archived file to lay out instead of `data`
    over: Over = Over.NOTHING
