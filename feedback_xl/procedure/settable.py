"""What a manager may set: parameters and targets as declared, and the shipped company as lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from feedback_xl.language import declared, spoken
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.decided import Content, Line
from feedback_xl.procedure.rules import Step
from feedback_xl.procedure.workdays import DAY, Calendar, Year
from feedback_xl.records import Json


@dataclass(frozen=True)
class Parameter:
    """One line of 公司 or 目标: what is set, in which unit, within which bounds."""

    id: str
    label: str
    type: str = "share"  # text | quantity | share | choice
    unit: str = ""
    source: str = ""
    note: str = ""
    list: str = ""
    least: float = 0
    most: float = 1


def parameters(company: Company) -> Mapping[str, Parameter]:
    """The lines of 公司, with one for every step that has a term in days."""
    data = _data()
    declared = [Parameter(**row) for row in data["parameter"]]
    terms = [_term(step, data["days"]) for step in company.steps.values() if step.days]
    return {item.id: item for item in (*declared, *terms)}


def targets() -> Mapping[str, Parameter]:
    """The lines of 目标."""
    return {row["id"]: Parameter(**row) for row in _data()["target"]}


def _data() -> dict[str, Any]:
    return declared("procedure", "settable", spoken())


def _term(step: Step, words: Mapping[str, Any]) -> Parameter:
    """A term in days; it is named by the first words of what the step demands."""
    unit = words["working_unit" if step.clock == "working_days" else "unit"]
    bounds = {name: words[name] for name in ("type", "least", "most", "note")}
    label = words["label"].format(demand=step.brief)
    return Parameter(f"days/{step.id}", label, unit=unit, source=step.source[0], **bounds)


def shipped_content(company: Company) -> Content:
    """The company as shipped, as the lines of 设置.xlsx."""
    found: dict[str, dict[str, dict[str, Json]]] = {
        "parameters": {key: {"value": value_of(company, key)} for key in parameters(company)},
        "departments": {
            d.id: {"name": d.name, "aliases": list(d.aliases)} for d in company.departments.values()
        },
        "people": {},
        "levels": {
            level.id: {"hours": level.hours, "mode": level.mode, "meaning": level.meaning}
            for level in company.levels.values()
        },
        "days": {},
        "holidays": _holidays(company.calendar),
        "shifts": {
            f"{start:%H:%M}": {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}
            for start, end in company.calendar.shifts
        },
        "records": {
            record.form: {
                "number": record.number,
                "owner": record.owner,
                "ordinary": record.years["ordinary"],
                "safety": record.years["safety"],
                "retention": record.retention,
            }
            for record in company.records.values()
        },
        "codes": {
            f"{name}/{code}": {"list": name, "name": label, "aliases": aliases}
            for name in company.lists["extensible"]
            for code, (label, *aliases) in company.lists[name].items()
        },
        "targets": {key: {"value": company.targets[key]} for key in targets()},
    }
    return {sheet: {key: _filled(line) for key, line in of.items()} for sheet, of in found.items()}


def value_of(company: Company, parameter: str) -> Json:
    """What a parameter stands at."""
    name, _, key = parameter.partition("/")
    if name == "days":
        return company.steps[key].days
    value = getattr(company, name)
    return value[key] if key else value


def _filled(line: Line) -> dict[str, Json]:
    return {name: value for name, value in line.items() if value not in ("", [], None)}


def _holidays(calendar: Calendar) -> dict[str, dict[str, Json]]:
    """Announced years as spans of days; a span goes on over the weekend within it."""
    found: dict[str, dict[str, Json]] = {}
    for number, year in calendar.years.items():
        for kind, days in (("off", year.off), ("work", year.work)):
            for first, last in _spans(sorted(days), year):
                line: dict[str, Json] = {"year": number, "first": str(first), "kind": kind}
                found[f"{first}/{kind}"] = line | ({"last": str(last)} if last != first else {})
    return dict(sorted(found.items()))


def _spans(days: list[date], year: Year) -> list[tuple[date, date]]:
    spans: list[tuple[date, date]] = []
    for day in days:
        if spans and _follows(spans[-1][1], day, year):
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return spans


def _follows(last: date, day: date, year: Year) -> bool:
    """Whether nothing but an ordinary weekend lies between two days."""
    between = last + DAY
    while between < day and between.weekday() >= 5 and between not in year.work:
        between += DAY
    return between == day
