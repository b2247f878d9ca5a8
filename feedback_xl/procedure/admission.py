"""From a submitted matter to a case: its level, who gets it, and the tasks that stand at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from feedback_xl.language import listed
from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.procedure.closing import close_untimed
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.review import review
from feedback_xl.procedure.rules import Facts, Route
from feedback_xl.records import Case, Moment, Typed

GOODS = ("return", "exchange", "repair")


def effective_level(typed: str, facts: Facts, company: Company) -> str:
    """The filler's level, raised by severity or urgency, never lowered (A-6)."""
    raised = [by[str(facts[name])] for name, by in company.raises if facts.get(name) in by]
    return min([typed, *raised], key=company.rank)


def has_evidence(fields: Mapping[str, Typed]) -> bool:
    """Whether goods come back or somebody goes to see them (A-21: form C is then due)."""
    demand = fields.get("demand")
    demands = demand if isinstance(demand, list) else [demand]
    return fields.get("business_type") in GOODS or any(
        item in ("return", "exchange", "on_site") for item in demands
    )


def needs_judging(sender: str, level: str, typed: str, company: Company) -> bool:
    """Whether Sales confirms what was judged: not its own form, the highest level, or a raised one.

    It never holds up the transfer (plant 4.1).
    """
    return sender != company.front or company.rank(level) == 0 or level != typed


def route_of(facts: Facts, company: Company) -> Route:
    """The first route whose facts hold; the last one holds always."""
    return next(route for route in company.routes if route.when.holds(facts))


def named_departments(route: Route, main: str, co: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """主责 and 协办: as the filler named them, unless the procedure fixes the 主责."""
    helpers = list(co)
    if route.fixed and main and main != route.main:
        helpers.insert(0, main)
    chosen = route.main if route.fixed or not main else main
    return chosen, tuple(dict.fromkeys(name for name in helpers if name != chosen))


def admit(company: Company, case: Case, missing: Sequence[str], moment: Moment) -> CaseFile:
    """Open the case, start its first round and plan its tasks (P4.2-c1 … c4, c9).

    `missing`: labels of what the filler still has to supply; they become a 补填 task.
    """
    file = CaseFile.opened(company, case)
    file.start_round(1, case.received_at, case.level)
    if not file.route.opens:
        close_untimed(file, case.entered_at)
    review(file, moment)
    ask_for(file, missing, case.entered_at)
    return file


def ask_for(file: CaseFile, missing: Sequence[str], at: datetime) -> None:
    """Keep one 补填 task in step with what is still missing."""
    detail = listed(missing)
    standing = next((t for t in file.current("supplement") if t.state == "open"), None)
    if standing is None and missing:
        step = file.company.steps["supplement"]
        file.open_task(step, file.case.sender, at, detail=detail)
    elif standing is not None and missing:
        file.set_task(standing, detail=detail)
    elif standing is not None:
        file.set_task(standing, state="done", done_at=at, noticed_at=at)
