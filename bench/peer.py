"""dlt merges the same files into the same server, as its documentation shows it: Arrow tables, a key, merge."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

SCHEMA = "merged_by_dlt"


def merge_with_dlt(url: str, paths: Sequence[Path], folder: Path) -> tuple[float, int]:
    """Seconds that dlt takes to merge all files into one table, and the rows that are in it then."""
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    os.environ["RUNTIME__LOG_LEVEL"] = "ERROR"
    import dlt
    import psycopg

    @dlt.resource(name="report", write_disposition="merge", primary_key=["provider", "Report No"])
    def reports() -> Iterator[Any]:
        for path in paths:
            yield _read(path)

    started = time.perf_counter()
    pipeline = dlt.pipeline(
        "measured", pipelines_dir=str(folder), destination=dlt.destinations.postgres(url), dataset_name=SCHEMA
    )
    pipeline.run(reports())
    seconds = time.perf_counter() - started
    with psycopg.connect(url) as connection:
        counted = connection.execute(f"SELECT count(*) FROM {SCHEMA}.report").fetchone()  # noqa: S608  (ours)
        connection.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
        connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA}_staging CASCADE")
    return seconds, int(counted[0]) if counted else 0


def _read(path: Path) -> Any:
    import pyarrow as pa
    from pyarrow import csv

    from bench.night_rows import HEADER

    table = csv.read_csv(path, convert_options=csv.ConvertOptions(column_types=dict.fromkeys(HEADER, pa.string())))
    return table.add_column(0, "provider", pa.repeat(pa.scalar(path.parent.name), len(table)))
