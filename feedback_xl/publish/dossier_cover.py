"""The first page of a 案卷: who, what, when, and how levels and states went."""

from collections.abc import Iterable, Mapping

from feedback_xl.language import say
from feedback_xl.ledger.queries import Row
from feedback_xl.publish.rows import short_name
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.publish.words import closing_word, products_of, summary_of
from feedback_xl.records import Case, Round
from feedback_xl.xlsx.cells import CellValue


def cover_of(snapshot: Snapshot, case: Case, held: Mapping[str, int]) -> dict[str, CellValue]:
    """The cells of the cover; `held` says how many lines each sheet of the 案卷 has."""
    company, current = snapshot.company, snapshot.round_of(case)
    record = company.records["feedback"]
    typed = say("dossier.level_typed", level=case.level_typed)
    return {
        "case": case.number,
        "state": snapshot.state_word(case),
        "customer": case.customer_name,
        "customer_number": case.customer,
        "contact": case.contact,
        "channel": company.label("channel", case.channel),
        "category": company.label("category", case.category),
        "business_type": company.label("business_type", case.business_type),
        "level": say("dossier.level", level=case.level),
        "level_typed": say("dossier.level", level=case.level_typed),
        "received": case.received_at,
        "entered": case.entered_at,
        "taken_by": case.taken_by,
        "filled_by": case.filled_by or case.taken_by,
        "main": company.department_name(case.main),
        "co": say("common.comma").join(company.department_name(name) for name in case.co),
        "reply_limit": current.limit_at,
        "time_state": snapshot.word(snapshot.reply_state(case)),
        "first_reply": case.first_reply_at,
        "final_reply": case.final_reply_at,
        "customer_closed": case.customer_closed_at,
        "closed": case.closed_at,
        "closing": closing_word(case),
        "retention": f"{record.number} {record.retention}",
        "content": case.content,
        "product": products_of(snapshot, case),
        "results": summary_of(snapshot, case),
        "rounds": "\n".join(map(_round, snapshot.file(case).rounds.values())),
        "levels": "\n".join([typed, *_changes(snapshot, case, "level")]),
        "states": "\n".join(_changes(snapshot, case, "state")),
        "people": _people(snapshot, case),
        "related": "\n".join(_related(snapshot, case)),
        "holds": say("common.comma").join(
            say("dossier.holds", sheet=name, count=number) for name, number in held.items()
        ),
    }


def _round(current: Round) -> str:
    limit = f"{current.limit_at:%Y-%m-%d %H:%M}" if current.limit_at else say("dossier.untimed")
    return say(
        "dossier.round_answered" if current.first_reply_at else "dossier.round",
        round=current.round,
        level=current.level,
        start=current.started_at,
        limit=limit,
        first=current.first_reply_at,
    )


def _changes(snapshot: Snapshot, case: Case, field: str) -> Iterable[str]:
    """When a field of the case changed, and by whom, oldest first."""
    for row in snapshot.history:
        if (row["what"], row["key"], row["field"]) == ("cases", case.number, field):
            old, new = (_word(snapshot, row, side) for side in ("old", "new"))
            sentence = "dossier.change_by" if row["who"] else "dossier.change"
            yield say(sentence, at=row["at"], old=old, new=new, who=row["who"])


def _word(snapshot: Snapshot, row: Row, side: str) -> str:
    known = snapshot.company.states.get(row[side])
    return known.plain if known else str(row[side])


def _people(snapshot: Snapshot, case: Case) -> str:
    """Everybody named as doing something about the case, by department."""
    found: dict[str, list[str]] = {}
    for task in snapshot.tasks_by_case.get(case.number, ()):
        name = task.values.get("person") or task.values.get("replied_by")
        if name:
            found.setdefault(task.department, []).append(str(name))
    name_of = snapshot.company.department_name
    return say("dossier.people_join").join(
        say(
            "dossier.people",
            department=name_of(department),
            names=say("common.comma").join(dict.fromkeys(names)),
        )
        for department, names in found.items()
    )


def _related(snapshot: Snapshot, case: Case) -> Iterable[str]:
    """Other matters the same form brought."""
    for other in snapshot.cases.values():
        if other.submission == case.submission and other.number != case.number:
            yield f"{other.number} {short_name(snapshot, other)} {other.subject}"
