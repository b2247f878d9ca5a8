"""A measure's rows as one number: counted, divided, added up or ranked, for all groups at once."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from feedback_xl.publish.kpis.definitions import Kpi, Reading


def readings(kpi: Kpi, rows: pd.DataFrame) -> dict[str, Reading]:
    """Rows as one number for each value of the column `all`."""
    groups = rows.groupby("all")
    size = groups.size()
    late = groups["late"].sum() if "late" in rows else size * 0
    value, n, hits = _RECKON[kpi.reckon](rows, groups, size)
    scale = 1e6 if kpi.unit == "ppm" else 1.0
    return {
        str(key): Reading(
            float(value[key]) * scale if n[key] else None,
            float(n[key]),
            None if hits is None else float(hits[key]),
            int(late[key]),
        )
        for key in size.index
    }


def nothing(kpi: Kpi) -> Reading:
    """No row at all: nothing was counted, and there is nothing to divide by."""
    return Reading(0.0 if kpi.reckon == "count" else None, 0.0)


Column = Any  # a number for each group
Reckoned = tuple[Column, Column, Column | None]  # value, what it rests on, hits


def _count(_rows: pd.DataFrame, _groups: Any, size: Column) -> Reckoned:
    return size, size, None


def _share(rows: pd.DataFrame, groups: Any, size: Column) -> Reckoned:
    """Hits among rows, or among the amount of `of`."""
    hits, whole = groups["hit"].sum(), groups["of"].sum() if "of" in rows else size
    return hits / whole, whole, hits


def _ratio(rows: pd.DataFrame, groups: Any, size: Column) -> Reckoned:
    """The same, resting on the number of rows: of money, the amount is no sample."""
    value, _, hits = _share(rows, groups, size)
    return value, size, hits


def _sum(_rows: pd.DataFrame, groups: Any, size: Column) -> Reckoned:
    return groups["value"].sum(), size, None


def _median(_rows: pd.DataFrame, groups: Any, size: Column) -> Reckoned:
    return groups["value"].quantile(0.5), size, None


def _p90(_rows: pd.DataFrame, groups: Any, size: Column) -> Reckoned:
    return groups["value"].quantile(0.9), size, None


_RECKON: Mapping[str, Callable[[pd.DataFrame, Any, Column], Reckoned]] = {
    "count": _count,
    "share": _share,
    "ratio": _ratio,
    "sum": _sum,
    "median": _median,
    "p90": _p90,
}
