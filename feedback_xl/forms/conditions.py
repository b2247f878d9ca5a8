"""Conditions between a form's cells: as formulas of a spreadsheet program, in words, in Python."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from feedback_xl.forms.reading import CellValue
from feedback_xl.forms.shapes import Field, Form
from feedback_xl.language import say
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.rules import Condition, Facts


def cell_name(field_id: str) -> str:
    """The name, in the workbook, of a cell others depend on: it holds on every sheet."""
    return f"cell_{field_id}"


def quoted(text: str) -> str:
    """A text as it stands in a formula."""
    return '"' + text.replace('"', '""') + '"'


def deciding(form: Form) -> list[str]:
    """The fields other cells depend on; each gets a name in the workbook."""
    columns = [column for table in form.tables.values() for column in table.columns]
    items: list[Field] = [*form.fields.values(), *columns]
    looked_at = [name for item in items for mark in item.marks for name in mark.when.wants]
    looked_at += [name for heading in form.headings for name in heading.when.wants]
    looked_at += [item.families.by for item in items if item.families]
    return list(dict.fromkeys(looked_at))


@dataclass(frozen=True)
class Conditions:
    """Reads the conditions of one form, whose lists are the company's."""

    form: Form
    company: Company

    def applies(self, item: Field) -> list[list[Condition]]:
        """When a cell is to be filled: of each list one must hold; none where always."""
        block = self.form.block_of(item.place)
        of_block = [[block.when]] if block and block.when.wants else []
        return [*of_block, [mark.when for mark in item.marks]] if item.only else of_block

    def formula(self, when: Condition) -> str:
        """Whether it holds, by the names of cells."""
        return _joined("AND", [self._one_of(*each) for each in when.wants.items()])

    def closed(self, item: Field) -> str:
        """Whether a cell is not to be filled, "" where it always is."""
        parts = [_joined("OR", map(self.formula, either)) for either in self.applies(item)]
        return f"=NOT({_joined('AND', parts)})" if parts else ""

    def words(self, when: Condition) -> str:
        """The condition as people say it."""
        return say("forms.and").join(
            say(
                "forms.condition",
                label=self.form.fields[name].label,
                values="/".join(self._labels(name, values)),
            )
            for name, values in when.wants.items()
        )

    def facts(self, values: Mapping[str, CellValue]) -> Facts:
        """What the conditions look at, as ids, of cells as they are drawn."""
        return {name: self._chosen(name, values.get(name)) for name in deciding(self.form)}

    def label(self, name: str, value: str) -> str:
        """What people read for one value of a field."""
        return self.company.options(self.form.fields[name].list)[value][0]

    def _one_of(self, name: str, values: Sequence[str]) -> str:
        labels = self._labels(name, values)
        return _joined("OR", (f"{cell_name(name)}={quoted(label)}" for label in labels))

    def _labels(self, name: str, values: Sequence[str]) -> list[str]:
        return [self.label(name, value) for value in values]

    def _chosen(self, name: str, shown: CellValue) -> str | None:
        options = self.company.options(self.form.fields[name].list)
        return next((each for each, names in options.items() if names[0] == shown), None)


def _joined(word: str, parts: Iterable[str]) -> str:
    found = list(parts)
    return found[0] if len(found) == 1 else f"{word}({','.join(found)})"
