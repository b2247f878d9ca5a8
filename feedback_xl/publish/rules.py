"""Every rule that names the clause it serves, wherever it is declared."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from feedback_xl.forms.declaration import all_forms
from feedback_xl.forms.shapes import Form
from feedback_xl.language import per_language, say
from feedback_xl.problems import catalogue
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.rules import Route
from feedback_xl.procedure.settable import parameters
from feedback_xl.sheets.declaration import SheetPlan, book_plan

BOOKS = {
    "tasks": "task_book",
    "approvals": "approval_book",
    "master": "master",
    "customers": "customers",
    "dossier": "dossiers",
    "notices": "notices",
    "settings": "settings_book",
    "shipments": "shipments_book",
}
_END = re.compile("[;:(]")  # what follows it says how, not what


@dataclass(frozen=True)
class Rule:
    """One declared rule: its kind, words for people, and its id for who maintains it."""

    kind: str
    id: str
    words: str  # empty: only counted for people
    clauses: tuple[str, ...]


def rules_by_clause(company: Company) -> dict[str, list[Rule]]:
    """Clause → the rules that serve it, in the order they are declared."""
    found: dict[str, list[Rule]] = {}
    for rule in (*_of_the_company(company), *_declared()):
        for clause in rule.clauses:
            found.setdefault(clause, []).append(rule)
    return found


def sheet_title(book: str, plan: SheetPlan) -> str:
    """A sheet as evidence names it: book·sheet."""
    return f"{PurePath(say(f'places.{BOOKS[book]}')).stem}·{plan.name}"


def _of_the_company(company: Company) -> Iterator[Rule]:
    for department in company.departments.values():
        yield _rule("department", department.id, department.name, department.source)
    for level in company.levels.values():
        named = say("rules.of_level", level=level.label)
        yield _rule("level", level.id, named, _named(level.source))
    for route in company.routes:
        yield _rule("route", route.id, _way(company, route), route.source)
    for step in company.steps.values():
        yield _rule("step", step.id, _END.split(step.demand)[0], step.source)
    for kind in company.approvals.values():
        yield _rule("approval", kind.id, kind.title, _named(kind.source))
    for record in company.records.values():
        yield _rule("record", record.form, record.number, _named(record.source))
    for setting in parameters(company).values():
        yield _rule("setting", setting.id, setting.label, _named(setting.source))


def _rule(kind: str, id: str, words: str, clauses: tuple[str, ...]) -> Rule:
    return Rule(say(f"rules.{kind}"), id, words, clauses)


def _way(company: Company, route: Route) -> str:
    """What goes where: "信息细类 交期→生产管理课"."""
    of = [company.label(name, values) for name, values in route.when.wants.items()]
    when = say("rules.both").join(of) or say("rules.otherwise")
    return say("rules.way", when=when, department=company.department_name(route.main))


@per_language
def _declared() -> tuple[Rule, ...]:
    """What no company changes: forms, sheets and messages."""
    return (
        *(rule for declared in all_forms() for rule in _of_the_form(declared)),
        *(
            _rule("sheet", f"{book}.{plan.id}", sheet_title(book, plan), plan.source)
            for book in BOOKS
            for plan in book_plan(book)
        ),
        *(
            _rule("check", code, "", _named(message.clause))
            for code, message in catalogue().items()
        ),
    )


def _of_the_form(declared: Form) -> Iterator[Rule]:
    yield _rule(
        "form", declared.id, say("rules.of_form", title=declared.title), _named(declared.source)
    )
    columns = [column for table in declared.tables.values() for column in table.columns]
    for item in (*declared.fields.values(), *columns):
        yield _rule("field", f"{declared.id}.{item.id}", item.label, _named(item.source))


def _named(clauses: str) -> tuple[str, ...]:
    return tuple(filter(None, clauses.split(say("common.comma"))))
