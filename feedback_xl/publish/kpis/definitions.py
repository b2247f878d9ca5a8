"""What a measure is: declared once with its words, and how its number is shown and judged."""

from dataclasses import dataclass
from typing import Any

from feedback_xl.language import declared, per_language, say, spoken

ENOUGH = 5  # rows; below that a number says little
NEAR = 0.05  # of a share: five points; of anything else: five per cent of its target
NONE = "—"
LEVEL, ZERO = "level", "zero"  # targets that nobody sets: the level's own hours, and nought
_SHOWN = {
    "percent": "{:.1%}",
    "count": "{:,.0f}",
    "hours": "{:,.1f} h",
    "ppm": "{:,.0f}",
    "money": "{:,.0f}",
}


@dataclass(frozen=True)
class Reading:
    """One number of a measure; `value` is None where there is nothing to divide by."""

    value: float | None
    n: float  # what it rests on: rows, or the amount divided by
    hits: float | None = None
    late_entries: int = 0  # of the rows, those typed in long after the fact: 补录


@dataclass(frozen=True)
class Kpi:
    """One measure as declared; see the head of kpis.toml."""

    id: str
    name: str
    unit: str  # percent | count | hours | days | ppm | money
    reckon: str
    definition: str
    cohort: str
    exclusions: str
    fields: str
    source: str
    sheet: str
    groups: tuple[str, ...] = ()
    better: str = ""  # higher | lower
    target: str = ""
    needs: str = ""
    moment: bool = False
    window: int = 0
    settles: int = 0

    def show(self, reading: Reading) -> str:
        """The number as people read it; — where there is none."""
        return NONE if reading.value is None else self.words(reading.value)

    def show_target(self, target: float | None) -> str:
        """ "≥95%", "≤24 h", "0", or — where none is set."""
        if target is None:
            return NONE
        if target == 0:
            return self.words(target)
        told = f"{target * 100:g}%" if self.unit == "percent" else self.words(target)
        return f"{'≤' if self.better == 'lower' else '≥'}{told}"

    def words(self, value: float) -> str:
        """A value in the measure's unit."""
        if self.unit == "days":
            return say("kpis.days", days=value)
        return _SHOWN[self.unit].format(value)

    def rate(self, reading: Reading, target: float | None) -> str:
        """good | near | missed; few: it rests on too little; none: nothing to judge."""
        if reading.value is None or target is None:
            return "none"
        if self.unit != "count" and reading.n < ENOUGH:
            return "few"
        short = target - reading.value if self.better == "higher" else reading.value - target
        if short <= _HAIR:
            return "good"
        allowed = NEAR if self.unit == "percent" else NEAR * target
        return "near" if short <= allowed + _HAIR else "missed"

    def trend(self, now: Reading, before: Reading) -> str:
        """better | worse | same than before; none where there is nothing to compare."""
        if self.moment or not self.better or now.value is None or before.value is None:
            return "none"
        change = now.value - before.value
        if abs(change) <= _HAIR:
            return "same"
        return "better" if (change > 0) == (self.better == "higher") else "worse"


_HAIR = 1e-9  # floats


@per_language
def all_kpis() -> dict[str, Kpi]:
    """Every measure by its id, in the order of their numbers."""
    rows = declared("publish", "kpis", spoken())["kpi"]
    return {row["id"]: Kpi(**{**row, "groups": tuple(row["groups"])}) for row in rows}


def rule(name: str) -> Any:
    """A table of the measures' own rules: days, hours, words."""
    return declared("publish", "kpis", spoken())[name]
