"""What a form of feedback says: its matters, when the customer made contact, a case's own facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import zip_longest
from typing import Any

from feedback_xl.intake.ruling import Desk
from feedback_xl.problems import Note
from feedback_xl.procedure.admission import GOODS, has_evidence
from feedback_xl.procedure.rules import Facts
from feedback_xl.records import Submission, Typed

# What the procedure asks of a form besides what a case has columns for.
KEPT = (
    "change_kind",
    "contract",
    "change_before",
    "change_after",
    "effective_on",
    "replenish",
    "replenish_by",
    "evidence",
    "goods_back",
    "safety",
)

BACK = ("returned", "exchanged")  # quantities


@dataclass(frozen=True)
class Matter:
    """One 事项 of a form: block 1, or a row of 其他事项."""

    item: int
    facts: Facts
    lines: Sequence[Mapping[str, Typed]]


def matters_of(record: Submission) -> list[Matter]:
    """Block 1 and each row of 其他事项, which shares what is said about the contact (A-12)."""
    own = {
        **record.fields,
        "evidence": "yes" if has_evidence(record.fields) else "no",
        "goods_back": "yes" if record.fields.get("business_type") in GOODS else "no",
    }
    products = _with_goods(record.lines.get("products", ()), record.lines.get("goods", ()))
    matters = [Matter(1, own, products)]
    shared = {
        name: record.fields[name]
        for name in (
            "customer_name",
            "contact",
            "received_on",
            "received_time",
            "channel",
            "taken_by",
            "filled_by",
        )
        if name in record.fields
    }
    for item, row in enumerate(record.lines.get("matters", ()), 2):
        lines = [{"part": row["part"]}] if row.get("part") else []
        if row:
            matters.append(Matter(item, {**shared, **row, "evidence": "no"}, lines))
    return matters


def _with_goods(
    products: Sequence[Mapping[str, Typed]], goods: Sequence[Mapping[str, Typed]]
) -> list[Mapping[str, Typed]]:
    """Each product's row with what of it came back; both tables keep their places."""
    nothing: Mapping[str, Typed] = {}
    return [
        {**row, **{name: more[name] for name in BACK if name in more}}
        for row, more in zip_longest(products, goods, fillvalue=nothing)
    ]


def received_at(facts: Facts, desk: Desk) -> tuple[datetime, list[tuple[Note, str]]]:
    """When the customer made contact; a day without a time starts with the shift (A-24)."""
    day = date.fromisoformat(str(facts["received_on"]))
    notes: list[tuple[Note, str]] = []
    if facts.get("received_time"):
        at = time.fromisoformat(str(facts["received_time"]))
    else:
        at = desk.company.calendar.shift_start
        notes.append((Note.of("TIME_ASSUMED", start=f"{at:%H:%M}"), "received_time"))
    received = datetime.combine(day, at)
    if received > desk.now:  # it cannot have been later than now; a later start would be too kind
        received = desk.now.replace(second=0)
        notes.append((Note.of("TIME_IN_FUTURE", start=f"{received:%H:%M}"), "received_time"))
    return received, notes


def facts_of_case(facts: Facts) -> dict[str, Any]:
    """What a case keeps of its form, under the case's own names."""
    wanted = facts.get("wanted_at")
    return {
        "category": str(facts["category"]),
        "level_typed": str(facts["level"]),
        "content": str(facts["content"]),
        "business_type": str(facts.get("business_type") or ""),
        "subcategory": str(facts.get("subcategory") or ""),
        "channel": str(facts.get("channel") or ""),
        "taken_by": str(facts.get("taken_by") or ""),
        "filled_by": str(facts.get("filled_by") or facts.get("taken_by") or ""),
        "contact": str(facts.get("contact") or ""),
        "demand": ",".join(ids_in(facts.get("demand"))),
        "wanted_at": _end_of(str(wanted)) if wanted else None,
        "facts": {name: facts[name] for name in KEPT if facts.get(name)},
    }


def _end_of(instant: str) -> datetime:
    """A wish for a day is a wish for its end."""
    return datetime.fromisoformat(instant if "T" in instant else f"{instant}T23:59")


def ids_in(value: object) -> list[str]:
    if isinstance(value, list | tuple):
        return [str(item) for item in value]
    return [str(value)] if value else []
