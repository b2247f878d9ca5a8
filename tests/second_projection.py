"""The auditor's own reckoning of 顾客反馈清单, made without the program whose work it checks.

    python second_projection.py STATE_DIR WORKBOOKS_DIR

STATE_DIR is the private folder of a workspace (`.feedback_xl`), WORKBOOKS_DIR the one with
总台账.xlsx and 看板.xlsx; copies of both will do. Needs Python 3.11 and openpyxl, nothing else.

The journal `STATE_DIR/journal/<site>.jsonl` has one entry a line. Of an entry only the facts are
believed: what forms said, what people typed into task sheets, what heads approved, when that was
seen and saved, and which numbers were given. The script proves the chain of hashes, reads the
facts in order into an SQLite database in memory, reckons levels, limits, replies, states and K03
by the SQL below, and compares them with the two books. What the program concluded from an entry
(`changes`) is not looked at, except for the tasks it gave out and took back, whose numbers nobody
could reckon.

Prints a line for each difference, then the last hash: noted down today, it shows next year that
nothing before it was altered. Exit code 0: all equal, 1: something differs, 2: not readable.
"""

import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl

TABLES = """
CREATE TABLE grade (field, word, hours);  -- clause 4.2: AA 24, A 48, B 72 hours
INSERT INTO grade VALUES ('level', 'AA', 24), ('level', 'A', 48), ('level', 'B', 72),
    ('severity', 'extreme', 24), ('severity', 'serious', 48),
    ('urgency', 'extreme', 24), ('urgency', 'urgent', 48);
CREATE TABLE feedback (number PRIMARY KEY, entered, customer, content, praise, goods, received,
    said, hours, ended);  -- hours the form said, hours that hold; ended by a decision, not by facts
CREATE TABLE round (feedback, number, start, limit_at, first_reply, verdict, final_reply,
    final_text, opinion, PRIMARY KEY (feedback, number));
CREATE TABLE task (number PRIMARY KEY, feedback, round, step, done DEFAULT FALSE,
    person, cause, measures, status, done_at, related_no,                  -- every department
    conclusion, supplier, escape_cause, start_capa, no_capa_reason,        -- 品质保证部
    confirmation, disposal, concession, capa_number, capa_plan, capa_outline,
    capa_cause, capa_escape, countermeasure, capa_on, fmea, horizontal, effect, effect_evidence,
    verified_by, verified_on,
    contacted_at, negotiation, supplier_8d_on,                             -- 资材部
    technical_verdict, technical_reason, determined_by,                    -- 技术部
    review_verdict, review_reason, reviewer, reviewed_on,                  -- those who review
    acknowledged_by, acknowledged_on, changed,                             -- those who change
    technical_agreement, technical_agreed_on, review_number, contract_verdict, negotiated,
    agreed_on, agreement, early_reason, explained_on, explanation,         -- 营业部
    reply_kind, reply_content, replied_at, next_date, opinion, typed_at);
CREATE INDEX task_of ON task (feedback, round);
CREATE VIEW work AS  -- tasks that count now: these four kinds in their own round only
SELECT * FROM task WHERE step NOT IN ('analyse', 'handle', 'assist', 'reply')
    OR (feedback, round) IN (SELECT feedback, MAX(number) FROM round GROUP BY feedback);
CREATE VIEW result AS  -- what the final reply waits for
SELECT * FROM work WHERE step IN
    ('analyse', 'handle', 'assist', 'plan_capa', 'determine', 'review_change', 'conclude');
CREATE VIEW hold AS  -- what is to be done, or to be answered, before a feedback is closed
SELECT * FROM work WHERE step NOT IN ('reply', 'supplement', 'judge') AND NOT done
    OR step = 'analyse' AND (COALESCE(start_capa, '') NOT IN ('yes', 'no')
        OR start_capa = 'no' AND no_capa_reason IS NULL
        OR conclusion IN ('supplier', 'several') AND supplier IS NULL
        OR conclusion = 'supplier' AND escape_cause IS NULL)
    OR step = 'confirm' AND (concession = 'asked' OR disposal IS NOT 'complete'
        AND (SELECT goods FROM feedback WHERE number = feedback));
"""
# A form, first or revised. A day without a time counts from the start of shift, and nothing begins
# after it was entered. The strictest of level, severity and urgency holds; a revision may raise
# the level and move the start earlier, never back; one that says of the level what was said before
# leaves alone what was decided since.
ENTER_FEEDBACK = """
INSERT INTO feedback
SELECT :feedback, :seen, :customer, :content, :business_type IS 'praise',
    :business_type IN ('return', 'exchange', 'repair'),
    IIF(contact > :seen, strftime('%Y-%m-%d %H:%M:00', :seen), contact), hours, hours, NULL
FROM (SELECT datetime(:received_on || ' ' || COALESCE(:received_time, '08:00')) AS contact,
    MIN(hours) AS hours FROM grade WHERE (field, word) IN
        (VALUES ('level', :level), ('severity', :severity), ('urgency', :urgency)))
WHERE TRUE
ON CONFLICT DO UPDATE SET customer = excluded.customer, content = excluded.content,
    praise = excluded.praise, goods = excluded.goods, said = excluded.said,
    received = MIN(received, excluded.received),
    hours = IIF(said = excluded.said, hours, MIN(hours, excluded.said))
"""
ENTER_ROUND_1 = """
INSERT INTO round (feedback, number, start)
SELECT number, 1, strftime('%Y-%m-%d %H:%M:00', received) FROM feedback WHERE number = :feedback
ON CONFLICT DO UPDATE SET start = excluded.start
"""
# What somebody decided about a feedback as a whole, by the name of the act. A question put before a
# head is no act; his approval is. What ends by a decision is chased no longer; withdrawn by the
# customer after its limit, it stays late.
ACTS = {
    "level": [
        """UPDATE feedback SET hours = (SELECT hours FROM grade
        WHERE field = 'level' AND word = :level) WHERE number = :feedback"""
    ],
    "start": [
        "UPDATE feedback SET received = datetime(:at) WHERE number = :feedback",
        "UPDATE round SET start = datetime(:at) WHERE (feedback, number) = (:feedback, 1)",
    ],
    "reopen": [
        """INSERT INTO round (feedback, number, start)
        VALUES (:feedback, :round + 1, strftime('%Y-%m-%d %H:%M:00', :at))"""
    ],
    "end": [
        "UPDATE feedback SET ended = :state WHERE number = :feedback",
        """UPDATE round SET limit_at = IIF(:state = 'withdrawn' AND datetime(:at) > limit_at,
                limit_at, NULL), verdict = IIF(:state = 'withdrawn' AND datetime(:at) > limit_at,
                '超期完成', NULL)
            WHERE (feedback, number) = (:feedback, :round) AND verdict IS NULL""",
    ],
    "concede": [
        """UPDATE task SET concession = 'approved'
        WHERE feedback = :feedback AND step = 'confirm'"""
    ],
}
# After each entry the next six run in this order for the present :round of each :feedback it speaks
# of. :seen is when the program saw it, :saved when the sheet was saved. An instant that somebody
# typed counts if it lies between the start of the round and :seen, ten minutes over at the most.
SET_LIMIT = """
UPDATE round SET limit_at = datetime(start, IIF(praise AND NOT EXISTS (SELECT 1 FROM work
        WHERE feedback = :feedback AND typed_at IS NOT NULL), NULL, hours || ' hours'))
FROM feedback f WHERE f.number = :feedback AND (feedback, round.number) = (:feedback, :round)
    AND (ended IS NULL OR limit_at IS NOT NULL)
"""
SET_DONE = """
UPDATE task SET done = CASE step  -- cells joined by || are NULL where one of them is
        WHEN 'analyse' THEN person || cause || measures
        WHEN 'negotiate' THEN person || contacted_at || negotiation
        WHEN 'supplier_8d' THEN person || supplier_8d_on
        WHEN 'ship' THEN person || related_no
        WHEN 'confirm' THEN confirmation
        WHEN 'plan_capa' THEN capa_number || capa_plan || capa_outline
        WHEN 'capa' THEN capa_cause || capa_escape || countermeasure || capa_on || fmea ||
            horizontal || effect_evidence || verified_by || verified_on ||
            IIF(effect IN ('effective', 'ineffective'), effect, NULL)
        WHEN 'determine' THEN technical_verdict || determined_by ||
            IIF(technical_verdict = 'feasible', '', technical_reason)
        WHEN 'review_change' THEN review_verdict || reviewer || reviewed_on ||
            IIF(review_verdict = 'can', '', review_reason)
        WHEN 'agree_technically' THEN technical_agreement || technical_agreed_on
        WHEN 'conclude' THEN review_number || contract_verdict || CASE
            WHEN contract_verdict = 'cannot' AND negotiated IS NOT 'agreed' THEN ''
            WHEN negotiated = 'agreed' THEN agreement || IIF(early_reason IS NULL AND agreed_on <
                (SELECT MAX(reviewed_on) FROM task t WHERE t.feedback = :feedback), NULL, agreed_on)
            WHEN negotiated = 'refused' THEN '' END
        WHEN 'explain' THEN explained_on || explanation
        WHEN 'acknowledge' THEN acknowledged_by || acknowledged_on || changed
        ELSE person || measures END IS NOT NULL
    AND (status IS 'done' OR step IN ('confirm', 'plan_capa', 'capa', 'determine', 'review_change',
        'agree_technically', 'conclude', 'explain', 'acknowledge'))
    AND (done_at IS NULL OR datetime(done_at) BETWEEN start AND datetime(:seen, '+10 minutes'))
FROM round r WHERE r.feedback = :feedback
    AND (task.feedback, task.round) = (:feedback, r.number)
    AND task.number IN (SELECT number FROM work)
"""
# A reply counts with kind and content; an interim one needs a next date, a final one the results of
# the departments. Its instant is the typed one, else when the row was saved; a final reply does not
# take over the instant of the interim one that still stands in its cell.
REPLY = """
SELECT reply_kind, reply_content, t.opinion,
    COALESCE(IIF(reply_kind = 'final' AND first_reply = datetime(replied_at), NULL,
        datetime(replied_at)), MIN(:saved, typed_at)) AS replied
FROM task t JOIN round r ON (r.feedback, r.number) = (t.feedback, t.round)
WHERE (t.feedback, t.round, step) = (:feedback, :round, 'reply') AND reply_content IS NOT NULL
    AND (replied_at IS NULL
        OR datetime(replied_at) BETWEEN start AND datetime(:seen, '+10 minutes'))
    AND (reply_kind = 'interim' AND next_date IS NOT NULL
        OR reply_kind = 'final'
            AND NOT EXISTS (SELECT 1 FROM result WHERE feedback = :feedback AND NOT done))
"""
TAKE_FIRST_REPLY = f"""
UPDATE round SET first_reply = replied, verdict = IIF(replied > limit_at, '超期完成', '按时完成')
FROM ({REPLY}) WHERE feedback = :feedback AND number = :round AND first_reply IS NULL
"""
TAKE_FINAL_REPLY = f"""
UPDATE round SET final_reply = COALESCE(final_reply, replied), final_text = reply_content,
    opinion = reply.opinion
FROM ({REPLY}) reply WHERE feedback = :feedback AND number = :round AND reply_kind = 'final'
"""
REOPEN_IF_REFUSED = """
INSERT INTO round (feedback, number, start)
SELECT feedback, number + 1, strftime('%Y-%m-%d %H:%M:00', :saved) FROM round
WHERE feedback = :feedback AND number = :round AND opinion = 'refused'
"""
FOLLOW_UP = [SET_LIMIT, SET_DONE, TAKE_FIRST_REPLY, TAKE_FINAL_REPLY, REOPEN_IF_REFUSED, SET_LIMIT]
# 顾客反馈清单 as of an instant, under the book's own titles. Closed is what the customer accepted,
# or did not object to for seven days, with all work done and nothing left to answer inside.
LIST = """
SELECT f.number AS 反馈编号, word AS 等级, customer AS 客户名称, content AS 反馈内容,
    received AS 收到时间, entered AS 受理时间, limit_at AS 完成时限, limit_at AS 回复时限,
    first_reply AS 首次回复时间, final_text AS 最终回复, r.number AS 轮次,
    CASE WHEN limit_at IS NULL THEN '不计时' WHEN verdict IS NOT NULL THEN verdict
        WHEN :as_of > limit_at THEN '超期'
        WHEN :as_of >= datetime(start, (f.hours * 48) || ' minutes') THEN '即将到期'  -- 80 %
        ELSE '正常' END AS 时限状态,
    IIF(verdict IS NOT '按时完成' AND COALESCE(first_reply, :as_of) > limit_at,
        24 * (julianday(COALESCE(first_reply, :as_of)) - julianday(limit_at)), NULL) AS "超期(h)",
    CASE WHEN ended = 'void' THEN '已作废' WHEN ended = 'merged' THEN '已并入'
        WHEN ended = 'withdrawn' THEN '客户已撤回' WHEN limit_at IS NULL THEN '已结案'
        WHEN opinion IS 'accepted' OR datetime(final_reply, '+7 days') <= :as_of THEN CASE
            WHEN f.number NOT IN (SELECT feedback FROM hold) THEN '已结案'
            WHEN f.number IN (SELECT feedback FROM hold WHERE step = 'capa') THEN '纠正措施跟踪'
            ELSE '客户已接受,内部处理中' END
        WHEN final_reply IS NOT NULL THEN '已回复,待客户确认'
        WHEN f.number NOT IN (SELECT feedback FROM result WHERE NOT done) THEN '待回复客户'
        WHEN first_reply IS NOT NULL THEN '已初步回复' ELSE '未回复' END AS 状态
FROM feedback f JOIN grade g ON g.hours = f.hours AND field = 'level'
    JOIN round r ON r.feedback = f.number
WHERE r.number = (SELECT MAX(number) FROM round WHERE feedback = f.number) ORDER BY f.number
"""
# K03: of the limits that fell in this month and have passed, how many were kept. What was entered
# in error never was a feedback.
ON_TIME = """
SELECT COUNT(*) FILTER (WHERE verdict = '按时完成'), COUNT(*) FROM round
WHERE limit_at <= :as_of AND strftime('%Y-%m', limit_at) = strftime('%Y-%m', :as_of)
    AND feedback NOT IN (SELECT number FROM feedback WHERE ended = 'void')
"""
BODY = {"payload", "payload_sha", "previous", "hash"}  # of an entry; the rest is its head
CONTACT = ("received_on", "received_time")
SAID_ON_B = (*CONTACT, "content", "business_type", "level", "severity", "urgency")
WAITING = (None, "waiting")
ANSWERED = {"已结案", "已作废", "已并入", "客户已撤回", "纠正措施跟踪", "客户已接受,内部处理中"} | {
    "已回复,待客户确认",
    "待回复客户",
    "已初步回复",
}
canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def breaks(entries: list[dict]) -> Iterator[str]:
    """Where the journal was altered: a hash covers an entry and the hash of the one before."""
    previous, left = "0" * 64, left_by_disposals(entries)
    for seq, entry in enumerate(entries, 1):
        head = canonical({name: entry[name] for name in entry.keys() - BODY})
        content = sha256(canonical(entry["payload"]))
        if (entry["seq"], entry["previous"]) != (seq, previous):
            yield f"journal: line {seq}, entry {entry['seq']}, does not follow upon the one before"
        if entry["hash"] != sha256(entry["previous"] + head + entry["payload_sha"]):
            yield f"journal: the head of entry {entry['seq']} was altered"
        if content != left.get(seq, entry["payload_sha"]):
            yield f"journal: the content of entry {entry['seq']} was altered"
        previous = entry["hash"]


