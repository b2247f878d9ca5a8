"""顾客档案登记表: a file opened or changed; 生产管理课 registers the confirmed."""

from collections.abc import Mapping, Sequence

from feedback_xl.forms.filled import Filled
from feedback_xl.forms.text import fold_key
from feedback_xl.forms.types import show_cell
from feedback_xl.intake.ruling import Desk, Ruling, tell
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.queries import Row
from feedback_xl.problems import Note, Problem
from feedback_xl.procedure.casefile import standing_task
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
    table, record = schema.customers, filled.submission
    keys = [fold_key(record.text(name)) for name in ("customer_name", "short_name")]
    same = queries.rows(desk.book, table, table.c.name_key.in_([key for key in keys if key]))
    filed = [row for row in same if not row["provisional"] and row["name_key"] == keys[0]]
    if filed:
        note = Note.of("CUSTOMER_EXISTS", number=filed[0]["key"])
        return Ruling(problems=(*filled.problems, tell(note, filled, "customer_name")))
    provisional = next((row for row in same if row["provisional"]), None)
    number = provisional["key"] if provisional else desk.book.give_number(filled.form.kind)
    return _enter(filled, record, number, provisional, desk)


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
    return _enter(filled, change, number, standing, desk, replace_lines=True)


def _enter(
    filled: Filled,
    record: Submission,
    number: str,
    standing: Row | None,
    desk: Desk,
    *,
    replace_lines: bool = False,
) -> Ruling:
    """`record` holds what changes; all of it for a new file."""
    action = record.text("action")
    before = _known(standing)
    fields = _changed_fields(before, record)
    if refused := _emptied(filled, fields):
        return Ruling(problems=(*filled.problems, *refused))
    if action in STATUS_AFTER:
        fields["status"] = STATUS_AFTER[action]
    old_lines = standing["lines"] if standing is not None else {}
    lines = {**old_lines, **_lines(record, {} if replace_lines else old_lines)}
    revision = 0 if standing is None or action == "new" else standing["revision"] + 1
    values = {
        "name": fields.get("customer_name", ""),
        "short_name": fields.get("short_name", ""),
        "name_key": fold_key(str(fields.get("customer_name", ""))),
        "short_key": fold_key(str(fields.get("short_name", ""))),
        "status": fields.get("status", ""),
        "rep": fields.get("rep", ""),
        "provisional": standing is not None and standing["provisional"] and action != "new",
        "revision": revision,
        "fields": fields,
        "lines": lines,
        "changed_at": desk.now,
    }
    if standing is None:
        values["opened_at"] = desk.now
    changes = [Change("customers", number, values)]
    detail = _difference(filled, before, fields, old_lines, lines, desk) if standing else ""
    changes += _registration(number, action, fields, standing, detail, desk)
    return Ruling(number, revision, filled.problems, tuple(changes))


def _known(standing: Row | None) -> dict[str, Typed]:
    """What the file says already; of a provisional customer only what form B told."""
    if standing is None:
        return {}
    told = {"customer_name": standing["name"], "rep": standing["rep"], "status": standing["status"]}
    return {**{name: text for name, text in told.items() if text}, **standing["fields"]}


def _emptied(filled: Filled, fields: Mapping[str, Typed]) -> list[Problem]:
    """What a file cannot be without may be changed, never cleared."""
    cleared = filled.submission.fields.get("cleared") or []
    assert isinstance(cleared, list)
    needed = [n for n in cleared if filled.form.fields[n].mark({"action": "new"}) == "required"]
    return [
        tell(Note.of("CLEARED_NEEDED"), filled, name) for name in needed if not fields.get(name)
    ]


def _lines(
    record: Submission, standing: Mapping[str, Sequence[Mapping[str, Typed]]]
) -> dict[str, list[dict[str, Typed]]]:
    """Lines with a part we know replace that line, others are added; none is thrown away."""
    merged = {}
    for table, rows in record.lines.items():
        by_part = {str(line.get("part")): dict(line) for line in standing.get(table, ())}
        by_part |= {str(line.get("part")): dict(line) for line in rows if line}
        merged[table] = list(by_part.values())
    return merged


def _changed_fields(before: Mapping[str, Typed], record: Submission) -> dict[str, Typed]:
    cleared = record.fields.get("cleared") or []
    assert isinstance(cleared, list)
    given = {n: v for n, v in record.fields.items() if n not in ABOUT_THE_FORM}
    return {name: value for name, value in {**before, **given}.items() if name not in cleared}


def _registration(
    number: str,
    action: str,
    fields: Mapping[str, Typed],
    standing: Row | None,
    detail: str,
    desk: Desk,
) -> list[Change]:
    """Registered is what is confirmed: 合作中, or no longer so (P4.1-2, S4)."""
    registered = standing is not None and standing["registered_at"] is not None
    if fields.get("status") != "active" and not (registered and action == "stop"):
        return []
    kind = ("stop" if action == "stop" else "change") if registered else "new"
    open_tasks = queries.tasks(
        desk.book,
        schema.tasks.c.customer == number,
        schema.tasks.c.step == "register",
        schema.tasks.c.state == "open",
    )
    if open_tasks:
        task = open_tasks[0]
        told = "\n".join(part for part in (task.detail, detail) if part)
        values = {**task.values, "action": kind}
        return [Change("tasks", task.number, {"detail": told, "values": values})]
    task = standing_task(
        desk.company,
        "register",
        _next_task(desk, number),
        desk.now,
        customer=number,
        detail=detail,
        values={"action": kind},
    )
    return [Change("tasks", task.number, _as_values(task))]


def _as_values(task: Task) -> dict[str, object]:
    return dict(task.__dict__)


def _next_task(desk: Desk, customer: str) -> str:
    own = (schema.tasks.c.customer == customer, schema.tasks.c.case == "")
    return f"{customer}-T{len(queries.tasks(desk.book, *own)) + 1:02d}"


def _difference(
    filled: Filled,
    before: Mapping[str, Typed],
    fields: Mapping[str, Typed],
    old_lines: Mapping[str, Sequence[Mapping[str, Typed]]],
    lines: Mapping[str, Sequence[Mapping[str, Typed]]],
    desk: Desk,
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
    for table, rows in lines.items():
        told += [
            "产品:" + " / ".join(str(value) for value in line.values())
            for line in rows
            if line not in old_lines.get(table, ())
        ]
    return "\n".join(told)
