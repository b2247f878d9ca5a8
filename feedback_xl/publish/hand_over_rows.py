"""Hand-overs in the books: who goes, who follows, which customer, who has a case now."""

from feedback_xl.language import listed, say
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.handing_over import hand_over_of, rep_of_case
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Case, HandOver, Task
from feedback_xl.sheets.content import Line
from feedback_xl.xlsx.cells import CellValue

SEEN_TO = ("received_on", "sorted_on", "archived_on", "announced_on")  # cells of its tasks


def about_hand_over(snapshot: Snapshot, task: Task) -> dict[str, CellValue]:
    """Locked cells of a task that belongs to a hand-over; none for any other."""
    hand_over = snapshot.hand_overs.get(hand_over_of(task))
    if hand_over is None:
        return {}
    return {
        "leaver": leaver_words(hand_over, snapshot.company),
        "successor": hand_over.successor,
        "customer": _short_name(snapshot, task.customer),
    }


def leaver_words(hand_over: HandOver, company: Company) -> str:
    """ "张敏(营业部)离职 2026-12-01"."""
    department = company.department_name(hand_over.department)
    status = company.label("person_status", hand_over.kind)
    words = {"person": hand_over.person, "department": department, "status": status}
    return say("hand_over.leaver", **words, since=hand_over.since).strip()


def rep_words(snapshot: Snapshot, case: Case) -> str:
    """Who has a case in hand with the customer, and who took it where that is another."""
    rep = rep_of_case(case, snapshot.hand_overs.values())
    if rep == case.taken_by:
        return rep
    return say("hand_over.rep", rep=rep, before=case.taken_by)


def hand_over_lines(snapshot: Snapshot) -> list[Line]:
    """人员交接: a line for each hand-over, and how far it was seen to."""
    return [_line(snapshot, hand_over) for hand_over in snapshot.hand_overs.values()]


def _line(snapshot: Snapshot, hand_over: HandOver) -> Line:
    tasks = [t for t in snapshot.tasks if t.live and hand_over_of(t) == hand_over.number]
    contacts = [task.state == "done" for task in tasks if task.step == "make_contact"]
    typed = {name: text for task in tasks for name, text in task.typed.items() if name in SEEN_TO}
    cells: dict[str, CellValue] = {
        **typed,
        "number": hand_over.number,
        "person": hand_over.person,
        "department": snapshot.company.department_name(hand_over.department),
        "kind": snapshot.company.label("person_status", hand_over.kind),
        "since": hand_over.since,
        "successor": hand_over.successor,
        "begun": hand_over.begun_at,
        "customers": listed(_short_name(snapshot, number) for number in hand_over.customers),
        "tasks": float(len(hand_over.tasks)),
        "cases": float(len(hand_over.cases)),
        "contacted": f"{sum(contacts)}/{len(contacts)}" if contacts else "",
        "state": _state(tasks),
    }
    return Line(hand_over.number, cells)


def _state(tasks: list[Task]) -> str:
    """Withdrawn tasks are gone; a hand-over without any was begun anew with another successor."""
    if not tasks:
        return say("hand_over.passed_on")
    is_done = all(task.state == "done" for task in tasks)
    return say("hand_over.done" if is_done else "hand_over.under_way")


def _short_name(snapshot: Snapshot, number: str) -> str:
    customer = snapshot.customers.get(number)
    return str(customer["short_name"] or customer["name"]) if customer is not None else ""
