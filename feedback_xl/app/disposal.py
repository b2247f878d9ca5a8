"""`dispose`: records whose time is over, once a head approved it, are destroyed for good."""

from collections.abc import Iterator
from dataclasses import dataclass

from feedback_xl.app.dossier import usual_place
from feedback_xl.app.workspace import Workspace
from feedback_xl.ledger import disposal, queries, schema
from feedback_xl.ledger.store import Book
from feedback_xl.procedure.retention import DISPOSAL, RELEASE, held_numbers, may_be_disposed
from feedback_xl.records import Approval


@dataclass(frozen=True)
class Approved:
    """One approval that may be carried out now, and the cases somebody holds back from it."""

    approval: Approval
    bundles: list[list[str]]
    held: list[str]

    @property
    def numbers(self) -> list[str]:
        return [number for bundle in self.bundles for number in bundle]


def approved_disposals(book: Book) -> list[Approved]:
    """What heads approved and nobody has carried out yet."""
    asked = queries.approvals(book, schema.approvals.c.kind.in_([DISPOSAL, RELEASE]))
    done = {row["key"] for row in queries.rows(book, schema.disposals)}
    held = held_numbers(asked)
    return [
        Approved(item, bundles, sorted(held.keys() & {*item.asked["numbers"]}))
        for item in asked
        if item.key not in done and (bundles := may_be_disposed(item, held))
    ]


def destroy_approved(workspace: Workspace) -> Iterator[tuple[Approved, list[str]]]:
    """Carry out every approval, each in a transaction of its own, then bring the disk in line."""
    with workspace.ledger.reading() as book:
        approved = approved_disposals(book)
    for item in approved:
        with workspace.ledger.transaction() as book:
            numbers = disposal.dispose(book, item.approval, item.bundles)
        for number in numbers:
            usual_place(workspace.folders, number).unlink(missing_ok=True)
        yield item, numbers
    workspace.follow_up()
