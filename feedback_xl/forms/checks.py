"""Rules between a form's fields, as a table: which form, which cells, what must hold."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from feedback_xl.forms.shapes import Form
from feedback_xl.forms.types import Context
from feedback_xl.problems import Note, Problem, Severity, problem_from
from feedback_xl.records import Submission, Typed

Facts = Mapping[str, Typed]
OLD_DAYS = 30


@dataclass(frozen=True)
class Check:
    """`fails` gives the words for the message, or None where the rule holds.

    Of the words, `other` is the id of the field it was compared with.
    """

    form: str
    field: str  # the cell that is named; "table/column" for lines
    code: str
    fails: Callable[[Facts, Context], dict[str, object] | None]


def _day(facts: Facts, name: str) -> date | None:
    value = facts.get(name)
    return date.fromisoformat(str(value)[:10]) if value else None


def _in_future(name: str) -> Callable[[Facts, Context], dict[str, object] | None]:
    def fails(facts: Facts, context: Context) -> dict[str, object] | None:
        day = _day(facts, name)
        return {"today": context.today} if day and day > context.today else None

    return fails


def _long_ago(facts: Facts, context: Context) -> dict[str, object] | None:
    day = _day(facts, "received_on")
    old = day and day < context.today - timedelta(days=OLD_DAYS)
    return {"days": OLD_DAYS} if old else None


def _before(name: str, earlier: str) -> Callable[[Facts, Context], dict[str, object] | None]:
    def fails(facts: Facts, _context: Context) -> dict[str, object] | None:
        first, second = _day(facts, earlier), _day(facts, name)
        return {"other": earlier, "limit": first} if first and second and second < first else None

    return fails


def _more(name: str, whole: str) -> Callable[[Facts, Context], dict[str, object] | None]:
    def fails(facts: Facts, _context: Context) -> dict[str, object] | None:
        part, total = facts.get(name), facts.get(whole)
        if isinstance(part, int | float) and isinstance(total, int | float) and part > total:
            return {"other": whole, "limit": total}
        return None

    return fails


def _sum_differs(facts: Facts, _context: Context) -> dict[str, object] | None:
    bad, good, checked = (facts.get(name) for name in ("defective", "no_fault", "checked"))
    numbers = [n for n in (bad, good, checked) if isinstance(n, int | float)]
    if len(numbers) < 3 or numbers[0] + numbers[1] <= numbers[2]:
        return None
    return {"other": "checked", "limit": numbers[2]}


def _suggests_aa(name: str) -> Callable[[Facts, Context], dict[str, object] | None]:
    def fails(facts: Facts, context: Context) -> dict[str, object] | None:
        level = facts.get("level")
        urgent = next(iter(context.company.levels))
        return {} if facts.get(name) == "yes" and level and level != urgent else None

    return fails


CHECKS: tuple[Check, ...] = (
    Check("feedback", "received_on", "DATE_IN_FUTURE", _in_future("received_on")),
    Check("feedback", "received_on", "DATE_LONG_AGO", _long_ago),
    Check("feedback", "wanted_at", "DATE_BEFORE", _before("wanted_at", "received_on")),
    Check("feedback", "trip_to", "DATE_BEFORE", _before("trip_to", "trip_from")),
    Check("feedback", "line_stop", "LEVEL_SUGGESTED", _suggests_aa("line_stop")),
    Check("feedback", "safety", "LEVEL_SUGGESTED", _suggests_aa("safety")),
    Check("feedback", "products/defective", "MORE_THAN", _more("defective", "affected")),
    Check("confirmation", "confirmed_on", "DATE_IN_FUTURE", _in_future("confirmed_on")),
    Check(
        "confirmation",
        "confirmed_on",
        "DATE_BEFORE",
        _before("confirmed_on", "samples_on"),
    ),
    Check("confirmation", "defects/checked", "MORE_THAN", _more("checked", "received")),
    Check("confirmation", "defects/defective", "MORE_THAN", _more("defective", "checked")),
    Check("confirmation", "defects/no_fault", "MORE_THAN", _sum_differs),
    Check("confirmation", "defects/disposed", "MORE_THAN", _more("disposed", "received")),
    Check("customer", "first_contact_on", "DATE_IN_FUTURE", _in_future("first_contact_on")),
)


def check_fields(
    submission: Submission,
    form: Form,
    places: Mapping[str, tuple[str, str]],
    context: Context,
) -> list[Problem]:
    """Every rule of the table that a filled form breaks."""
    return [
        _worded(check, key, facts, tokens, form, places)
        for check in CHECKS
        if check.form == form.id
        for key, facts in _subjects(check, submission)
        if (tokens := check.fails(facts, context)) is not None
    ]


def _subjects(check: Check, submission: Submission) -> Iterator[tuple[str, Facts]]:
    """The form itself, or each of its lines, with the key of the named cell."""
    table, _, column = check.field.rpartition("/")
    if not table:
        yield check.field, submission.fields
        return
    for number, line in enumerate(submission.lines.get(table, ())):
        if line:
            yield f"{table}/{number}/{column}", line


def _worded(
    check: Check,
    key: str,
    facts: Facts,
    tokens: Mapping[str, object],
    form: Form,
    places: Mapping[str, tuple[str, str]],
) -> Problem:
    table, _, column = check.field.rpartition("/")
    columns = {c.id: c for c in form.tables[table].columns} if table else form.fields
    item = columns[column]
    sheet, cell = places.get(key, ("", ""))
    demanded = item.mark(facts) == "required"
    if other := tokens.get("other"):
        tokens = {**tokens, "other": columns[str(other)].label}
    return problem_from(
        Note.of(check.code, **tokens),
        severity=None if demanded else Severity.REMIND,
        sheet=sheet,
        cell=cell,
        label=item.label,
        found=str(facts.get(column, "")),
        example=item.example,
        clause=item.source,
        field=key,
    )
