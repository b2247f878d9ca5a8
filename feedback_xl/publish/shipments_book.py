"""workbooks/出货数据.xlsx: what was shipped as it was taken last, with room to paste more."""

from collections import Counter
from collections.abc import Mapping, Sequence

from feedback_xl.language import say
from feedback_xl.ledger.queries import Row
from feedback_xl.procedure.company import Company
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.sheets.band import Heading
from feedback_xl.sheets.content import Content, Line
from feedback_xl.sheets.declaration import book_plan
from feedback_xl.sheets.draw import draw_content
from feedback_xl.xlsx.cells import CellValue
from feedback_xl.xlsx.draw import Book

_NUMBERS = ("shipped", "lots", "deliveries", "sales")


def shipments_content(snapshot: Snapshot, known: Mapping[str, Sequence[str]]) -> Content:
    """The rows taken, the oldest month first, and empty lines below.

    Of more than the sheet shows the oldest are left away; they stay in the ledger.
    `known`: the customers and parts that the drop-downs offer.
    """
    [plan] = book_plan("shipments")
    typed = frozenset(column.id for column in plan.typed)
    names = _names(snapshot.customers)
    rows = snapshot.shipments[-plan.most :]
    lines = [Line(row["key"], _cells(row, names), typed) for row in rows]
    spare = [Line("", {}, typed) for _ in range(plan.spare)]
    offers = {"customer": known["customers"], "part": known["parts"]}
    older = len(snapshot.shipments) - len(rows)
    note = say("shipments.how") + (say("shipments.older", count=older) if older else "")
    return Content(plan, [*lines, *spare], note=note, offers=offers)


def _names(customers: Mapping[str, Row]) -> dict[str, str]:
    """Number → the name people know; the number itself where that name is not one customer's."""
    names = {key: str(row["short_name"] or row["name"]) for key, row in customers.items()}
    shared = Counter(names.values())
    return {key: name if shared[name] == 1 else key for key, name in names.items()}


def _cells(row: Row, names: Mapping[str, str]) -> dict[str, CellValue]:
    return {
        "month": row["month"],
        "customer": names.get(row["customer"], row["customer"]),
        "part": row["part"],
        **{name: row[name] for name in _NUMBERS},
    }


def draw_shipments(book: Book, content: Content, heading: Heading, company: Company) -> None:
    """The one sheet; its columns are open below the last line too."""
    pen = draw_content(book, content, heading, company)
    for at, column in enumerate(content.plan.columns, 1):
        below = book.style("open", "quantity" if column.kind == "quantity" else "text")
        pen.sheet.set_column(at, at, column.width, below)
