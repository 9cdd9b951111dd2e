"""What the warehouse knows of a provider, read back before its next delivery is judged."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from transforms.known import PERIOD_FIELDS, Known
from warehouse.copy_out import Shape, field_shapes, read_rows
from warehouse.deliveries import LOADED_VERDICTS
from warehouse.purges import purged_records
from warehouse.tables import DELIVERY

_RECORD_COLUMNS: dict[str, Shape] = {
    "source_record_id": "text",
    "row_hash": "bytes",
    "content_hash": "bytes",
    "record_state": "text",
    "is_believed": "flag",
    "rules_version": "text",
    **field_shapes(PERIOD_FIELDS),
}
_KEPT = ", ".join(name for name in _RECORD_COLUMNS if name != "is_believed")

# The latest version of each record: the believed one, else the one that ended by absence or purge last.
_LATEST = f"""(
    SELECT {_KEPT}, true AS is_believed FROM core.record_version
    WHERE provider_id = %s AND known_to_load IS NULL
    UNION ALL
    SELECT * FROM (
        SELECT DISTINCT ON (source_record_id) {_KEPT}, false AS is_believed FROM core.record_version v
        WHERE provider_id = %s AND ended_by IN ('absent', 'purged') AND NOT EXISTS (
            SELECT FROM core.record_version b WHERE b.provider_id = v.provider_id
            AND b.source_record_id = v.source_record_id AND b.known_to_load IS NULL)
        ORDER BY source_record_id, known_from_load DESC) AS gone
) AS latest"""  # noqa: S608  (column names of ours)

_REJECTED_COLUMNS: dict[str, Shape] = {
    "row_hash": "bytes", "findings": "text", "cells": "text", "source_record_id": "text", "rules_version": "text",
}  # fmt: skip


def read_known(connection: Connection, provider_id: str) -> Known:
    """All that is known of a provider: its records, what was rejected last, and its last loaded delivery's shape.

    A provider that was never loaded gives an empty Known.
    """
    records = read_rows(connection, _RECORD_COLUMNS, _LATEST, (provider_id, provider_id))
    rejected = _read_rejected(connection, provider_id)
    last = connection.execute(
        sa.select(DELIVERY.c.column_names, DELIVERY.c.delivered)
        .where(DELIVERY.c.provider_id == provider_id, DELIVERY.c.known_to_load.is_(None))
        .where(DELIVERY.c.verdict.in_(LOADED_VERDICTS))
        .order_by(DELIVERY.c.load_number.desc())
        .limit(1)
    ).first()
    columns, delivered = (tuple(last.column_names), int(last.delivered)) if last else ((), 0)
    return Known(records, rejected, columns, delivered, purged_records(connection, provider_id))


def _read_rejected(connection: Connection, provider_id: str) -> pd.DataFrame:
    source = (
        "core.rejected_row r JOIN core.delivery d ON d.load_number = r.known_from_load AND d.known_to_load IS NULL"
        " WHERE r.provider_id = %s AND r.known_to_load IS NULL"
    )
    return read_rows(connection, _REJECTED_COLUMNS, source, (provider_id,))
