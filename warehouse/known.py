"""What the warehouse knows of a provider, read back before its next delivery is judged."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from contracts.report_kinds import RECORD, ReportKind
from transforms.known import Known
from warehouse.copy_out import Shape, field_shapes, read_rows
from warehouse.deliveries import LOADED_VERDICTS
from warehouse.kind_tables import VERSION_TABLES, VersionTable
from warehouse.purges import purged_records
from warehouse.tables import DELIVERY

# The latest version of each record: the believed one, else the one that ended by absence or purge last.
_LATEST = """(
    SELECT {kept}, true AS is_believed FROM core.{0.name}
    WHERE {0.delivered_as} = %s AND known_to_load IS NULL
    UNION ALL
    SELECT * FROM (
        SELECT DISTINCT ON ({0.key}) {kept}, false AS is_believed FROM core.{0.name} v
        WHERE {0.delivered_as} = %s AND ended_by IN ('absent', 'purged') AND NOT EXISTS (
            SELECT FROM core.{0.name} b WHERE b.{0.delivered_as} = v.{0.delivered_as}
            AND b.{0.key} = v.{0.key} AND b.known_to_load IS NULL)
        ORDER BY {0.key}, known_from_load DESC) AS gone
) AS latest"""

_REJECTED_COLUMNS: dict[str, Shape] = {
    "row_hash": "bytes", "findings": "text", "cells": "text", "source_record_id": "text", "rules_version": "text",
}  # fmt: skip


def read_known(connection: Connection, provider_id: str, kind: ReportKind = RECORD) -> Known:
    """All that is known of a provider: its records, what was rejected last, and its last loaded delivery's shape.

    A provider that was never loaded gives an empty Known.

    Args:
        provider_id: folder under which it delivers.
        kind: what one row of its report tells of.
    """
    records = _read_latest(connection, provider_id, VERSION_TABLES[kind.name])
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


def _read_latest(connection: Connection, provider_id: str, table: VersionTable) -> pd.DataFrame:
    shapes: dict[str, Shape] = {
        "row_hash": "bytes", "content_hash": "bytes", "record_state": "text", "rules_version": "text",
        **field_shapes(table.kind.dates),
    }  # fmt: skip
    latest = _LATEST.format(table, kept=", ".join([table.key, *shapes]))
    records = read_rows(connection, {table.key: "text", **shapes, "is_believed": "flag"}, latest, (provider_id,) * 2)
    return records.rename(columns={table.key: "source_record_id"})


def _read_rejected(connection: Connection, provider_id: str) -> pd.DataFrame:
    source = (
        "core.rejected_row r JOIN core.delivery d ON d.load_number = r.known_from_load AND d.known_to_load IS NULL"
        " WHERE r.provider_id = %s AND r.known_to_load IS NULL"
    )
    return read_rows(connection, _REJECTED_COLUMNS, source, (provider_id,))
