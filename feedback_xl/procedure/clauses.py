"""What the procedure obliges to, clause by clause, and how its open questions were decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from string import Formatter
from typing import Any

from feedback_xl.language import declared, listed, per_language, spoken
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.deadlines import mode_words


@dataclass(frozen=True)
class Clause:
    """One obligation in our own words, what the program does for it, and where that shows."""

    id: str
    place: str  # in the company's own text
    who: tuple[str, ...]  # departments' ids, or roles as people call them
    must: str
    serve: str = ""
    evidence: tuple[str, ...] = ()  # book·sheet, or a folder
    outside: str = ""  # what no program can do, and why


@dataclass(frozen=True)
class Interpretation:
    """A question the text leaves open, and how it is decided until 推行小组 says otherwise."""

    id: str
    question: str
    decision: str
    source: tuple[str, ...]  # clauses it is about
    value: str = ""  # the company's own value of it
    setting: str = ""  # where the company changes it; empty: part of the program

    def in_force(self, company: Company) -> "Interpretation":
        """The same with the company's own names and values written out."""
        known = _referred_to(company)
        decision, value = (_words.vformat(text, (), known) for text in (self.decision, self.value))
        return replace(self, decision=decision, value=value)


@per_language
def clauses() -> Mapping[str, Clause]:
    """Every clause by its id, in the order of the procedure."""
    return {row["id"]: Clause(**row) for row in _rows("clauses", "clause")}


@per_language
def interpretations() -> tuple[Interpretation, ...]:
    """Every interpretation, its values still to be written out."""
    return tuple(Interpretation(**row) for row in _rows("interpretations", "interpretation"))


def _rows(file: str, name: str) -> list[dict[str, Any]]:
    return [
        {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
        for row in declared("procedure", file, spoken())[name]
    ]


def _referred_to(company: Company) -> dict[str, object]:
    """What an interpretation's text may refer to."""
    return {
        "company": company,
        "modes": {
            level.id: mode_words(level.mode, company.calendar) for level in company.levels.values()
        },
        "confirm_when": company.label("confirm_when", company.confirm_when),
        "departments": tuple(department.name for department in company.departments.values()),
    }


class _Words(Formatter):
    """Lists are joined as the language joins them; what a company has given up reads as a dash."""

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        try:
            return super().get_field(field_name, args, kwargs)
        except KeyError:
            return "—", field_name

    def format_field(self, value: object, format_spec: str) -> str:
        text: str = super().format_field(
            (listed(value) or "—") if isinstance(value, tuple) else value, format_spec
        )
        return text


_words = _Words()
