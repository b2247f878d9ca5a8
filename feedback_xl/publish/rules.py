"""Every rule that names the clause it serves, wherever it is declared."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from feedback_xl.forms.declaration import Form, all_forms
from feedback_xl.problems import catalogue
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.rules import Route
from feedback_xl.procedure.settable import parameters
from feedback_xl.sheets.declaration import book_plan

BOOKS = {
    "tasks": "任务表",
    "approvals": "承认表",
    "master": "总台账",
    "customers": "顾客档案",
    "dossier": "案卷",
    "notices": "通知",
    "settings": "设置",
}
_END = re.compile("[;:(]")  # what follows it says how, not what


@dataclass(frozen=True)
class Rule:
    """One declared rule: its kind and words for people, its id for who maintains it."""

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


def _of_the_company(company: Company) -> Iterator[Rule]:
    for department in company.departments.values():
        yield Rule("部门", department.id, department.name, department.source)
    for level in company.levels.values():
        yield Rule("等级", level.id, f"{level.label}级", _named(level.source))
    for route in company.routes:
        yield Rule("路由", route.id, _way(company, route), route.source)
    for step in company.steps.values():
        yield Rule("步骤", step.id, _END.split(step.demand)[0], step.source)
    for kind in company.approvals.values():
        yield Rule("承认", kind.id, kind.title, _named(kind.source))
    for record in company.records.values():
        yield Rule("记录", record.form, record.number, _named(record.source))
    for setting in parameters(company).values():
        yield Rule("设定", setting.id, setting.label, _named(setting.source))


def _way(company: Company, route: Route) -> str:
    """What goes where: "信息细类 交期→生产管理课"."""
    of = [company.label(name, values) for name, values in route.when.wants.items()]
    return f"{'且'.join(of) or '其余'}→{company.department_name(route.main)}"


@cache
def _declared() -> tuple[Rule, ...]:
    """What no company changes: forms, sheets and messages."""
    return (
        *(rule for declared in all_forms() for rule in _of_the_form(declared)),
        *(
            Rule("账表", f"{book}.{plan.id}", f"{title}·{plan.name}", plan.source)
            for book, title in BOOKS.items()
            for plan in book_plan(book)
        ),
        *(Rule("检查", code, "", _named(message.clause)) for code, message in catalogue().items()),
    )


def _of_the_form(declared: Form) -> Iterator[Rule]:
    yield Rule("表单", declared.id, f"《{declared.title}》", _named(declared.source))
    columns = [column for table in declared.tables.values() for column in table.columns]
    for item in (*declared.fields.values(), *columns):
        yield Rule("栏目", f"{declared.id}.{item.id}", item.label, _named(item.source))


def _named(clauses: str) -> tuple[str, ...]:
    return tuple(filter(None, clauses.split("、")))
