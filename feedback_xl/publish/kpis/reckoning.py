"""A measure's rows as one number: counted, divided, added up or ranked."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from feedback_xl.publish.kpis.definitions import Kpi, Reading

Column = Any  # an array with a number for each row
Reckoned = tuple[float, float, float | None]  # value, what it rests on, hits

NUMBERS = ("hit", "of", "value", "late")


def columns_of(cohort: pd.DataFrame) -> dict[str, Column]:
    """A cohort's columns as plain arrays: a board asks for hundreds of small sums."""
    return {
        str(name): column.to_numpy(dtype=float, na_value=np.nan)
        if name in NUMBERS
        else column.to_numpy()
        for name, column in cohort.items()
    }


def reading(kpi: Kpi, columns: Mapping[str, Column], among: Column) -> Reading:
    """The number of the rows where `among` holds."""
    if not among.any():
        return nothing(kpi)
    rows = {name: columns[name][among] for name in NUMBERS if name in columns}
    value, n, hits = _RECKON[kpi.reckon](rows, float(among.sum()))
    scale = 1e6 if kpi.unit == "ppm" else 1.0
    late = int(np.nansum(rows["late"])) if "late" in rows else 0
    return Reading(value * scale if n else None, n, hits, late)


def nothing(kpi: Kpi) -> Reading:
    """No row at all: nothing was counted, and there is nothing to divide by."""
    return Reading(0.0 if kpi.reckon == "count" else None, 0.0)


def _count(_rows: Mapping[str, Column], size: float) -> Reckoned:
    return size, size, None


def _share(rows: Mapping[str, Column], size: float) -> Reckoned:
    """Hits among rows, or among the amount of `of`."""
    hits = float(np.nansum(rows["hit"]))
    whole = float(np.nansum(rows["of"])) if "of" in rows else size
    return hits / whole if whole else 0.0, whole, hits


def _ratio(rows: Mapping[str, Column], size: float) -> Reckoned:
    """The same, resting on the number of rows: of money, the amount is no sample."""
    value, _, hits = _share(rows, size)
    return value, size, hits


def _sum(rows: Mapping[str, Column], size: float) -> Reckoned:
    return float(np.nansum(rows["value"])), size, None


def _median(rows: Mapping[str, Column], size: float) -> Reckoned:
    return float(np.nanquantile(rows["value"], 0.5)), size, None


def _p90(rows: Mapping[str, Column], size: float) -> Reckoned:
    return float(np.nanquantile(rows["value"], 0.9)), size, None


_RECKON: Mapping[str, Callable[[Mapping[str, Column], float], Reckoned]] = {
    "count": _count,
    "share": _share,
    "ratio": _ratio,
    "sum": _sum,
    "median": _median,
    "p90": _p90,
}