def left_by_disposals(entries: list[dict]) -> dict[int, str]:
    """Digests of what lawfully remains of an entry whose case was disposed of."""
    disposals = [entry["payload"]["facts"] for entry in entries if entry["kind"] == "disposal"]
    return {told["seq"]: told["now"] for facts in disposals for told in facts["payloads"]}


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def reckon(entries: list[dict]) -> sqlite3.Connection:
    """The tables above, filled entry by entry; entries of other kinds say nothing of a feedback."""
    db = sqlite3.connect(":memory:")
    db.row_factory = sqlite3.Row
    db.executescript(TABLES)
    for payload in (entry["payload"] for entry in entries):
        changes = [c for c in payload["changes"] if c["what"] == "tasks"]
        note_given(db, changes)
        facts = payload["facts"]
        if "seen" not in facts:
            continue
        form = facts.get("record", {}).get("form")
        seen, saved = facts["seen"], facts.get("saved", facts["seen"])
        moment = {"seen": seen.replace("T", " "), "saved": saved.replace("T", " ")}
        acts = facts.get("acts", [])
        if form == "feedback":
            concerned = enter_feedback(db, {**facts, **moment})
        elif form == "confirmation":
            concerned = enter_cells(db, cells_of_confirmation(db, facts), moment["saved"])
        else:
            concerned = enter_cells(db, facts.get("cells", ()), moment["saved"])
        follow_up(db, concerned, moment)
        for act in acts:
            for statement in ACTS.get(act["act"], ()):
                db.execute(statement, {**act, **present(db, act["case"])})
        note_taken_back(db, changes)
        follow_up(db, concerned | {act["case"] for act in acts}, moment)
    return db


