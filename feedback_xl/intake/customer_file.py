"""顾客档案登记表: a file opened or changed; 生产管理课 registers the confirmed."""

from collections.abc import Mapping

from feedback_xl.forms.filled import Filled
from feedback_xl.forms.text import fold_key
from feedback_xl.forms.types import show_cell
from feedback_xl.intake.ruling import Desk, Ruling, tell
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.queries import Row
from feedback_xl.problems import Note
from feedback_xl.procedure.casefile import registration_task
from feedback_xl.records import Change, Submission, Task, Typed

ABOUT_THE_FORM = ("action", "basis", "number", "cleared", "filled_by", "reviewed_by", "approved_by")
STATUS_AFTER = {"stop": "ended", "resume": "active"}


def admit_customer_file(filled: Filled, desk: Desk) -> Ruling:
    """A new file, or changes to one: blank = unchanged, 「清空」 = delete (plant 3.3)."""
    record, table = filled.submission, schema.customers
    given = str(filled.meta.get("number") or "")
    standing = queries.row(desk.book, table, given) if given else None
    if standing is not None:
        return _revise(filled, standing, desk)
    if record.text("action") == "new":
        return _open(filled, desk)
    number = record.text("number")
    standing = queries.row(desk.book, table, number)
    if standing is None:
        note = Note.of("CUSTOMER_UNKNOWN", number=number)
        return Ruling(problems=(*filled.problems, tell(note, filled, "number")))
    return _enter(filled, record, number, standing, desk)


def _open(filled: Filled, desk: Desk) -> Ruling:
    table = schema.customers
    name_key = fold_key(filled.submission.text("customer_name"))
    same = queries.rows(desk.book, table, table.c.name_key == name_key)
    standing = same[0] if same else None
    if standing is not None and not standing["provisional"]:
        note = Note.of("CUSTOMER_EXISTS", number=standing["key"])
        return Ruling(problems=(*filled.problems, tell(note, filled, "customer_name")))
    number = standing["key"] if standing is not None else desk.book.give_number(filled.form.kind)
    return _enter(filled, filled.submission, number, standing, desk)


def _revise(filled: Filled, standing: Row, desk: Desk) -> Ruling:
    """A receipt edited: what differs from what it showed is a change of the file."""
    number, record = standing["key"], filled.submission
    shown = str(filled.meta.get("revision", ""))
    found = queries.submission(desk.book, number, int(shown) if shown.isdigit() else None)
    base = found[0] if found else record
    fields = {n: v for n, v in record.fields.items() if base.fields.get(n) != v and n != "number"}
    cleared = [n for n in base.fields if n not in record.fields and n not in ABOUT_THE_FORM]
    changed_lines = {} if record.lines == base.lines else record.lines
    if not (fields or cleared or changed_lines):
        return Ruling(number, is_duplicate=True)
    clashes = [
        tell(Note.of("REVISION_CLASH", now=standing["fields"].get(n, "空"), new=v), filled, n)
        for n, v in fields.items()
        if n not in ABOUT_THE_FORM and standing["fields"].get(n) not in (base.fields.get(n), v)
    ]
    if clashes:
        return Ruling(problems=(*filled.problems, *clashes))
    kept = {"action": "change", **fields, **({"cleared": cleared} if cleared else {})}
    change = Submission(record.form, record.version, kept, changed_lines, record.unclear)
    return _enter(filled, change, number, standing, desk)


def _enter(
    filled: Filled, record: Submission, number: str, standing: Row | None, desk: Desk
) -> Ruling:
    """`record` holds what changes; all of it for a new file."""
    action = record.text("action")
    before: Mapping[str, Typed] = standing["fields"] if standing is not None else {}
    fields = _changed_fields(before, record)
    if action in STATUS_AFTER:
        fields["status"] = STATUS_AFTER[action]
    lines = {**(standing["lines"] if standing is not None else {}), **_lines(record)}
    is_new = standing is None or standing["provisional"]
    revision = 0 if is_new or standing is None else standing["revision"] + 1
    values = {
        "name": fields.get("customer_name", ""),
        "short_name": fields.get("short_name", ""),
        "name_key": fold_key(str(fields.get("customer_name", ""))),
        "short_key": fold_key(str(fields.get("short_name", ""))),
        "status": fields.get("status", ""),
        "rep": fields.get("rep", ""),
        "provisional": False,
        "revision": revision,
        "fields": fields,
        "lines": lines,
        "changed_at": desk.now,
    }
    if standing is None:
        values["opened_at"] = desk.now
    changes = [Change("customers", number, values)]
    task = _registration(filled, number, action, before, fields, desk)
    if task is not None:
        changes.append(task)
    return Ruling(number, revision, filled.problems, tuple(changes))


def _lines(record: Submission) -> dict[str, list[dict[str, Typed]]]:
    return {table: [dict(line) for line in rows] for table, rows in record.lines.items()}


def _changed_fields(before: Mapping[str, Typed], record: Submission) -> dict[str, Typed]:
    cleared = record.fields.get("cleared") or []
    assert isinstance(cleared, list)
    given = {n: v for n, v in record.fields.items() if n not in ABOUT_THE_FORM}
    return {name: value for name, value in {**before, **given}.items() if name not in cleared}


def _registration(
    filled: Filled,
    number: str,
    action: str,
    before: Mapping[str, Typed],
    fields: Mapping[str, Typed],
    desk: Desk,
) -> Change | None:
    """Registered is what is confirmed: 合作中, or no longer so (P4.1-2, S4)."""
    if fields.get("status") != "active" and action != "stop":
        return None
    detail = "" if action == "new" else _difference(filled, before, fields, desk)
    open_tasks = queries.tasks(
        desk.book,
        schema.tasks.c.customer == number,
        schema.tasks.c.step == "register",
        schema.tasks.c.state == "open",
    )
    if open_tasks:
        return Change("tasks", open_tasks[0].number, {"detail": detail})
    task_number = _next_task(desk, number)
    kind = "new" if action == "new" or before.get("status") != "active" else action
    task = registration_task(desk.company, number, task_number, desk.now, detail, {"action": kind})
    return Change("tasks", task.number, _as_values(task))


def _as_values(task: Task) -> dict[str, object]:
    return dict(task.__dict__)


def _next_task(desk: Desk, customer: str) -> str:
    own = (schema.tasks.c.customer == customer, schema.tasks.c.case == "")
    return f"{customer}-T{len(queries.tasks(desk.book, *own)) + 1:02d}"


def _difference(
    filled: Filled, before: Mapping[str, Typed], fields: Mapping[str, Typed], desk: Desk
) -> str:
    """原值→新值 of what 生产管理课 may see; what is restricted only reads as changed."""
    told = []
    for name, item in filled.form.fields.items():
        old, new = before.get(name), fields.get(name)
        if old != new and item.restricted:
            told.append(f"{item.label}:已变更(保密)")
        elif old != new:
            shown = [show_cell(value, item, desk.company) or "空" for value in (old, new)]
            told.append(f"{item.label}:{shown[0]}→{shown[1]}")
    return "\n".join(told)
