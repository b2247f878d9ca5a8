"""Every measure of one snapshot: reckoned once, asked for by period and group."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from feedback_xl.language import say
from feedback_xl.publish.kpis import handling, outcomes, quality, records_kept, repeats
from feedback_xl.publish.kpis.definitions import LEVEL, ZERO, Kpi, Reading, all_kpis
from feedback_xl.publish.kpis.frames import Frames
from feedback_xl.publish.kpis.period import DAY, Period, months_later
from feedback_xl.publish.kpis.reckoning import columns_of, reading
from feedback_xl.publish.snapshot import Snapshot

COHORTS: Mapping[str, Callable[[Frames], pd.DataFrame]] = {
    "K01": handling.received,
    "K02": quality.complaint_rate,
    "K03": handling.replied_on_time,
    "K04": handling.done_on_time,
    "K04-2": handling.done_on_time_since_receipt,
    "K05": handling.handed_over_on_time,
    "K06": handling.response,
    "K06-2": handling.response_at_work,
    "K07": handling.closed_on_time,
    "K07-2": handling.accepted_on_time,
    "K08": handling.accepted,
    "K08-2": handling.closed,
    "K09": handling.open_now,
    "K09-2": handling.overdue_now,
    "K10": repeats.repeated,
    "K10-2": repeats.repeated_anywhere,
    "K11": repeats.effective,
    "K12": quality.ppm,
    "K12-2": quality.ppm_at_customer,
    "K12-3": quality.ppm_in_market,
    "K12-4": quality.ppm_in_market,
    "K13": quality.returned,
    "K13-2": quality.lots_returned,
    "K14": quality.no_fault_pieces,
    "K14-2": quality.no_fault,
    "K15": quality.confirmation_time,
    "K15-2": quality.confirmation_time,
    "K16": quality.defects_of_cases,
    "K17": outcomes.costed,
    "K17-2": outcomes.share_of_sales,
    "K18": outcomes.charged,
    "K19": handling.graded_right,
    "K20": records_kept.signed_on_time,
    "K20-2": records_kept.time_to_notice,
    "K21": records_kept.filled,
    "K21-2": records_kept.complete,
    "K22": records_kept.fresh,
    "K23": records_kept.filed_on_time,
    "K23-2": records_kept.registered_on_time,
    "K24": records_kept.first_forms,
    "K24-2": records_kept.entry_lag,
    "K25": outcomes.satisfied,
    "K25-2": outcomes.asked,
    "K26": records_kept.handed_over,
}


@dataclass(frozen=True)
class Figures:
    """The measures of a snapshot; nothing is reckoned before it is asked for."""

    snapshot: Snapshot
    _cohorts: dict[str, pd.DataFrame] = field(default_factory=dict, compare=False, repr=False)
    _arrays: dict[str, dict[str, Any]] = field(default_factory=dict, compare=False, repr=False)
    _read: dict[Any, Reading] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def frames(self) -> Frames:
        return Frames(self.snapshot)

    @property
    def month(self) -> Period:
        """The month that runs."""
        return Period.month_of(self.snapshot.as_of)

    @cached_property
    def kpis(self) -> list[Kpi]:
        """The measures there is input for, in the order of their numbers."""
        return [kpi for kpi in all_kpis().values() if self.has(kpi.id)]

    def has(self, name: str) -> bool:
        """Whether the company gives what the measure needs."""
        return not self.missing(name)

    def missing(self, name: str) -> str:
        """Why a measure has no number here; "" where it has one."""
        needs = all_kpis()[name].needs
        return say(f"kpis.needs_{needs}") if needs and not self._inputs[needs] else ""

    @cached_property
    def _inputs(self) -> Mapping[str, bool]:
        shipped = self.frames.shipments
        given = ("shipped", "lots", "deliveries", "sales")
        found = {name: bool(shipped[name].sum()) for name in given}
        costs = bool(len(self.cohort("K17")))
        return {**found, "shipments": found["shipped"], "costs": costs}

    def cohort(self, name: str) -> pd.DataFrame:
        """What a measure counts, a row each, over all time."""
        if name not in self._cohorts:
            self._cohorts[name] = COHORTS[name](self.frames)
        return self._cohorts[name]

    def rows(self, name: str, period: Period, **group: str) -> pd.DataFrame:
        """Of these, the rows of a period and a group."""
        found: pd.DataFrame = self.cohort(name).loc[self._among(name, period, group)]
        return found

    def read(self, name: str, period: Period, **group: str) -> Reading:
        """The number of a period, of one group if one is named: `level="AA"`."""
        key = (name, period, *group.items())
        if key not in self._read:
            among = self._among(name, period, group)
            self._read[key] = reading(all_kpis()[name], self._columns(name), among)
        return self._read[key]

    def by(self, name: str, period: Period, column: str) -> dict[str, Reading]:
        """The number of each group that has rows in the period."""
        kpi, columns = all_kpis()[name], self._columns(name)
        among = self._among(name, period, {})
        codes, groups = pd.factorize(columns[column], sort=True)
        return {
            str(group): reading(kpi, columns, among & (codes == code))
            for code, group in enumerate(groups)
            if group != "" and (among & (codes == code)).any()
        }

    def _columns(self, name: str) -> dict[str, Any]:
        if name not in self._arrays:
            self._arrays[name] = columns_of(self.cohort(name))
        return self._arrays[name]

    def _among(self, name: str, period: Period, group: Mapping[str, str]) -> Any:
        """Which rows of a cohort belong to a period and a group."""
        kpi, columns = all_kpis()[name], self._columns(name)
        among = np.ones(len(self.cohort(name)), dtype=bool)
        if not kpi.moment:
            among = _within(columns["at"], period)
            if kpi.window:
                back = Period(months_later(period.end, -kpi.window), period.end, "")
                earlier = _within(columns["at"], back) & (columns["of"] > 0)
                among = among & (columns["of"] == 0) | earlier
        for column, value in group.items():
            among = among & (columns[column] == value)
        return among

    def target(self, name: str, **group: str) -> float | None:
        """What is aimed at; None where nothing is."""
        kpi, company, level = all_kpis()[name], self.snapshot.company, group.get("level", "")
        if kpi.target == ZERO:
            return 0.0
        if kpi.target == LEVEL:
            return company.levels[level].hours if level in company.levels else None
        return company.targets.get(f"{kpi.target}/{level}", company.targets.get(kpi.target))

    def rating(self, name: str, period: Period, **group: str) -> str:
        """good | near | missed | few | none; what still settles is not judged."""
        kpi = all_kpis()[name]
        if kpi.settles and period.end + kpi.settles * DAY > self.snapshot.as_of.date():
            return "none"
        return kpi.rate(self.read(name, period, **group), self.target(name, **group))


def _within(at: Any, period: Period) -> Any:
    return (at >= np.datetime64(period.start)) & (at < np.datetime64(period.end))
