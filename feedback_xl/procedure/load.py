"""The procedure's TOML files as one Company value; a dangling id is a fault of the program."""

from collections.abc import Iterable, Mapping
from typing import Any

from feedback_xl.language import (
    SOURCE,
    declared,
    is_read,
    other_languages,
    per_language,
    source,
    spoken,
)
from feedback_xl.problems import Fault
from feedback_xl.procedure.company import Company, Department, Level, RecordForm
from feedback_xl.procedure.rules import (
    ApprovalKind,
    Condition,
    Need,
    Opening,
    Options,
    Route,
    State,
    Step,
    Word,
)
from feedback_xl.procedure.workdays import Calendar, Year

Table = Mapping[str, Any]


@per_language
def shipped_company() -> Company:
    """The procedure as shipped: in force until the company sets otherwise."""
    company, steps, routes = _data("company"), _data("steps"), _data("routes")
    states, calendar = _data("states"), _data("calendar")
    loaded = Company(
        version="shipped",
        name=company["name"],
        document=company["document"],
        document_version=company["document_version"],
        list_number=company["list_number"],
        front=company["front"],
        department_share=company["shares"]["department_limit"],
        advise_share=company["shares"]["advise"],
        silence_days=company["closing"]["silence_days"],
        late_entry_hours=company["completion"]["late_entry_hours"],
        ahead_minutes=company["completion"]["ahead_minutes"],
        departments=_by_id(_department(row) for row in company["department"]),
        levels=_by_id(Level(**row) for row in company["level"]),
        raises=tuple((row["field"], row["to"]) for row in company["raise"]),
        records={row["form"]: RecordForm(**row) for row in company["record"]},
        lists=_lists(),
        steps=_by_id(_step(row) for row in steps["step"]),
        routes=tuple(_route(row) for row in routes["route"]),
        approvals=_by_id(ApprovalKind(**_tuples(row)) for row in _data("approvals")["approval"]),
        states=_by_id(_state(row) for row in states["state"]),
        time_states=_by_id(Word(**row) for row in states["time_state"]),
        outcomes=_by_id(Word(**row) for row in states["outcome"]),
        calendar=_calendar(calendar),
        confirm_when=company["confirm_when"],
        handover_days=company["handover_days"],
        review_months=company["review_months"],
        grant_days=company["grant_days"],
        major_events=tuple(_condition(row["when"]) for row in company["major_event"]),
        targets=company["targets"],
        understood=_understood(),
    )
    if dangling := sorted(_dangling(loaded)):
        raise Fault(f"the procedure's data names what it does not declare: {', '.join(dangling)}")
    return loaded


def _data(name: str) -> dict[str, Any]:
    return declared("procedure", name, spoken())


def _lists() -> dict[str, Options]:
    """Code lists: the spoken label, then the words people use instead."""
    known = source("procedure", "lists")
    return {
        name: {
            code: [label, *_spoken_of(known[name][code][1:])] for code, (label,) in options.items()
        }
        for name, options in _data("lists").items()
    }


def _department(row: Table) -> Department:
    return Department(**_tuples({**row, "aliases": _spoken_of(row["aliases"])}))


def _spoken_of(aliases: Iterable[str]) -> list[str]:
    """Of the words people use instead, those that people of this language may use."""
    return [alias for alias in aliases if spoken() == SOURCE or not is_read(alias)]


def _understood() -> dict[str, Options]:
    """Code lists and departments by their names in the languages not spoken here."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for language in other_languages():
        lists = declared("procedure", "lists", language)
        departments = declared("procedure", "company", language)["department"]
        if language == SOURCE:  # whose lists are declared with the words people use instead
            lists = source("procedure", "lists")
        named = {row["id"]: [row["name"], *row["aliases"]] for row in departments}
        for name, options in {**lists, "department": named}.items():
            known = found.setdefault(name, {})
            for code, names in options.items():
                known[code] = (*known.get(code, ()), *names)
    return dict(found)


def _by_id(rows: Iterable[Any]) -> dict[str, Any]:
    return {row.id: row for row in rows}


def _tuples(row: Table) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}


def _condition(wants: Table) -> Condition:
    return Condition({name: tuple(values) for name, values in wants.items()})


def _need(row: Table) -> Need:
    return Need(
        row["field"],
        tuple(row.get("is", ())),
        _condition(row.get("when", {})),
        row.get("not_before", ""),
        row.get("unless", ""),
    )


def _opening(row: Table) -> Opening:
    return Opening(row["step"], _condition(row.get("when", {})), tuple(row.get("needs", ())))


def _step(row: Table) -> Step:
    nested = {
        "needs": tuple(_need(need) for need in row["needs"]),
        "wanted": tuple(_need(need) for need in row.get("wanted", ())),
        "fails": _condition(row["fails"]) if "fails" in row else None,
    }
    return Step(**{**_tuples(row), **nested})


def _route(row: Table) -> Route:
    opens = tuple(_opening(opening) for opening in row["opens"])
    return Route(**{**_tuples(row), "when": _condition(row["when"]), "opens": opens})


def _state(row: Table) -> State:
    return State(**{**row, "when": _condition(row["when"])})


def _calendar(data: Table) -> Calendar:
    years = {
        row["year"]: Year(frozenset(row["off"]), frozenset(row["work"])) for row in data["year"]
    }
    shifts = tuple((row["start"], row["end"]) for row in data["shift"])
    return Calendar(years, shifts, fixed_off=frozenset(data["fixed_off"]))


def _dangling(company: Company) -> set[str]:
    """Ids used in routes, steps and records that nothing declares."""
    departments = {*company.departments, "main", "co", "sender", "leaver", "successor"}
    openings = [opening for route in company.routes for opening in route.opens]
    named = {o.step for o in openings} - company.steps.keys()
    named |= {company.front} - departments
    named |= {route.main for route in company.routes} - departments
    named |= {name for step in company.steps.values() for name in step.departments} - departments
    named |= {record.owner for record in company.records.values()} - departments
    return named | {to for _, by in company.raises for to in by.values()} - company.levels.keys()
