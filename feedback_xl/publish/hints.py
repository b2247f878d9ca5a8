"""系统提示: what a row still needs, what is disputed, what was taken when — in plain words."""

from collections.abc import Iterable, Mapping

from feedback_xl.forms.declaration import form
from feedback_xl.forms.types import Context, read_value
from feedback_xl.ledger.queries import Row
from feedback_xl.problems import Severity, catalogue, problem_from
from feedback_xl.procedure.acts import missing_for_acts
from feedback_xl.procedure.barred import barred_acts
from feedback_xl.procedure.closing import outstanding
from feedback_xl.procedure.completing import typed_instant
from feedback_xl.procedure.facts import task_facts
from feedback_xl.procedure.filing import FILED
from feedback_xl.procedure.replying import missing_for_reply
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Moment, Task
from feedback_xl.sheets.declaration import Column, SheetPlan

INSTANTS = ("done_at", "replied_at")
BY_THE_FORM = {  # what no cell of the row holds
    "disposal": "实物处置(处置数合计须等于收到数;请改确认表回执后重新投递)",
    "concession": "客户让步接收(特采)的承认",
}
BARRED = {
    "fixed": "主责由程序文件规定,不能转交;需要其他部门时请填「请协办」",
    "own_department": "转交至须是其他部门",
    "to_the_lead": "转交至就是主责部门,不必转交",
    "no_reason_to_lower": "降级须填理由,并由营业部部长承认",
    "no_change": "「客户撤回」只用于客户要求变更;录入有误的请选「作废」",
    "never_closed": "尚未结案,不必重新处理",
    "into_itself": "不能并入本件自身",
}
OF_THE_HEAD = {"open": "待部长承认", "refused": "部长不同意"}


def hint_for(snapshot: Snapshot, task: Task, plan: SheetPlan) -> str:
    """All there is to say about a task's row, the most urgent first."""
    columns = {column.id: column for column in plan.typed}
    parts = [
        *_conflicts(snapshot.conflicts.get(task.number, ()), columns),
        *_unclear(snapshot, task, columns),
        *_acts(snapshot, task, columns),
        *_missing(snapshot, task, columns),
    ]
    wanted = snapshot.cases[task.case].wanted_at if task.case else None
    if wanted and task.state == "open" and task.limit_at and wanted < task.limit_at:
        parts.append(f"客户要求 {wanted:%m-%d %H:%M} 前回复")
    if task.provisional:
        parts.append("时限暂定:该年工作日历尚未公布")
    if task.edited_at:
        parts.append(f"{task.edited_at:%m-%d %H:%M} 已收录")
    return "\n".join(parts)


def unclear_cells(
    snapshot: Snapshot, typed: Mapping[str, str], columns: Mapping[str, Column]
) -> list[str]:
    """Typed cells that cannot be understood, and what is expected there."""
    context = Context(snapshot.company, snapshot.now)
    told = []
    for name, text in typed.items():
        column = columns.get(name)
        if column is None:
            continue
        for note in read_value(text, column.kind, column.list, context).notes:
            if catalogue()[note.code].severity is not Severity.REPAIR:
                told.append(problem_from(note, label=column.title, found=text).text)
    return told


def _conflicts(rows: Iterable[Row], columns: Mapping[str, Column]) -> list[str]:
    return [dispute(row, columns[row["field"]].title) for row in rows if row["field"] in columns]


def dispute(row: Row, title: str) -> str:
    """Both values side by side; typing the cell anew settles it."""
    other = f"{row['at']:%m-%d %H:%M} {row['who'] or '另一份文件'}填“{row['offered'] or '空'}”"
    return f"{title}:现为“{row['standing'] or '空'}”,{other}。请在此格保留一个。"


def _unclear(snapshot: Snapshot, task: Task, columns: Mapping[str, Column]) -> list[str]:
    told = unclear_cells(snapshot, task.typed, columns)
    started = snapshot.rounds[task.case, task.round].started_at if task.case else None
    since = started or task.opened_at
    moment = Moment(task.edited_at or snapshot.now, snapshot.now)
    for name in INSTANTS:
        typed = task.values.get(name)
        if typed and typed_instant(task.values, name, since, moment, snapshot.company) is None:
            title = columns[name].title if name in columns else name
            between = f"应在 {since:%Y-%m-%d %H:%M} 之后、现在之前"
            told.append(f"{title}:“{typed}”{between if 'T' in str(typed) else '请填到时:分'}。")
    return told


def _acts(snapshot: Snapshot, task: Task, columns: Mapping[str, Column]) -> list[str]:
    """What the row asks for besides its result: what that still needs, and what the head says."""
    if not task.case:
        return []
    file = snapshot.file(snapshot.cases[task.case])
    abouts = (task.number, task.case) if task.step == "judge" else (task.number,)
    told = []
    if lacking := _titles(missing_for_acts(task.values), columns):
        told.append(f"还缺:{lacking}")
    told += [BARRED[name] for name in barred_acts(file, task)]
    if (into := task.typed.get("merge_into", "").upper()) and into not in snapshot.cases:
        told.append(f"没有反馈 {into}")
    told += [
        f"{OF_THE_HEAD[approval.state]}:{approval.words} {approval.typed.get('remark', '')}".strip()
        for approval in file.approvals.values()
        if approval.about in abouts and approval.state in OF_THE_HEAD
    ]
    if task.extended_to:
        word = "改期至" if snapshot.company.steps[task.step].replan else "批准延期至"
        told.append(f"{word} {task.extended_to:%m-%d %H:%M}(考核仍按原时限)")
    return told


def _missing(snapshot: Snapshot, task: Task, columns: Mapping[str, Column]) -> list[str]:
    step = snapshot.company.steps[task.step]
    if step.form and task.state == "open":
        return [f"等待《{form(step.form).title}》"]
    facts = dict(task.values)
    if task.case:
        file = snapshot.file(snapshot.cases[task.case])
        if task.step == "reply":
            return _missing_reply(missing_for_reply(file, task), task, columns)
        facts = task_facts(file, task)
        if task.state == "done":
            wanted = _titles(outstanding(file, task), columns)
            return [f"已办结;结案前还缺:{wanted}"] if wanted else []
    early = [need.field for need in step.needs if need.is_too_early(facts)]
    if early and task.state == "open":
        title = _titles(early, columns)
        return [f"{title}早于评审结论:评审能满足后才可与客户达成协议;已先达成的请填说明(P4.2-d7)"]
    missing = _titles([name for name in step.missing(facts) if name != FILED], columns)
    return [f"还缺:{missing}"] if missing and task.state == "open" else []


def _missing_reply(missing: list[str], task: Task, columns: Mapping[str, Column]) -> list[str]:
    if task.state == "done":
        opinion = task.values.get("opinion")
        return [] if opinion in ("accepted", "refused") else ["待客户意见:填「接受」即结案"]
    begun = bool(task.typed)
    told = (
        [f"还缺:{_titles([m for m in missing if m != 'results'], columns)}"]
        if begun and (set(missing) - {"results"})
        else []
    )
    if "results" in missing:
        told.append("部门结果未齐,最终回复待齐后生效;可先作初步回复")
    return told


def _titles(names: Iterable[str], columns: Mapping[str, Column]) -> str:
    named = {name: column.title for name, column in columns.items()} | BY_THE_FORM
    return "、".join(named.get(name, name) for name in names)
