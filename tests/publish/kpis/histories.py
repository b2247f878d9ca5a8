"""A year and more of a plant's ledger, made up: every odd state that measures must tell apart.

`write_history` fills the ledger's own tables; the same seed gives the same rows.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from feedback_xl.ledger.schema import PROJECTION
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.load import shipped_company
from feedback_xl.records import Case, HandOver, Reply, Round, Task

NOW = datetime(2026, 11, 23, 22, 0)
DAYS = 420  # before NOW
PEOPLE = ("张敏", "李婷", "王磊", "陈浩", "林晓燕")
PARTS = (*(f"ZD-{3000 + n}" for n in range(24)), "不明", "")
DEFECTS = ("异响", "锈蚀", "砂眼", "裂纹", "尺寸超差", "磕碰伤", "Noise", "标签错", "气密泄漏", "")
PLACES = ("incoming", "line", "finished", "market", "transit", "warehouse", "")
CONCLUSIONS = (
    *("company",) * 5,
    *("supplier",) * 3,
    "customer",
    "transport",
    "no_fault",
    "pending",
)
KINDS = (
    ("general",) * 12 + ("return",) * 3 + ("exchange", "repair", "change", "change", "praise", "")
)
SUBCATEGORIES = ("", "appearance", "dimension", "delivery", "consulting", "packing")
CHANNELS = ("phone", "mail", "wechat", "visit")
DEPARTMENTS = ("QA", "ENG", "MFG", "PUR", "PMC", "SALES")
STEPS_OF_A_NOTICE = ("MFG", "PUR", "PMC", "QA")
FILE = {
    "contact": "王工",
    "phone": "13800138000",
    "legal_representative": "陈建国",
    "credit_code": "91110000600037341L",
    "address": "江苏省苏州市",
    "postcode": "215000",
    "fax": "无",
    "invoice_type": "special",
}
Tables = dict[str, list[dict[str, Any]]]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEVER = 1e5  # hours


@dataclass
class History:
    """Rows of the ledger's tables while they are made up."""

    company: Company
    chance: random.Random
    rows: Tables = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def add(self, table: str, key: str, **values: Any) -> None:
        self.rows.setdefault(table, []).append({"key": key, **values})

    def next(self, kind: str) -> int:
        self.numbers[kind] = self.numbers.get(kind, 0) + 1
        return self.numbers[kind]

    def yes(self, share: float) -> bool:
        return self.chance.random() < share

    def of(self, *values: Any) -> Any:
        return self.chance.choice(values)

    def after(self, start: datetime, hours: float) -> datetime:
        """Some time after, on average so many hours, to the minute."""
        minutes = int(self.chance.expovariate(1 / (hours * 60)))
        return start + timedelta(minutes=minutes + 1)

    def until_now(self, instant: datetime) -> datetime | None:
        return instant if instant <= NOW else None


def write_history(engine: Engine, site: str, company: Company, cases: int, seed: int = 4) -> None:
    """Fill the tables of an empty ledger with so many forms and what goes with them."""
    fill_tables(engine, site, history_rows(cases, company, seed))


def history_rows(cases: int, company: Company | None = None, seed: int = 4) -> Tables:
    """The rows by table."""
    history = History(company or shipped_company(), random.Random(seed))
    for number in range(1, 161):
        _customer(history, f"KH-{number:05d}")
    _shipments(history)
    _hand_overs(history)
    minutes = sorted(history.chance.randrange(DAYS * 24 * 60) for _ in range(cases))
    for minute in minutes:
        _matter(history, NOW - DAYS * DAY + timedelta(minutes=minute))
    return history.rows


def fill_tables(engine: Engine, site: str, tables: Tables) -> None:
    """Rows straight into the ledger's tables; what only some rows have is empty in the others."""
    with engine.begin() as connection:
        for name, rows in tables.items():
            blank = dict.fromkeys(column for row in rows for column in row)
            filled = [{**blank, "site": site, **row} for row in rows]
            connection.execute(PROJECTION[name].insert(), filled)


def _customer(history: History, key: str) -> None:
    provisional = history.yes(0.1)
    opened = NOW - history.chance.randrange(DAYS) * DAY - 10 * HOUR
    status = "potential" if provisional else history.of("active", "active", "active", "paused")
    told = {name: text for name, text in FILE.items() if history.yes(0.95)}
    told |= {"customer_name": f"客户{key}", "status": status, "rep": history.of(*PEOPLE)}
    told |= {"region": "domestic"} if history.yes(0.6) else {}
    told |= {"grade": "key"} if history.yes(0.3) else {}
    if history.yes(0.95):
        first = opened.date() - history.chance.randrange(4) * DAY
        told["first_contact_on"] = first.isoformat()
    reviewed = history.until_now(opened + history.chance.randrange(300) * DAY)
    history.add(
        "customers",
        key,
        name=f"客户{key}",
        short_name=key,
        name_key=key,
        short_key=key,
        status=status,
        rep=told["rep"],
        provisional=provisional,
        fields={} if provisional else told,
        opened_at=opened,
        changed_at=opened,
        reviewed_at=reviewed if history.yes(0.7) else None,
        lines={},
        revision=0,
    )
    if not provisional and history.yes(0.9):
        _arrival(history, opened, "accepted", form="customer", number=key)
        _register(history, key, opened)


