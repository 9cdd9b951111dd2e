"""What a style of made-up reports gives: canonical records, and which true event each of them tells of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from contracts.fields import FIELDS, MULTI

Integers = npt.NDArray[np.int64]

RECEIVED = pd.Timestamp("2026-06-30 02:00", tz="UTC")
"""When all reports of a style arrived; no rule of matching reads it."""


@dataclass(frozen=True)
class Labelled:
    """Reports whose truth is known.

    Attributes:
        records: one row a report, canonical columns in order, RangeIndex; all in scope and shared with partners.
        event: the true event of each report; reports of one event by different providers tell of the same activity.
    """

    records: pd.DataFrame
    event: pd.Series

    def true_pairs(self) -> tuple[Integers, Integers]:
        """Positions of all pairs of reports of one event by different providers, the smaller position first."""
        frame = pd.DataFrame({"event": self.event.to_numpy(), "at": np.arange(len(self.event))})
        frame["provider"] = self.records["provider_id"].to_numpy()
        told_twice = frame[frame.duplicated("event", keep=False)]
        pairs = told_twice.merge(told_twice, on="event", suffixes=("_a", "_b"))
        pairs = pairs[(pairs["at_a"] < pairs["at_b"]) & (pairs["provider_a"] != pairs["provider_b"])]
        return pairs["at_a"].to_numpy(np.int64), pairs["at_b"].to_numpy(np.int64)


def as_records(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Canonical records of plain values: lists for fields with several values, dates, numbers, texts; None is missing.

    Fields that a row does not name get what Concord would put there: record_kind activity, record_state active,
    scope_class systems_building, sharing_level partners, dates to the day.
    """
    stated = {
        "record_kind": "activity", "record_state": "active", "scope_class": "systems_building",
        "sharing_level": "partners", "source_revision": 1, "received_at": RECEIVED, "source_values": "{}",
        "recipient_type": ["other"], "intensity": "unknown", "ta_type": "other", "sponsor_office": ["ACF/OCC"],
    }  # fmt: skip
    full = [{**stated, **{name: value for name, value in row.items() if value is not None}} for row in rows]
    return pd.DataFrame({name: _column(name, [row.get(name) for row in full], full) for name in FIELDS})


def _column(name: str, values: list[object], rows: list[dict[str, object]]) -> pd.Series:
    kind = FIELDS[name].kind
    if name.endswith("_precision"):
        stem = name.removesuffix("_precision")
        values = [value or ("day" if row.get(stem) else None) for value, row in zip(values, rows, strict=True)]
    if kind in ("codes", "texts"):
        lists = [value if isinstance(value, list | tuple) else [] for value in values]
        return pd.Series([MULTI.join(map(str, several)) or None for several in lists], dtype="str")
    if kind == "integer":
        return pd.Series(values, dtype="Int64")
    if kind == "decimal":
        return pd.Series(pd.to_numeric(pd.Series(values, dtype=object)), dtype="float64")
    if kind == "date":
        return pd.Series(pd.to_datetime(pd.Series(values, dtype=object))).astype("datetime64[s]")
    if kind == "timestamp":
        return pd.Series(pd.to_datetime(pd.Series(values, dtype=object), utc=True)).astype("datetime64[us, UTC]")
    return pd.Series([None if value is None else str(value) for value in values], dtype="str")
