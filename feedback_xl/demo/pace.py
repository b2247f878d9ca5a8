"""When the plant answers a matter, and in which words: the course of one case over its rounds."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from feedback_xl.demo.cast import habit, people
from feedback_xl.demo.matters import Matter
from feedback_xl.demo.script import Answer, Snap, Typed
from feedback_xl.xlsx.cells import CellValue

_HOURS = {"AA": 24, "A": 48, "B": 72}
_BEFORE_WEEKEND = (3, 4)
_DONE: Typed = {"status": "done"}
_CAPA = ("start_capa", "no_capa_reason")
_PLAN = ("capa_number", "capa_outline")


@dataclass(frozen=True)
class Mood:
    """How a case goes: late or in time, refused or accepted, or only as far as it has come."""

    late: bool = False
    refused: bool = False
    extension: str = ""  # approved | refused: what the head says to 申请延期
    stage: str = ""  # untouched | in_hand | interim | result | refused; empty: to its end


@dataclass(frozen=True)
class Course:
    """One matter on its way through the departments, from its entry on."""

    matter: Matter
    entered: datetime
    mood: Mood
    rep: str
    random: Random

    def answers(self) -> Iterator[Answer]:
        """All that is typed about it, whether or not its instant comes before the demo ends."""
        if self.mood.stage:
            yield from self._so_far()
            return
        yield from self._judged()
        found = self._after(self.entered, *self._share_of_limit())
        if self.mood.extension:
            yield from self._extended()
        if self.random.random() < self._chance_of_interim():
            yield self._interim(self._after(self.entered, 0.02, 0.1), found)
        if self.matter.confirmation:
            yield self._confirmation(self._after(self.entered, 0.1, 0.5))
        yield from self._results(found)
        replied = self._later(found, 0.5, 4)
        yield from self._final(replied)
        if self.mood.refused:
            yield from self._again(replied)

    def _so_far(self) -> Iterator[Answer]:
        """A case that stands open at this moment."""
        stage, matter = self.mood.stage, self.matter
        taken = self._later(self.entered, 0.4, 0.8)
        if stage in ("result", "refused"):
            yield from self._results(self._after(self.entered, 0.2, 0.4))
        elif stage in ("in_hand", "interim"):
            begun = {n: matter.result[n] for n in ("cause", "containment") if n in matter.result}
            typed = {**begun, "status": "working", "remarks": habit("taken")}
            yield self._typed(taken, matter.department, matter.step, typed)
        if stage == "interim":
            yield self._interim(self._later(taken, 0.5, 2), self._later(taken, 24, 48))
        if stage == "refused":
            yield from replace(self, mood=Mood(refused=True))._final(
                self._after(self.entered, 0.5, 0.6)
            )

    def _share_of_limit(self) -> tuple[float, float]:
        """How much of its limit the department takes; before a weekend it hurries."""
        if self._is_late or self.mood.extension == "approved":
            return 1.1, 1.5
        if self.mood.extension:
            return 0.85, 0.95
        return (0.03, 0.2) if self.entered.weekday() in _BEFORE_WEEKEND else (0.1, 0.5)

    @property
    def _is_late(self) -> bool:
        """What is as urgent as AA never lies about."""
        return self.mood.late and self.matter.level != "AA"

    def _chance_of_interim(self) -> float:
        if self._is_late or not (self.matter.department == "QA" or self.matter.chain):
            return 0
        return 0.3 if self.matter.level == "B" else 0.9

    def _results(self, at: datetime) -> Iterator[Answer]:
        """What the departments found; what the supplier says comes later."""
        matter = self.matter
        if matter.chain:
            yield from self._links(at)
        else:
            yield self._typed(at, matter.department, matter.step, {**matter.result, **_DONE})
        if matter.capa:
            yield from self._corrective_action(at)
        for department, text in matter.assists.items():
            told = {"measures": text, **_DONE}
            yield self._typed(self._after(self.entered, 0.05, 0.3), department, "assist", told)
        if matter.negotiation:
            contact = self._later(at, 3, 20)
            told = {**matter.negotiation, "contacted_at": contact, **_DONE}
            yield self._typed(self._later(contact, 1, 20), "PUR", "negotiate", told)
            came = self._later(contact, 180, 300)
            told = {"supplier_8d_on": came.date(), **_DONE}
            yield self._typed(came, "PUR", "supplier_8d", told)
        if matter.told.get("replenish") == "yes":
            sent = self._later(at, 24, 60)
            told = {"related_no": f"CH-{sent:%y%m%d}-{sent:%M}", **_DONE}
            yield self._typed(sent, "PMC", "ship", told)

    def _judged(self) -> Iterator[Answer]:
        """营业部 confirms what is as urgent as AA."""
        if self.matter.level == "AA":
            told = {"confirmed": "yes", "judged_by": self.rep}
            at = self._later(self.entered, 0.2, 1)
            yield self._answer(at, "SALES", "judge", told, self.rep)

    def _extended(self) -> Iterator[Answer]:
        """The department needs longer, and its head says whether it may."""
        at = self._after(self.entered, 0.02, 0.1)
        until = (self.entered + timedelta(hours=_HOURS[self.matter.level] + 48)).replace(
            hour=17, minute=0, second=0, microsecond=0
        )
        asked = {"status": "extension", "extend_to": until, "reason": habit("extension")}
        yield self._typed(at, self.matter.department, self.matter.step, asked)
        head, decision = people("QA")[0], self.mood.extension
        told = {"decision": decision, "decided_by": head, "remark": habit("heads")[decision]}
        yield replace(self._answer(at, "QA", "extension", told, head), urgent=True)

    def _corrective_action(self, found: datetime) -> Iterator[Answer]:
        """Planned within hours, so that the customer can be told; done and proved by its day."""
        capa, by = self.matter.capa, self._somebody("QA")
        planned = self._later(found, 0.5, 3)
        due = planned.date() + timedelta(days=self.random.randrange(6, 16))
        plan = {**{name: capa[name] for name in _PLAN}, "capa_plan": due}
        yield self._answer(planned, "QA", "plan_capa", plan, by)
        done = datetime.combine(due, planned.time()) - timedelta(days=self.random.randrange(1, 3))
        days = {"capa_on": done.date() - timedelta(days=1), "verified_on": done.date()}
        proved = {n: value for n, value in capa.items() if n not in _PLAN}
        typed = {"capa_person": by, **proved, **days, "verified_by": self._somebody("QA")}
        yield self._answer(done, "QA", "capa", typed, by)

    def _links(self, first: datetime) -> Iterator[Answer]:
        """A change on its way: each link waits for the one before."""
        at = first
        for link in self.matter.chain:
            for department in link["departments"]:
                by = self._somebody(department)
                signed = {link["who"]: by} if "who" in link else {}
                dated = {link["day"]: at.date()} if "day" in link else {}
                typed = {**link["typed"], **signed, **dated}
                yield self._answer(at, department, link["step"], typed, by)
            at = self._later(at, 2, 8)

    def _confirmation(self, at: datetime) -> Answer:
        by = self._somebody("QA")
        filled: dict[str, CellValue] = {
            "confirmed_on": at.date(),
            "confirmed_by": by,
            "filled_by": by,
        }
        if self.matter.confirmation["method"] == "returned":
            filled["samples_on"] = max(at - timedelta(days=1), self.entered).date()
        typed = {**self.matter.confirmation, **filled}
        return replace(self._answer(at, "QA", "confirm", typed, by), photos=self._findings())

    def _findings(self) -> tuple[Snap, ...]:
        """What quality photographs of the part it has on its bench."""
        if not self.matter.flaw:
            return ()
        return (Snap(self.matter.flaw, sum(map(ord, self.matter.content)), "cell"),)

    def _interim(self, at: datetime, promised: datetime) -> Answer:
        day = max(promised, at).date() + timedelta(days=1)
        text = self.random.choice(habit("interim")).format(next=day)
        told: Typed = {"reply_kind": "interim", "reply_content": text, "next_date": day}
        return self._reply(at, told)

    def _final(self, at: datetime) -> Iterator[Answer]:
        """The final reply, and how the customer took it: at once, some days on, or in silence."""
        chance = self.random.random()
        told: Typed = {"opinion": "accepted"} if chance < 0.5 else {}
        if self.mood.refused:
            told = {"opinion": "refused", "evidence": habit("refused")}
        yield self._reply(at, {**_final(self.matter.reply), **told})
        if not told and chance < 0.8:
            later = self._later(at, 20, 90)
            yield self._answer(later, "SALES", "reply", {"opinion": "accepted"}, self.rep)

    def _again(self, refused: datetime) -> Iterator[Answer]:
        """客户不接受: the departments and Sales once more."""
        matter, at = self.matter, self._after(refused, 0.15, 0.4)
        told: dict[str, CellValue] = {"measures": habit("again_measures"), **_DONE}
        for department in matter.assists:
            yield self._typed(at, department, "assist", told, 2)
        if matter.step == "analyse":
            known = {**matter.confirmation, **matter.result}
            told |= {"cause": habit("again_cause"), **{n: known[n] for n in _CAPA if n in known}}
        yield self._typed(at, matter.department, matter.step, told, 2)
        reply = {**_final(habit("again_reply")), "opinion": "accepted"}
        yield self._reply(self._later(at, 1, 5), reply, 2)

    def _reply(self, at: datetime, told: Typed, in_round: int = 1) -> Answer:
        channel = self.random.choice(("phone", "mail", "mail", "in_person", "portal"))
        instant = at.replace(second=0, microsecond=0)
        typed = {**told, "replied_at": instant, "reply_channel": channel, "replied_by": self.rep}
        return self._answer(at, "SALES", "reply", typed, self.rep, in_round)

    def _typed(
        self, at: datetime, department: str, step: str, told: Typed, in_round: int = 1
    ) -> Answer:
        by = self._somebody(department)
        return self._answer(at, department, step, {"person": by, **told}, by, in_round)

    def _answer(
        self, at: datetime, department: str, step: str, typed: Typed, by: str, in_round: int = 1
    ) -> Answer:
        about, urgent = self.matter.content, self.matter.level == "AA"
        return Answer(at, department, step, about, typed, by, in_round, urgent)

    def _somebody(self, department: str) -> str:
        """Anyone but the head, where there is somebody else; in Sales, who knows the customer."""
        names = people(department)
        return self.rep if department == "SALES" else self.random.choice(names[1:] or names)

    def _after(self, start: datetime, least: float, most: float) -> datetime:
        """An instant some share of the level's hours after `start`."""
        hours = _HOURS[self.matter.level]
        return self._later(start, least * hours, most * hours)

    def _later(self, start: datetime, least: float, most: float) -> datetime:
        return start + timedelta(hours=self.random.uniform(least, most))


def _final(content: str) -> Typed:
    return {"reply_kind": "final", "reply_content": content, "next_date": None}
