"""Who does what when: every form that is handed in, and everything the departments will type."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from itertools import count
from random import Random

from feedback_xl.demo.cast import (
    Row,
    dealt,
    defects,
    fill_in,
    habit,
    is_abroad,
    material,
    people,
    sold,
)
from feedback_xl.demo.defects import defect_matter
from feedback_xl.demo.dossiers import dossiers, registrations
from feedback_xl.demo.matters import Matter, Plant, change, other_matter, praise, trip
from feedback_xl.demo.mishaps import findings_go_wrong, go_wrong, withdrawals, wrong
from feedback_xl.demo.pace import Course, Mood
from feedback_xl.demo.script import Answer, Filing, Snap, Story
from feedback_xl.procedure.company import Company
from feedback_xl.xlsx.cells import CellValue

# Of twenty reports so many of each kind, and so many by each way; visits bring the trip reports.
_KINDS = {"defect": 12, "matter": 4, "change": 2, "praise": 1, "trip": 1}
_WAYS = {
    "phone": 8,
    "wechat": 4,
    "mail": 3,
    "portal": 2,
    "fax": 1,
    "reception": 1,
    "letter": 1,
    "other": 1,
}
_MATTERS = {"matter": other_matter, "change": change, "praise": praise}
_LATE, _REFUSED, _COMES_BACK = 0.05, 0.05, 0.4
_TO_BE_KNOWN = timedelta(days=1)  # a new file may have to be corrected first
_IN_CELLS, _SECOND = ("cell", "wps"), 1000
_QUIET_DAYS = 1.5  # before the end, left to the cases that stand in the books at that moment


@dataclass
class Author:
    """Writes a story of `forms` reports in the `days` before `end`."""

    company: Company
    end: datetime
    days: int
    forms: int
    random: Random
    _answers: list[Answer] = field(default_factory=list)
    _before: dict[str, tuple[str, Row]] = field(default_factory=dict)  # repeated defects
    _snapped: Iterator[int] = field(default_factory=count)
    _extensions: list[str] = field(default_factory=lambda: ["refused", "approved"])

    def __post_init__(self) -> None:
        self._plant = Plant(self.company, self.random)
        self._start = (self.end - timedelta(days=self.days)).replace(hour=8, minute=0, second=0)
        while not self.company.calendar.is_working(self._start.date()):
            self._start += timedelta(days=1)
        self._customers = material("customers")["customer"][: self.forms // 2 - 2]
        self._ways = dealt(_cards(_WAYS), self.random)
        self._rows = {name: dealt(material("others")[name], self.random) for name in _MATTERS} | {
            "trip": dealt(material("trips")["trip"], self.random)
        }
        for level in ("", *self.company.levels):
            rows = [row for row in defects() if level in ("", row["level"])]
            self._rows[f"defect{level}"] = dealt(rows, self.random)

    def write(self) -> Story:
        """All filings and answers; those after `end` will simply not have happened yet."""
        files = list(dossiers(self._customers, self._start, self.end, self.random))
        known = {filing.customer: filing.at + _TO_BE_KNOWN for filing in files}
        reports = sorted(self._reports(known), key=lambda filing: filing.at)
        filings = [
            *go_wrong(files[:-1], "customer"),
            files[-1],
            *go_wrong(reports, "feedback"),
            *self._standing(known),
        ]
        self._answers += [*registrations(files, self.random), *withdrawals(filings)]
        answers = sorted(self._answers, key=lambda answer: answer.at)
        filings.sort(key=lambda filing: filing.at)
        return Story(self.end, tuple(filings), tuple(findings_go_wrong(answers)))

    def _reports(self, known: Mapping[str, datetime]) -> Iterator[Filing]:
        kinds = dealt(_cards(_KINDS), self.random)
        count = self.forms - len(material("now")["standing"])
        for received in sorted(self._working_instant() for _ in range(count)):
            kind = next(kinds)
            late = self.random.random() < _LATE and kind != "trip"
            mood = Mood(late, refused=self.random.random() < _REFUSED)
            yield self._report(kind, received, mood, known)

    def _working_instant(self) -> datetime:
        first, last = self._start + timedelta(days=1), self.end - timedelta(days=_QUIET_DAYS)
        while True:
            day = first + (last - first) * self.random.random()
            if self.company.calendar.is_working(day.date()):
                minute = self.random.randrange(9 * 60)
                return datetime.combine(day.date(), time(8, 5)) + timedelta(minutes=minute)

    def _standing(self, known: Mapping[str, datetime]) -> Iterator[Filing]:
        """What is overdue, due or fresh at the end."""
        for row in material("now")["standing"]:
            received = self.end - timedelta(hours=row["hours"])
            kind = row.get("kind", f"defect{row['level']}")
            filing = self._report(kind, received, Mood(stage=row["stage"]), known)
            yield wrong(filing, row)

    def _report(
        self, kind: str, received: datetime, mood: Mood, known: Mapping[str, datetime]
    ) -> Filing:
        """One form B, with the course of each of its matters."""
        customer, matters = self._matters(kind, received)
        entered = received + timedelta(minutes=self.random.randrange(6, 31))
        for matter in matters:
            if matter.reply:
                mood = self._mood(mood, matter)
                course = Course(matter, entered, mood, customer["rep"], self.random)
                self._answers += course.answers()
        name = customer["customer_name"]
        called = customer["short_name"] if known[name] < entered else name
        typed = {**self._head(customer, called, received, matters[0], kind), **matters[0].told}
        words = {"short": customer["short_name"], "day": received, "word": matters[0].word}
        file = fill_in(self.random.choice(habit("reports")), **words)
        by = str(typed.get("filled_by") or customer["rep"])
        photos = self._photos(matters[0].flaw)
        return Filing(entered, "SALES", file, "feedback", typed, by, name, received, photos=photos)

    def _photos(self, flaw: str) -> tuple[Snap, ...]:
        """One or two of what can be seen; the first ones in cells, as Excel and WPS put them."""
        if not flaw:
            return ()
        number = next(self._snapped)
        if number < len(_IN_CELLS):
            return (Snap(flaw, number, _IN_CELLS[number]),)
        return tuple(Snap(flaw, seed) for seed in (number, number + _SECOND)[: 1 + number % 2])

    def _mood(self, mood: Mood, matter: Matter) -> Mood:
        """Two of what lies with quality for longer ask for more time."""
        fitting = matter.step == "analyse" and matter.level == "B" and mood == Mood()
        if fitting and self._extensions:
            return replace(mood, extension=self._extensions.pop())
        return mood

    def _head(
        self, customer: Row, called: str, received: datetime, matter: Matter, kind: str
    ) -> dict[str, CellValue]:
        clerk = people("SALES")[-1] if self.random.random() < 0.3 else None
        head = {
            "customer_name": called,
            "contact": f"{customer['contact']} {customer['phone']}",
            "received_on": received.date(),
            "received_time": received.time().replace(second=0, microsecond=0),
            "channel": "visit" if kind == "trip" else next(self._ways),
            "taken_by": customer["rep"],
            "filled_by": clerk,
            "level": matter.level,
            "content": matter.content,
        }
        called_at = received + timedelta(minutes=5)
        aa = {"aa_call": f"{people('QA')[0]} {called_at:%H:%M}"} if matter.level == "AA" else {}
        return {**head, **aa}

    def _matters(self, kind: str, received: datetime) -> tuple[Row, Sequence[Matter]]:
        """Whom it is about, and what."""
        row, day = next(self._rows[kind]), received.date()
        if kind.startswith("defect"):
            part, customer = self._failed(row)
            return customer, [defect_matter(self._plant, row, part, day)]
        part, customer = self.random.choice(sold(self._customers, row.get("of", [""])))
        if kind == "trip":
            return customer, list(trip(self._plant, row, part, day))
        return customer, [_MATTERS[kind](self._plant, row, part, day)]

    def _failed(self, row: Row) -> tuple[str, Row]:
        """The part and whose it is; some defects come back to the same customer."""
        key = row["content"]
        comes_back = row.get("repeat", False) and self.random.random() < _COMES_BACK
        if comes_back and key in self._before:
            return self._before[key]
        buyers = sold(self._customers, row["parts"])
        far = [pair for pair in buyers if is_abroad(pair[1]) or not row.get("abroad")]
        self._before[key] = self.random.choice(far or buyers)
        return self._before[key]


def _cards(counts: Mapping[str, int]) -> list[str]:
    return [name for name, count in counts.items() for _ in range(count)]
