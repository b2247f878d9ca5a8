"""The Company that managers' decisions make of the shipped one."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from feedback_xl.procedure.company import (
    Company,
    CustomerLimit,
    Department,
    Person,
    Product,
    Supplier,
)
from feedback_xl.procedure.decided import (
    Content,
    Line,
    Version,
    all_changes,
    effective,
    with_changes,
)
from feedback_xl.procedure.rules import Condition, Opening, Route
from feedback_xl.procedure.settable import parameters, shipped_content, targets
from feedback_xl.procedure.workdays import SATURDAY, Calendar, CompanyDay, Year, days_between


def in_force(shipped: Company, versions: Iterable[Version], at: datetime) -> Company:
    """The company at an instant: the shipped one with every version effective by then."""
    due = effective(versions, at)
    if not due:
        return shipped
    return company_from(shipped, content_after(shipped, due), due[-1].number)


def content_after(shipped: Company, versions: Iterable[Version]) -> Content:
    """The lines of 设置.xlsx after these versions, each over the one before it.

    What an earlier program let people set, and this one does not know, is left out.
    """
    in_order = sorted(versions, key=lambda version: version.number)
    content = with_changes(shipped_content(shipped), all_changes(in_order))
    known = {"parameters": parameters(shipped), "targets": targets()}
    return {
        sheet: {key: line for key, line in lines.items() if key in known.get(sheet, lines)}
        for sheet, lines in content.items()
    }


def company_from(shipped: Company, content: Content, version: str) -> Company:
    """The shipped company with everything set as the content says."""
    given = {key: line["value"] for key, line in content["parameters"].items()}
    company = replace(
        shipped,
        version=version,
        **{key: value for key, value in given.items() if "/" not in key},
        departments={
            key: _department(shipped, key, line) for key, line in content["departments"].items()
        },
        levels={
            key: replace(level, **content["levels"][key]) for key, level in shipped.levels.items()
        },
        records=_records(shipped, content["records"]),
        lists={**shipped.lists, **_lists(shipped, content["codes"])},
        steps={
            step.id: replace(step, days=int(given.get(f"days/{step.id}", step.days)))
            for step in shipped.steps.values()
        },
        review_months={
            grade: int(given[f"review_months/{grade}"]) for grade in shipped.review_months
        },
        targets={key: line["value"] for key, line in content["targets"].items()},
        calendar=_calendar(shipped.calendar, content),
        people={key: _person(line) for key, line in content["people"].items()},
        products={key: Product(**line) for key, line in content.get("products", {}).items()},
        suppliers={
            key: Supplier(line["name"], tuple(line.get("aliases", ())))
            for key, line in content.get("suppliers", {}).items()
        },
        customer_limits=tuple(CustomerLimit(**line) for line in content.get("limits", {}).values()),
    )
    return replace(company, routes=tuple(_route(route, company) for route in shipped.routes))


def _department(shipped: Company, key: str, line: Line) -> Department:
    """A department as set; the clauses it serves stay those of the procedure."""
    known = shipped.departments.get(key)
    aliases = tuple(line.get("aliases", ()))
    people = {name: line.get(name, "") for name in ("head", "deputy", "duty")}
    return Department(key, line["name"], aliases, known.source if known else (), **people)


def _records(shipped: Company, lines: Mapping[str, Line]) -> dict[str, Any]:
    return {
        key: replace(
            record,
            number=lines[key]["number"],
            owner=lines[key]["owner"],
            retention=lines[key]["retention"],
            years={kind: int(lines[key][kind]) for kind in record.years},
            approved_by=lines[key].get("approved_by", ""),
            approved_on=_day(lines[key], "approved_on"),
            old_until=_day(lines[key], "old_until"),
        )
        for key, record in shipped.records.items()
    }


def _lists(shipped: Company, lines: Mapping[str, Line]) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {name: {} for name in shipped.lists["extensible"]}
    for key, line in lines.items():
        name, _, code = key.partition("/")
        found[name][code] = [line["name"], *line.get("aliases", ())]
    return found


def _person(line: Line) -> Person:
    return Person(**{**line, "since": _day(line, "since")})


def _day(line: Line, name: str) -> date | None:
    return date.fromisoformat(line[name]) if name in line else None


def _calendar(shipped: Calendar, content: Content) -> Calendar:
    shifts = sorted(
        (time.fromisoformat(line["start"]), time.fromisoformat(line["end"]))
        for line in content["shifts"].values()
    )
    own = {
        date.fromisoformat(line["day"]): CompanyDay(line["kind"] == "work", line.get("reason", ""))
        for line in content["days"].values()
    }
    return replace(shipped, years=_years(content["holidays"]), shifts=tuple(shifts), company=own)


def _years(lines: Mapping[str, Line]) -> dict[int, Year]:
    """Announced years; of days off the weekdays count, of days worked those of a weekend."""
    off, work = (
        {day for line in lines.values() if line["kind"] == kind for day in span_of(line)}
        for kind in ("off", "work")
    )
    return {
        year: Year(
            frozenset(day for day in off if day.year == year and day.weekday() < SATURDAY),
            frozenset(day for day in work if day.year == year and day.weekday() >= SATURDAY),
        )
        for year in sorted({int(line["year"]) for line in lines.values()})
    }


def span_of(line: Line) -> list[date]:
    """The days of a line of 国家日历."""
    first = date.fromisoformat(line["first"])
    return list(days_between(first, date.fromisoformat(line.get("last", line["first"]))))


def _route(route: Route, company: Company) -> Route:
    """Form C for every quality feedback, where the company wants it so (A-21)."""
    if company.confirm_when != "all":
        return route
    return replace(route, opens=tuple(map(_without_evidence, route.opens)))


def _without_evidence(opening: Opening) -> Opening:
    if opening.step != "confirm":
        return opening
    wants = {name: v for name, v in opening.when.wants.items() if name != "evidence"}
    return replace(opening, when=Condition(wants))
