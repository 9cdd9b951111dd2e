"""The same pairs counted by DuckDB and by polars, as well as we know how to ask them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa

from bench.opportunity_records import Spans
from transforms.overlaps.coding import Flags

WIDTHS = (14, 30, 60, 90)
"""Days of a bucket. A span lies in each bucket that it touches; it meets a later one in that one's first bucket."""

MEMORY, THREADS = "3GB", 2

SPANS_IN_BUCKETS = """
CREATE OR REPLACE TEMP TABLE bucketed AS
SELECT span, provider, first, last, place * 7 + element AS cell,
       unnest(range(first // {width}, last // {width} + 1)) AS bucket
FROM spans
"""

COUNT_PAIRS = """
SELECT count(*)
FROM bucketed AS earlier
JOIN spans AS later
  ON later.place * 7 + later.element = earlier.cell AND later.first // {width} = earlier.bucket
WHERE later.first <= earlier.last
  AND (earlier.first < later.first OR (earlier.first = later.first AND earlier.span < later.span))
  AND earlier.provider <> later.provider
"""

CHANGED_IN_BUCKETS = """
CREATE OR REPLACE TEMP TABLE changed_bucketed AS
SELECT span, provider, first, last, place * 7 + element AS cell,
       unnest(range(first // {width}, last // {width} + 1)) AS bucket
FROM spans WHERE is_changed
"""

COUNT_PAIRS_OF_CHANGED = """
SELECT count(*)
FROM changed_bucketed AS one
JOIN bucketed AS other ON other.cell = one.cell AND other.bucket = one.bucket
WHERE one.first <= other.last AND other.first <= one.last AND one.provider <> other.provider
  AND one.bucket = greatest(one.first, other.first) // {width}
  AND (other.span NOT IN (SELECT span FROM changed_bucketed) OR one.span < other.span)
"""


@contextmanager
def duckdb_with(spans: Spans, changed: Flags) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory with the table `spans`: one row a record, place and core element, and whether it changed."""
    columns = {name: getattr(spans, name) for name in ("record", "provider", "place", "element", "first", "last")}
    arrow = pa.table({name: pa.array(values, pa.int32()) for name, values in columns.items()})
    arrow = arrow.append_column("span", pa.array(range(len(arrow)), pa.int32()))
    arrow = arrow.append_column("is_changed", pa.array(changed[spans.record]))
    with duckdb.connect(config={"memory_limit": MEMORY, "threads": THREADS}) as connection:
        connection.register("given", arrow)
        connection.execute("CREATE TABLE spans AS SELECT * FROM given ORDER BY place, element, first")
        yield connection


def count_with_duckdb(connection: duckdb.DuckDBPyConnection, width: int) -> int:
    """All pairs that overlap, by different providers, for each place and core element that they share."""
    connection.execute(SPANS_IN_BUCKETS.format(width=width))
    return _one(connection, COUNT_PAIRS.format(width=width))


def count_changed_with_duckdb(connection: duckdb.DuckDBPyConnection, width: int) -> int:
    """Those of the pairs that have a changed record on either side; `bucketed` is there from the last count."""
    connection.execute(CHANGED_IN_BUCKETS.format(width=width))
    return _one(connection, COUNT_PAIRS_OF_CHANGED.format(width=width))


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def polars_frame(spans: Spans) -> Any:
    """The same rows for polars."""
    import polars as pl

    return pl.DataFrame({
        "span": range(len(spans.record)), "cell": spans.group, "provider": spans.provider, "first": spans.first,
        "last": spans.last,
    }).cast(pl.Int32).sort("cell", "first")  # fmt: skip


def count_with_polars(frame: Any) -> int:
    """The same pairs by polars' join on inequalities."""
    import polars as pl

    earlier, later = frame.lazy(), frame.lazy().select(pl.all().name.suffix("_later"))
    pairs = earlier.join_where(
        later,
        pl.col("cell") == pl.col("cell_later"),
        pl.col("first_later") <= pl.col("last"),
        pl.col("first") <= pl.col("first_later"),
        pl.col("provider") != pl.col("provider_later"),
    )
    # Of two that begin on one day either would be the earlier.
    once = pairs.filter((pl.col("first") < pl.col("first_later")) | (pl.col("span") < pl.col("span_later")))
    return int(once.select(pl.len()).collect().item())
