"""What a parser makes of one cell."""

from dataclasses import dataclass
from datetime import date, datetime, time

from feedback_xl.problems import Note

CellValue = str | float | bool | datetime | date | time | None
Typed = str | int | float | bool | list[str] | None  # what a record holds: plain JSON


@dataclass(frozen=True)
class Reading:
    """A cell's typed value (None: nothing usable stands there) and what was noticed on the way.

    A note of severity `repair` means the value was put right; the caller tells before and after.
    """

    value: Typed = None
    notes: tuple[Note, ...] = ()

    @classmethod
    def wrong(cls, code: str, **tokens: object) -> "Reading":
        """Nothing usable, for the reason `code`."""
        return cls(None, (Note.of(code, **tokens),))
