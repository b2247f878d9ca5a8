"""What people ask for in a row besides its result: other hands, another level, more time, an end.

An act is looked at when one of its cells was typed. What only a head may decide becomes a question
on his 承认表; everything else takes effect at once.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from feedback_xl.procedure.admission import named_departments, route_of
from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.procedure.closing import start_again
from feedback_xl.procedure.facts import form_facts
from feedback_xl.procedure.hands import end, is_fixed, pass_on, regrade
from feedback_xl.records import Moment, Task

Doing = Callable[[CaseFile, Task, Moment], None]
Edited = Mapping[str, str]  # field → the text before


@dataclass(frozen=True)
class Act:
    """Cells that ask for something, those that must be filled for it, and what is then done."""

    asks: str
    value: str  # of the asking cell; "" for any
    needs: tuple[str, ...]
    do: Doing
    also: tuple[str, ...] = ()  # cells that matter where they are filled
    question: str = ""  # the kind of approval it may need

    def is_asked(
        self, values: Mapping[str, object], edited: Edited, refused: Collection[str]
    ) -> bool:
        """Whether it was typed just now, or what it lacked; a better reason asks a head again."""
        asked = values.get(self.asks)
        reasons = [edited[name] for name in (*self.needs, *self.also) if name in edited]
        again = self.question in refused and not edited.keys() & ASKING
        return (
            (self.asks in edited or "" in reasons or (bool(reasons) and again))
            and bool(asked)
            and self.value in ("", asked)
            and all(values.get(name) for name in self.needs)
        )

    def lacks(self, values: Mapping[str, object]) -> list[str]:
        """Cells still to be filled, if this is asked for at all."""
        if not values.get(self.asks) or self.value not in ("", values[self.asks]):
            return []
        return [name for name in self.needs if not values.get(name)]


def carry_out(file: CaseFile, number: str, edited: Edited, moment: Moment) -> None:
    """Do, or put before a head, what the edited cells of a task's row ask for."""
    if file.is_over:
        return
    _take_back(file, file.tasks[number], edited)
    refused = _refused_kinds(file, file.tasks[number])
    for act in ACTS:
        task = file.tasks[number]
        if act.is_asked(task.values, edited, refused):
            act.do(file, task, moment)


def _refused_kinds(file: CaseFile, task: Task) -> set[str]:
    """Kinds of questions about this row that were last answered with no."""
    last = {
        approval.kind: approval.state
        for approval in file.approvals.values()
        if approval.about in (task.number, task.case)
    }
    return {kind for kind, state in last.items() if state == "refused"}


def _take_back(file: CaseFile, task: Task, edited: Edited) -> None:
    """What a cell asked of a head falls when that cell is typed anew."""
    kinds = {act.question for act in ACTS if act.asks in edited}
    for approval in file.approvals.values():
        if (
            approval.state == "open"
            and approval.kind in kinds
            and approval.about in (task.number, task.case)
        ):
            file.set_approval(approval, state="withdrawn")


def missing_for_acts(values: Mapping[str, object]) -> list[str]:
    """Cells without which what a row asks for cannot be done."""
    return [name for act in ACTS for name in act.lacks(values)]


def _judge_level(file: CaseFile, task: Task, moment: Moment) -> None:
    level, rank = str(task.values["level_to"]), file.company.rank
    if rank(level) < rank(file.case.level):
        regrade(file, level)
    elif rank(level) > rank(file.case.level) and not lowers_without_reason(file, task):
        _ask(file, task, "lower_level", moment, "judge_reason", {"level": level}, lower=level)


def lowers_without_reason(file: CaseFile, task: Task) -> bool:
    """Whether a lower level is asked for that nobody could approve yet."""
    level = str(task.values.get("level_to") or file.case.level)
    lower = file.company.rank(level) > file.company.rank(file.case.level)
    return lower and not task.values.get("judge_reason")


def _raise_level(file: CaseFile, task: Task, moment: Moment) -> None:
    """品质保证部 may raise, only the head of Sales lowers (plant 4.1)."""
    level = str(task.values["raise_to"])
    if file.company.rank(level) < file.company.rank(file.case.level):
        regrade(file, level)


def _judge_category(file: CaseFile, task: Task, moment: Moment) -> None:
    file.set_case(category=str(task.values["category_to"]))
    route = route_of(form_facts(file.case), file.company)
    if route.id != file.case.route:
        main, co = named_departments(route, "", file.case.co)
        file.set_case(route=route.id, main=main, co=co)
        file.act("category", category=file.case.category)


def _judge_departments(file: CaseFile, task: Task, moment: Moment) -> None:
    asked = task.values.get("co_to")
    co = asked if isinstance(asked, list) else list(file.case.co)
    main = str(task.values.get("main_to") or file.case.main)
    chosen, helpers = named_departments(file.route, main, co)
    file.set_case(main=chosen, co=helpers)


