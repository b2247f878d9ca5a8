"""Two kinds of wrong: a Problem in a person's spreadsheet, a Fault in the program or around it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

from feedback_xl.language import declared, per_language, spoken


class Severity(StrEnum):
    """What follows from a problem; the procedure's clock never waits for any of them."""

    RETURN = "return"  # the form goes back: it cannot be routed
    REMIND = "remind"  # accepted, and the filler is asked to complete or check it
    REPAIR = "repair"  # put right by the program, told before → after


@dataclass(frozen=True)
class Note:
    """What a parser noticed about one cell: a catalogue code and the words it needs."""

    code: str
    tokens: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, code: str, **tokens: object) -> "Note":
        return cls(code, tuple((name, str(value)) for name, value in tokens.items()))


@dataclass(frozen=True)
class Message:
    """One entry of the catalogue `messages/*.toml`: a sentence a person reads, declared once."""

    code: str
    severity: Severity
    text: str
    expected: str
    clause: str


@dataclass(frozen=True)
class Problem:
    """Something in a person's spreadsheet, with all a person needs to put it right."""

    code: str
    severity: Severity
    text: str
    expected: str
    example: str = ""
    clause: str = ""
    sheet: str = ""
    cell: str = ""
    label: str = ""
    found: str = ""
    field: str = ""

    @property
    def returns(self) -> bool:
        """Whether the form has to go back."""
        return self.severity is Severity.RETURN


@per_language
def catalogue() -> dict[str, Message]:
    """Every message about a spreadsheet, by code."""
    found: dict[str, Message] = {}
    folder = resources.files("feedback_xl").joinpath("messages")
    for file in sorted(item.name for item in folder.iterdir()):
        for code, entry in declared("messages", file.removesuffix(".toml"), spoken()).items():
            found[code] = Message(
                code,
                Severity(entry["severity"]),
                entry["text"],
                entry.get("expected", ""),
                entry.get("clause", ""),
            )
    return found


def problem_from(
    note: Note,
    *,
    severity: Severity | None = None,
    sheet: str = "",
    cell: str = "",
    label: str = "",
    found: str = "",
    example: str = "",
    clause: str = "",
    field: str = "",
) -> Problem:
    """Word a parser's note for the cell it stands in; `severity` overrides the catalogue's."""
    message = catalogue()[note.code]
    tokens = {"label": label, "found": found, "cell": cell, "example": example, **dict(note.tokens)}
    return Problem(
        code=note.code,
        severity=severity or message.severity,
        text=message.text.format_map(tokens),
        expected=message.expected.format_map(tokens),
        example=example,
        clause=clause or message.clause,
        sheet=sheet,
        cell=cell,
        label=label,
        found=found,
        field=field,
    )


def any_returns(problems: Iterable[Problem]) -> bool:
    """Whether one of them sends the form back."""
    return any(problem.returns for problem in problems)


class Fault(Exception):
    """Wrong in the program or around it: what happened, what to do, and the exit code."""

    exit_code = 4

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


class SettingsFault(Fault):
    """The machine settings cannot be used."""

    exit_code = 3


class LedgerFault(Fault):
    """The ledger or the disk below it cannot be used."""

    exit_code = 4


class BusyFault(Fault):
    """Another program watches this workspace."""

    exit_code = 5
