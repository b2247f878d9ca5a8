"""Which files hold still: safe to take, with their bytes already copied aside.

The listing is the truth. A file is copied and hashed at the first look and taken at a later one,
when it is unchanged, nobody has it open and its zip is whole.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from feedback_xl.files.errors import is_busy_error
from feedback_xl.files.names import readable
from feedback_xl.files.probe import is_open
from feedback_xl.files.spool import ChangedWhileCopied, Spooled, Stat, spool_copy
from feedback_xl.records import FollowUp
from feedback_xl.settings import Settings
from feedback_xl.xlsx.gate import is_whole_zip


@dataclass(frozen=True)
class Settled:
    """A file that may be taken, and the private copy of its bytes."""

    path: Path
    spooled: Spooled


@dataclass
class _Candidate:
    stat: Stat
    since: float  # first look at exactly this state
    seen: float  # first look at this path
    spooled: Spooled | None = None
    reason: str = "settling"


@dataclass
class Settling:
    """Remembers between looks; nothing here needs to survive a restart."""

    settings: Settings
    spool: Path
    probe: Callable[[Path], bool | None] = is_open
    _candidates: dict[Path, _Candidate] = field(default_factory=dict)
    _postponed: dict[Path, tuple[Stat, str, float]] = field(default_factory=dict)

    def look(self, paths: Iterable[Path], now: float) -> list[Settled]:
        """One look at the listing; gives what has settled. `now` is monotonic seconds."""
        listed: dict[Path, Stat] = {}
        for path in paths:
            try:
                stat = Stat.of(path)
            except OSError:
                continue  # gone again, or not to be looked at now
            if not self._is_postponed(path, stat, now):
                listed[path] = stat
        for path in self._candidates.keys() - listed.keys():
            self._forget(path)
        settled = [path for path, stat in listed.items() if self._look_at(path, stat, now)]
        return [Settled(path, spooled) for path in settled if (spooled := self._give(path))]

    @property
    def is_settling(self) -> bool:
        """Whether a file only needs more time, not somebody to let go of it."""
        return any(c.reason in ("settling", "changing") for c in self._candidates.values())

    def postpone(self, settled: Settled, reason: str, until: float) -> None:
        """Not to be taken for now; looked at again when it changes, or at `until`."""
        settled.spooled.path.unlink(missing_ok=True)
        self._postponed[settled.path] = (settled.spooled.stat, reason, until)

    def held(self, now: float) -> dict[Path, str]:
        """What waits longer than a person would expect, and why."""
        patience = self.settings.held_after
        slow = {p: c.reason for p, c in self._candidates.items() if now - c.seen >= patience}
        return {**{path: reason for path, (_, reason, _) in self._postponed.items()}, **slow}

    def _is_postponed(self, path: Path, stat: Stat, now: float) -> bool:
        known, _, until = self._postponed.get(path, (None, "", 0.0))
        if known == stat and now < until:
            return True
        self._postponed.pop(path, None)
        return False

    def _look_at(self, path: Path, stat: Stat, now: float) -> bool:
        known = self._candidates.get(path)
        if known is None or known.stat != stat or known.spooled is None:
            self._copy(path, stat, now, known)
            return False
        opened = self.probe(path)
        quiet = self.settings.settle if opened is not None else self.settings.settle_unprobed
        if opened:
            known.reason = "open"
        elif now - known.since < quiet:
            known.reason = "settling"
        elif now - known.since >= self.settings.unreadable_after:
            return True
        elif _is_torso(known.spooled.path):
            known.reason = "incomplete"
        else:
            return True
        return False

    def _copy(self, path: Path, stat: Stat, now: float, known: _Candidate | None) -> None:
        if known is not None and known.spooled is not None:
            known.spooled.path.unlink(missing_ok=True)
        seen = known.seen if known is not None else now
        since = known.since if known is not None and known.stat == stat else now
        candidate = _Candidate(stat, since, seen)
        try:
            candidate.spooled = spool_copy(path, self.spool)
            candidate.stat = candidate.spooled.stat
        except ChangedWhileCopied:
            candidate.reason = "changing"
        except PermissionError as error:
            candidate.reason = "open" if is_busy_error(error) else "denied"
        except OSError as error:
            candidate.reason = str(error.strerror or error)
        self._candidates[path] = candidate

    def _give(self, path: Path) -> Spooled | None:
        return self._candidates.pop(path).spooled

    def _forget(self, path: Path) -> None:
        gone = self._candidates.pop(path)
        if gone.spooled is not None:
            gone.spooled.path.unlink(missing_ok=True)


def _is_torso(path: Path) -> bool:
    """Whether more bytes must come: nothing yet, or a zip without its end."""
    with path.open("rb") as start:
        magic = start.read(2)
    return not magic or (magic == b"PK" and not is_whole_zip(path))


def remove_file(path: PurePosixPath, stat: Stat, sha: str) -> FollowUp:
    """Take an archived file out of a shared folder; `path` is below the workspace."""
    name = readable(str(path))
    details = {"path": name, "sha": sha, **asdict(stat), "name": readable(stat.name)}
    if name != str(path):  # what lies on the disk is not to be written as text
        details["bytes"] = os.fsencode(str(path)).hex()
    return FollowUp("remove", name, details)


def path_to_remove(details: Mapping[str, Any]) -> PurePosixPath:
    """The path that `remove_file` wrote down."""
    if "bytes" in details:
        return PurePosixPath(os.fsdecode(bytes.fromhex(details["bytes"])))
    return PurePosixPath(details["path"])
