"""How long records are kept, which of them are due for disposal, and which a head holds back.

What one paper joins goes together: a form B with all the cases it opened, and every form C with
the cases it confirms (P5-1..3).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from feedback_xl.procedure.company import Company
from feedback_xl.records import Approval, Case

DISPOSAL, RELEASE = "disposal", "release"
SAFETY, ORDINARY = "safety", "ordinary"


@dataclass(frozen=True)
class Bundle:
    """Cases that are kept and disposed of together, and from when they need not be kept."""

    cases: tuple[str, ...]
    due_on: date


def due_bundles(
    cases: Iterable[Case],
    confirmed: Iterable[Sequence[str]],
    parts: Mapping[str, Sequence[str]],
    company: Company,
    today: date,
) -> list[Bundle]:
    """Bundles whose last case closed so long ago that nothing needs to be kept, oldest first.

    `confirmed` are the cases of each form C, `parts` the part numbers of each case.
    """
    found = []
    known = {case.number: case for case in cases}
    for joined in _bundles(known.values(), confirmed):
        ends = [_kept_until(known[number], parts.get(number, ()), company) for number in joined]
        dated = [end for end in ends if end is not None]
        if len(dated) == len(joined) and max(dated) <= today:
            found.append(Bundle(tuple(sorted(joined)), max(dated)))
    return sorted(found, key=lambda bundle: (bundle.due_on, bundle.cases))


def _kept_until(case: Case, parts: Sequence[str], company: Company) -> date | None:
    """Years by the kind of product, counted from closing; None while the case is open."""
    if case.closed_at is None:
        return None
    kinds = {company.products[part].kind for part in parts if part in company.products}
    if case.facts.get("safety") == "yes":
        kinds.add(SAFETY)
    forms = [record for name, record in company.records.items() if name != "customer"]
    years = max(form.years[kind] for form in forms for kind in kinds or {ORDINARY})
    return _years_later(case.closed_at.date(), years)


def _years_later(day: date, years: int) -> date:
    """The same day `years` later; 1 March where there is no 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _bundles(cases: Iterable[Case], confirmed: Iterable[Sequence[str]]) -> list[set[str]]:
    """Case numbers joined by a form, or by merging one case into another."""
    by_form: dict[str, set[str]] = {}
    for case in cases:
        by_form.setdefault(case.submission, set()).add(case.number)
        if case.merged_into:
            by_form[f"merged {case.number}"] = {case.number, case.merged_into}
    group_of: dict[str, set[str]] = {}
    for joined in [*by_form.values(), *map(set, confirmed)]:
        touching = {id(group): group for n in joined if (group := group_of.get(n)) is not None}
        largest = max(touching.values(), key=len, default=set())
        for group in (joined, *touching.values()):
            if group is not largest:
                largest |= group
                group_of |= dict.fromkeys(group, largest)
    return list({id(group): group for group in group_of.values()}.values())


def held_numbers(approvals: Iterable[Approval]) -> dict[str, Approval]:
    """Cases under 法律保留, with the decision that holds them; until its release is approved."""
    decided = list(approvals)
    released = {item.about for item in decided if (item.kind, item.state) == (RELEASE, "approved")}
    return {
        number: item
        for item in decided
        if item.kind == DISPOSAL and item.key not in released
        for number in holds_of(item)
    }


def holds_of(approval: Approval) -> list[str]:
    """The cases a decision about disposal holds back: those it names, or all it was asked about."""
    if approval.state not in ("approved", "refused") or approval.values.get("hold") != "yes":
        return []
    asked = [str(number) for number in approval.asked["numbers"]]
    named = [str(number) for number in approval.values.get("held_numbers") or ()]
    return [number for number in asked if number in named] if named else asked


def may_be_disposed(approval: Approval, held: Mapping[str, Approval]) -> list[list[str]]:
    """The bundles a head approved for disposal, without those that have a case on hold."""
    if (approval.kind, approval.state) != (DISPOSAL, "approved"):
        return []
    bundles: list[list[str]] = approval.asked["bundles"]
    return [bundle for bundle in bundles if not any(number in held for number in bundle)]
