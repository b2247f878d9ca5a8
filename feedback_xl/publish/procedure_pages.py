"""What an auditor asks first: clause by clause, interpretation by interpretation, form by form."""

from itertools import groupby

from feedback_xl.forms.declaration import form
from feedback_xl.language import say
from feedback_xl.procedure.clauses import clauses, interpretations
from feedback_xl.procedure.company import Company
from feedback_xl.publish.rules import Rule, rules_by_clause
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.sheets.content import Line


def clause_lines(snapshot: Snapshot) -> list[Line]:
    """条款对照: what each clause asks, what the program does for it, where that can be seen."""
    rules = rules_by_clause(snapshot.company)
    return [
        Line(
            clause.id,
            {
                "clause": clause.id,
                "place": clause.place,
                "who": say("common.comma").join(map(snapshot.company.department_name, clause.who)),
                "must": clause.must,
                "serve": clause.serve,
                "rules": _told(rules.get(clause.id, [])),
                "evidence": "\n".join(clause.evidence),
                "outside": clause.outside,
            },
        )
        for clause in clauses().values()
    ]


def _told(rules: list[Rule]) -> str:
    """The rules of a clause, a line for each kind."""
    lines = []
    for kind, group in groupby(rules, key=lambda rule: rule.kind):
        of_kind = list(group)
        words = [word for word in dict.fromkeys(rule.words for rule in of_kind) if word]
        told = say("common.comma").join(words) or say("master.rule_count", count=len(of_kind))
        lines.append(say("master.rule", kind=kind, words=told))
    return "\n".join(lines)


def interpretation_lines(snapshot: Snapshot) -> list[Line]:
    """程序解释一览: for approval by who owns the procedure, with the company's values in force."""
    found = [item.in_force(snapshot.company) for item in interpretations()]
    return [
        Line(
            item.id,
            {
                "number": item.id,
                "question": item.question,
                "decision": item.decision,
                "value": item.value,
                "clause": say("common.comma").join(item.source),
                "setting": item.setting or say("master.part_of_the_program"),
            },
        )
        for item in found
    ]


def record_lines(snapshot: Snapshot) -> list[Line]:
    """记录表单一览 (clause 5): number, owner and retention of each record form."""
    return [_record_line(snapshot.company, name) for name in snapshot.company.records]


def _record_line(company: Company, name: str) -> Line:
    record, declared = company.records[name], form(name)
    approved = " ".join(filter(None, (record.approved_by, str(record.approved_on or ""))))
    return Line(
        name,
        {
            "number": record.number,
            "title": declared.title,
            "owner": company.department_name(record.owner),
            "retention": record.retention,
            "version": declared.version,
            "approved": approved,
            "obsolete": record.old_until,
        },
    )
