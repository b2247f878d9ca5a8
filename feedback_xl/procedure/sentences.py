"""What people read about limits, declared once in data/deadlines.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources


def say(name: str, **words: object) -> str:
    """The sentence of that name with its words filled in."""
    return sentences()[name].format(**words)


@cache
def sentences() -> Mapping[str, str]:
    """All sentences by name."""
    path = resources.files("feedback_xl.procedure").joinpath("data", "deadlines.toml")
    return tomllib.loads(path.read_text("utf-8"))
