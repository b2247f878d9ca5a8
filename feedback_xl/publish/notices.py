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
REASONS = {
    "settling": "还在写入",
    "changing": "还在写入",
    "open": "有人打开",
    "incomplete": "文件不完整",
    "denied": "没有读取权限",
}


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
    return f"\n{say('places.extract')}:{why}\n" if why else ""


def _write_status(
    folders: Folders,
    snapshot: Snapshot,
    held: Mapping[str, str],
    waiting: Mapping[str, str],
    clock: Clock,
) -> None:
    now = clock.now()
    looked = now - timedelta(minutes=now.minute % HEARTBEAT_MINUTES, seconds=now.second)
    lines = [f"最近查看 {looked:%Y-%m-%d %H:%M}", ""]
    lines += [f"等待收录:{path}({REASONS.get(why, why)})" for path, why in sorted(held.items())]
    lines += [f"等待发布:{book}({who})" for book, who in sorted(waiting.items())]
    late = [c for c in snapshot.cases.values() if snapshot.reply_state(c) is TimeState.LATE]
    lines += [
        f"超期未回复 {len(late)}",
        f"未结案 {len(snapshot.open_cases)}",
        f"退回待更正 {len(snapshot.open_returns)}",
    ]
    _write(folders, say("places.status"), "\n".join(lines) + "\n")


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
    late = [t for t in tasks if snapshot.task_state(t) is TimeState.LATE]
    until = snapshot.as_of + timedelta(hours=SOON_HOURS)
    due = [t for t in tasks if t not in late and t.limit_at and t.limit_at <= until]
    name = snapshot.company.department_name(department)
    lines = [f"{name}  截至 {snapshot.as_of:%Y-%m-%d %H:%M}", ""]
    cases = [snapshot.cases[task.case] for task in tasks if task.case]
    if called := call_words(snapshot.company, cases, (department, snapshot.company.front)):
        lines += [called, ""]
    lines += [f"超期 {len(late)} 件", *(_task_words(snapshot, t) for t in late), ""]
    lines += [f"{SOON_HOURS}小时内到期 {len(due)} 件", *(_task_words(snapshot, t) for t in due)]
    asked = [item for item in snapshot.approvals if item.by == department and item.state == "open"]
    if asked:
        lines += ["", f"待部长承认 {len(asked)} 件", *(f"  {a.key} {a.words}" for a in asked)]
    if department == snapshot.company.front:
        lines += ["", f"退回待更正 {len(snapshot.open_returns)} 件"]
        lines += [f"  {row['key']} {row['name']}" for row in snapshot.open_returns]
        refused = [t for t in snapshot.tasks if t.values.get("registration") == "incomplete"]
        lines += ["", f"登录资料不全退回 {len(refused)} 件"]
        lines += [f"  {t.customer} {t.typed.get('refuse_reason', '')}" for t in refused]
    disputed = [
        row
        for task in snapshot.tasks
        for row in snapshot.conflicts.get(task.number, ())
        if task.department == department
    ]
    if disputed:
        titles = {
            column.id: column.title
            for plan in department_sheets(department)
            for column in plan.typed
        }
        lines += ["", "填写不一致(请在任务表中保留一个,或告知对方):"]
        lines += [
            f"  {row['row']} {dispute(row, titles.get(row['field'], row['field']))}"
            for row in disputed
        ]
    since = snapshot.as_of - timedelta(days=STRAYS_DAYS)
    strays = [
        row for row in snapshot.strays if row["department"] == department and row["at"] > since
    ]
    if strays:
        lines += ["", "未能归入任何任务的填写(请填到对应行):"]
        lines += [f"  {row['at']:%m-%d %H:%M} {row['text']}" for row in strays]
    return "\n".join(lines) + "\n"


def _task_words(snapshot: Snapshot, task: Task) -> str:
    case = snapshot.cases.get(task.case)
    about = f"{case.level} {short_name(snapshot, case)} {case.subject}" if case else task.customer
    step = snapshot.company.steps[task.step]
    return f"  {task.limit_at:%m-%d %H:%M} {task.number} {about}({step.demand[:12]})"


def _write(folders: Folders, name: str, text: str) -> None:
    path = folders.outbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    data = ("\ufeff" + text.replace("\n", "\r\n")).encode("utf-8")  # Notepad reads it as it is
    if not path.exists() or path.read_bytes() != data:
        write_synced(path, data)