def _ask_helpers(file: CaseFile, task: Task, moment: Moment) -> None:
    """主责 asks 协办 in; it never drops itself (plant 4.3)."""
    asked = task.values["ask_co"]
    names = asked if isinstance(asked, list) else [asked]
    wanted = dict.fromkeys((*file.case.co, *map(str, names)))
    file.set_case(co=tuple(name for name in wanted if name != file.case.main))


def _transfer(file: CaseFile, task: Task, moment: Moment) -> None:
    to = str(task.values["transfer_to"])
    if task.state != "open" or to == task.department or is_fixed(file, task):
        return
    if to_the_lead(file, task):
        return
    if task.hands:
        _ask(file, task, "arbitration", moment, "reason", {"to": to}, to=to)
    else:
        pass_on(file, task, to, moment)


def to_the_lead(file: CaseFile, task: Task) -> bool:
    """Whether a 协办 would hand its part to the 主责, which has the whole already."""
    return task.role == "co" and task.values.get("transfer_to") == file.case.main


def _hand_back(file: CaseFile, task: Task, moment: Moment) -> None:
    """A receiver may hand back once; after that, or without a sender, the head rules."""
    if task.state != "open" or not task.role or is_fixed(file, task):
        return
    before = file.tasks.get(task.came_from)
    if before is not None and not task.values.get("returned") and not _was_handed_back(file, task):
        pass_on(file, task, before.department, moment, back=True)
    else:
        to = before.department if before is not None else ""
        _ask(file, task, "arbitration", moment, "reason", {"to": to}, to=to)


def _was_handed_back(file: CaseFile, task: Task) -> bool:
    number = task.came_from
    while number:
        before = file.tasks[number]
        if before.values.get("returned"):
            return True
        number = before.came_from
    return False


def _extend(file: CaseFile, task: Task, moment: Moment) -> None:
    until = str(task.values["extend_to"])
    until = until if "T" in until else f"{until}T{file.company.calendar.shifts[-1][1]:%H:%M}"
    if task.state == "open":
        _ask(
            file,
            task,
            "extension",
            moment,
            "reason",
            {"until": until},
            until=until[:16].replace("T", " "),
        )


def _void(file: CaseFile, task: Task, moment: Moment) -> None:
    _ask(file, task, "void", moment, "judge_reason", {})


def _merge(file: CaseFile, task: Task, moment: Moment) -> None:
    into = str(task.values["merge_into"]).upper()
    if into != file.case.number:
        _ask(file, task, "merge", moment, "judge_reason", {"into": into}, into=into)


def _withdraw(file: CaseFile, task: Task, moment: Moment) -> None:
    """客户撤回, at every step of a change (S8)."""
    if file.route.may_be_withdrawn and not file.is_over:
        end(file, "withdrawn", moment)


def _reopen(file: CaseFile, task: Task, moment: Moment) -> None:
    if file.case.customer_closed_at is not None and not file.is_over:
        start_again(file, moment)
        file.act("reopen", at=moment.saved)


def _ask(
    file: CaseFile,
    task: Task,
    kind: str,
    moment: Moment,
    reason: str,
    asked: dict[str, str],
    **tokens: str,
) -> None:
    """Before the head, in words he can decide by."""
    company = file.company
    tokens["to"] = company.department_name(tokens.get("to", ""))
    words = company.approvals[kind].words.format(
        case=file.case.number,
        task=task.number,
        department=company.department_name(task.department),
        level=file.case.level,
        **tokens,
    )
    about = task.number if kind in ("arbitration", "extension") else file.case.number
    file.ask(
        kind,
        about,
        moment.seen,
        words=words,
        reason=str(task.values.get(reason) or ""),
        asked=asked,
        department=task.department,
        asked_by=str(task.values.get(company.steps[task.step].who) or ""),
    )


ACTS = (
    Act("level_to", "", (), _judge_level, also=("judge_reason",), question="lower_level"),
    Act("raise_to", "", (), _raise_level),
    Act("category_to", "", (), _judge_category),
    Act("main_to", "", (), _judge_departments),
    Act("co_to", "", (), _judge_departments),
    Act("ask_co", "", (), _ask_helpers),
    Act("status", "transfer", ("transfer_to", "reason"), _transfer, question="arbitration"),
    Act("status", "refused", ("reason",), _hand_back, question="arbitration"),
    Act("status", "extension", ("extend_to", "reason"), _extend, question="extension"),
    Act("disposition", "void", ("judge_reason",), _void, question="void"),
    Act("disposition", "merge", ("merge_into", "judge_reason"), _merge, question="merge"),
    Act("disposition", "withdrawn", ("judge_reason",), _withdraw),
    Act("disposition", "reopen", ("judge_reason",), _reopen),
)
ASKING = {act.asks for act in ACTS}
