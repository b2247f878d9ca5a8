"""Whom to ring up about what cannot wait: who is on duty, the head, his deputy (plant 4.10)."""

from collections.abc import Iterable

from feedback_xl.language import listed, say
from feedback_xl.procedure.company import Company, Department
from feedback_xl.records import Case

PLACES = ("duty", "head", "deputy")


def call_words(company: Company, cases: Iterable[Case], departments: Iterable[str]) -> str:
    """One sentence naming those of several departments; "" where nothing is of the first level."""
    urgent = [case for case in cases if company.rank(case.level) == 0]
    names = dict.fromkeys(departments)
    known = [company.departments[name] for name in names if name in company.departments]
    told = [words for department in known if (words := _reached(department, company))]
    if not urgent or not told:
        return ""
    level = company.levels[urgent[0].level].label
    return say("on_call.call", level=level, departments=say("on_call.between").join(told))


def concerned(company: Company, case: Case) -> tuple[str, ...]:
    """Who has to act on a case, and who speaks with the customer."""
    return case.main, *case.co, company.front


def _reached(department: Department, company: Company) -> str:
    """ "品质保证部 值班 张三、部长 王强、代理 李四"; somebody who left is not named."""
    names = {place: getattr(department, place) for place in PLACES}
    found = [
        say("on_call.person", place=say(f"on_call.{place}"), name=name)
        for place, name in names.items()
        if name and _is_here(name, company)
    ]
    people = listed(found)
    return say("on_call.department", department=department.name, people=people) if found else ""


def _is_here(name: str, company: Company) -> bool:
    return name not in company.people or company.people[name].status == "active"
