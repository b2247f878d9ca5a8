"""What must hold between the cells of 设置.xlsx, and with what the company already lives by."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time

from feedback_xl.files.names import safe_name
from feedback_xl.forms.text import fold_key
from feedback_xl.intake.saved_book import BookLine, SavedBook
from feedback_xl.intake.settings_read import Ground
from feedback_xl.language import said_in_any
from feedback_xl.problems import Note, Problem, problem_from
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.enforce import span_of
from feedback_xl.sheets.declaration import SheetPlan, book_plan
from feedback_xl.xlsx.cells import a1_of

Check = Callable[[SavedBook, Ground], Iterator[Problem]]
LONGEST_NAME = 20  # of a department: its folder's name stands in every path
LONGEST_HOLIDAY = 31  # days
STANDINGS = ("head", "deputy", "duty")
MIDNIGHT = time()


def check_settings(book: SavedBook, ground: Ground) -> list[Problem]:
    """Everything wrong between cells, sheet by sheet."""
    return [problem for check in CHECKS for problem in check(book, ground)]


def _lines_that_must_stand(book: SavedBook, ground: Ground) -> Iterator[Problem]:
    """Parameters, levels, forms, targets and codes stay; nothing is added where nothing may be."""
    for plan in book_plan("settings"):
        known = ground.content.get(plan.id, {})
        if plan.id not in book.lines or (plan.spare and plan.id != "codes"):
            continue
        code = "SETTING_CODE_GONE" if plan.id == "codes" else "SETTING_ROW_GONE"
        there = {line.key: line for line in book.lines[plan.id]}
        for key, line in known.items():
            if key not in there or there[key].is_empty:
                note = Note.of(code, line=line.get("name", key))
                yield gone(plan, there.get(key), note)
        for extra in book.filled(plan.id):
            if not plan.spare and extra.key not in known:
                note = Note.of("SETTING_ROW_EXTRA", sheet=plan.name)
                yield extra.problem(note, plan.typed[0])


def plan_of(sheet: str) -> SheetPlan:
    """The sheet's declaration."""
    return next(plan for plan in book_plan("settings") if plan.id == sheet)


def gone(plan: SheetPlan, line: BookLine | None, note: Note) -> Problem:
    """A line that is not there any more: told at its cell where that still can be named."""
    if line is not None:
        return line.problem(note, plan.typed[0])
    return problem_from(note, sheet=plan.name, label=plan.name)


def _names_claimed_twice(book: SavedBook, _ground: Ground) -> Iterator[Problem]:
    """No key, name or alias may stand for two lines of a sheet, or of one code list."""
    for sheet in book.lines:
        claimed: dict[tuple[str, str], BookLine] = {}
        for line in book.filled(sheet) if sheet != "revisions" else ():
            for column, name in _claims(line):
                owner = claimed.setdefault((str(line.values.get("list", "")), name), line)
                if owner is not line:
                    other = a1_of(owner.places[column])
                    yield line.about(Note.of("SETTING_TWICE", other=other), column)
                    break


def _claims(line: BookLine) -> Iterator[tuple[str, str]]:
    """What stands for this line alone: its key, or its name and aliases."""
    if line.plan.key and "aliases" not in (column.id for column in line.plan.columns):
        if all(name in line.values for name in line.plan.key):
            yield line.plan.key[0], line.key
        return
    if line.plan.spare:
        aliases = line.values.get("aliases") or []
        for column, names in (("name", [line.values.get("name")]), ("aliases", aliases)):
            yield from ((column, fold_key(str(name))) for name in dict.fromkeys(names) if name)


def _departments(book: SavedBook, ground: Ground) -> Iterator[Problem]:
    """A department keeps its work; its name becomes a folder's."""
    there = {line.key: line for line in book.lines.get("departments", ())}
    for key, known in ground.content["departments"].items():
        line = there.get(key)
        if "departments" in book.lines and (line is None or line.is_empty):
            yield from _cancelled(line, key, str(known["name"]), ground)
        elif line is not None and (name := line.values.get("name")):
            kept = [fold_key(alias) for alias in line.values.get("aliases") or ()]
            if fold_key(str(known["name"])) not in (fold_key(str(name)), *kept):
                yield line.about(Note.of("SETTING_RENAMED", old=known["name"]), "aliases")
    for line in book.filled("departments"):
        name = str(line.values.get("name") or "")
        if name and (
            name != safe_name(name, LONGEST_NAME) or name in said_in_any("places.evidence")
        ):
            yield line.about(Note.of("SETTING_NAME_UNSAFE"), "name")


def _cancelled(line: BookLine | None, key: str, name: str, ground: Ground) -> Iterator[Problem]:
    plan = plan_of("departments")
    if key in _needed(ground.company):
        yield gone(plan, line, Note.of("SETTING_DEPARTMENT_NEEDED", line=name))
    elif count := ground.open_work.get(key, 0):
        note = Note.of("SETTING_DEPARTMENT_BUSY", line=name, count=count)
        yield gone(plan, line, note)


