"""The ledger's rows behind a sheet, and what was typed where none of them stands."""

from collections.abc import Iterable, Mapping
from typing import Any

from feedback_xl.edits.access import WANTED
from feedback_xl.edits.collect import Collected
from feedback_xl.edits.merge import Grid
from feedback_xl.language import say
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.store import Book
from feedback_xl.procedure.approving import DECISION
from feedback_xl.procedure.company import Company
from feedback_xl.records import Approval, Task
from feedback_xl.sheets.declaration import Column, book_plan

RETURNS_FIELDS = frozenset(
    c.id for plan in book_plan("tasks") if plan.row_of == "returns" for c in plan.typed
)


ACCESS_FIELDS = frozenset(WANTED)
NOTHING_ASKED: Mapping[Any, Any] = {"typed": {}, "values": {}}


class Standing:
    """The ledger's rows behind a sheet: tasks, approvals, forms to be corrected, access asked for.

    `asking` are rows of customers somebody typed into; the ledger may not know them yet.
    """

    def __init__(
        self, book: Book, company: Company, keys: Iterable[str], asking: Iterable[str] = ()
    ) -> None:
        wanted = list(keys)
        self._company = company
        found = queries.tasks(book, schema.tasks.c.key.in_(wanted))
        self.tasks = {task.number: task for task in found}
        asked = queries.approvals(book, schema.approvals.c.key.in_(wanted))
        self.approvals = {approval.key: approval for approval in asked}
        returns = queries.rows(book, schema.returns, schema.returns.c.key.in_(wanted))
        self.returns = {row["key"]: row for row in returns}
        self.requests: dict[str, Mapping[Any, Any]] = {
            key: queries.row(book, schema.access_requests, key) or NOTHING_ASKED for key in asking
        }

    def grid(self) -> dict[str, Any]:
        typed: dict[str, Any] = {n: t.typed for n, t in self.tasks.items()}
        typed |= {key: approval.typed for key, approval in self.approvals.items()}
        found: dict[str, Mapping[Any, Any]] = {**self.returns, **self.requests}
        return {**typed, **{key: row["typed"] for key, row in found.items()}}

    def cases_of(self, rows: Iterable[str]) -> set[str]:
        """The cases these rows belong to."""
        known: dict[str, Task | Approval] = {**self.tasks, **self.approvals}
        return {known[row].case for row in rows if row in known} - {""}

    def fields(self, row: str) -> frozenset[str]:
        task = self.tasks.get(row)
        if task is not None:
            return frozenset(self._company.steps[task.step].fills) if task.live else frozenset()
        approval = self.approvals.get(row)
        if approval is not None:
            kind = self._company.approvals[approval.kind]
            return frozenset((*DECISION, *kind.fills)) if approval.state == "open" else frozenset()
        if row in self.requests:
            return ACCESS_FIELDS
        return RETURNS_FIELDS if row in self.returns else frozenset()


def tell_unplaced(
    found: Collected, before: Grid, standing: Standing, columns: Mapping[str, Column]
) -> None:
    """Text on rows we never printed or took back is a stray; cells not read count as untouched."""
    titles = {name: column.title for name, column in columns.items()}
    for row, name in (*found.unread, *found.absent):
        if row in found.grid:
            kept = before.get(row, {}).get(name, "")
            found.grid[row] = {**found.grid[row], name: kept}
    found.strays += [
        say("saved_sheets.not_computed", row=row, title=titles[name]) for row, name in found.unread
    ]
    for row, typed in found.grid.items():
        if not standing.fields(row):
            found.strays += [
                say("saved_sheets.not_here", row=row, title=titles[name], text=text)
                for name, text in typed.items()
                if before.get(row, {}).get(name, "") != text
            ]


def new_strays(found: Collected, book: Book) -> list[str]:
    known = {row["text"] for row in queries.rows(book, schema.strays)} if found.strays else set()
    return [text for text in found.strays if text not in known]
