"""How far a form is filled: what is still missing, by a formula that people see change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from feedback_xl.forms.arrange import Arrangement
from feedback_xl.forms.conditions import Conditions, quoted
from feedback_xl.forms.reading import CellValue
from feedback_xl.forms.shapes import Field, Table
from feedback_xl.language import say
from feedback_xl.procedure.rules import Condition


@dataclass(frozen=True)
class Demand:
    """Cells of which one must be filled when a condition holds; `keys` name them as drawn."""

    label: str
    cells: str
    keys: tuple[str, ...]
    when: Condition

    def is_open(self, values: Mapping[str, CellValue]) -> bool:
        """Whether nothing stands there."""
        return all(values.get(key) in (None, "") for key in self.keys)


@dataclass(frozen=True)
class Progress:
    """The demands of one form, laid out."""

    conditions: Conditions
    demands: tuple[Demand, ...]

    @property
    def formula(self) -> str:
        """One sentence: how many required cells are empty, and which."""
        comma = say("common.comma")
        open_ones = [(self._open(each), quoted(comma + each.label)) for each in self.demands]
        count = "+".join(f"IF({is_open},1,0)" for is_open, _ in open_ones)
        names = "&".join(f'IF({is_open},{label},"")' for is_open, label in open_ones)
        told = say(
            "forms.missing", count=f'"&({count})&"', labels=f'"&MID({names},{len(comma) + 1},300)&"'
        )
        return f'=IF({count}=0,{quoted(say("forms.complete"))},"{told}")'

    def words(self, values: Mapping[str, CellValue]) -> str:
        """What the formula says of these values."""
        facts = self.conditions.facts(values)
        missing = [d.label for d in self.demands if d.when.holds(facts) and d.is_open(values)]
        if not missing:
            return say("forms.complete")
        return say("forms.missing", count=len(missing), labels=say("common.comma").join(missing))

    @property
    def longest(self) -> str:
        """The most it can say, for the height of its row."""
        labels = say("common.comma").join(demand.label for demand in self.demands)
        return say("forms.missing", count=len(self.demands), labels=labels)

    def _open(self, demand: Demand) -> str:
        empty = f"COUNTA({demand.cells})=0"
        if not demand.when.wants:
            return empty
        return f"AND({empty},{self.conditions.formula(demand.when)})"


def progress_of(conditions: Conditions, plan: Arrangement) -> Progress:
    """What is demanded of a form laid out like this; of a table, one line."""
    form = conditions.form
    found = [each for item in form.entries for each in _of_field(item, plan)]
    found += [each for table in form.tables.values() for each in _of_table(table, plan)]
    return Progress(conditions, tuple(found))


def _of_field(item: Field, plan: Arrangement) -> Iterator[Demand]:
    cells = plan.reference(item.place.page, plan.span(item.place).split(":")[0])
    for mark in item.marks:
        if mark.mark == "required":
            yield Demand(item.label, cells, (item.id,), mark.when)


def _of_table(table: Table, plan: Arrangement) -> Iterator[Demand]:
    """As the reader asks for a table left empty: where it is demanded, or the facts call for it."""
    for column in table.columns:
        keys = tuple(f"{table.id}/{line}/{column.id}" for line in range(plan.rows_of(table)))
        cells = plan.reference(table.page, plan.column_span(table, column))
        for mark in column.marks:
            if mark.mark == "required" and (table.least or mark.when.wants):
                yield Demand(column.label, cells, keys, mark.when)
