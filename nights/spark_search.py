"""The search on Spark: the same function over the reports of one place, by `applyInPandas`.

Nothing distributed is written here. Spark's workers need this package and the packages of requirements/base.lock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from transforms.overlaps.matching.blocks import BLOCK_PAIRS, PLACE, blocks_of, score_block

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_KINDS = {"float64": "double", "Int64": "long"}
_PAIRS = ", ".join(f"{name} {'string' if name.endswith(('_a', '_b')) else 'long'}" for name in BLOCK_PAIRS)


def score_on_spark(session: SparkSession, records: pd.DataFrame, model: str) -> pd.DataFrame:
    """The pairs worth a look, each once for every place at which it meets: `blocks.BLOCK_PAIRS`.

    Args:
        records: one row a record that stands, `matched.COLUMNS`; what may not be shared stays behind.
        model: the model as JSON text.
    """
    blocks = blocks_of(records)
    kinds = {str(name): str(kind) for name, kind in blocks.dtypes.items()}
    dates = [name for name, kind in kinds.items() if kind.startswith("datetime")]
    plain = blocks.astype(dict.fromkeys(dates, "str")).astype(object)
    schema = ", ".join(f"{name} {_KINDS.get(kind, 'string')}" for name, kind in kinds.items())
    frame: Any = session.createDataFrame(plain.where(blocks.notna(), None), schema=schema)

    def score(block: pd.DataFrame) -> pd.DataFrame:
        return score_block(as_records(block, kinds), model)

    found = frame.groupBy(PLACE).applyInPandas(score, schema=_PAIRS).toPandas()
    return pd.DataFrame(found)[list(BLOCK_PAIRS)]


def as_records(block: pd.DataFrame, kinds: dict[str, str]) -> pd.DataFrame:
    """Rows as Spark hands them out, in the types in which they were given to it."""
    return pd.DataFrame({
        name: _typed(pd.to_datetime(block[name]) if kind.startswith("datetime") else block[name], kind)
        for name, kind in kinds.items()
    })  # fmt: skip


def _typed(values: pd.Series, kind: Any) -> pd.Series:
    typed: pd.Series = values.where(values.notna(), None).astype(kind)
    return typed
