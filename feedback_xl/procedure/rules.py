"""The rules of the procedure as their data declares them: conditions, needs, steps, routes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from feedback_xl.language import say

Options = Mapping[str, Sequence[str]]  # id → (label, alias, alias, …)
Facts = Mapping[str, object]


@dataclass(frozen=True)
class Condition:
    """Field → allowed values; all must hold. A fact may be one value or a list of them.

    The value `none` stands for a fact that is not there.
    """

    wants: Mapping[str, tuple[str, ...]]

    def holds(self, facts: Facts) -> bool:
        return all(
            any((value or "none") in allowed for value in as_list(facts.get(name)) or [None])
            for name, allowed in self.wants.items()
        )


ALWAYS = Condition({})


def as_list(value: object) -> list[object]:
    """A fact as the values it has."""
    return list(value) if isinstance(value, list | tuple) else [value]


@dataclass(frozen=True)
class Need:
    """A cell that must be filled, with one of `values` if any are named, when `when` holds.

    `not_before` names a fact with days the cell's day may not precede; `unless` a cell with the
    reason why it does.
    """

    field: str
    values: tuple[str, ...] = ()
    when: Condition = ALWAYS
    not_before: str = ""
    unless: str = ""

    def is_met(self, facts: Facts) -> bool:
        if not self.when.holds(facts):
            return True
        value = facts.get(self.field)
        if value and self.is_too_early(facts):
            return False
        if self.values:
            return value in self.values
        return value not in (None, "")

    def is_too_early(self, facts: Facts) -> bool:
        """Whether its day precedes what it must follow, and nobody says why."""
        if not self.not_before or facts.get(self.unless):
            return False
        others = [str(day)[:10] for day in as_list(facts.get(self.not_before)) if day]
        return bool(others) and str(facts.get(self.field) or "9")[:10] < max(others)


@dataclass(frozen=True)
class Opening:
    """A step that opens when `when` holds and the fields of `needs` are filled."""

    step: str
    when: Condition
    needs: tuple[str, ...] = ()  # facts that must be there

    def is_due(self, facts: Facts) -> bool:
        return self.when.holds(facts) and all(facts.get(name) for name in self.needs)


@dataclass(frozen=True)
class Step:
    """A kind of task: who does it, on which clock, what must be typed, what it opens."""

    id: str
    demand: str
    departments: tuple[str, ...]  # ids, or main | co | sender | leaver | successor
    clock: str
    fills: tuple[str, ...]
    needs: tuple[Need, ...]
    since: date
    source: tuple[str, ...]
    role: str = ""
    days: int = 0
    share: float = 1.0  # of the round's hours, for the clock `share`
    planned: tuple[str, ...] = ()  # facts with the day it is planned for, for the clock `planned`
    replan: str = ""  # the field with another day; what is judged by stays the first
    form: str = ""
    who: str = "person"  # the cell that names who has it in hand
    brings: str = ""  # the instant it sets in the customer's file when done
    points: Mapping[str, str] = field(default_factory=dict)  # what each department looks at
    tells: tuple[str, ...] = ()  # what others typed that his demand repeats
    result: str = ""  # the cell that holds what the customer is to be told
    holds_reply: bool = False  # the final reply waits for it
    again: bool = False  # done anew in each round
    fails: Condition | None = None  # done, but in vain: it opens once more
    wanted: tuple[Need, ...] = ()

    @property
    def department(self) -> str:
        """The one that does it, where it is one."""
        return self.departments[0]

    @property
    def brief(self) -> str:
        """The first words of the demand."""
        return re.split(f"[{say('common.breaks')}]", self.demand)[0].strip()

    def has_failed(self, facts: Facts) -> bool:
        """Whether it was done in vain."""
        return self.fails is not None and self.fails.holds(facts)

    def missing(self, facts: Facts) -> list[str]:
        """Fields still to be filled before the task is done."""
        return [need.field for need in self.needs if not need.is_met(facts)]

    def outstanding(self, facts: Facts) -> list[str]:
        """Fields still to be filled before the case can close."""
        return [need.field for need in self.wanted if not need.is_met(facts)]


@dataclass(frozen=True)
class Route:
    id: str
    when: Condition
    main: str
    opens: tuple[Opening, ...]
    since: date
    source: tuple[str, ...]
    fixed: bool = False
    redone_when: tuple[str, ...] = ()  # facts of the form after whose change all is decided anew
    may_be_withdrawn: bool = False  # the customer may take it back at every step


@dataclass(frozen=True)
class ApprovalKind:
    """What only a head may decide: whose, and what he may choose besides yes and no."""

    id: str
    title: str
    words: str  # what is asked, with {case}, {task}, {department} and what takes effect
    source: str
    by: str = ""  # the department whose head decides; empty: as the case's category says
    by_category: Mapping[str, str] = field(default_factory=dict)
    fills: tuple[str, ...] = ()  # cells he may fill besides decision, name and remark
    needs: tuple[str, ...] = ()  # of these, what an approval must have
    another: bool = False  # who asks may not decide: it takes two

    def decider(self, category: str) -> str:
        """The department whose head decides about a case of that category."""
        return self.by or self.by_category[category]


@dataclass(frozen=True)
class State:
    id: str
    word: str
    when: Condition
    open: bool = True

    @property
    def plain(self) -> str:
        """The word without what differs from case to case."""
        return self.word.partition("{")[0].partition("(")[0] if "{" in self.word else self.word


@dataclass(frozen=True)
class Word:
    id: str
    word: str
    symbol: str = ""

    @property
    def shown(self) -> str:
        """ "× 超期": symbol and word."""
        return f"{self.symbol} {self.word}"