def follow_up(db: sqlite3.Connection, concerned: set[str], moment: dict) -> None:
    for number in sorted(concerned):
        for statement in FOLLOW_UP:
            db.execute(statement, {**moment, **present(db, number)})


def present(db: sqlite3.Connection, number: str) -> dict:
    """A feedback and its present round."""
    asked = "SELECT feedback, MAX(number) AS round FROM round WHERE feedback = ?"
    return dict(db.execute(asked, (number,)).fetchone())


def note_given(db: sqlite3.Connection, changes: list[dict]) -> None:
    """Tasks given out."""
    for values, number in ((c["values"], c["key"]) for c in changes):
        if values.get("case"):
            new = (number, values["case"], values["round"], values["step"])
            db.execute("INSERT INTO task (number, feedback, round, step) VALUES (?, ?, ?, ?)", new)


def note_taken_back(db: sqlite3.Connection, changes: list[dict]) -> None:
    """Tasks withdrawn, or passed on to another department, which has one of its own."""
    for change in changes:
        if change["values"].get("state") in ("withdrawn", "passed"):
            db.execute("DELETE FROM task WHERE number = ?", (change["key"],))


def enter_feedback(db: sqlite3.Connection, facts: dict) -> set[str]:
    """Block 1 of form B and each row of 其他事项, which has day and time from block 1."""
    first, rows = facts["record"]["fields"], facts["record"]["lines"].get("matters", ())
    contact = {name: first.get(name) for name in CONTACT}
    matters = [first, *({**contact, **row} for row in rows)]
    for number, item in facts["cases"].items():
        said = {name: matters[item - 1].get(name) for name in SAID_ON_B}
        said |= {"feedback": number, "customer": facts["customer"]["name"], "seen": facts["seen"]}
        db.execute(ENTER_FEEDBACK, said)
        db.execute(ENTER_ROUND_1, said)
    return set(facts["cases"])


