"""What the demo tells with, as TOML gives it: people, customers, what goes wrong, how they talk."""

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from random import Random
from typing import Any, TypeVar

Row = dict[str, Any]
Item = TypeVar("Item")

_POOLS = ("motors", "bearings", "castings")


@cache
def material(name: str) -> Row:
    """One data file."""
    path = resources.files("feedback_xl.demo").joinpath("data", f"{name}.toml")
    return tomllib.loads(path.read_text("utf-8"))


def defects() -> list[Row]:
    """Everything that goes wrong with the plant's products, as often as it does."""
    rows = [row for pool in _POOLS for row in material(pool)["defect"]]
    return [row for row in rows for _ in range(row.get("often", 1))]


def people(department: str) -> list[str]:
    """Who works there, the head first."""
    return list(material("people")[department])


def habit(name: str) -> Any:
    """How people talk, whatever the matter."""
    return material("habits")[name]


def is_abroad(customer: Row) -> bool:
    return bool(customer["region"] == "abroad")


def sold(customers: Sequence[Row], parts: Sequence[str]) -> list[tuple[str, Row]]:
    """Each part that begins like one of `parts`, with each customer who buys it."""
    return [
        (product["part"], customer)
        for customer in customers
        for product in customer["products"]
        if product["part"].startswith(tuple(parts))
    ]


def fill_in(text: str, **words: object) -> str:
    """The sentence with its words; a text without any stays as it is."""
    return text.format(**words) if "{" in text else text


def dealt(cards: Sequence[Item], random: Random) -> Iterator[Item]:
    """All cards in chance order, then all again; nothing twice before everything came once."""
    while True:
        yield from random.sample(list(cards), len(cards))
