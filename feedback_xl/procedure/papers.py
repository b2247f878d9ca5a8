"""Which papers a case needs on disk: the form handed over (S1), form C prepared where due."""

from collections.abc import Iterable

from feedback_xl.records import FollowUp, Task

_HANDED_OVER = ("negotiate", "reply")  # besides 主责 and 协办


def papers(case: str, tasks: Iterable[Task]) -> list[FollowUp]:
    """What is to be laid out for these tasks."""
    standing = [task for task in tasks if task.live]
    departments = {t.department for t in standing if t.role or t.step in _HANDED_OVER}
    found = [
        FollowUp("hand_over", f"{case}/{name}", {"case": case, "department": name})
        for name in sorted(departments)
    ]
    if any(task.step == "confirm" and task.state == "open" for task in standing):
        found.append(FollowUp("prefill", case))
    return found