def _register(history: History, customer: str, opened: datetime) -> None:
    limit = opened.replace(hour=17) + DAY
    done = history.until_now(history.after(opened, 20)) if history.yes(0.95) else None
    _task(
        history,
        *(f"{customer}-T01", "register", "PMC", opened, limit, done),
        customer=customer,
        values={"action": history.of("new", "new", "change")},
    )


def _shipments(history: History) -> None:
    for month in range(24309, 24323):  # October 2025 to November 2026, counted from year 0
        for number in range(1, 41):
            label, customer = f"{month // 12}-{month % 12 + 1:02d}", f"KH-{number:05d}"
            for part in ("", history.of(*PARTS[2:9]), PARTS[1]):
                history.add(
                    "shipments",
                    f"{label}/{customer}/{part}",
                    month=label,
                    customer=customer,
                    part=part,
                    shipped=history.of(None, 0.0, 500.0, 1200.0, 12000.0),
                    lots=history.of(None, 2.0, 12.0),
                    deliveries=history.of(None, 1.0, 4.0),
                    sales=history.of(None, 36000.5, 900000.0),
                )


def _hand_overs(history: History) -> None:
    for number in range(1, 90):
        key = f"JJ-{number:03d}"
        begun = NOW - history.chance.randrange(DAYS) * DAY
        since = (begun + history.chance.randrange(-2, 6) * DAY).date().isoformat()
        over = HandOver(
            key,
            f"某{number // 2}",  # now and then a second successor of the same departure
            history.of("SALES", "QA"),
            "李婷",
            "left",
            f"S-{number // 2}" if history.yes(0.7) else f"S-{number}",
            begun,
            since if history.yes(0.8) else "",
            ("KH-00001", "KH-00002") if history.yes(0.8) else (),
        )
        history.add("handovers", key, **vars(over))
        for place, step in enumerate(("take_over", "announce", "make_contact"), 1):
            limit = begun + 3 * DAY
            done = history.until_now(history.after(begun, 24)) if history.yes(0.95) else None
            number_ = f"{key}-T{place:02d}"
            _task(history, number_, step, "SALES", begun, limit, done, withdrawn=history.yes(0.05))


def _matter(history: History, received: datetime) -> None:
    """One form, and the case or two it opens; some come back first."""
    entered = min(history.after(received, history.of(0.5, 3, 30)), NOW)
    root = ""
    if history.yes(0.08):
        root = _arrival(history, entered - HOUR, "returned", form="feedback")
    first = ""
    for item in (1, 2) if history.yes(0.06) else (1,):
        number = f"FK-{entered:%Y%m%d}-{history.next('case'):05d}"
        first = first or number
        _case(history, number, first, item, received, entered)
    outcome = history.of("accepted", "accepted", "accepted_with_warnings")
    _arrival(history, entered, outcome, form="feedback", number=first, first_try=root)
    if root:
        history.add("returns", root, number=first, state="corrected", opened_at=entered)
    if history.yes(0.05):
        _arrival(history, entered, history.of("duplicate", "revision", "unreadable", "evidence"))


def _arrival(history: History, at: datetime, outcome: str, **values: Any) -> str:
    key = f"AR-{history.next('arrival'):06d}"
    code = history.of("FIELD_ASKED", "FIELD_REQUIRED", "CHOICE_UNKNOWN")
    history.add(
        "arrivals",
        key,
        outcome=outcome,
        seen_at=at,
        department=history.of("SALES", "SALES", "QA"),
        problems=[] if outcome == "accepted" else [{"code": code}],
        **{"form": "", "number": "", "first_try": "", "revision": 0, **values},
    )
    return key


