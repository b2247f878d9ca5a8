"""Any history of publishing, opening, copying, typing and saving: no edit lost, none reverted."""

from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from feedback_xl.edits.merge import merge_sheet

Cell = tuple[str, str]
CELLS: list[Cell] = [(row, name) for row in ("r1", "r2") for name in ("cause", "measures")]
FIELDS = frozenset({"cause", "measures"})
cells = st.sampled_from(CELLS)
people = st.sampled_from(["A", "B"])
Grid = dict[str, dict[str, str]]


def as_grid(values: dict[Cell, str]) -> Grid:
    found: Grid = {row: {} for row, _ in CELLS}
    for (row, name), text in values.items():
        if text:
            found[row][name] = text
    return found


@dataclass(frozen=True)
class File:
    """A saved sheet: the publication it was made from, what it shows, who typed what into it."""

    stamp: int
    shows: dict[Cell, str]
    typed: frozenset[Cell] = frozenset()  # cells that people changed in this very lineage


@dataclass
class Session:
    """A sheet open in somebody's Excel."""

    file: File
    in_place: bool
    before: dict[Cell, str] = field(default_factory=dict)  # what an undo goes back to


class Sheets(RuleBasedStateMachine):
    """One department's sheet, its copies, and the ledger behind it."""

    def __init__(self) -> None:
        super().__init__()
        self.fresh = 0
        self.ledger = dict.fromkeys(CELLS, "")
        self.ever: dict[Cell, set[str]] = {cell: {""} for cell in CELLS}
        self.asked: set[tuple[Cell, str]] = set()
        self.printed: list[Grid] = []
        self.shadows: list[Grid] = []
        self.open: dict[str, Session] = {}
        self.unread: list[File] = []
        self.published = self._published()

    def _published(self) -> File:
        self.printed.append(as_grid(self.ledger))
        self.shadows.append(as_grid(self.ledger))
        return File(len(self.printed) - 1, dict(self.ledger))

    def _new(self) -> str:
        self.fresh += 1
        return str(self.fresh)

    def _set(self, cell: Cell, text: str) -> None:
        self.ledger[cell] = text
        self.ever[cell].add(text)

    @rule(cell=cells)
    def somebody_else_changes_the_ledger(self, cell: Cell) -> None:
        self._set(cell, self._new())

    @rule()
    def publish(self) -> None:
        """Only when nobody has the sheet open, and what was saved has been read."""
        if not any(session.in_place for session in self.open.values()):
            self.read()
            self.published = self._published()

    @rule(who=people)
    def open_it(self, who: str) -> None:
        """Excel lets one person at a time write the file itself."""
        if who not in self.open and not any(s.in_place for s in self.open.values()):
            self.open[who] = Session(self.published, in_place=True)

    @rule(who=people)
    def open_a_copy(self, who: str) -> None:
        if who not in self.open:
            self.open[who] = Session(self.published, in_place=False)

    @rule(who=people, cell=cells, empty=st.booleans())
    def type_in(self, who: str, cell: Cell, empty: bool) -> None:
        session = self.open.get(who)
        if session is not None:
            session.before.setdefault(cell, session.file.shows[cell])
            text = "" if empty else self._new()
            self._show(session, cell, text)

    @rule(who=people, cell=cells)
    def undo(self, who: str, cell: Cell) -> None:
        session = self.open.get(who)
        if session is not None and cell in session.before:
            self._show(session, cell, session.before.pop(cell))

    def _show(self, session: Session, cell: Cell, text: str) -> None:
        shows = {**session.file.shows, cell: text}
        session.file = replace(session.file, shows=shows, typed=session.file.typed | {cell})

    @rule(who=people)
    def save(self, who: str) -> None:
        session = self.open.get(who)
        if session is not None:
            self.unread.append(session.file)
            if session.in_place:
                self.read()  # a save over an unread save would be another machine's fault
                self.published = session.file

    @rule(who=people, cell=cells)
    def type_and_save(self, who: str, cell: Cell) -> None:
        self.type_in(who, cell, empty=False)
        self.save(who)

    @rule(who=people)
    def close(self, who: str) -> None:
        self.open.pop(who, None)

    @rule()
    def read(self) -> None:
        while self.unread:
            self._read(self.unread.pop(0))

    def _read(self, file: File) -> None:
        shown, stamp = as_grid(file.shows), file.stamp
        found = merge_sheet(
            shown,
            self.printed[stamp],
            self.shadows[stamp],
            as_grid(self.ledger),
            lambda _row: FIELDS,
        )
        self.shadows[stamp] = {row: dict(names) for row, names in found.shadow.items()}
        self.asked |= {((c.row, c.field), c.offered) for c in found.conflicts}
        for edit in found.taken:
            cell = (edit.row, edit.field)
            assert cell in file.typed, f"{cell}: {edit.old!r} reverted to {edit.new!r} by nobody"
            self._set(cell, edit.new)
        for cell in file.typed:
            text = file.shows[cell]
            assert text in self.ever[cell] or (cell, text) in self.asked, f"{text} is lost"

    @invariant()
    def what_is_asked_about_was_typed_by_somebody(self) -> None:
        assert all(text == "" or text.isdigit() for _, text in self.asked)


Sheets.TestCase.settings = settings(max_examples=200, stateful_step_count=25, deadline=None)
TestSheets: Any = Sheets.TestCase


def test_an_older_copy_that_shows_some_of_our_changes_reverts_none_of_the_others() -> None:
    ours, shared, theirs = CELLS[:3]
    sheets = Sheets()
    sheets.open_it("A")
    sheets.type_and_save("A", shared)
    sheets.open_a_copy("B")
    sheets.type_and_save("A", ours)
    sheets.type_and_save("B", theirs)
    sheets.read()

    assert sheets.ledger[ours] == "2"
    assert sheets.ledger[theirs] == "3"
