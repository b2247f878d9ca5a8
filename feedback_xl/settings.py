"""Machine settings: where things lie, how patient the program is; never what a manager decides."""

import math
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from feedback_xl.language import LANGUAGES, SOURCE, say
from feedback_xl.problems import SettingsFault

FILE = "feedback_xl.toml"
MARKER = ".feedback_xl.id"
PREFIX = "FEEDBACK_XL_"
PASSWORD = "EXTRACT_PASSWORD_"
_NOT_SETTINGS = ("KILL_AT", "KILL_AFTER", PASSWORD)


@dataclass(frozen=True)
class Settings:
    """All optional, each overridable by FEEDBACK_XL_<NAME>; seconds unless the name says."""

    look_every: float = 2.0  # between listings of the inbox
    settle: float = 2.0  # a file must hold still so long
    settle_unprobed: float = 10.0  # the same where nobody can tell whether a file is open
    held_after: float = 30.0  # from then on the status says what waits and why
    unreadable_after: float = 600.0  # a torso that nobody completes
    evidence_mib: int = 200
    keep_answers_days: int = 30
    zone: str = "Asia/Shanghai"
    language: str = SOURCE  # of every book, blank and message; fixed when the workspace is made
    site: str = ""  # prefix of this site's numbers, 2–5 capitals or digits
    database: str = ""  # URL; empty: a SQLite file in the state folder

    @property
    def prefix(self) -> str:
        return f"{self.site}-" if self.site else ""


def read_settings(root: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the workspace's file and the environment; SettingsFault names what is wrong."""
    given: dict[str, Any] = {}
    path = root / FILE
    if path.is_file():
        given = _read_toml(path)
    types = {item.name: type(item.default) for item in fields(Settings)}
    for name, text in (environment if environment is not None else os.environ).items():
        key = name.removeprefix(PREFIX)
        if name.startswith(PREFIX) and not key.startswith(_NOT_SETTINGS):
            given[key.lower()] = text
    settings = Settings(**{name: _typed(name, value, types) for name, value in given.items()})
    _check(settings)
    return settings


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsFault(
            f"{path} cannot be read: {error}", "correct the line it names"
        ) from error


def _check(settings: Settings) -> None:
    """What a type cannot say."""
    try:
        zone = ZoneInfo(settings.zone)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise SettingsFault(
            f"unknown time zone: {settings.zone}", "give one like Asia/Shanghai"
        ) from None
    offsets = {zone.utcoffset(datetime(2026, month, 1)) for month in range(1, 13)}
    if len(offsets) > 1:
        raise SettingsFault(
            f"{settings.zone} changes between summer and winter time",
            "a limit could not be told to the minute; give a zone that does not",
        )
    if settings.language not in LANGUAGES:
        known = " or ".join(LANGUAGES)
        raise SettingsFault(f"language {settings.language!r} is not known", f"give {known}")
    if settings.site and not re.fullmatch(r"[A-Z0-9]{2,5}", settings.site):
        raise SettingsFault(f"site {settings.site!r}", "give two to five capitals or digits")


def _typed(name: str, value: Any, types: Mapping[str, type]) -> Any:
    if name not in types:
        raise SettingsFault(f"unknown setting: {name}", f"known are: {', '.join(types)}")
    try:
        typed = types[name](value)
    except (TypeError, ValueError):
        kind = types[name].__name__
        raise SettingsFault(f"setting {name} = {value!r} is no {kind}", f"give a {kind}") from None
    if isinstance(typed, int | float) and not 0 <= typed < math.inf:
        raise SettingsFault(f"setting {name} = {value!r} is out of range", "give zero or more")
    return typed


@dataclass(frozen=True)
class Folders:
    """The places of a workspace; their names never change."""

    root: Path
    state: Path

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def evidence(self) -> Path:
        return self.inbox / say("places.evidence")

    @property
    def outbox(self) -> Path:
        return self.root / "outbox"

    @property
    def templates(self) -> Path:
        return self.root / "templates"

    @property
    def workbooks(self) -> Path:
        return self.root / "workbooks"

    @property
    def archive(self) -> Path:
        return self.state / "archive"

    @property
    def pictures(self) -> Path:
        return self.state / "pictures"

    @property
    def spool(self) -> Path:
        return self.state / "spool"

    @property
    def mirror(self) -> Path:
        return self.state / "journal"

    @property
    def log(self) -> Path:
        return self.state / "log"

    @property
    def waiting(self) -> Path:
        """What the last cycle left waiting, for `status`."""
        return self.state / "waiting.json"

    @property
    def secrets(self) -> Path:
        """Passwords, where they are not in the environment; never in a workbook."""
        return self.state / "secrets.toml"

    @property
    def ledger(self) -> Path:
        return self.state / "ledger.db"


def find_folders(root: Path) -> Folders:
    """The workspace at `root`; its state may live elsewhere, then a marker says where."""
    root = root.resolve()
    marker = root / MARKER
    if marker.is_file():
        return Folders(root, Path(marker.read_text("utf-8").strip()))
    return Folders(root, root / ".feedback_xl")


def read_passwords(
    folders: Folders, environment: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Department → password of its extract of customers' files (P4.1-3b).

    From `[extract_passwords]` in the secrets file, overridden by
    FEEDBACK_XL_EXTRACT_PASSWORD_<DEPARTMENT>.
    """
    given: dict[str, Any] = {}
    if folders.secrets.is_file():
        given = dict(_read_toml(folders.secrets).get("extract_passwords", {}))
    for name, text in (environment if environment is not None else os.environ).items():
        if name.startswith(PREFIX + PASSWORD):
            given[name.removeprefix(PREFIX + PASSWORD)] = text
    if wrong := [department for department, word in given.items() if not isinstance(word, str)]:
        raise SettingsFault(f"password of {wrong[0]} in {folders.secrets}", "give it in quotes")
    return {department: word for department, word in given.items() if word}


def data_home() -> Path:
    """Where this system keeps programs' data."""
    if local := os.environ.get("LOCALAPPDATA"):
        return Path(local) / "feedback_xl"
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "feedback_xl"
