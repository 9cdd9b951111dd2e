"""Counting activities once: reported minus duplicates, and how many more are probably told twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from contracts.fields import MULTI
from contracts.states import MAYBE, SURE
from transforms.overlaps.coding import Integers

KEY = ["provider_id", "source_record_id"]

DELIVERED = ("completed", "in_progress")
"""States of work that was delivered; what is planned never counts as delivered."""


@dataclass(frozen=True)
class ActivityCount:
    """Reported − duplicates = counted; `probable` more may be duplicates, so the truth lies in least to counted."""

    reported: int
    duplicates: int
    probable: int

    @property
    def counted(self) -> int:
        """Activities after declared and confirmed duplicates are taken out."""
        return self.reported - self.duplicates

    @property
    def least(self) -> int:
        """Activities if every probable duplicate is one."""
        return self.counted - self.probable


def delivered_activities(records: pd.DataFrame) -> pd.DataFrame:
    """Records of sessions that took place: kind activity, completed or in progress, not retracted."""
    kept = records["record_kind"].eq("activity") & records["lifecycle_status"].isin(DELIVERED)
    if "record_state" in records.columns:
        kept &= records["record_state"].ne("retracted")
    return records[kept]


def group_activities(records: pd.DataFrame, overlaps: pd.DataFrame, dispositions: tuple[str, ...] = SURE) -> pd.Series:
    """Number of the activity that each record tells of; records tied by pairs of these dispositions share one.

    Args:
        records: provider_id and source_record_id; pairs with other records tie nothing here.
        overlaps: pairs with their disposition, as `detection.OVERLAP_COLUMNS`.

    Returns:
        One number a record, index of `records`; the position of the first record of its activity.
    """
    position = pd.Series(np.arange(len(records)), index=pd.MultiIndex.from_frame(records[KEY]))
    chosen = overlaps[overlaps["disposition"].isin(dispositions)]
    sides = [
        position.reindex(pd.MultiIndex.from_arrays([chosen[f"{name}_{side}"] for name in KEY])).to_numpy(dtype=float)
        for side in ("a", "b")
    ]
    known = ~np.isnan(sides[0]) & ~np.isnan(sides[1])
    root = _join(len(records), sides[0][known].astype(np.int64), sides[1][known].astype(np.int64))
    return pd.Series(root, index=records.index)


def count_activities(records: pd.DataFrame, overlaps: pd.DataFrame) -> ActivityCount:
    """Delivered activities among these records, each counted once."""
    delivered = delivered_activities(records)
    confirmed = group_activities(delivered, overlaps, SURE).nunique()
    both = group_activities(delivered, overlaps, MAYBE).nunique()
    return ActivityCount(len(delivered), len(delivered) - confirmed, confirmed - both)


def count_by_sponsor(records: pd.DataFrame, overlaps: pd.DataFrame) -> pd.DataFrame:
    """One row a sponsor office: sponsor_office, reported, duplicates, counted, probable.

    An activity of two offices counts in the row of each, so the rows do not add up to the partners' total.
    """
    offices = records["sponsor_office"].fillna("").str.split(MULTI)
    rows = []
    for office in sorted({office for cell in offices for office in cell if office}):
        count = count_activities(records[[office in cell for cell in offices]], overlaps)
        rows.append((office, count.reported, count.duplicates, count.counted, count.probable))
    return pd.DataFrame(rows, columns=["sponsor_office", "reported", "duplicates", "counted", "probable"])


def _join(size: int, left: Integers, right: Integers) -> Integers:
    """The smallest member of each position's group; pairs are few beside records, so a plain union will do."""
    root = list(range(size))

    def find(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        low, high = sorted((find(one), find(other)))
        root[high] = low
    for at in {*left.tolist(), *right.tolist()}:
        root[at] = find(at)
    return np.array(root, dtype=np.int64)
