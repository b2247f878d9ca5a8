"""Whom to ring up about what cannot wait: who is on duty, the head, his deputy (plant 4.10)."""

from collections.abc import Iterable

from feedback_xl.procedure.company import Company, Department
from feedback_xl.records import Case

PLACES = {"duty": "值班", "head": "部长", "deputy": "代理"}


def call_words(company: Company, cases: Iterable[Case], departments: Iterable[str]) -> str:
    """One sentence naming those of several departments; "" where nothing is of the first level."""
    urgent = [case for case in cases if company.rank(case.level) == 0]
    names = dict.fromkeys(departments)
    known = [company.departments[name] for name in names if name in company.departments]
    told = [words for department in known if (words := _reached(department, company))]
    if not urgent or not told:
        return ""
    return f"{company.levels[urgent[0].level].label}请电话通知:{';'.join(told)}。"


def concerned(company: Company, case: Case) -> tuple[str, ...]:
    """Who has to act on a case, and who speaks with the customer."""
    return case.main, *case.co, company.front


def _reached(department: Department, company: Company) -> str:
    """ "品质保证部 值班 张三、部长 王强、代理 李四"; somebody who left is not named."""
    names = {word: getattr(department, place) for place, word in PLACES.items()}
    found = [f"{word} {name}" for word, name in names.items() if name and _is_here(name, company)]
    return f"{department.name} {'、'.join(found)}" if found else ""


def _is_here(name: str, company: Company) -> bool:
    return name not in company.people or company.people[name].status == "active"
