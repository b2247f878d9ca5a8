"""The departments at their sheets: what is due is typed into the real published file."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedback_xl.app.workspace import Workspace
from feedback_xl.demo.fill import sheet_cells
from feedback_xl.demo.script import Answer, Typed
from feedback_xl.procedure.replying import results_are_in
from feedback_xl.publish.books import plan_approval_book, plan_task_book
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import Case
from feedback_xl.sheets.declaration import book_sheets
from feedback_xl.xlsx.cells import Cells, CellValue
from feedback_xl.xlsx.fill import fill_cells

_PATIENCE = timedelta(days=5)  # an answer to what never came is dropped after that
_FRESH = timedelta(hours=1.8)  # a reply given longer ago is typed without its instant
_TASKS, _APPROVALS = "tasks", "approvals"
_BOOKS = {_TASKS: plan_task_book, _APPROVALS: plan_approval_book}

Key = tuple[str, str, str, int]  # about, step or kind of approval, department, round


@dataclass(frozen=True)
class Line:
    """A row that stands on a sheet."""

    key: str
    case: Case | None = None
    book: str = _TASKS


class Office:
    """Everybody who works with a task sheet, and what they have yet to type."""

    def __init__(self, workspace: Workspace, answers: Collection[Answer]) -> None:
        self._workspace = workspace
        self._pending = list(answers)

    def sit(self, departments: Collection[str], *, only_urgent: bool) -> list[tuple[Answer, str]]:
        """Type what is due; gives the confirmations that are due, which are forms, by case.

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
        books: dict[tuple[str, str], list[tuple[Answer, Line]]] = {}
        for answer, line in matched:
            if answer.step != "confirm":
                books.setdefault((answer.department, line.book), []).append((answer, line))
        for department, book in sorted(books):
            self._type(department, book, books[department, book], snapshot)
        return [(a, line.case.number) for a, line in matched if a.step == "confirm" and line.case]

    def _type(
        self,
        department: str,
        book: str,
        answers: Sequence[tuple[Answer, Line]],
        snapshot: Snapshot,
    ) -> None:
        """Publish the department's book, and fill it as its people do."""
        workspace = self._workspace
        planned = _BOOKS[book](snapshot, department)
        workspace.releasing.release([planned], snapshot)
        path = workspace.folders.root / planned.path
        cells = workspace.reader.read(path)
        assert isinstance(cells, Cells)
        rows: dict[str, dict[str, CellValue]] = {}
        for answer, line in answers:
            rows.setdefault(line.key, {}).update(_in_time(answer, snapshot.now))
        typed = sheet_cells(cells, book_sheets(book, department), rows, workspace.company)
        fill_cells(path, path, typed, answers[0][0].by)


def _in_time(answer: Answer, now: datetime) -> Typed:
    """As typed now; an instant long past is left empty, so that the sheet's own time counts."""
    if "replied_at" in answer.typed and answer.at <= now - _FRESH:
        return {**answer.typed, "replied_at": None}
    return answer.typed


def _matched(due: Collection[Answer], snapshot: Snapshot) -> Iterator[tuple[Answer, Line]]:
    """Each answer with the row it belongs to, in their order; a final reply waits for results."""
    lines = dict(_lines(snapshot))
    held: set[Key] = set()
    for answer in due:
        key = (answer.about, answer.step, answer.department, answer.round)
        line = lines.get(key)
        if line is None or key in held:
            continue
        is_final = answer.typed.get("reply_kind") == "final"
        if is_final and line.case and not results_are_in(snapshot.file(line.case)):
            held.add(key)
            continue
        yield answer, line


def _lines(snapshot: Snapshot) -> Iterator[tuple[Key, Line]]:
    """What stands on the sheets, by what it is about."""
    for task in snapshot.tasks:
        case = snapshot.cases.get(task.case)
        about = case.content if case else str(snapshot.customers[task.customer]["name"])
        awaits_opinion = task.step == "reply" and case is not None and case.closed_at is None
        if task.state == "open" or awaits_opinion:
            yield (about, task.step, task.department, task.round), Line(task.number, case)
    for approval in snapshot.approvals:
        if approval.case and approval.state == "open":
            case = snapshot.cases[approval.case]
            line = Line(approval.key, case, _APPROVALS)
            yield (case.content, approval.kind, approval.by, 1), line
    for row in snapshot.open_returns:
        yield (row["content"], "return", "SALES", 1), Line(row["key"])
