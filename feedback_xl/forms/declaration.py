"""What a form consists of: read from its TOML file, used to draw, read, check and explain it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from feedback_xl.forms.shapes import (
    Families,
    Field,
    Form,
    Heading,
    Mark,
    Page,
    Place,
    Table,
    Version,
)
from feedback_xl.language import declared, other_languages, per_language, spoken
from feedback_xl.procedure.rules import Condition

FORM_NAMES = ("customer", "feedback", "confirmation")
HEAD_ROWS = 2  # title and subtitle, above slot 1


@per_language
def form(form_id: str) -> Form:
    """The declaration of one form in the spoken language, understood in the others too."""
    own = _form(declared("forms", form_id, spoken()))
    for language in other_languages():
        own = _understood_as(own, _form(declared("forms", form_id, language)))
    return own


def _understood_as(own: Form, other: Form) -> Form:
    """The form with the other's titles, pages and labels as aliases of its own."""
    return replace(
        own,
        aliases=_further(own.title, own.aliases, other.title),
        fields={name: _also(item, other.fields[name]) for name, item in own.fields.items()},
        tables={
            name: replace(
                table, columns=tuple(map(_also, table.columns, other.tables[name].columns))
            )
            for name, table in own.tables.items()
        },
        headings=tuple(map(_heading_also, own.headings, other.headings)),
        clear_words=(*own.clear_words, *other.clear_words),
    )


def _also(item: Field, other: Field) -> Field:
    return replace(item, aliases=_further(item.label, item.aliases, other.label))


def _heading_also(heading: Heading, other: Heading) -> Heading:
    return replace(heading, aliases=_further(heading.text, heading.aliases, other.text))


def _further(name: str, aliases: tuple[str, ...], *others: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in (*aliases, *others) if each != name))


def _form(data: Mapping[str, Any]) -> Form:
    pages = tuple(_page(row) for row in data["sheets"])
    by_id = {page.id: page for page in pages}
    return Form(
        id=data["id"],
        kind=data["kind"],
        title=data["title"],
        subtitle=data["subtitle"],
        aliases=tuple(data["aliases"]),
        file=data["file"],
        version=data["version"],
        source=data["source"],
        pages=pages,
        fields={row["id"]: _field(row, _place(row, by_id)) for row in data["field"]},
        tables={row["id"]: _table(row) for row in data["table"]},
        headings=tuple(map(_heading, data["heading"])),
        clear_words=tuple(word for word in [data.get("clear_word")] if word),
        repeats=data.get("repeats", False),
        answers_to=data.get("answers_to", ""),
        versions=tuple(_version(row) for row in data.get("earlier", ())),
    )


def all_forms() -> tuple[Form, ...]:
    return tuple(form(name) for name in FORM_NAMES)


def _version(row: Mapping[str, Any]) -> Version:
    return Version(
        row["id"],
        row["approved_by"],
        row["approved_on"],
        row["until"],
        row.get("labels", {}),
        row.get("words", {}),
        tuple(row.get("without", ())),
    )


def _page(row: Mapping[str, Any]) -> Page:
    left, right = (tuple(row[side].split()) for side in ("left", "right"))
    return Page(row["id"], row["name"], row["title"], tuple(row["widths"]), left, right)


def _slot(at: str) -> tuple[str, int]:
    page, row = at.split()
    return page, int(row.rstrip("LRF")) + HEAD_ROWS


def _place(row: Mapping[str, Any], pages: Mapping[str, Page]) -> Place:
    """ "front 9F" = slot 9 of the front page, over its full width; L and R are its halves."""
    page_id, sheet_row = _slot(row["at"])
    page = pages[page_id]
    label, first, last = page.right if row["at"].endswith("R") else page.left
    last = page.right[2] if row["at"].endswith("F") else last
    return Place(page_id, sheet_row, label, first, last, row.get("lines", 1))


def _when(row: Mapping[str, Any]) -> Condition:
    return Condition({name: tuple(values) for name, values in row.get("when", {}).items()})


def _heading(row: Mapping[str, Any]) -> Heading:
    page, sheet_row = _slot(row["at"])
    return Heading(page, sheet_row, row["text"], _when(row), tuple(row.get("aliases", ())))


def _marks(row: Mapping[str, Any]) -> tuple[Mark, ...]:
    plain = [{**row, "mark": row["need"]}] if "need" in row else []
    return tuple(
        Mark(mark["mark"], _when(mark))
        for mark in [*plain, *row.get("needs", ())]
        if mark["mark"] != "system"
    )


def _families(row: Mapping[str, Any]) -> Families:
    members = {value: tuple(options) for value, options in row.items() if value != "by"}
    return Families(row["by"], members)


def _field(row: Mapping[str, Any], place: Place) -> Field:
    return Field(
        id=row["id"],
        label=row["label"],
        type=row["type"],
        place=place,
        aliases=tuple(row.get("aliases", ())),
        list=row.get("list", ""),
        families=_families(row["families"]) if "families" in row else None,
        marks=_marks(row),
        only=row.get("only", False),
        system=row.get("need") == "system",
        signed=row.get("signed", False),
        preset=row.get("preset", ""),
        suggest=row.get("suggest", ""),
        hint=row.get("hint", ""),
        example=row.get("example", ""),
        source=row.get("source", ""),
        restricted=row.get("restricted", False),
        confirmed=row.get("confirmed", False),
        major=row.get("major", False),
    )


def _table(row: Mapping[str, Any]) -> Table:
    page, header = _slot(row["at"])
    columns = tuple(
        _field(c, Place(page, header, c["column"], c["column"], c.get("to", c["column"])))
        for c in row["columns"]
    )
    presets = {c["id"]: c["presets"] for c in row["columns"] if "presets" in c}
    return Table(
        row["id"],
        page,
        header,
        row["rows"],
        columns,
        row.get("least", 0),
        row.get("keeps_places", False),
        presets,
    )