def _needed(company: Company) -> set[str]:
    """Departments the procedure itself gives work to."""
    steps = {name for step in company.steps.values() for name in step.departments}
    return {company.front} | steps | {route.main for route in company.routes}


def _people(book: SavedBook, ground: Ground) -> Iterator[Problem]:
    """Whoever stands in for another is another, and here."""
    present = {
        str(line.values["name"])
        for line in book.filled("people")
        if line.values.get("status") == "active" and "name" in line.values
    }
    for line in book.filled("departments"):
        yield from _absent(line, STANDINGS, present)
    for line in book.filled("people"):
        if not _left_before(line, ground):
            yield from _absent(line, ("deputy", "successor"), present)
        for name in ("deputy", "successor"):
            if line.values.get(name) and line.values[name] == line.values.get("name"):
                yield line.about(Note.of("SETTING_SUCCESSOR_SELF"), name)
        if _is_away(line) and not line.raw.get("successor"):
            note = Note.of("SETTING_SUCCESSOR_NONE", person=line.values.get("name"))
            yield line.about(note, "successor")


def _is_away(line: BookLine) -> bool:
    return line.values.get("status") in ("moved", "left")


def _left_before(line: BookLine, ground: Ground) -> bool:
    """Whether his work was passed on by an earlier version: who took it may have left since."""
    known = ground.content.get("people", {}).get(line.key, {})
    same = all(line.values.get(name) == known.get(name) for name in ("status", "successor"))
    return _is_away(line) and same


def _absent(line: BookLine, names: tuple[str, ...], present: set[str]) -> Iterator[Problem]:
    for name in names:
        person = line.values.get(name)
        if person and person not in present and person != line.values.get("name"):
            yield line.about(Note.of("SETTING_PERSON_UNKNOWN"), name)


def _holidays(book: SavedBook, _ground: Ground) -> Iterator[Problem]:
    """Spans run forwards, within their year or just beside it; no day is both off and worked."""
    worked: dict[date, BookLine] = {}
    off: dict[date, BookLine] = {}
    for line in book.filled("holidays"):
        if not {"year", "first", "kind"} <= line.values.keys():
            continue
        if (wrong := _wrong_span(line)) is not None:
            yield wrong
            continue
        mine, others = (off, worked) if line.values["kind"] == "off" else (worked, off)
        both = [day for day in span_of(line.values) if day in others]
        if both:
            other = a1_of(others[both[0]].places["first"])
            yield line.about(Note.of("SETTING_DAY_BOTH", day=both[0], other=other), "first")
        mine |= dict.fromkeys(span_of(line.values), line)


def _wrong_span(line: BookLine) -> Problem | None:
    first = date.fromisoformat(line.values["first"])
    last = date.fromisoformat(line.values.get("last") or line.values["first"])
    if last < first:
        return line.about(Note.of("SETTING_SPAN_BACKWARDS", first=first), "last")
    if (last - first).days >= LONGEST_HOLIDAY:
        note = Note.of("SETTING_SPAN_LONG", first=first, days=LONGEST_HOLIDAY)
        return line.about(note, "last")
    year = int(line.values["year"])
    near = abs((first - date(year, 1, 1)).days) <= LONGEST_HOLIDAY
    if first.year != year and not near:
        return line.about(Note.of("SETTING_OTHER_YEAR", year=year), "first")
    return None


def _shifts(book: SavedBook, _ground: Ground) -> Iterator[Problem]:
    """Shifts end within their day and do not overlap."""
    spans = sorted(
        (
            (time.fromisoformat(line.values["start"]), time.fromisoformat(line.values["end"]), line)
            for line in book.filled("shifts")
            if {"start", "end"} <= line.values.keys()
        ),
        key=lambda span: span[:2],
    )
    if "shifts" in book.lines and not book.filled("shifts"):
        yield gone(plan_of("shifts"), None, Note.of("SETTING_SHIFTS_NONE"))
    before: time | None = None
    for start, end, line in spans:
        if end <= start and end != MIDNIGHT:
            yield line.about(Note.of("SETTING_SHIFT_BACKWARDS", start=f"{start:%H:%M}"), "end")
        elif before is not None and (start < before or before == MIDNIGHT):
            yield line.about(Note.of("SETTING_SHIFTS_OVERLAP", end=f"{before:%H:%M}"), "start")
        before = end


def _limits(book: SavedBook, ground: Ground) -> Iterator[Problem]:
    for line in book.filled("limits"):
        customer = line.values.get("customer")
        if customer and customer not in ground.customers:
            yield line.about(Note.of("SETTING_CUSTOMER_UNKNOWN"), "customer")


def effective_time(line: BookLine, now: datetime) -> datetime:
    """From when a revision holds; never from before it was read."""
    typed = line.values.get("effective_at")
    return max(now, datetime.fromisoformat(str(typed))) if typed else now


CHECKS: tuple[Check, ...] = (
    _lines_that_must_stand,
    _names_claimed_twice,
    _departments,
    _people,
    _holidays,
    _shifts,
    _limits,
)
