"""What a cycle came to, and how far a long one is."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

Progress = Callable[[str, int, int], None]  # what is being done, how far, of how many


def say_nothing(_what: str, _done: int, _total: int) -> None:
    """Progress nobody watches."""


@dataclass
class Report:
    """Files by outcome, cells taken from task sheets, settings judged, books put in place."""

    outcomes: Counter[str] = field(default_factory=Counter)
    edits: int = 0
    conflicts: int = 0
    settings: int = 0  # saved books of the managers, taken or refused
    placed: list[str] = field(default_factory=list)

    @property
    def is_news(self) -> bool:
        """Whether something came in or was put in place."""
        return bool(self.outcomes or self.edits or self.conflicts or self.settings or self.placed)

    def add(self, other: "Report") -> None:
        self.outcomes += other.outcomes
        self.edits += other.edits
        self.conflicts += other.conflicts
        self.settings += other.settings
        self.placed += other.placed
