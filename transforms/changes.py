"""What one delivery does to the warehouse: each row compared with what was known of its record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from contracts.report_kinds import RECORD, ReportKind
from transforms.accounting import Counts
from transforms.parse.digests import digest_cells

NOT_CONTENT = ("received_at", "source_values")
"""Fields that say how and when something was told, and nothing of the record itself: a day written otherwise, or under
another header, is the same day."""


@dataclass(frozen=True)
class Changes:
    """What one delivery does to the warehouse.

    Attributes:
        versions: one row a new version of a record: canonical columns of its kind, source_record_id (its identifier,
            whatever the kind calls it), part, sheet, row, row_hash, content_hash, change (new, corrected, returned,
            retracted), cause (provider, rules).
        touched: source_record_id, row_hash: other bytes or other rules, the same content.
        absent: source_record_id of records that a full delivery no longer holds.
        rejected: one row a rejected row: part, sheet, row, source_record_id, row_hash, findings, cells.
        unmapped: one row a code without mapping: field, source_value, source_record_id, part, sheet, row.
        counts: what became of the rows.
        is_whole: whether rows rejected earlier that did not come again are settled by it; an increment settles only
            those of records that it delivers.
        delivered: source_record_id of every delivered row that has one.
        kind: what one row tells of.
    """

    versions: pd.DataFrame
    touched: pd.DataFrame
    absent: pd.Series
    rejected: pd.DataFrame
    unmapped: pd.DataFrame
    counts: Counts = field(default_factory=Counts)
    is_whole: bool = True
    delivered: pd.Series = field(default_factory=lambda: pd.Series(dtype="str"))
    kind: ReportKind = RECORD


def content_digests(records: pd.DataFrame) -> npt.NDArray[np.object_]:
    """16 bytes a canonical record that change when anything but its arrival changes; columns count in their order."""
    return digest_cells([_as_texts(records[name]) for name in records if name not in NOT_CONTENT], len(records))


def _as_texts(column: pd.Series) -> pa.Array:
    """A column's values as texts; each distinct day or whole number is written once."""
    values = pa.array(column, from_pandas=True)
    values = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if pa.types.is_large_string(values.type) or values.null_count == len(values):
        return values
    if pa.types.is_floating(values.type):
        return pc.cast(values, pa.large_string())
    encoded = values.dictionary_encode()
    return pc.cast(encoded.dictionary, pa.large_string()).take(encoded.indices)


def classify(states: pd.Series, known_state: pd.Series, is_believed: pd.Series, is_same: pd.Series) -> pd.Series:
    """The change of each accepted row against what was known of its record.

    Args:
        states: the row's record_state.
        known_state: record_state of the record's latest version, missing for one never seen.
        is_believed: whether that version still stands.
        is_same: whether its content is the row's.

    Returns:
        new, corrected, returned, retracted or unchanged, one a row.
    """
    never_seen = known_state.isna()
    retracts = states.eq("retracted")
    was_retracted = known_state.eq("retracted") & is_believed
    conditions: list[tuple[pd.Series, str]] = [
        (is_believed & is_same, "unchanged"),
        (retracts & ~was_retracted, "retracted"),
        (never_seen, "new"),
        (~is_believed | (was_retracted & ~retracts), "returned"),
    ]
    values = np.select([c.to_numpy(dtype=bool) for c, _ in conditions], [v for _, v in conditions], "corrected")
    return pd.Series(values, index=states.index, dtype="str")


def absent_keys(known: pd.DataFrame, delivered: pd.Series, in_period: Callable[[pd.DataFrame], pd.Series]) -> pd.Series:
    """Keys of records that stand, are not retracted, lie in the delivery's period, and were not delivered."""
    stands = known["is_believed"] & known["record_state"].ne("retracted") & in_period(known)
    standing = known.loc[stands, "source_record_id"]
    # pandas' own `isin` turns each delivered key into an object of Arrow's first, one by one.
    came = pc.is_in(_keys(standing), value_set=_keys(delivered))
    gone: pd.Series = standing[~came.to_numpy(zero_copy_only=False)]
    return gone


def _keys(column: pd.Series) -> pa.Array:
    keys = pa.array(column, type=pa.large_string(), from_pandas=True)
    return keys.combine_chunks() if isinstance(keys, pa.ChunkedArray) else keys