def cells_of_confirmation(db: sqlite3.Connection, facts: dict) -> Iterator[dict]:
    """Form C enters 品质保证部's findings as if typed, and its number where it was asked for.

    Goods are settled when each line has a disposal and all that came is disposed of; to let the
    customer keep them needs an approval.
    """
    said, lines = facts["record"]["fields"], facts["record"]["lines"].get("defects", ())
    came = [line for line in lines if line.get("received")]
    settled = sum(float(line.get("disposed") or 0) for line in came) == sum(
        float(line["received"]) for line in came
    ) and not any(line.get("disposal") in WAITING for line in came)
    asked = any(line.get("disposal") == "concession" for line in lines)
    confirmed = {
        "confirmation": facts["number"],
        "disposal": "complete" if settled else "open",
        "concession": "asked" if asked else None,
    }
    steps = {"analyse": {}, "confirm": confirmed}
    if "capa_no" in said:
        steps["plan_capa"] = {"capa_number": said["capa_no"]}
    rows = "SELECT * FROM work WHERE (feedback, step) = (?, ?)"
    for number, step in ((number, step) for number in said["cases"] for step in steps):
        steps["analyse"] = facts["entered"][number]  # over nobody's typing
        for task in db.execute(rows, (number, step)).fetchall():
            stands = {"capa_number"} if task["capa_number"] else set()
            stands |= {"concession"} if asked and task["concession"] == "approved" else set()
            for name in steps[step].keys() - stands:
                yield {"row": task["number"], "field": name, "value": steps[step][name]}


