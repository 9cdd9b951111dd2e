"""On Spark, in a real local session, the search finds what it finds in one process."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from bench.styles.slots_style import generate
from nights.spark_search import score_on_spark
from transforms.overlaps.matched import chosen_rows, may_be_matched
from transforms.overlaps.matching.blocks import BLOCK_PAIRS, PLACE, blocks_of, score_block
from transforms.overlaps.matching.model import shipped_model, to_json


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    if shutil.which("java") is None:
        pytest.skip("there is no Java: install a headless Java 17 or later to run Spark")
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed: python3 ops/bootstrap.py dev spark")
    kept = {name: os.environ.get(name) for name in ("PYSPARK_PYTHON", "SPARK_LOCAL_IP")}
    os.environ.update(PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")
    builder = sql.SparkSession.builder.master("local[2]")
    told = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.shuffle.partitions": "2"}  # fmt: skip
    for name, value in told.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()
    for name, before in kept.items():
        os.environ.pop(name) if before is None else os.environ.__setitem__(name, before)


def test_spark_finds_the_same_pairs_with_the_same_scores(spark: Any) -> None:
    records = generate(400, 3).records
    records = chosen_rows(records.assign(title_key=""), may_be_matched(records))
    model = to_json(shipped_model())
    here = pd.concat([score_block(block, model) for _, block in blocks_of(records).groupby(PLACE)])
    there = score_on_spark(spark, records, model)
    assert len(here) > 50
    order = list(BLOCK_PAIRS)
    one, other = (found.sort_values(order, ignore_index=True).astype(object) for found in (here, there))
    pd.testing.assert_frame_equal(one, other)
