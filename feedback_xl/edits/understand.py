"""What a typed cell means: the value the procedure judges by, or nothing and a hint."""

from collections.abc import Iterable
from datetime import datetime

from feedback_xl.forms.types import Context, read_value
from feedback_xl.procedure.company import Company
from feedback_xl.records import Typed
from feedback_xl.sheets.declaration import Column, SheetPlan


def columns_of(plans: Iterable[SheetPlan]) -> dict[str, Column]:
    """Every column people may type into, by field."""
    return {column.id: column for plan in plans for column in plan.typed}


def understand(text: str, column: Column, company: Company, now: datetime) -> Typed:
    """The value of a typed cell; None where it is empty or cannot be understood."""
    return read_value(text, column.kind, column.list, Context(company, now)).value if text else None
