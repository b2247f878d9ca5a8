"""The snapshot as tables that pandas can reckon with; one row a case, a round, a task …"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import pandas as pd

from feedback_xl.procedure.company import Company
from feedback_xl.publish.kpis import goods
from feedback_xl.publish.kpis.columns import instants_of, table_of
from feedback_xl.publish.kpis.worktime import WorkTime
from feedback_xl.publish.snapshot import Snapshot

OUT = ("void", "merged")  # entered in error, or the same matter as another
NO_COMPLAINT = ("praise", "change")  # kinds of business
QUESTION = "consulting"  # a subcategory: somebody asks, nobody complains


@dataclass(frozen=True)
class Frames:
    """Tables of one snapshot, each made when it is first asked for."""

    snapshot: Snapshot

    @property
    def company(self) -> Company:
        return self.snapshot.company

    @cached_property
    def now(self) -> pd.Timestamp:
        return pd.Timestamp(self.snapshot.as_of)

    @cached_property
    def worktime(self) -> WorkTime:
        instants = [case.received_at for case in self.snapshot.cases.values()]
        first = min(instants, default=self.snapshot.as_of).date()
        return WorkTime(self.company.calendar, first, self.snapshot.as_of.date())

    @cached_property
    def cases(self) -> pd.DataFrame:
        """Every case, with its present round's clock and what it counts as."""
        found = list(self.snapshot.cases.values())
        names = {"case": "number", "department": "main", "person": "filled_by"}
        same = (
            *("customer", "level", "level_typed", "category", "channel", "business_type"),
            *("subcategory", "state", "submission", "item"),
        )
        table = table_of(found, names | {name: name for name in same})
        instants = {
            "received": "received_at",
            "entered": "entered_at",
            "customer_closed": "customer_closed_at",
            "closed": "closed_at",
        }
        for name, attribute in instants.items():
            table[name] = instants_of(getattr(case, attribute) for case in found)
        current = [self.snapshot.round_of(case) for case in found]
        table["limit"] = instants_of(one.limit_at for one in current)
        table["first_reply"] = instants_of(one.first_reply_at for one in current)
        table["verdict"] = [one.verdict for one in current]
        states = self.company.states
        table["open"] = [states[case.state].open for case in found]
        table["stands"] = ~table["state"].isin(OUT)
        table["timed"] = table["stands"] & table["limit"].notna()
        table["complaint"] = (
            table["stands"]
            & ~table["business_type"].isin(NO_COMPLAINT)
            & (table["subcategory"] != QUESTION)
        )
        return table.astype({"open": bool})

    @cached_property
    def standing(self) -> pd.DataFrame:
        """Cases that stand for themselves, by number."""
        return self.cases[self.cases["stands"]].set_index("case", drop=False).rename_axis(None)

    @cached_property
    def rounds(self) -> pd.DataFrame:
        """Every clock that ran; a case entered in error never was one."""
        found = [one for one in self.snapshot.rounds.values() if one.limit_at is not None]
        table = table_of(found, {name: name for name in ("case", "round", "level", "verdict")})
        for name, attribute in (
            ("started", "started_at"),
            ("limit", "limit_at"),
            ("first_reply", "first_reply_at"),
        ):
            table[name] = instants_of(getattr(one, attribute) for one in found)
        about = ["case", "customer", "department", "channel", "state", "entered"]
        table = table.merge(self.cases[about], on="case")
        table = table[table["state"] != "void"]
        replied = self._late_replies
        table["late"] = [
            pair in replied for pair in zip(table["case"], table["round"], strict=True)
        ]
        return table

    @cached_property
    def _late_replies(self) -> set[tuple[str, int]]:
        """Rounds whose first reply was typed in long after it was given."""
        most = timedelta(hours=self.company.late_entry_hours)
        rounds = self.snapshot.rounds
        return {
            (reply.case, reply.round)
            for replies in self.snapshot.replies.values()
            for reply in replies
            if reply.noticed_at - reply.replied_at > most
            and rounds[reply.case, reply.round].first_reply_at == reply.replied_at
        }

    @cached_property
    def tasks(self) -> pd.DataFrame:
        """Every live task, whatever it belongs to; of a case entered in error none."""
        states = {case.number: case.state for case in self.snapshot.cases.values()}
        found = [t for t in self.snapshot.tasks if t.live and states.get(t.case) != "void"]
        names = {"task": "number", "late": "late_entry"}
        same = ("case", "customer", "step", "department", "round", "state", "values")
        table = table_of(found, names | {name: name for name in same})
        instants = ("opened_at", "limit_at", "received_at", "done_at")
        for attribute in instants:
            table[attribute.removesuffix("_at")] = instants_of(
                getattr(task, attribute) for task in found
            )
        levels = self.cases.set_index("case")["level"]
        table["level"] = table["case"].map(levels).astype(object).fillna("")
        return table.astype({"late": bool})

    @cached_property
    def lines(self) -> pd.DataFrame:
        """Product lines of the cases that stand."""
        return goods.product_lines(self.snapshot, self.standing)

    @cached_property
    def confirmations(self) -> pd.DataFrame:
        """Every 售后不良信息确认表 about a case that stands."""
        return goods.confirmations(self.snapshot, self.standing)

    @cached_property
    def defects(self) -> pd.DataFrame:
        """The lines of those forms."""
        return goods.defect_lines(self.confirmations, self.lines)

    @cached_property
    def shipments(self) -> pd.DataFrame:
        """What was shipped, a row for each month, customer and part."""
        return goods.shipments(self.snapshot, self.lines)
