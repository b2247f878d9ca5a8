"""What the declared fields of a customer's file say about its content: gaps, and differences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from feedback_xl.forms.declaration import form
from feedback_xl.forms.shapes import Field
from feedback_xl.forms.text import fold_key
from feedback_xl.forms.types import show_cell
from feedback_xl.language import say
from feedback_xl.procedure.company import Company
from feedback_xl.records import Typed

ABOUT_THE_FORM = ("action", "basis", "number", "cleared", "filled_by", "reviewed_by", "approved_by")
_NEVER_A_GAP = ("action", "number")


def restricted_word() -> str:
    """What stands for a restricted value that changed."""
    return say("forms.restricted")


@dataclass(frozen=True)
class Difference:
    """One field of a file, before and after."""

    field: Field
    old: Typed
    new: Typed

    def words(self, company: Company) -> str:
        """What it was and what it is."""
        values = [show_cell(value, self.field, company) for value in (self.old, self.new)]
        old, new = (value or say("common.nothing") for value in values)
        return say("forms.changed", label=self.field.label, old=old, new=new)

    def public_words(self, company: Company) -> str:
        """The same for people outside Sales: what is restricted only reads as changed."""
        if not self.field.restricted:
            return self.words(company)
        return say("forms.changed_only", label=self.field.label, word=restricted_word())


def wanted(fields: Mapping[str, Typed]) -> list[Field]:
    """What a file should say, given what it says (P4.1-1b)."""
    facts = {**fields, "action": "new"}
    return [
        item
        for item in form("customer").entries
        if item.mark(facts) in ("asked", "required") and item.id not in _NEVER_A_GAP
    ]


def gaps(fields: Mapping[str, Typed]) -> list[str]:
    """Labels of what a file should say and does not."""
    return [item.label for item in wanted(fields) if not fields.get(item.id)]


def differences(before: Mapping[str, Typed], after: Mapping[str, Typed]) -> Iterator[Difference]:
    """Fields of a file that are not the same, in the order of the form."""
    for name, item in form("customer").fields.items():
        if before.get(name) != after.get(name):
            yield Difference(item, before.get(name), after.get(name))


def columns_of(fields: Mapping[str, Typed]) -> dict[str, Any]:
    """The fields as the ledger's row of a customer has them, the ones people search by apart."""
    name, short_name = (str(fields.get(key) or "") for key in ("customer_name", "short_name"))
    return {
        "name": name,
        "short_name": short_name,
        "name_key": fold_key(name),
        "short_key": fold_key(short_name),
        "status": fields.get("status", ""),
        "rep": fields.get("rep", ""),
        "fields": dict(fields),
    }
