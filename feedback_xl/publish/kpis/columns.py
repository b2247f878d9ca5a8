"""Columns of a table: records, instants, days and amounts as pandas takes them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from feedback_xl.forms.text import fold_key

INSTANT = "datetime64[us]"  # seconds and less, as far back and ahead as anybody types
SECONDS_AN_HOUR = 3600


def table_of(records: Sequence[Any], columns: Mapping[str, str]) -> pd.DataFrame:
    """A row a record: column → attribute."""
    table = pd.DataFrame(
        {name: [getattr(one, attribute) for one in records] for name, attribute in columns.items()},
        columns=list(columns),
    )
    return table if records else table.astype(object)  # else they would be numbers


def instants_of(values: Iterable[Any]) -> pd.Series:
    """Instants to the microsecond; NaT where there is none."""
    return pd.Series(list(values), dtype=INSTANT)


def days_in(values: Iterable[Any]) -> pd.Series:
    """The days of ISO texts, as their midnights; NaT where there is none."""
    return instants_of(str(value)[:10] if value else None for value in values)


def texts_of(values: "pd.Series[Any]") -> "pd.Series[str]":
    """Texts; empty where nothing stands."""
    return values.astype(object).fillna("").astype(str).astype(object)


def amounts_of(values: "pd.Series[Any]") -> "pd.Series[float]":
    """Numbers; nought where nothing, or nothing of the kind, was filled in."""
    return pd.to_numeric(values, errors="coerce").fillna(0.0).astype(float)


def folded(values: "pd.Series[str]") -> "pd.Series[str]":
    """The same text for spellings that are the same to people."""
    keys = {text: fold_key(text) for text in values.unique()}
    return values.map(keys).astype(object)


def hours(spans: "pd.Series[Any]") -> "pd.Series[float]":
    """Spans of time in hours."""
    found: pd.Series[float] = spans.dt.total_seconds() / SECONDS_AN_HOUR
    return found


def looked_up(keys: "pd.Series[str]", found: "pd.Series[Any]") -> "pd.Series[Any]":
    """What stands in `found` under each key, of the same kind; nothing where there is none."""
    return pd.Series(found.reindex(keys).to_numpy(), index=keys.index, dtype=found.dtype)
