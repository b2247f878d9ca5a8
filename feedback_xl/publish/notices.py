"""状态.txt and each department's 提醒.txt: what waits, what is due; rewritten when it changes."""

from collections.abc import Mapping
from datetime import timedelta

from feedback_xl.clock import Clock
from feedback_xl.files.place import write_synced
from feedback_xl.language import say
from feedback_xl.publish.extract import extract_path
from feedback_xl.publish.hints import dispute
from feedback_xl.publish.on_call import call_words
from feedback_xl.publish.rows import short_name, urgency
from feedback_xl.publish.snapshot import SOON_HOURS, Snapshot
from feedback_xl.records import Task, TimeState, canonical
from feedback_xl.settings import Folders
from feedback_xl.sheets.declaration import department_sheets

STRAYS_DAYS = 7  # text that belongs to no task is told so long
HEARTBEAT_MINUTES = 5  # the last look is told so often where nothing else changed
REASONS = ("settling", "changing", "open", "incomplete", "denied")  # those there are words for


def write_notices(
    folders: Folders,
    snapshot: Snapshot,
    held: Mapping[str, str],
    waiting: Mapping[str, str],
    clock: Clock,
) -> None:
    """Rewrite the text files whose content changed."""
    _write_status(folders, snapshot, held, waiting, clock)
    _write_waiting(folders, held, waiting)
    for department in snapshot.company.departments:
        name = snapshot.company.department_name(department)
        text = reminder(snapshot, department) + _extract_waits(snapshot, department, waiting)
        _write(folders, f"{name}/{say('places.reminders')}", text)


def _extract_waits(snapshot: Snapshot, department: str, waiting: Mapping[str, str]) -> str:
    """Why a department that has a permission has no file yet."""
    why = waiting.get(str(extract_path(snapshot, department)))
    told = say("notices.extract", book=say("places.extract"), why=why)
    return f"\n{told}\n" if why else ""


def _write_status(
    folders: Folders,
    snapshot: Snapshot,
    held: Mapping[str, str],
    waiting: Mapping[str, str],
    clock: Clock,
) -> None:
    now = clock.now()
    looked = now - timedelta(minutes=now.minute % HEARTBEAT_MINUTES, seconds=now.second)
    late = [c for c in snapshot.cases.values() if snapshot.reply_state(c) is TimeState.LATE]
    lines = [
        say("notices.looked", at=looked),
        "",
        *(say("notices.held", path=path, why=_reason(why)) for path, why in sorted(held.items())),
        *(say("notices.waiting", book=book, who=who) for book, who in sorted(waiting.items())),
        say("notices.late", count=len(late)),
        say("notices.open", count=len(snapshot.open_cases)),
        say("notices.returned", count=len(snapshot.open_returns)),
    ]
    _write(folders, say("places.status"), "\n".join(lines) + "\n")


def _reason(why: str) -> str:
    return say(f"notices.waits_{why}") if why in REASONS else why


def _write_waiting(folders: Folders, held: Mapping[str, str], waiting: Mapping[str, str]) -> None:
    """The same for `status`, which runs beside the watcher."""
    data = canonical({"held": held, "waiting": waiting}).encode("utf-8")
    path = folders.waiting
    if not path.exists() or path.read_bytes() != data:
        write_synced(path, data)


def reminder(snapshot: Snapshot, department: str) -> str:
    """What a department has late or due within eight hours, and what was not understood."""
    tasks = [t for t in snapshot.tasks if t.department == department and t.state == "open"]
    tasks.sort(key=lambda t: urgency(snapshot, t))
    name = snapshot.company.department_name(department)
    lines = [say("notices.head", department=name, at=snapshot.as_of), ""]
    cases = [snapshot.cases[task.case] for task in tasks if task.case]
    if called := call_words(snapshot.company, cases, (department, snapshot.company.front)):
        lines += [called, ""]
    lines += _limits(snapshot, tasks)
    asked = [item for item in snapshot.approvals if item.by == department and item.state == "open"]
    if asked:
        lines += ["", say("notices.asked", count=len(asked))]
        lines += [_row(item.key, item.words) for item in asked]
    if department == snapshot.company.front:
        lines += _of_the_front(snapshot)
    return (
        "\n".join([*lines, *_disputed(snapshot, department), *_strays(snapshot, department)]) + "\n"
    )


def _limits(snapshot: Snapshot, tasks: list[Task]) -> list[str]:
    late = [t for t in tasks if snapshot.task_state(t) is TimeState.LATE]
    until = snapshot.as_of + timedelta(hours=SOON_HOURS)
    due = [t for t in tasks if t not in late and t.limit_at and t.limit_at <= until]
    return [
        say("notices.overdue", count=len(late)),
        *(_task_words(snapshot, task) for task in late),
        "",
        say("notices.due", hours=SOON_HOURS, count=len(due)),
        *(_task_words(snapshot, task) for task in due),
    ]


def _of_the_front(snapshot: Snapshot) -> list[str]:
    """What only those who speak with customers wait for."""
    refused = [t for t in snapshot.tasks if t.values.get("registration") == "incomplete"]
    return [
        "",
        say("notices.to_correct", count=len(snapshot.open_returns)),
        *(_row(row["key"], row["name"]) for row in snapshot.open_returns),
        "",
        say("notices.refused", count=len(refused)),
        *(_row(task.customer, task.typed.get("refuse_reason", "")) for task in refused),
    ]


def _disputed(snapshot: Snapshot, department: str) -> list[str]:
    rows = [
        row
        for task in snapshot.tasks
        for row in snapshot.conflicts.get(task.number, ())
        if task.department == department
    ]
    plans = department_sheets(department) if rows else ()
    titles = {column.id: column.title for plan in plans for column in plan.typed}
    told = [_row(r["row"], dispute(r, titles.get(r["field"], r["field"]))) for r in rows]
    return ["", say("notices.disputed"), *told] if told else []


def _strays(snapshot: Snapshot, department: str) -> list[str]:
    since = snapshot.as_of - timedelta(days=STRAYS_DAYS)
    told = [
        _row(f"{row['at']:%m-%d %H:%M}", row["text"])
        for row in snapshot.strays
        if row["department"] == department and row["at"] > since
    ]
    return ["", say("notices.strays"), *told] if told else []


def _row(first: str, second: str) -> str:
    return say("notices.row", first=first, second=second)


def _task_words(snapshot: Snapshot, task: Task) -> str:
    case = snapshot.cases.get(task.case)
    about = f"{case.level} {short_name(snapshot, case)} {case.subject}" if case else task.customer
    demand = snapshot.company.steps[task.step].brief
    return say("notices.task", limit=task.limit_at, number=task.number, about=about, demand=demand)


def _write(folders: Folders, name: str, text: str) -> None:
    path = folders.outbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    data = ("\ufeff" + text.replace("\n", "\r\n")).encode("utf-8")  # Notepad reads it as it is
    if not path.exists() or path.read_bytes() != data:
        write_synced(path, data)