def _case(
    history: History, number: str, first: str, item: int, received: datetime, entered: datetime
) -> None:
    typed = history.of("AA", "A", "A", "B", "B", "B", "B")
    level = "AA" if history.yes(0.04) else typed
    kind = history.of(*KINDS)
    category = "quality" if history.yes(0.75) else "other"
    case = Case(
        number=number,
        submission=first,
        item=item,
        customer=f"KH-{min(history.chance.randrange(1, 61), history.chance.randrange(1, 61)):05d}",
        customer_name="客户",
        category=category,
        level=level,
        level_typed=typed,
        content="轴承异响",
        received_at=received,
        entered_at=entered,
        main=history.of(*DEPARTMENTS),
        business_type=kind,
        subcategory=history.of(*SUBCATEGORIES),
        channel=history.of(*CHANNELS),
        filled_by=history.of(*PEOPLE),
        facts={"change_kind": history.of(["technical"], ["earlier", "other"])},
    )
    state, closing = _handled(history, case)
    history.add("cases", number, **{**vars(case), "state": state, **closing})
    for line in range(history.of(0, 1, 1, 1, 2, 3)):
        _line(history, number, line + 1)


def _line(history: History, number: str, line: int) -> None:
    part, defect = history.of(*PARTS[:9], *PARTS[-2:]), history.of(*DEFECTS)
    blurred = history.yes(0.1)
    values = {
        "part": part.lower() if blurred else part,
        "phenomenon": defect.upper() if blurred else defect,
        "place": history.of(*PLACES),
        "affected": history.of(None, 10, 50),
        "defective": history.of(None, 1, 3, 12),
        "lot": history.of("", "L1", "L2"),
        "returned": history.of(None, None, 2, 40),
        "exchanged": history.of(None, None, None, 5),
    }
    told = {name: value for name, value in values.items() if value not in (None, "")}
    history.add("lines", f"{number}/{line}", case=number, line=line, values=told)


def _handled(history: History, case: Case) -> tuple[str, Mapping[str, Any]]:
    """Its rounds, tasks and replies; the state it came to, with the instants of closing."""
    if case.business_type == "praise":
        _round(history, case, 1, case.received_at, timed=False)
        return "closed", {"closed_at": case.entered_at, "customer_closed_at": case.entered_at}
    fate = history.chance.random()
    replied = _round(history, case, 1, case.received_at, timed=fate > 0.06 or history.yes(0.5))
    rounds, again = 1, replied and history.until_now(history.after(replied, 30))
    if again is not None and history.yes(0.05):
        rounds, replied = 2, _round(history, case, 2, again, timed=True)
    _tasks(history, case, rounds)
    _confirmed(history, case)
    over = {"round": rounds, "first_reply_at": replied}
    if fate < 0.06:
        state = history.of("void", "merged", "withdrawn")
        at = history.until_now(history.after(case.entered_at, 40)) or NOW
        return state, {**over, "closed_at": at, "customer_closed_at": at, "closing": state}
    accepted = replied and history.until_now(history.after(replied, 24 * 12))
    if accepted is None or fate > 0.97:
        return ("answered" if replied else "in_process"), over
    done = history.until_now(history.after(accepted, 24 * 15))
    over |= {"customer_closed_at": accepted, "closing": "accepted"}
    if done is None or fate > 0.9:
        return history.of("capa", "internal"), over
    return "closed", {**over, "closed_at": done}


def _round(
    history: History, case: Case, number: int, start: datetime, *, timed: bool
) -> datetime | None:
    """One clock; gives the instant of its first reply."""
    hours = history.company.levels[case.level].hours
    limit = start + timedelta(hours=hours)
    replied = history.until_now(history.after(start, hours * 0.5)) if history.yes(0.97) else None
    if not timed:
        replied = None
    verdict = "" if replied is None else "done_on_time" if replied <= limit else "done_late"
    one = Round(
        case=case.number,
        round=number,
        started_at=start,
        level=case.level,
        hours=hours,
        mode="calendar",
        provisional=False,
        settings="shipped",
        limit_at=limit if timed else None,
        department_limit_at=limit if timed else None,
        advise_at=start + timedelta(hours=hours * 0.8) if timed else None,
        first_reply_at=replied,
        verdict=verdict,
    )
    history.add("rounds", f"{case.number}/{number}", **vars(one))
    if replied is not None:
        noticed = replied + (history.after(replied, 9) - replied if history.yes(0.2) else 0 * HOUR)
        kind = history.of("interim", "final")
        key = f"{case.number}-R{number:02d}"
        reply = Reply(key, case.number, number, kind, "已回复", replied, noticed)
        history.add("replies", key, **vars(reply))
    return replied


def _task(
    history: History,
    *known: Any,
    withdrawn: bool = False,
    **values: Any,
) -> None:
    """known: number, step, department, opened, limit, done."""
    number, step, department, opened, limit, done = known
    state = "withdrawn" if withdrawn else "done" if done else "open"
    task = Task(
        number=number,
        step=step,
        department=department,
        opened_at=opened,
        limit_at=limit,
        done_at=done,
        noticed_at=done,
        state=state,
        received_at=opened + HOUR if done else None,
        late_entry=bool(done) and history.yes(0.05),
        **values,
    )
    history.add("tasks", number, **vars(task))