def enter_cells(db: sqlite3.Connection, cells: Iterator[dict], saved: str) -> set[str]:
    """What was typed into a task sheet, as it was understood; NULL where it was not."""
    concerned = set()
    columns = {row["name"] for row in db.execute("PRAGMA table_info(task)")}
    for cell in cells:
        if cell["field"] in columns:
            change = f"UPDATE task SET {cell['field']} = ? WHERE number = ?"
            db.execute(change, (cell["value"], cell["row"]))
        db.execute("UPDATE task SET typed_at = ? WHERE number = ?", (saved, cell["row"]))
        owner = db.execute("SELECT feedback FROM task WHERE number = ?", (cell["row"],))
        concerned |= {row["feedback"] for row in owner}
    return concerned


def stated(book: openpyxl.Workbook) -> dict:
    """The instant a book shows and the last entry it knows."""
    meta = dict(book["_meta"].iter_rows(max_col=2, values_only=True))
    return {"as_of": meta["as_of"].replace("T", " "), "seq": int(meta["seq"])}


def compare_list(db: sqlite3.Connection, book: openpyxl.Workbook) -> Iterator[str]:
    """顾客反馈清单: titles in row 4, below them a feedback a row, its key in hidden column A."""
    titles, *lines = book["顾客反馈清单"].iter_rows(min_row=4, values_only=True)
    told = {line[0]: dict(zip(titles, line, strict=True)) for line in lines if line[0]}
    reckoned = {row["反馈编号"]: dict(row) for row in db.execute(LIST, stated(book))}
    for number in sorted(told.keys() | reckoned.keys()):
        if number not in told or number not in reckoned:
            yield f"{number}: stands only in the {'book' if number in told else 'journal'}"
            continue
        for title, value in reckoned[number].items():
            cell = as_reckoned(title, told[number][title], value)
            if cell != value:
                yield f"{number} {title}: the book says {cell}, reckoned {value}"


