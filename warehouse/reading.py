"""What reports read: the marts as DataFrames, with the rights of whoever reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from contracts.fields import FIELDS
from warehouse.copy_out import field_shapes, read_rows
from warehouse.mart.moments import MART, PAST, SETTING
from warehouse.mart.record import NEVER_SHOWN

_QUOTED_OR_MART = re.compile(rf"'(?:[^']|'')*'|\b({MART}\s*\.)", re.IGNORECASE)


@dataclass(frozen=True)
class Known:
    """Up to which moment of knowledge a report tells.

    Attributes:
        load_number: 0 before the first load.
        committed_at: UTC; None before the first load.
    """

    load_number: int
    committed_at: datetime | None


def read_records(connection: Connection) -> pd.DataFrame:
    """mart.record: one row a record that stands, canonical columns, several values joined by MULTI."""
    return read_rows(connection, field_shapes([name for name in FIELDS if name not in NEVER_SHOWN]), "mart.record")


def read_overlaps(connection: Connection) -> pd.DataFrame:
    """mart.overlap: one row a pair of records."""
    return read_query(connection, "SELECT * FROM mart.overlap")


def read_providers(connection: Connection) -> pd.DataFrame:
    """mart.provider_status: one row a provider of records, with what its contract says of lateness and free text."""
    query = "SELECT * FROM mart.provider_status WHERE report_kind = 'record' ORDER BY provider_id"
    return read_query(connection, query)


def read_known_moment(connection: Connection) -> Known:
    """The last load that is in the figures."""
    row = connection.execute(
        sa.text("SELECT load_number, committed_at FROM mart.load ORDER BY load_number DESC LIMIT 1")
    ).first()
    return Known(row.load_number, row.committed_at) if row else Known(0, None)


def see_past(connection: Connection, moment: datetime) -> None:
    """Let views of schema past show what was believed at a moment, for the rest of the transaction."""
    connection.execute(sa.select(sa.func.set_config(SETTING, moment.isoformat(), True)))


def see_marts(connection: Connection, as_of: datetime | None = None) -> None:
    """Let views be named without their schema for the rest of the transaction; as of a moment, those of the past."""
    if as_of is not None:
        see_past(connection, as_of)
    path = MART if as_of is None else f"{PAST}, {MART}"
    connection.execute(sa.select(sa.func.set_config("search_path", path, True)))


def about_the_past(query: str) -> str:
    """A query in which views are named with schema mart, about schema past instead; quoted texts stay as they are."""
    return _QUOTED_OR_MART.sub(lambda found: f"{PAST}." if found[1] else found[0], query)


def read_query(connection: Connection, query: str, values: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Rows of a query as they come, one column each of its columns.

    Args:
        values: of the query's parameters.
    """
    result = connection.execute(sa.text(query), dict(values or {}))
    return pd.DataFrame([tuple(row) for row in result], columns=list(result.keys()))
