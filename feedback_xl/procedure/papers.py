"""Which papers a case needs on disk: the form handed over (S1), form C prepared where due."""

from collections.abc import Iterable

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