def as_reckoned(title: str, told: object, reckoned: object) -> object:
    """A cell of the book as LIST gives it."""
    if isinstance(told, datetime):  # Excel's fractions of a day miss the second by a hair
        return str((told + timedelta(milliseconds=500)).replace(microsecond=0))
    if isinstance(told, int | float) and isinstance(reckoned, float):  # hours, one decimal
        return reckoned if abs(told - reckoned) < 0.0501 else told
    if title == "时限状态":
        return str(told).split()[-1]  # without its symbol
    if title == "状态":
        word = str(told).partition("FK-")[0]  # 已并入 names where
        return word if word in ANSWERED else "未回复"
    return told


def compare_card(db: sqlite3.Connection, book: openpyxl.Workbook) -> Iterator[str]:
    """The card of K03 on the first page: its number stands below its name."""
    good, whole = db.execute(ON_TIME, stated(book)).fetchone()
    reckoned = f"{good / whole:.1%}" if whole else "—"
    cells = (cell for row in book["总览"].iter_rows() for cell in row)
    told = next((c.offset(row=1).value for c in cells if c.value == "首次回复按时率"), None)
    if told != reckoned:
        yield f"K03: the book says {told}, reckoned {reckoned} ({good} of {whole})"


def audit(state: Path, workbooks: Path) -> int:
    """Print what differs; 1 where something does."""
    [journal] = (state / "journal").glob("*.jsonl")
    entries = [json.loads(line) for line in journal.read_bytes().splitlines()]
    found = list(breaks(entries)) or list(compare(entries, workbooks))
    print(*found, f"{len(found)} differences", sep="\n")
    print(f"{len(entries)} entries, the last hash {entries[-1]['hash']}")
    return 1 if found else 0


def compare(entries: list[dict], workbooks: Path) -> Iterator[str]:
    """The books against a journal that holds; an altered one would prove nothing about them."""
    db = reckon(entries)
    master, board = (
        openpyxl.load_workbook(workbooks / f"{n}.xlsx", data_only=True) for n in ("总台账", "看板")
    )
    if (known := stated(master)["seq"]) > len(entries):
        yield f"journal: ends with entry {len(entries)}, the book knows entry {known}"
    yield from compare_list(db, master)
    yield from compare_card(db, board)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # whatever the console's code page
    if len(sys.argv) != 3:
        print(__doc__)
        sys.exit(2)
    try:
        sys.exit(audit(Path(sys.argv[1]), Path(sys.argv[2])))
    except (OSError, ValueError, KeyError) as error:
        print(f"cannot be read: {error!r}")
        sys.exit(2)
