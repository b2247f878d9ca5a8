"""Choices from a declared list, recognised under the words people use for them."""

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

from feedback_xl.forms.reading import CellValue, Reading
from feedback_xl.forms.text import fold_key, is_null, text_of
from feedback_xl.problems import Note

Options = Mapping[str, Sequence[str]]  # id → (label, alias, alias, …)

_LISTED = re.compile(r"[、,，;；\n]")
_JOINED = re.compile(r"[/\s]")  # may also stand inside a label, such as 折让/索赔
_NEAR = 50  # per cent alike: one character of two, 外型 for 外观


def read_choice(value: CellValue, options: Options) -> Reading:
    """The id of the option whose label or alias stands in the cell."""
    text = text_of(value)
    choice = _chosen(text, options)
    if choice is not None:
        label = options[choice][0]
        as_typed = fold_key(text) == fold_key(label)
        return Reading(choice, () if as_typed else (Note.of("READ_AS", found=text, value=label),))
    if is_null(text):
        return Reading()
    allowed = "/".join(names[0] for names in options.values())
    if nearest := _nearest(text, options):
        return Reading.wrong("CHOICE_NEARLY", found=text, allowed=allowed, nearest=nearest)
    return Reading.wrong("CHOICE_UNKNOWN", found=text, allowed=allowed)


def read_choices(value: CellValue, options: Options) -> Reading:
    """The ids of all options named in the cell, each once and in the order of the list."""
    parts = [
        part
        for listed in _LISTED.split(text_of(value))
        for part in ([listed] if _chosen(listed, options) else _JOINED.split(listed))
    ]
    readings = [read_choice(part, options) for part in dict.fromkeys(parts)]
    chosen = {reading.value for reading in readings}
    notes = tuple(dict.fromkeys(note for reading in readings for note in reading.notes))
    return Reading([choice for choice in options if choice in chosen] or None, notes)


def _chosen(text: str, options: Options) -> str | None:
    """The id a text names; a level is as often written AA级 as AA."""
    ids = _ids_by_key(options)
    key = fold_key(text)
    return ids.get(key) or ids.get(key.removesuffix("级"))


def _ids_by_key(options: Options) -> dict[str, str]:
    """The ids under the keys of their aliases and, taking precedence, their labels."""
    aliases = {fold_key(alias): each for each, names in options.items() for alias in names[1:]}
    return aliases | {fold_key(names[0]): each for each, names in options.items()}


def _nearest(text: str, options: Options) -> str:
    """The label most like the text by any of its names, "" if none is like it."""
    ids = _ids_by_key(options)
    found = process.extractOne(fold_key(text), list(ids), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return options[ids[found[0]]][0] if found else ""
