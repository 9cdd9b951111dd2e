"""The floor and the peer's food: the rows of every view as plain tables without history, and as Parquet."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from warehouse.connections import driver
from warehouse.mart.views import VIEWS

SCHEMA = "plain"


def make_plain(connection: Connection) -> None:
    """A table of schema `plain` for each view of the marts, with its rows of now, and statistics on it."""
    connection.execute(sa.text(f"CREATE SCHEMA {SCHEMA}"))
    for name in VIEWS:
        connection.execute(sa.text(f"CREATE TABLE {SCHEMA}.{name} AS SELECT * FROM mart.{name}"))  # noqa: S608  (ours)
    connection.commit()
    connection.execution_options(isolation_level="AUTOCOMMIT").execute(sa.text("VACUUM ANALYZE"))


def export_plain(connection: Connection, folder: Path) -> None:
    """Each plain table as one Parquet file, by DuckDB through PostgreSQL's CSV: types as DuckDB reads them."""
    folder.mkdir()
    for name in VIEWS:
        with driver(connection).cursor() as cursor:
            cursor.execute(f"SELECT * FROM {SCHEMA}.{name} LIMIT 0")  # noqa: S608  (ours)
            columns = [column.name for column in cursor.description or ()]
            types = [column.type_code for column in cursor.description or ()]
        typed = zip(columns, types, strict=True)
        schema = pa.schema([pa.field(column, _TYPES.get(code, pa.string())) for column, code in typed])
        with pq.ParquetWriter(folder / f"{name}.parquet", schema) as writer:
            rows = connection.execution_options(stream_results=True, max_row_buffer=50_000).exec_driver_sql(
                f"SELECT * FROM {SCHEMA}.{name}"  # noqa: S608  (ours)
            )
            for part in rows.partitions(50_000):
                writer.write_table(pa.table({
                    field.name: pa.array([_plain(value, field.type) for value in values], field.type)
                    for field, values in zip(schema, zip(*part, strict=True), strict=True)
                }, schema=schema))  # fmt: skip
    connection.commit()


_TYPES = {
    16: pa.bool_(), 20: pa.int64(), 23: pa.int64(), 1082: pa.date32(), 1184: pa.timestamp("us", "UTC"),
    1700: pa.float64(), 701: pa.float64(), 1009: pa.list_(pa.string()),
}  # fmt: skip
"""PostgreSQL's number of a type to Arrow's type; all else is text."""


def _plain(value: object, kind: pa.DataType) -> object:
    if value is None or not (pa.types.is_string(kind) or pa.types.is_floating(kind)):
        return value
    return float(str(value)) if pa.types.is_floating(kind) else str(value)