def _tasks(history: History, case: Case, rounds: int) -> None:
    """Everybody's work on a case, some handed on, some taken back, some done as it opened."""
    hours = history.company.levels[case.level].hours
    limit = case.received_at + timedelta(hours=hours)
    of_case = {"case": case.number, "customer": case.customer}
    places = iter(range(1, 99))

    def work(
        step: str, department: str, opened: datetime, due: datetime | None, mean: float, **more: Any
    ) -> datetime | None:
        done = history.until_now(history.after(opened, mean)) if history.yes(0.95) else None
        done = opened if history.yes(0.02) else done
        number = f"{case.number}-T{next(places):02d}"
        _task(history, number, step, department, opened, due, done, **of_case, **more)
        return done

    opened = case.entered_at
    work("reply", "SALES", opened, limit, hours * 0.6)
    main = work(history.of("analyse", "handle"), case.main, opened, limit, hours * 0.6)
    if history.yes(0.3):
        work("assist", history.of(*DEPARTMENTS), opened, limit, hours * 0.6)
    if history.yes(0.04):
        work("assist", "ENG", opened, limit, hours, withdrawn=True)
    if history.yes(0.1):
        work("supplement", "SALES", opened, None, hours)
    if rounds > 1:
        later = history.after(limit, 30)
        if later < NOW:
            again = later + timedelta(hours=hours)
            work("analyse", case.main, later, again, hours * 0.6, round=2)
    if history.yes(0.3):
        claim = history.of({}, {"claim": 500}, {"claim": 1250.5})
        work("negotiate", "PUR", opened, limit, hours, values=claim)
    if main and history.yes(0.4):
        for _ in range(history.of(1, 1, 1, 2)):
            _action(history, work, main)
    if case.business_type == "change":
        _change(history, work, opened, limit)


def _action(history: History, work: Any, opened: datetime) -> None:
    due = (opened + history.of(10, 20, 40) * DAY).replace(hour=17, minute=0)
    verified = opened + history.of(5, 15, 35, 70) * DAY
    if verified > NOW or history.yes(0.2):
        work("capa", "QA", opened, due, NEVER)
        return
    effect = history.of("effective", "effective", "effective", "ineffective")
    told = {"effect": effect, "verified_on": verified.date().isoformat()}
    work("capa", "QA", opened, due, 24 * 20, values=told if history.yes(0.95) else {})


def _change(history: History, work: Any, opened: datetime, limit: datetime) -> None:
    verdict = history.of("feasible", "conditional", "infeasible")
    decided = work("determine", "ENG", opened, limit, 10, values={"technical_verdict": verdict})
    if decided and verdict != "infeasible" and history.yes(0.9):
        for department in STEPS_OF_A_NOTICE:
            work("acknowledge", department, decided, decided + DAY, 8)


def _confirmed(history: History, case: Case) -> None:
    """Now and then a confirmation, of this case and sometimes of the one before."""
    if case.category != "quality" or not history.yes(0.4):
        return
    for _ in range(history.of(1, 1, 1, 1, 2)):
        on = history.after(case.entered_at, 24 * 4)
        if on > NOW:
            return
        others = [row["key"] for row in history.rows.get("cases", ())[-1:] if history.yes(0.1)]
        told = {
            "confirmed_on": on.date().isoformat(),
            "samples_on": (on - history.of(0, 1, 2, 6) * DAY).date().isoformat(),
            "conclusion": history.of(*CONCLUSIONS),
            "department": history.of("QA", "MFG", "ENG"),
            "cause_kind": history.of("design", "operation", "material"),
            "settlement": history.of(["exchange"], ["refund", "claim"]),
            "cost": history.of(0, 300, 1200.5, 8000),
            "satisfaction": history.of("satisfied", "fair", "dissatisfied", "not_asked"),
        }
        kept = {name: value for name, value in told.items() if history.yes(0.85)}
        lines = [_defect(history) for _ in range(history.of(1, 1, 2))]
        key = f"SH-{on:%Y%m%d}-{history.next('confirmation'):05d}"
        record = {"form": "confirmation", "fields": kept, "lines": {"defects": lines}}
        cases = [*others, case.number] if history.yes(0.5) else [case.number, *others]
        history.add("confirmations", key, number=key, cases=cases, at=on, record=record, revision=0)


def _defect(history: History) -> dict[str, Any]:
    checked = history.of(5, 20, 100)
    return {"part": history.of(*PARTS[:9]), "checked": checked, "defective": history.of(0, 1, 5)}
