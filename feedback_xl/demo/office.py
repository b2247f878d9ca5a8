"""The departments at their task sheets: what is due is typed into the real published file."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

from feedback_xl.app.workspace import Workspace
from feedback_xl.demo.fill import sheet_cells
from feedback_xl.demo.script import Answer, Typed
from feedback_xl.procedure.review import results_are_in
from feedback_xl.publish.books import TASK_BOOK, plan_books
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Task
from feedback_xl.xlsx.cells import Cells
from feedback_xl.xlsx.fill import fill_cells

_PATIENCE = timedelta(days=5)  # an answer to what never came is dropped after that
_FRESH = timedelta(hours=1.8)  # a reply given longer ago is typed without its instant

Key = tuple[str, str, str, int]  # about, step, department, round


class Office:
    """Everybody who works with a task sheet, and what they have yet to type."""

    def __init__(self, workspace: Workspace, answers: Collection[Answer]) -> None:
        self._workspace = workspace
        self._pending = list(answers)

    def sit(self, departments: Collection[str], *, only_urgent: bool) -> list[tuple[Answer, Task]]:
        """Type what is due; gives the confirmations that are due, which are forms.

        Nobody opens a sheet for nothing, nor out of turn for what is not urgent.
        """
        now = self._workspace.clock.now()
        self._pending = [answer for answer in self._pending if answer.at > now - _PATIENCE]
        due = [a for a in self._pending if a.at <= now and a.department in departments]
        if not any(answer.urgent or not only_urgent for answer in due):
            return []
        snapshot = self._workspace.snapshot()
        matched = list(_matched(due, snapshot))
        taken = {id(answer) for answer, _ in matched}
        self._pending = [answer for answer in self._pending if id(answer) not in taken]
        typed = [(answer, task) for answer, task in matched if answer.step != "confirm"]
        for department in sorted({answer.department for answer, _ in typed}):
            own = [(a, task) for a, task in typed if a.department == department]
            self._type(department, own, snapshot)
        return [(answer, task) for answer, task in matched if answer.step == "confirm"]

    def _type(
        self, department: str, answers: list[tuple[Answer, Task]], snapshot: Snapshot
    ) -> None:
        """Publish the department's sheet, and fill it as its people do."""
        workspace = self._workspace
        books = [book for book in plan_books(snapshot) if book.department == department]
        workspace.releasing.release(books, snapshot)
        name = workspace.company.department_name(department)
        path = workspace.folders.outbox / name / TASK_BOOK
        cells = workspace.reader.read(path)
        assert isinstance(cells, Cells)
        rows: dict[str, dict[str, Any]] = {}
        for answer, task in answers:
            rows.setdefault(task.number, {}).update(_in_time(answer, snapshot.now))
        by = answers[0][0].by
        fill_cells(path, path, sheet_cells(cells, department, rows, workspace.company), by)


def _in_time(answer: Answer, now: datetime) -> Typed:
    if answer.at > now - _FRESH:
        return answer.typed
    return {name: value for name, value in answer.typed.items() if name != "replied_at"}


def _matched(due: Collection[Answer], snapshot: Snapshot) -> Iterator[tuple[Answer, Task]]:
    """Each answer with the row it belongs to, in their order; a final reply waits for results."""
    tasks = dict(_rows(snapshot))
    held: set[Key] = set()
    for answer in due:
        key = (answer.about, answer.step, answer.department, answer.round)
        task = tasks.get(key)
        if task is None or key in held:
            continue
        if answer.typed.get("reply_kind") == "final" and not results_are_in(
            snapshot.file(snapshot.cases[task.case])
        ):
            held.add(key)
            continue
        yield answer, task


def _rows(snapshot: Snapshot) -> Iterator[tuple[Key, Task]]:
    """What stands on the sheets, by what it is about."""
    for task in snapshot.tasks:
        case = snapshot.cases.get(task.case)
        awaits = task.state == "open" or (task.step == "reply" and case and not case.closed_at)
        if awaits:
            about = case.content if case else str(snapshot.customers[task.customer]["name"])
            yield (about, task.step, task.department, task.round), task
