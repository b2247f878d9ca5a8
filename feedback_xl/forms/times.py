"""Times of day as people type and say them, with the half of the day where they say it."""

import re
from dataclasses import dataclass
from datetime import time

from feedback_xl.forms.numerals import with_digits
from feedback_xl.forms.text import plain

# The first and last hour a word may mean: of 8 and 20 it picks the one within, if there is one.
_HALVES = {
    "凌晨": (0, 6),
    "清晨": (4, 9),
    "早晨": (4, 11),
    "早上": (4, 11),
    "上午": (1, 11),
    "中午": (11, 14),
    "下午": (12, 19),
    "傍晚": (16, 20),
    "晚上": (17, 23),
    "夜里": (19, 23),
    "am": (0, 11),
    "pm": (12, 23),
}
_HALF = re.compile("|".join(_HALVES))
_SHAPES = (
    re.compile(r"(?P<hour>\d{1,2})[:;.。](?P<minute>\d{2})(?:[:.]\d{2}(?:\.\d+)?)?"),  # 9:30 9.30
    re.compile(r"(?P<hour>\d{1,2})(?P<minute>\d{2})"),  # 0930
    re.compile(r"(?P<hour>\d{1,2})(?P<said>[点时])(?P<minute>\d{1,2})分?(?:\d{1,2}秒)?"),  # 9点30分
    re.compile(r"(?P<hour>\d{1,2})(?P<said>[点时])(?P<word>半|1刻|3刻|整|钟)?"),  # 9点半
)
_MINUTES = {"半": 30, "1刻": 15, "3刻": 45}
_LEAD = " ,、-t"  # what may stand between a day and its time; ISO has a T there


@dataclass(frozen=True)
class Clock:
    """A time of day; `half_missing` where it was said like 3点 and may as well mean 15:00."""

    time: time
    half_missing: bool = False


def clock_in(text: str) -> Clock | None:
    """The time of day a text says; None where it says none, or 24:00, which two days share."""
    typed = "".join(with_digits(plain(text)).casefold().split()).lstrip(_LEAD)
    half = _HALF.search(typed)
    bare = _HALF.sub("", typed, count=1)
    match = next((found for shape in _SHAPES if (found := shape.fullmatch(bare))), None)
    if match is None:
        return None
    parts = match.groupdict()
    hour = int(parts["hour"])
    minute = int(parts.get("minute") or _MINUTES.get(parts.get("word") or "", 0))
    meant = _hours(hour, half[0] if half else "")
    if len(meant) != 1 or minute > 59:
        return None
    return Clock(time(meant[0], minute), half is None and "said" in parts and 1 <= hour <= 6)


def _hours(hour: int, half: str) -> list[int]:
    """The hours of the day that may be meant by `hour`."""
    if not half:
        return [hour] if hour < 24 else []
    first, last = _HALVES[half]
    either = [hour] if hour > 12 else [hour % 12, hour % 12 + 12]
    return [each for each in either if first <= each <= last]
