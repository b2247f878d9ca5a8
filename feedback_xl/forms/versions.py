"""Earlier versions of a blank: each is read in its own words, and told when its time is over."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from feedback_xl.forms.shapes import Field, Form, Table, Version
from feedback_xl.problems import Note, Problem, problem_from


def all_versions(form: Form) -> list[Form]:
    """The form as it is today, then as it was."""
    return [form, *(_as_it_was(form, version) for version in form.versions)]


def as_of_version(form: Form, version: str) -> Form:
    """The form in the version a blank was issued as; today's where the version is none we know."""
    return next((known for known in all_versions(form) if known.version == version), form)


def tell_version(form: Form, version: str, today: date, old_until: date | None) -> list[Problem]:
    """A blank of a version that is no longer, or not, ours; it is read all the same.

    `old_until` is the company's own end date for earlier versions, where it has set one.
    """
    if version in ("", form.version):
        return []
    known = next((earlier for earlier in form.versions if earlier.id == version), None)
    if known is None:
        return [problem_from(Note.of("VERSION_OTHER", found_version=version, now=form.version))]
    until = old_until or known.until
    if today <= until:
        return []
    ended = Note.of(
        "VERSION_ENDED", found_version=version, until=until, now=form.version, file=form.file
    )
    return [problem_from(ended)]


def _as_it_was(form: Form, version: Version) -> Form:
    fields = {
        name: _renamed(item, name, version)
        for name, item in form.fields.items()
        if name not in version.without
    }
    tables = {name: _columns_renamed(table, version) for name, table in form.tables.items()}
    return replace(form, version=version.id, fields=fields, tables=tables)


def _columns_renamed(table: Table, version: Version) -> Table:
    columns = (_renamed(item, f"{table.id}/{item.id}", version) for item in table.columns)
    return replace(table, columns=tuple(columns))


def _renamed(item: Field, key: str, version: Version) -> Field:
    """Its old label, today's as an alias, and the words its list had."""
    words: Mapping[str, str] = version.words.get(key, {})
    if key not in version.labels:
        return replace(item, words=words) if words else item
    aliases = (item.label, *item.aliases)
    return replace(item, label=version.labels[key], aliases=aliases, words=words)
