"""What a cell offers, allows and says while it is being filled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from feedback_xl.forms.conditions import Conditions, cell_name, quoted
from feedback_xl.forms.shapes import Families, Field
from feedback_xl.language import say
from feedback_xl.xlsx.draw import Pen

_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255  # limits of the file format
_DAYS: Mapping[str, object] = {
    "validate": "date",
    "criteria": "between",
    "minimum": date(2000, 1, 1),
    "maximum": date(2099, 12, 31),
}
_RANGES: Mapping[str, Mapping[str, object]] = {
    "date": _DAYS,
    "instant": _DAYS,
    "time": {
        "validate": "time",
        "criteria": "between",
        "minimum": time(0, 0),
        "maximum": time(23, 59, 59),
    },
    "quantity": {"validate": "decimal", "criteria": ">=", "value": 0},
}


@dataclass(frozen=True)
class Entry:
    """Sets the rules of a form's cells; `known` are values of the ledger, by what they suggest."""

    pen: Pen
    conditions: Conditions
    known: Mapping[str, Sequence[str]]

    def set_rule(self, cell: str, item: Field) -> None:
        """Drop-down, range or input message, whichever the field has."""
        message = self._message(item)
        if item.type in ("choice", "choices"):
            title = say("forms.choose", label=item.label)[:_LONGEST_TITLE]
            free = item.type == "choices"
            source = self._source(item) if item.families else ""
            labels = self._labels(item)
            self.pen.choose(cell, labels, source=source, title=title, message=message, free=free)
            return
        title = say("forms.fill", label=item.label)[:_LONGEST_TITLE]
        if known := self.known.get(item.suggest):
            self.pen.choose(cell, known, title=title, message=message, free=True)
        elif item.type in _RANGES:
            self._set_range(cell, item, title, message)
        elif item.type != "picture":
            self.pen.hint(cell, title, message)

    def say_closed(self, cell: str, item: Field) -> None:
        """A cell that is not for people says so."""
        self.pen.hint(cell, item.label[:_LONGEST_TITLE], say("forms.by_system"))

    def _set_range(self, cell: str, item: Field, title: str, message: str) -> None:
        wrong = say("forms.as_example", label=item.label, example=_example(item))
        self.pen.sheet.data_validation(
            cell,
            {
                **_RANGES[item.type],
                "input_title": title,
                "input_message": message,
                "error_title": say("cells.check"),
                "error_message": wrong[:_LONGEST_MESSAGE],
            },
        )

    def _message(self, item: Field) -> str:
        """Example first: it is what people read."""
        when = [mark.when for mark in item.marks] if item.only else []
        only = [say("forms.only_when", condition=self.conditions.words(each)) for each in when]
        lines = [line for line in (_example(item), item.hint, *only) if line]
        return ("\n".join(lines) or item.label)[:_LONGEST_MESSAGE]

    def _labels(self, item: Field) -> list[str]:
        return [names[0] for names in self.conditions.company.options(item.list).values()]

    def _source(self, item: Field) -> str:
        """The options of the family chosen in the other cell; all of them while none is."""
        families = item.families
        assert families is not None
        formula = self.pen.book.list_range(self._labels(item))
        for value in families.members:
            chosen = quoted(self.conditions.label(families.by, value))
            offered = self.pen.book.list_range(self._offered(item, families, value))
            formula = f"IF({cell_name(families.by)}={chosen},{offered},{formula})"
        return f"={formula}"

    def _offered(self, item: Field, families: Families, value: str) -> list[str]:
        options = self.conditions.company.options(item.list)
        return [options[each][0] for each in families.offered(value, options)]


def _example(item: Field) -> str:
    return say("cells.example", example=item.example) if item.example else ""
