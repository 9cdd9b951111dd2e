"""The floor and the peer: what an analyst sees of the marts now as plain tables, and the same rows as Parquet files."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from warehouse.connections import driver
from warehouse.mart.views import VIEWS
from warehouse.question import Question, read_questions
from warehouse.roles import ANALYST

SCHEMA = "plain"
_TYPES = {
    16: "BOOLEAN", 20: "BIGINT", 23: "INTEGER", 1082: "DATE", 1184: "TIMESTAMPTZ", 1700: "DOUBLE", 701: "DOUBLE",
    1009: "VARCHAR[]",
}  # fmt: skip
"""PostgreSQL's number of a type to DuckDB's name of it; all else is text."""


BESIDE = frozenset({14, 15, 18, 19, 21})
"""Questions on feedback, products, input and issued reports: the measured world holds records and overlaps alone."""


def measured_questions() -> dict[int, Question]:
    """The questions that the world can answer."""
    return {number: question for number, question in read_questions().items() if number not in BESIDE}


def asked_views() -> list[str]:
    """Names of the views that some question names."""
    words = {word for question in measured_questions().values() for word in re.findall(r"\w+", question.query)}
    return [name for name in VIEWS if name in words]


def make_plain(connection: Connection) -> None:
    """A table of schema `plain` for each view that questions name, with the rows that an analyst sees of it now, and
    statistics on it; in place of those that were there."""
    connection.execute(sa.text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
    connection.execute(sa.text(f"CREATE SCHEMA {SCHEMA} AUTHORIZATION {ANALYST}"))
    connection.execute(sa.text(f"SET LOCAL ROLE {ANALYST}"))
    for name in asked_views():
        connection.execute(sa.text(f"CREATE TABLE {SCHEMA}.{name} AS SELECT * FROM mart.{name}"))  # noqa: S608  (ours)
    connection.commit()
    alone = connection.execution_options(isolation_level="AUTOCOMMIT")
    for name in asked_views():
        alone.execute(sa.text(f"VACUUM ANALYZE {SCHEMA}.{name}"))


def export_plain(connection: Connection, folder: Path) -> None:
    """Each plain table as one Parquet file, by DuckDB through PostgreSQL's CSV."""
    folder.mkdir(exist_ok=True)
    for name in asked_views():
        table, written = f"{SCHEMA}.{name}", folder / f"{name}.csv"
        types = _column_types(connection, table)
        # An array has no form in CSV; as JSON, DuckDB reads it.
        told = ", ".join(f"array_to_json({c}) AS {c}" if kind == "VARCHAR[]" else c for c, kind in types.items())
        statement = f"COPY (SELECT {told} FROM {table}) TO STDOUT (FORMAT csv, HEADER)"  # noqa: S608  (ours)
        with driver(connection).cursor() as cursor, cursor.copy(statement) as copy, written.open("wb") as file:
            file.writelines(copy)
        with duckdb.connect() as peer:
            source = peer.read_csv(str(written), header=True, dtype=types, allow_quoted_nulls=False)
            source.write_parquet(str(folder / f"{name}.parquet"))
        written.unlink()
    connection.rollback()


def _column_types(connection: Connection, table: str) -> dict[str, str]:
    """Column to DuckDB's type."""
    with driver(connection).cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} LIMIT 0")  # noqa: S608  (ours)
        return {column.name: _TYPES.get(column.type_code, "VARCHAR") for column in cursor.description or ()}
