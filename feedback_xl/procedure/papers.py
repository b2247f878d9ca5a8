"""Which papers a case needs on disk: the form handed over (S1), form C, the letter, the 8D."""

from collections.abc import Iterable

from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.procedure.replying import results_are_in
from feedback_xl.records import FollowUp, Task


def papers(case: str, tasks: Iterable[Task]) -> list[FollowUp]:
    """What is to be laid out for these tasks."""
    standing = [task for task in tasks if task.live]
    departments = {task.department for task in standing if task.step != "supplement"}
    found = [
        FollowUp("hand_over", f"{case}/{name}", {"case": case, "department": name})
        for name in sorted(departments)
    ]
    if any(task.step == "confirm" and task.state == "open" for task in standing):
        found.append(FollowUp("prefill", case))
    if any(task.step == "acknowledge" for task in standing):
        found.append(FollowUp("change_notice", case))
    return found


def drafts(file: CaseFile) -> list[FollowUp]:
    """Papers people finish and send, to be brought up to date with what was just decided."""
    number, found = file.case.number, []
    if has_letter(file) and not _was_sent(file):
        found.append(FollowUp("reply_letter", number))
    if has_8d(file):
        found.append(FollowUp("eight_d", number))
    return found


def has_letter(file: CaseFile) -> bool:
    """Whether there is something to write to the customer: results, or a reply begun."""
    typed = [name for task in file.current("reply") for name in task.typed]
    begun = "reply_kind" in typed or "reply_content" in typed
    return bool(file.current("reply")) and (begun or results_are_in(file))


def letter_kind(file: CaseFile) -> str:
    """interim | final: which reply the next letter is, or the last one was."""
    [*_, task] = file.current("reply")
    if task.values.get("reply_kind") != "interim":
        return "final"
    return "final" if _given(file, "interim") and results_are_in(file) else "interim"


def has_8d(file: CaseFile) -> bool:
    """Whether corrective action was begun (P4.2-c5)."""
    return bool(file.current("plan_capa"))


def _was_sent(file: CaseFile) -> bool:
    """Given to the customer before, and not corrected now: such a letter stays as it was."""
    is_new = any(change.what == "replies" for change in file.changes)
    return _given(file, letter_kind(file)) and not is_new


def _given(file: CaseFile, kind: str) -> bool:
    replies = file.replies.values()
    return any(reply.kind == kind and reply.round == file.case.round for reply in replies)
