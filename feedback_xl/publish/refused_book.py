"""The marked copy of a book that was not taken: what is wrong with it, and where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedback_xl.language import say
from feedback_xl.problems import Problem
from feedback_xl.procedure.company import Company
from feedback_xl.publish.covers import draw_problems
from feedback_xl.publish.settings_book import draw_settings
from feedback_xl.sheets.band import Heading
from feedback_xl.sheets.content import Content, Line
from feedback_xl.sheets.declaration import book_plan
from feedback_xl.sheets.draw import HEADER
from feedback_xl.xlsx.cells import CellValue, a1_of
from feedback_xl.xlsx.draw import Book
from feedback_xl.xlsx.styles import LATE


@dataclass(frozen=True)
class RefusedBook:
    """A saved book that was not taken: what is wrong, and sheet → row → column → as typed."""

    problems: Sequence[Problem]
    typed: Mapping[str, Mapping[int, Mapping[str, CellValue]]]

    @property
    def must(self) -> int:
        """How many problems refuse it."""
        return sum(problem.returns for problem in self.problems)


def refused_contents(name: str, refused: RefusedBook) -> list[Content]:
    """The sheets of a refused book as they were typed, to be read only, each line in its row."""
    typed = refused.typed
    return [
        Content(
            plan,
            [
                Line(str(row), typed[plan.id].get(row, {}))
                for row in range(HEADER + 1, max(typed[plan.id], default=HEADER) + 1)
            ],
        )
        for plan in book_plan(name)
        if plan.id in typed
    ]


def draw_refused(
    book: Book,
    name: str,
    contents: Sequence[Content],
    refused: RefusedBook,
    heading: Heading,
    company: Company,
) -> None:
    """First what is wrong, each with a link; then the sheets, wrong cells marked and commented."""
    problems, must = refused.problems, refused.must
    places = {
        f"{content.plan.id}/{line.key}/{column.id}": (content.plan.name, a1_of((row, at)))
        for content in contents
        for row, line in enumerate(content.lines, HEADER + 1)
        for at, column in enumerate(content.plan.columns, 2)
    }
    typed_in = say(f"places.{name}_book")
    lead = say(f"refused.{name}", must=must, rest=len(problems) - must, book=typed_in)
    first = book.sheet(say("returned.sheet"), tab=LATE)
    draw_problems(first, problems, places, lead, (), heading.words())
    pens = draw_settings(book, contents, heading, company)
    cells = {
        f"{content.plan.id}/{line.key}/{column}": value
        for content in contents
        for line in content.lines
        for column, value in line.cells.items()
    }
    for problem in sorted(problems, key=lambda p: p.returns):
        if problem.field in places:
            _, cell = places[problem.field]
            pen = pens[problem.field.split("/")[0]]
            style = "mark_wrong" if problem.returns else "mark_remind"
            pen.write(cell, cells.get(problem.field), style)
            pen.comment(cell, problem.text)
