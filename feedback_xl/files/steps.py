"""A named point before each durable step, where a test can look in or end the process for good."""

import os
import signal
from collections.abc import Callable


class KillAt:
    """Ends this process before its `at`-th step, counted from the first step after `after`."""

    def __init__(self, at: int, after: str = "") -> None:
        self._left = at
        self._after = after

    def __call__(self, name: str) -> None:
        if self._after:
            if name == self._after:
                self._after = ""
            return
        self._left -= 1
        if self._left == 0:
            # Windows has no SIGKILL; SIGTERM ends a process there without asking it.
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def _from_environment() -> Callable[[str], None]:
    at = os.environ.get("FEEDBACK_XL_KILL_AT")
    if at is None:
        return lambda _name: None
    return KillAt(int(at), os.environ.get("FEEDBACK_XL_KILL_AFTER", ""))


hook: Callable[[str], None] = _from_environment()


def step(name: str) -> None:
    """Say that the durable step `name` comes next."""
    hook(name)
