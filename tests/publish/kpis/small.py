"""A ledger of a few rows, typed as pipe tables: for definitions one can reckon by hand."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from feedback_xl.clock import SimulatedClock
from feedback_xl.ledger.connect import sqlite_url
from feedback_xl.ledger.store import Ledger
from feedback_xl.procedure.load import shipped_company
from feedback_xl.publish.kpis import Figures
from feedback_xl.publish.snapshot import take_snapshot
from feedback_xl.records import Case, Reply, Round, Task
from tests.publish.kpis.histories import NOW, Tables, fill_tables

HOURS = {level.id: level.hours for level in shipped_company().levels.values()}


def figures_of(folder: Path, *tables: Tables, now: datetime = NOW) -> Figures:
    """The measures of a ledger that holds nothing but these rows."""
    folder.mkdir(parents=True, exist_ok=True)
    path, clock = folder / "ledger.db", SimulatedClock(now)
    ledger = Ledger.open(sqlite_url(path), site="main", clock=clock, program="", settings="")
    everything: Tables = {}
    for table in tables:
        for name, rows in table.items():
            everything.setdefault(name, []).extend(rows)
    fill_tables(ledger.engine, "main", everything)
    with ledger.reading() as book:
        snapshot = take_snapshot(book, shipped_company(), now, folder)
    ledger.engine.dispose()
    return Figures(snapshot)


def rows_in(table: str) -> Iterator[dict[str, str]]:
    """Lines of a pipe table below its line of titles."""
    titles, *lines = (
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in table.strip().splitlines()
    )
    yield from (dict(zip(titles, line, strict=True)) for line in lines)


def instant(text: str) -> datetime | None:
    return datetime.fromisoformat(f"2026-{text}") if text else None


def cases(table: str) -> Tables:
    """Columns case and received, and any of those `_case` and `_round` look at."""
    found: Tables = {"cases": [], "rounds": [], "lines": [], "replies": [], "tasks": []}
    for row in rows_in(table):
        _case(row, found)
    return {name: rows for name, rows in found.items() if rows}


def _case(row: dict[str, str], found: Tables) -> None:
    number, level = row["case"], row.get("level") or "A"
    received = instant(row["received"])
    assert received is not None
    rounds = row.get("replied", "").split(";")
    case = Case(
        number=number,
        submission=number,
        item=1,
        customer=row.get("customer") or "KH-00001",
        customer_name="恒达",
        category="quality",
        level=level,
        level_typed=level,
        content="异响",
        received_at=received,
        entered_at=received,
        main="QA",
        business_type=row.get("type") or "general",
        subcategory=row.get("about", ""),
        state=row.get("state") or "in_process",
        round=len(rounds),
        customer_closed_at=instant(row.get("closed", "")),
    )
    found["cases"].append({"key": number, **vars(case)})
    start = received
    for place, told in enumerate(rounds, 1):
        replied = instant(told)
        limit = start + timedelta(hours=HOURS[level])
        found["rounds"].append(_round(case, place, start, limit, replied))
        start = replied or start
    if noticed := instant(row.get("noticed", "")):
        key, last = f"{number}-R01", instant(rounds[0])
        assert last is not None
        reply = Reply(key, number, 1, "final", "已回复", last, noticed)
        found["replies"].append({"key": key, **vars(reply)})
    for place, line in enumerate(filter(None, row.get("line", "").split(";")), 1):
        part, _, defect = line.partition("/")
        values = {"part": part, "phenomenon": defect}
        found["lines"].append(
            {"key": f"{number}/{place}", "case": number, "line": place, "values": values}
        )
    if row.get("verified"):
        effect, _, day = row["verified"].partition(" ")
        found["tasks"].append(_verified(number, effect, f"2026-{day}"))


def _round(
    case: Case, place: int, start: datetime, limit: datetime, replied: datetime | None
) -> dict[str, Any]:
    timed = limit if case.business_type != "praise" else None
    verdict = "" if replied is None else "done_on_time" if replied <= limit else "done_late"
    one = Round(
        case=case.number,
        round=place,
        started_at=start,
        level=case.level,
        hours=HOURS[case.level],
        mode="calendar",
        limit_at=timed,
        department_limit_at=timed,
        advise_at=None,
        provisional=False,
        settings="shipped",
        first_reply_at=replied,
        verdict=verdict,
    )
    return {"key": f"{case.number}/{place}", **vars(one)}


def _verified(case: str, effect: str, day: str) -> dict[str, Any]:
    key, at = f"{case}-T09", datetime.fromisoformat(day)
    told = {"effect": effect, "verified_on": day}
    task = Task(key, "capa", "QA", at, case, state="done", done_at=at, values=told)
    return {"key": key, **vars(task)}
