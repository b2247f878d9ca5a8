"""People handing in forms: filled on their desk, copied into the inbox, taken up again later."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp

from feedback_xl.app.workspace import Workspace
from feedback_xl.demo.cast import fill_in, habit, people
from feedback_xl.demo.fill import form_cells, not_a_workbook
from feedback_xl.demo.photos import pasted
from feedback_xl.demo.script import Answer, Filing, Sequel, Typed
from feedback_xl.forms.declaration import form
from feedback_xl.ledger import queries, schema
from feedback_xl.xlsx.fill import fill_cells
from feedback_xl.xlsx.paste import paste_pictures


@dataclass(frozen=True)
class Handed:
    """A form somebody filled, and where it arrived."""

    file: Path  # on the desk
    form: str
    sender: str
    by: str
    typed: Typed
    arrival: str = ""
    number: str = ""  # of the record, if it became one


@dataclass(frozen=True)
class Clerk:
    """Everybody who fills forms; `desk` is a folder of theirs outside the workspace."""

    workspace: Workspace
    desk: Path

    def hand_in(self, filing: Filing) -> Handed:
        """Fill a blank and drop it."""
        file = self._on_desk(filing.name)
        paper = Handed(file, filing.form, filing.sender, filing.by, filing.typed)
        if filing.spoiled:
            file.write_bytes(not_a_workbook(filing.spoiled, filing.name))
        else:
            self._fill(self._blank(filing.form), paper, filing.typed)
            if filing.photos:
                snaps = pasted(form(filing.form), filing.photos)
                paste_pictures(file, file, snaps)
        return self._drop(paper)

    def confirm(self, answer: Answer, case: str) -> Handed:
        """Fill the confirmation that lies prepared for a case, and drop it."""
        source = self._in_outbox("QA", f"*_{case}.xlsx")
        file = self._on_desk(source.name)
        paper = Handed(file, "confirmation", "QA", answer.by, answer.typed)
        self._fill(source, paper, answer.typed)
        if answer.photos:
            paste_pictures(file, file, pasted(form("confirmation"), answer.photos))
        return self._drop(paper)

    def follow(self, sequel: Sequel, handed: Handed) -> None:
        """Do with a form what people do with it afterwards, as far as it became a record."""
        if bool(handed.number) == (sequel.kind == "correct"):
            return
        do: Mapping[str, Callable[[Sequel, Handed], None]] = {
            "correct": self._correct,
            "revise": self._revise,
            "change": self._change,
            "copy": self._copy,
            "retype": self._retype,
            "attach": self._attach,
        }
        do[sequel.kind](sequel, handed)

    def _correct(self, sequel: Sequel, handed: Handed) -> None:
        self._go_on(self._in_outbox(handed.sender, f"*_{handed.arrival}.xlsx"), sequel, handed)

    def _revise(self, sequel: Sequel, handed: Handed) -> None:
        self._go_on(self._in_outbox(handed.sender, f"{handed.number}_*.xlsx"), sequel, handed)

    def _go_on(self, source: Path, sequel: Sequel, handed: Handed) -> None:
        """A paper of ours filled further and handed in as it is."""
        paper = replace(handed, file=self._on_desk(source.name))
        self._fill(source, paper, sequel.typed)
        self._drop(paper)

    def _change(self, sequel: Sequel, handed: Handed) -> None:
        """A new blank for something known."""
        paper = replace(handed, file=self._on_desk(f"{handed.number}.xlsx"))
        typed = {**sequel.typed, "number": handed.number}
        self._fill(self._blank(handed.form), paper, typed)
        self._drop(paper)

    def _copy(self, _sequel: Sequel, handed: Handed) -> None:
        paper = replace(handed, file=self._on_desk(_renamed(handed.file, "copied")))
        shutil.copyfile(handed.file, paper.file)
        self._drop(paper)

    def _retype(self, _sequel: Sequel, handed: Handed) -> None:
        """The same content in other bytes: somebody else saved it."""
        file = self._on_desk(_renamed(handed.file, "renamed"))
        paper = replace(handed, file=file, by=people("SALES")[0])
        self._fill(handed.file, paper, {})
        self._drop(paper)

    def _attach(self, _sequel: Sequel, handed: Handed) -> None:
        """Evidence for a case, in the folder with its number."""
        folder = self.workspace.folders.evidence / handed.number
        folder.mkdir()
        words = {"content": handed.typed["content"], "day": self.workspace.clock.now()}
        for evidence in habit("evidence"):
            text = fill_in(evidence["text"].lstrip(), **words)
            (folder / evidence["name"]).write_text(text, "utf-8")
        settle(self.workspace)

    def _on_desk(self, name: str) -> Path:
        """A file of that name in a folder of its own."""
        return Path(mkdtemp(dir=self.desk)) / name

    def _blank(self, form_id: str) -> Path:
        return self.workspace.folders.templates / form(form_id).file

    def _fill(self, source: Path, paper: Handed, typed: Typed) -> None:
        places = form_cells(form(paper.form), typed, self.workspace.company)
        fill_cells(source, paper.file, places, paper.by)

    def _drop(self, paper: Handed) -> Handed:
        name = self.workspace.company.department_name(paper.sender)
        shutil.copyfile(paper.file, self.workspace.folders.inbox / name / paper.file.name)
        settle(self.workspace)
        arrival, number = self._arrival_of(paper.file.name)
        return replace(paper, arrival=arrival, number=number)

    def _arrival_of(self, name: str) -> tuple[str, str]:
        """Numbers of the newest file of that name and of its record; "" while it is held."""
        table = schema.arrivals
        with self.workspace.ledger.reading() as book:
            found = queries.rows(book, table, table.c.name == name)
        return max(((row["key"], row["number"]) for row in found), default=("", ""))

    def _in_outbox(self, department: str, pattern: str) -> Path:
        name = self.workspace.company.department_name(department)
        return next((self.workspace.folders.outbox / name).rglob(pattern))


def _renamed(file: Path, how: str) -> str:
    return fill_in(habit(how), stem=file.stem)


def settle(workspace: Workspace) -> None:
    """Let the workspace take what lies there now, without publishing."""
    workspace.step()
    while workspace.is_settling:
        workspace.clock.wait(workspace.settings.settle)
        workspace.step()
