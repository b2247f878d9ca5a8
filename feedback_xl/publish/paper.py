"""A file to be laid out below the outbox."""

from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True)
class Paper:
    """Its place and its bytes; None: it is to be cleared away, if untouched."""

    path: PurePosixPath
    data: bytes | None
    original: str = ""  # hash of an archived file to lay out instead of `data`
    replaces: bool = False  # what lies there; else it is left, as people type into answers
