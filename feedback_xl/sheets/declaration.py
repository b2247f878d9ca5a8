"""Books, sheets and columns as their TOML files declare them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from feedback_xl.language import declared, per_language, spoken


@dataclass(frozen=True)
class Column:
    """One column: what it shows, and whether and how people type into it."""

    id: str
    title: str
    width: float
    type: str = "text"  # instant | date | hours | count | quantity | link; live: _LIVE of draw.py
    edit: bool = False
    kind: str = "text"  # the type of what is typed, as a form's cell has
    list: str = ""
    hint: str = ""
    fold: bool = False
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()  # departments that do not have it
    required: bool = False  # 设置.xlsx is refused while it is empty
    free: bool = False  # what the list does not have may be typed all the same
    example: str = ""
    least: float | None = None  # of a number
    most: float | None = None

    @property
    def heading(self) -> str:
        """The title as people read it."""
        return f"{self.title} ★" if self.required else self.title


@dataclass(frozen=True)
class SheetPlan:
    """One sheet of a published book."""

    id: str
    name: str
    title: str
    columns: tuple[Column, ...]
    about: str = ""  # what it shows, for the book's contents
    only: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()  # whose tasks are its rows
    row_of: str = "tasks"  # the table its keys belong to
    source: tuple[str, ...] = ()
    landscape: bool = False
    whole: bool = False  # rows as high as their text: on paper nobody can widen a cell
    department: str = ""  # whose book it stands in, for task sheets
    spare: int = 0  # empty lines people may type into
    room: int = 0  # rows below them that are open too, for what people paste
    most: int = 0  # lines shown at most, the last ones; 0: all
    key: tuple[str, ...] = ()  # the cells that tell one line of 设置.xlsx from another

    def for_department(self, department: str) -> "SheetPlan":
        """The same sheet with the columns that department has."""
        columns = tuple(
            c
            for c in self.columns
            if (not c.only or department in c.only) and department not in c.without
        )
        return replace(self, columns=columns, department=department)

    @property
    def is_work(self) -> bool:
        """Whether its rows wait for somebody; customers are there to be looked up."""
        return bool(self.typed) and self.row_of != "customers"

    @property
    def typed(self) -> tuple[Column, ...]:
        """The columns people type into."""
        return tuple(column for column in self.columns if column.edit)


@per_language
def book_plan(name: str) -> tuple[SheetPlan, ...]:
    """The sheets of a book: tasks, master or customers."""
    return tuple(_sheet(row) for row in declared("sheets", name, spoken())["sheet"])


def department_sheets(department: str) -> tuple[SheetPlan, ...]:
    """The sheets of one department's task book."""
    return tuple(
        sheet.for_department(department)
        for sheet in book_plan("tasks")
        if not sheet.only or department in sheet.only
    )


def book_sheets(book: str, department: str) -> tuple[SheetPlan, ...]:
    """The sheets of a book that people type into, as it was published."""
    return book_plan(book) if book != "tasks" else department_sheets(department)


def _sheet(row: Mapping[str, Any]) -> SheetPlan:
    columns = tuple(Column(**_frozen(column)) for column in row["columns"])
    return SheetPlan(**{**_frozen(row), "columns": columns})


def _frozen(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
