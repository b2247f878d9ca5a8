"""顾客档案登记表: a file opened or changed; 生产管理课 registers the confirmed."""

from collections.abc import Mapping, Sequence

from feedback_xl.forms.customer_file import (
    ABOUT_THE_FORM,
    columns_of,
    differences,
    gaps,
)
from feedback_xl.forms.filled import Filled
from feedback_xl.forms.text import fold_key
from feedback_xl.intake.ruling import Desk, Ruling, tell
from feedback_xl.language import listed, say
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.queries import Row
from feedback_xl.problems import Note, Problem
from feedback_xl.procedure.customer_file import CustomerFile
from feedback_xl.procedure.filing import register, review_file
from feedback_xl.records import Submission, Typed

STATUS_AFTER = {"stop": "ended", "resume": "active"}
SECOND_PERSON = "second_person"
Lines = Mapping[str, Sequence[Mapping[str, Typed]]]


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
    nothing = say("common.nothing")
    clashes = [
        tell(Note.of("REVISION_CLASH", now=standing["fields"].get(n, nothing), new=v), filled, n)
        for n, v in fields.items()
        if n not in ABOUT_THE_FORM
        and not filled.form.fields[n].confirmed  # a second person looks at those
        and standing["fields"].get(n) not in (base.fields.get(n), v)
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
    file = queries.customer_file(desk.book, desk.company, number)
    before, problems = _known(standing), filled.problems
    fields = _changed_fields(before, record)
    if refused := _emptied(filled, fields):
        return Ruling(problems=(*problems, *refused))
    if file.is_filed:
        fields, waiting = _held_back(file, before, fields, record, desk)
        problems = (*problems, *(tell(note, filled) for note in waiting))
    if action in STATUS_AFTER:
        fields["status"] = STATUS_AFTER[action]
    old_lines = standing["lines"] if standing is not None else {}
    lines = {**old_lines, **_lines(record, {} if replace_lines else old_lines)}
    revision = 0 if standing is None or action == "new" else standing["revision"] + 1
    told = _told(before, fields, old_lines, lines, desk) if standing else ""
    file.set(
        **columns_of(fields),
        lines=lines,
        provisional=standing is not None and standing["provisional"] and action != "new",
        revision=revision,
        changed_at=desk.now,
        **({} if standing else {"opened_at": desk.now}),
    )
    if told or action != "change":
        register(file, action, told, desk.now)
    review_file(file, gaps(fields), desk.moment)
    return Ruling(number, revision, problems, file.changes)


def _held_back(
    file: CustomerFile,
    before: Mapping[str, Typed],
    fields: Mapping[str, Typed],
    record: Submission,
    desk: Desk,
) -> tuple[dict[str, Typed], list[Note]]:
    """The fields without what a second person must confirm first; that is put before the head.

    What waits already goes on waiting with it, unless this form says otherwise.
    """
    standing = file.open_question(SECOND_PERSON, file.number)
    cleared = record.fields.get("cleared") or []
    assert isinstance(cleared, list)
    waiting = dict(standing.asked["fields"]) if standing else {}
    wanted = {n: v for n, v in waiting.items() if n not in record.fields and n not in cleared}
    wanted |= {d.field.id: d.new for d in differences(before, fields) if d.field.confirmed}
    now: dict[str, Typed] = {name: before.get(name) for name in wanted}
    kept: dict[str, Typed] = {n: v for n, v in {**fields, **now}.items() if v is not None}
    if not wanted:
        file.withdraw(SECOND_PERSON, file.number)
        return kept, []
    labels = listed(d.field.label for d in differences(now, wanted))
    if wanted != waiting:
        words = desk.company.approvals[SECOND_PERSON].words
        earlier = standing.asked_by.split(say("common.comma")) if standing else []
        file.ask(
            SECOND_PERSON,
            file.number,
            desk.now,
            words=words.format(number=file.number, name=file.row["name"], fields=labels),
            reason=record.text("basis"),
            asked={"fields": wanted, "before": now},
            department=desk.company.front,
            asked_by=listed(dict.fromkeys([*earlier, _filled_by(record, file)])),
        )
    return kept, [Note.of("SECOND_PERSON_WAITS", fields=labels)]


def _filled_by(record: Submission, file: CustomerFile) -> str:
    """Who typed the form; where 作成 is empty, whoever looks after the customer."""
    return record.text("filled_by") or str(file.row["rep"])


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


def _told(
    before: Mapping[str, Typed],
    fields: Mapping[str, Typed],
    old_lines: Lines,
    lines: Lines,
    desk: Desk,
) -> str:
    """原值→新值 of what 生产管理课 may see; what is restricted only reads as changed."""
    told = [difference.public_words(desk.company) for difference in differences(before, fields)]
    for table, rows in lines.items():
        told += [
            say("customer_file.product", values=" / ".join(map(str, line.values())))
            for line in rows
            if line not in old_lines.get(table, ())
        ]
    return "\n".join(told)
