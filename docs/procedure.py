"""docs/procedure.md out of the declared data: `python -m docs.procedure` writes it anew."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from feedback_xl.procedure.clauses import clauses, interpretations
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.load import shipped_company
from feedback_xl.procedure.rules import Condition, Need, Opening, Step
from feedback_xl.publish.rules import Rule, rules_by_clause

PAGE = Path(__file__).with_suffix(".md")
INTRODUCTION = """\
# The procedure, as it is carried out

Made from the declared data by `python -m docs.procedure`; a test fails where it is stale.
People read the same in `workbooks/总台账.xlsx`, sheets 条款对照 and 程序解释一览, with the values
that are in force. Clause ids are ours: `P4.2-c9` is the ninth obligation of the row 信息传递和处理
in section 4.2. A clause without rules is served by the mechanism its row names.
"""


def page(company: Company) -> str:
    """The whole page in Markdown."""
    return INTRODUCTION + "".join(
        [
            _part("Clauses", "id|who|must|the program|rules|evidence|outside", _clauses(company)),
            _part(
                "Routes", "route|when (the first that holds)|main|opens|clause", _routes(company)
            ),
            _part("Steps", "step|task|department|clock|done when|to close|clause", _steps(company)),
            _part("States", "state|word|when (the first that holds)|open", _states(company)),
            _part("Approvals", "approval|what|whose head decides|clause", _approvals(company)),
            _part(
                "Interpretations",
                "id|question|decision|value as shipped|clause|set in",
                _interpretations(company),
            ),
        ]
    )


def _part(title: str, head: str, rows: Iterable[tuple[str, ...]]) -> str:
    names = head.split("|")
    lines = [names, ["---"] * len(names), *rows]
    table = "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)
    return f"\n## {title}\n\n{table}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")


def _clauses(company: Company) -> Iterator[tuple[str, ...]]:
    rules = rules_by_clause(company)
    for clause in clauses().values():
        who = "、".join(map(company.department_name, clause.who))
        served = " ".join(map(_rule, rules.get(clause.id, ())))
        evidence = "\n".join(clause.evidence)
        yield clause.id, who, clause.must, clause.serve, served, evidence, clause.outside


def _rule(rule: Rule) -> str:
    return f"{rule.kind} `{rule.id}`"


def _routes(company: Company) -> Iterator[tuple[str, ...]]:
    for route in company.routes:
        main = company.department_name(route.main) + (" always" if route.fixed else "")
        opens = "\n".join(map(_opening, route.opens))
        yield route.id, _condition(route.when), main, opens, " ".join(route.source)


def _opening(opening: Opening) -> str:
    conditions = [_condition(opening.when), *(f"{name} filled" for name in opening.needs)]
    when = "; ".join(filter(None, conditions))
    return f"`{opening.step}`" + (f" if {when}" if when else "")


def _condition(condition: Condition) -> str:
    return "; ".join(f"{name} = {' or '.join(values)}" for name, values in condition.wants.items())


def _steps(company: Company) -> Iterator[tuple[str, ...]]:
    for step in company.steps.values():
        names = "、".join(map(company.department_name, step.departments))
        done, later = (", ".join(map(_need, needs)) for needs in (step.needs, step.wanted))
        yield step.id, step.demand, names, _clock(step), done, later, " ".join(step.source)


def _clock(step: Step) -> str:
    own = {"share": f" {step.share:.0%}", "working_days": f" {step.days}"}
    own["planned"] = f": {' or '.join(step.planned)}; else working_days {step.days}"
    return step.clock + own.get(step.clock, "")


def _need(need: Need) -> str:
    values = f" = {' or '.join(need.values)}" if need.values else ""
    when = _condition(need.when)
    return f"{need.field}{values}" + (f" (if {when})" if when else "")


def _states(company: Company) -> Iterator[tuple[str, ...]]:
    for state in company.states.values():
        yield state.id, state.word, _condition(state.when), "yes" if state.open else "no"


def _approvals(company: Company) -> Iterator[tuple[str, ...]]:
    for kind in company.approvals.values():
        heads = {"": kind.by} if kind.by else kind.by_category
        by = ", ".join(f"{category} {department}".strip() for category, department in heads.items())
        yield kind.id, kind.title, by, kind.source


def _interpretations(company: Company) -> Iterator[tuple[str, ...]]:
    for item in (item.in_force(company) for item in interpretations()):
        clause = " ".join(item.source)
        yield item.id, item.question, item.decision, item.value, clause, item.setting


if __name__ == "__main__":
    PAGE.write_text(page(shipped_company()), "utf-8", newline="\n")
