"""The language people read: sentences by name, and declared texts in the language spoken here.

Everything people read is declared in TOML, in Chinese; `locale/<language>/` holds a gettext
catalogue for each of these files. What people typed is never translated.
"""

import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import cache, wraps
from importlib import resources
from typing import Any, ParamSpec, TypeVar

from babel.messages.pofile import read_po

SOURCE = "zh_CN"
LANGUAGES = (SOURCE, "en")
FOR_READERS = ("aliases", "earlier")  # words that are recognised, never shown

FIRST_ONLY = ("procedure.lists",)  # arrays of a label and the words people use instead
_LAST_WESTERN = 0x2E7F  # beyond it begin the signs of Chinese
P = ParamSpec("P")
T = TypeVar("T")

_spoken = SOURCE


def speak(language: str) -> None:
    """From now on this process speaks that language; a process serves one workspace."""
    global _spoken
    if language not in LANGUAGES:
        raise ValueError(language)
    _spoken = language


def spoken() -> str:
    """The language spoken here."""
    return _spoken


def other_languages() -> tuple[str, ...]:
    """The languages that are understood besides the spoken one."""
    return tuple(language for language in LANGUAGES if language != _spoken)


def per_language(function: Callable[P, T]) -> Callable[P, T]:
    """Remember what a function gives, for each language."""

    @cache
    def remembered(_language: str, *args: Any) -> T:
        return function(*args)  # type: ignore[call-arg]

    @wraps(function)
    def call(*args: P.args, **_: P.kwargs) -> T:
        return remembered(_spoken, *args)

    return call


def say(name: str, /, **words: object) -> str:
    """The sentence of that name, "file.sentence", with its words filled in."""
    text = sentence(name)
    return text.format(**words) if words else text


def sentence(name: str) -> str:
    """The same, its words still to be filled in."""
    file, _, key = name.partition(".")
    text: str = declared("sentences", file, _spoken)[key]
    return text


def listed(words: Iterable[str]) -> str:
    """Words one after another, as the language parts them."""
    return say("common.comma").join(words)


def said_in_any(name: str) -> tuple[str, ...]:
    """A sentence in every language, the spoken one first: what a reader must recognise."""
    file, _, key = name.partition(".")
    languages = (_spoken, *other_languages())
    return tuple(dict.fromkeys(declared("sentences", file, each)[key] for each in languages))


@cache
def declared(room: str, name: str, language: str) -> dict[str, Any]:
    """A room's TOML file with its texts in that language; to be read only."""
    return {
        key: _in_words(value, key, f"{room}.{name}", language)
        for key, value in source(room, name).items()
    }


@cache
def source(room: str, name: str) -> dict[str, Any]:
    """A room's TOML file as it was written; to be read only."""
    package = resources.files("feedback_xl").joinpath(room)
    folder = package if room in ("messages", "sentences") else package.joinpath("data")
    return tomllib.loads(folder.joinpath(f"{name}.toml").read_text("utf-8"))


def translated(text: str, file: str, language: str, context: str = "") -> str:
    """A text declared in `file` ("room.name") in that language; the text itself where none is."""
    if language == SOURCE:
        return text
    known = _catalogue(language, file)
    return known.get((context, text)) or known.get(("", text)) or text


def texts_in(room: str, name: str) -> Iterator[tuple[str, str]]:
    """Every text of a file that people may read, as (context, text): what has to be translated."""
    for key, value in source(room, name).items():
        yield from ((key, text) for text in _texts(value, key, f"{room}.{name}"))


def is_read(text: str) -> bool:
    """Whether a declared string holds words, and is no id."""
    return any(ord(letter) > _LAST_WESTERN for letter in text)


def _is_text(text: str, file: str) -> bool:
    """Whether a declared string is translated: a sentence's signs differ too."""
    return bool(text) and (is_read(text) or file.startswith("sentences."))


def _in_words(value: Any, key: str, file: str, language: str, context: str = "") -> Any:
    """A declared value with its texts in that language."""
    context = context or key
    if isinstance(value, str):
        return translated(value, file, language, context) if _is_text(value, file) else value
    if isinstance(value, dict):
        return {name: _in_words(one, name, file, language, context) for name, one in value.items()}
    if isinstance(value, list):
        shown = _shown(value, key, file)
        return [_in_words(one, key, file, language, context) for one in shown] if shown else value
    return value


def _texts(value: Any, key: str, file: str) -> Iterator[str]:
    if isinstance(value, str) and _is_text(value, file):
        yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _texts(one, name, file)
    elif isinstance(value, list):
        for one in _shown(value, key, file):
            yield from _texts(one, key, file)


def _shown(value: list[Any], key: str, file: str) -> list[Any]:
    """What of an array is ever shown; the rest is only recognised."""
    if file in FIRST_ONLY:
        return value[:1]
    return [] if key in FOR_READERS else value


@cache
def _catalogue(language: str, file: str) -> dict[tuple[str, str], str]:
    """(context, text) → text in that language."""
    path = resources.files("feedback_xl").joinpath("locale", language, f"{file}.po")
    if not path.is_file():
        return {}
    with path.open("rb") as opened:
        catalogue = read_po(opened, locale=language)
    return {(m.context or "", str(m.id)): str(m.string) for m in catalogue if m.id and m.string}
