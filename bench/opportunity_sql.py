"""The best pairs of each provider at each place, and the cube, as DuckDB finds them, for the comparison.

The table `alive` holds one row a record that may take part and place: key (the record's rank among the keys), provider,
place, is_lower, is_open, subjects (bits), first, last; days since 1970-01-01. It has no products.
"""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np
import pyarrow as pa

from bench.opportunity_records import Integers
from transforms.overlaps.matched import Work
from transforms.overlaps.opportunities import is_alive
from transforms.overlaps.opportunity_lists import key_order
from transforms.overlaps.settings import OverlapSettings

BEST_PAIRS = """
WITH scored AS (
  SELECT a.provider AS one, b.provider AS other, a.place AS place,
         (15 * least(bit_count(a.subjects & b.subjects & 127), 3)
          + 8 * least(bit_count((a.subjects & b.subjects) >> 7), 3)
          + CASE WHEN a.first <= b.last AND b.first <= a.last THEN 20 ELSE 5 END
          + CASE WHEN a.is_open AND b.is_open THEN 8 ELSE 0 END
          + CASE WHEN a.is_lower OR b.is_lower THEN 0 ELSE 10 END)::BIGINT * (1::BIGINT << 42)
         + ((1::BIGINT << 21) - 1 - a.key) * (1::BIGINT << 21) + ((1::BIGINT << 21) - 1 - b.key) AS rank
  FROM alive AS a JOIN alive AS b ON a.place = b.place AND a.key < b.key
  WHERE a.provider <> b.provider AND a.subjects & b.subjects <> 0 AND (a.is_open OR b.is_open)
    AND NOT (a.is_lower AND b.is_lower) AND a.first <= b.last + {near} AND b.first <= a.last + {near}
)
SELECT count(DISTINCT rank) FROM (
  SELECT unnest(max(rank, {top})) AS rank FROM (
    SELECT unnest([one, other]) AS provider, place, rank FROM scored
  ) GROUP BY provider, place
)
"""

CUBE = """
WITH spans AS (
  SELECT key, provider, is_open, is_lower, first, last, place * 7 + element AS cell,
         date_trunc('month', DATE '1970-01-01' + greatest(first, {today})::INTEGER) AS month
  FROM alive, range(7) AS e(element) WHERE (subjects >> element) & 1 = 1
),
taking_part AS (
  SELECT a.cell, greatest(a.month, b.month) AS month, a.key, any_value(a.provider) AS provider, count(*) AS pairs
  FROM spans AS a JOIN spans AS b ON a.cell = b.cell
  WHERE a.provider <> b.provider AND (a.is_open OR b.is_open) AND NOT (a.is_lower AND b.is_lower)
    AND a.first <= b.last + {near} AND b.first <= a.last + {near}
  GROUP BY a.cell, greatest(a.month, b.month), a.key
)
SELECT sum(pairs) FROM (
  SELECT cell, month, sum(pairs) // 2 AS pairs, count(*) AS records, count(DISTINCT provider) AS providers
  FROM taking_part GROUP BY cell, month
)
"""


def add_alive(connection: duckdb.DuckDBPyConnection, work: Work, today: date, settings: OverlapSettings) -> None:
    """Makes the table `alive`."""
    chosen = np.flatnonzero(is_alive(work.records["record_kind"], work.windows, today, settings))
    owner, place, is_lower = work.places.of_records(chosen)
    record = chosen[owner]
    columns: dict[str, Integers] = {
        "key": key_order(work, record), "provider": work.provider[record], "place": place,
        "subjects": work.subjects[record], "first": work.windows.start[record], "last": work.windows.end[record],
    }  # fmt: skip
    arrow = pa.table({name: pa.array(values, pa.int32()) for name, values in columns.items()})
    arrow = arrow.append_column("is_open", pa.array(work.is_open[record]))
    arrow = arrow.append_column("is_lower", pa.array(is_lower))
    connection.register("alive_given", arrow)
    connection.execute("CREATE TABLE alive AS SELECT * FROM alive_given ORDER BY place, first")


def best_pairs_with_duckdb(connection: duckdb.DuckDBPyConnection, settings: OverlapSettings) -> int:
    """How many pairs are among the best of either side's provider at a place."""
    return _one(connection, BEST_PAIRS.format(near=settings.near_days, top=settings.top))


def cube_with_duckdb(connection: duckdb.DuckDBPyConnection, today: int, settings: OverlapSettings) -> int:
    """Pairs of all cells together."""
    return _one(connection, CUBE.format(near=settings.near_days, today=today))


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
