"""Chinese numerals in dates and times: 二〇二六年十一月二十三日 is 2026年11月23日."""

import re

_DIGITS = str.maketrans("〇零○一二三四五六七八九两", "0001234567892")
_RUN = re.compile(r"[〇零○一二三四五六七八九两十廿卅]+")
_TENS = re.compile(r"(\d?)十(\d?)")


def with_digits(text: str) -> str:
    """The text with its numerals up to ninety-nine, and those read digit by digit, as digits."""
    return _RUN.sub(lambda run: _as_digits(run[0]), text)


def _as_digits(run: str) -> str:
    digits = run.replace("廿", "二十").replace("卅", "三十").translate(_DIGITS)
    tens = _TENS.fullmatch(digits)
    return str(int(tens[1] or 1) * 10 + int(tens[2] or 0)) if tens else digits
