"""People handing in forms: filled on their desk, copied into the inbox, taken up again later."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from feedback_xl.app.workspace import Workspace
from feedback_xl.demo.cast import fill_in, habit, people
from feedback_xl.demo.fill import form_cells, not_a_workbook
from feedback_xl.demo.script import Answer, Filing, Sequel, Typed
from feedback_xl.forms.declaration import form
from feedback_xl.ledger import queries, schema
from feedback_xl.xlsx.fill import fill_cells


@dataclass(frozen=True)
class Handed:
    """A form that was handed in, and where it arrived."""

    file: Path  # on the desk
    form: str
    sender: str
    by: str
    typed: Typed
    arrival: str
    number: str  # of the record, if it became one


@dataclass(frozen=True)
class Clerk:
    """Everybody who fills forms; `desk` is a folder of theirs outside the workspace."""

    workspace: Workspace
    desk: Path

    def hand_in(self, filing: Filing) -> Handed:
        """Fill a blank and drop it."""
        file = self.desk / filing.name
        declared = form(filing.form)
        if filing.spoiled:
            file.write_bytes(not_a_workbook(filing.spoiled, [filing.name]))
        else:
            blank = self.workspace.folders.templates / declared.file
            self._fill(blank, file, filing.form, filing.typed, filing.by)
        return self._drop(file, filing.form, filing.sender, filing.by, filing.typed)

    def confirm(self, answer: Answer, case: str) -> Handed:
        """Fill the confirmation that lies prepared for a case, and drop it."""
        source = self._in_outbox("QA", f"*_{case}.xlsx")
        file = self.desk / source.name
        self._fill(source, file, "confirmation", answer.typed, answer.by)
        return self._drop(file, "confirmation", "QA", answer.by, answer.typed)

    def follow(self, sequel: Sequel, handed: Handed) -> Handed:
        """Do with a form what people do with it afterwards."""
        do: Mapping[str, Callable[[Sequel, Handed], Handed]] = {
            "correct": self._correct,
            "revise": self._revise,
            "change": self._change,
            "copy": self._copy,
            "retype": self._retype,
            "attach": self._attach,
        }
        return do[sequel.kind](sequel, handed)

    def _correct(self, sequel: Sequel, handed: Handed) -> Handed:
        source = self._in_outbox(handed.sender, f"*_{handed.arrival}.xlsx")
        return self._again(source, sequel, handed)

    def _revise(self, sequel: Sequel, handed: Handed) -> Handed:
        return self._again(
            self._in_outbox(handed.sender, f"{handed.number}_*.xlsx"), sequel, handed
        )

    def _again(self, source: Path, sequel: Sequel, handed: Handed) -> Handed:
        """A paper of ours filled further and handed in as it is."""
        file = self.desk / source.name
        self._fill(source, file, handed.form, sequel.typed, handed.by)
        return self._drop(file, handed.form, handed.sender, handed.by, handed.typed)

    def _change(self, sequel: Sequel, handed: Handed) -> Handed:
        """A new blank for something known."""
        typed = {**sequel.typed, "number": handed.number}
        blank = self.workspace.folders.templates / form(handed.form).file
        file = self.desk / f"{handed.number}.xlsx"
        self._fill(blank, file, handed.form, typed, handed.by)
        return self._drop(file, handed.form, handed.sender, handed.by, typed)

    def _copy(self, _sequel: Sequel, handed: Handed) -> Handed:
        file = self.desk / habit("copied").format(stem=handed.file.stem)
        shutil.copyfile(handed.file, file)
        return self._drop(file, handed.form, handed.sender, handed.by, handed.typed)

    def _retype(self, _sequel: Sequel, handed: Handed) -> Handed:
        file = self.desk / habit("retyped").format(stem=handed.file.stem)
        self._fill(handed.file, file, handed.form, {}, people("SALES")[-1])
        return self._drop(file, handed.form, handed.sender, handed.by, handed.typed)

    def _attach(self, _sequel: Sequel, handed: Handed) -> Handed:
        """Evidence for a case, in the folder with its number."""
        folder = self.workspace.folders.evidence / handed.number
        folder.mkdir()
        words = {"content": handed.typed["content"], "day": self.workspace.clock.now()}
        for evidence in habit("evidence"):
            text = fill_in(evidence["text"].lstrip(), **words)
            (folder / evidence["name"]).write_text(text, "utf-8")
        self._settle()
        return handed

    def _fill(self, source: Path, target: Path, form_id: str, typed: Typed, by: str) -> None:
        places = form_cells(form(form_id), typed, self.workspace.company)
        fill_cells(source, target, places, by)

    def _drop(self, file: Path, form_id: str, sender: str, by: str, typed: Typed) -> Handed:
        name = self.workspace.company.department_name(sender)
        shutil.copyfile(file, self.workspace.folders.inbox / name / file.name)
        self._settle()
        arrival, number = self._arrival_of(file.name)
        return Handed(file, form_id, sender, by, typed, arrival, number)

    def _arrival_of(self, name: str) -> tuple[str, str]:
        """Numbers of the newest file of that name and of its record; "" while it is held."""
        table = schema.arrivals
        with self.workspace.ledger.reading() as book:
            found = queries.rows(book, table, table.c.name == name)
        return max(((row["key"], row["number"]) for row in found), default=("", ""))

    def _in_outbox(self, department: str, pattern: str) -> Path:
        name = self.workspace.company.department_name(department)
        return next((self.workspace.folders.outbox / name).rglob(pattern))

    def _settle(self) -> None:
        settle(self.workspace)


def settle(workspace: Workspace) -> None:
    """Let the workspace take what lies there now, without publishing."""
    workspace.step()
    while workspace.is_settling:
        workspace.clock.wait(workspace.settings.settle)
        workspace.step()
