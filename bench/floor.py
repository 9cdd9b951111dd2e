"""The floor under any night: DuckDB reads the files, and the same columns are copied into a keyed table."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import psycopg
import pyarrow as pa
from psycopg import sql
from pyarrow import csv

from bench.night_rows import HEADER

SCHEMA = "floor"


def read_with_duckdb(paths: Sequence[Path]) -> tuple[float, int]:
    """Seconds to read all files as text into memory, on all cores; and the rows."""
    started = time.perf_counter()
    with duckdb.connect() as connection:
        names = [str(path) for path in paths]
        connection.execute(
            "CREATE TABLE delivered AS"
            " SELECT * FROM read_csv($names, all_varchar = true, filename = true, header = true)",
            {"names": names},
        )
        counted = connection.execute("SELECT count(*) FROM delivered").fetchone()
    return time.perf_counter() - started, int(counted[0]) if counted else 0


def copy_into_keyed_table(dsn: str, paths: Sequence[Path], connections: int) -> float:
    """Seconds to copy the files' columns from memory into a table keyed by provider and report."""
    blocks = [_as_csv(path) for path in paths]
    _make_table(dsn)
    started = time.perf_counter()
    shares = [blocks[start::connections] for start in range(connections)]
    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(lambda share: _copy(dsn, share), shares))
    seconds = time.perf_counter() - started
    _drop_table(dsn)
    return seconds


def _as_csv(path: Path) -> bytes:
    table = csv.read_csv(path, convert_options=csv.ConvertOptions(column_types=dict.fromkeys(HEADER, pa.string())))
    provider = pa.repeat(pa.scalar(path.parent.name), len(table))
    content = io.BytesIO()
    csv.write_csv(table.add_column(0, "provider", provider), content, csv.WriteOptions(include_header=False))
    return content.getvalue()


def _make_table(dsn: str) -> None:
    columns = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(name)) for name in ("provider", *HEADER))
    key = sql.SQL('PRIMARY KEY (provider, "Report No")')
    with psycopg.connect(dsn) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(SCHEMA)))
        connection.execute(sql.SQL("CREATE TABLE {}.report ({}, {})").format(sql.Identifier(SCHEMA), columns, key))


def _drop_table(dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(SCHEMA)))


def _copy(dsn: str, blocks: Sequence[bytes]) -> None:
    statement = sql.SQL("COPY {}.report FROM STDIN (FORMAT csv)").format(sql.Identifier(SCHEMA))
    with psycopg.connect(dsn) as connection:
        for block in blocks:
            with connection.cursor() as cursor, cursor.copy(statement) as copy:
                copy.write(block)
            connection.commit()
