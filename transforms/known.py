"""What the warehouse knows of a provider before a delivery is judged."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from contracts.report_kinds import RECORD, REPORT_KINDS

PERIOD_FIELDS = RECORD.dates
"""Dates by which a period of records can be told."""


def _no_records() -> pd.DataFrame:
    columns = ("source_record_id", "row_hash", "content_hash", "record_state", "is_believed", "rules_version")
    dates = dict.fromkeys(name for kind in REPORT_KINDS.values() for name in kind.dates)
    return pd.DataFrame({name: pd.Series(dtype=object) for name in (*columns, *dates)})


def _no_rejected() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=object) for name in ("row_hash", "findings", "cells", "rules_version")})


@dataclass(frozen=True)
class Known:
    """What is known of one provider.

    Attributes:
        records: one row a record ever seen, its latest version: source_record_id, row_hash, content_hash,
            record_state, is_believed, rules_version, and the dates by which a period can be told.
        rejected: one row a row that the last good delivery had rejected: row_hash, findings and cells as JSON text,
            rules_version.
        columns: column names of the last good delivery.
        delivered: rows of the last good delivery; 0 before the first.
        purged: source_record_id of records that were purged and may not come again.
    """

    records: pd.DataFrame = field(default_factory=_no_records)
    rejected: pd.DataFrame = field(default_factory=_no_rejected)
    columns: tuple[str, ...] = ()
    delivered: int = 0
    purged: frozenset[str] = frozenset()
