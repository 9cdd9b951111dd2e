"""Shortcuts through Great Expectations' engine: what it computes stays the same, with less copying on the way.

- It hashes every small frame for a mark in its results, and measures every frame to see whether it is small. What was
  judged is known by the delivery's own digests.
- For each question about one column it copies all columns of the rows that have a value there. It is given the
  columns that the question is about.
- It turns the arguments of each metric into plain values, one by one, to name the metric; ours are plain already.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pandas as pd

# The modules do not declare the names that they use, so a plain import does not pass a type check.
library: Any = import_module("great_expectations.execution_engine.pandas_execution_engine")
names: Any = import_module("great_expectations.core.id_dict")

_PLAIN = frozenset({str, int, bool, type(None)})
_ASKED = ("column", "column_A", "column_B")
_LEFT_OUT = ("neither", "either_value_is_missing")

_records_of_domain = library.PandasExecutionEngine.get_domain_records
_to_plain = names.convert_to_json_serializable


class JudgedFrame(pd.DataFrame):
    """A frame that is not worth a mark of its own: it claims to be too large for one."""

    @classmethod
    def of(cls, frame: pd.DataFrame) -> JudgedFrame:
        """The same columns, not copied; their names are plain objects, which are looked up faster than Arrow's."""
        judged = cls(frame, copy=False)
        judged.columns = frame.columns.astype(object)
        return judged

    def memory_usage(self, index: bool = True, deep: bool = False) -> pd.Series:
        """As much as would be too large."""
        return pd.Series([library.HASH_THRESHOLD])


def take_shortcuts() -> None:
    """Take them from now on, in this process; taking them twice changes nothing."""
    library.PandasExecutionEngine.get_domain_records = _asked_columns
    names.convert_to_json_serializable = _keep_plain


def _asked_columns(engine: Any, domain_kwargs: dict[str, Any]) -> pd.DataFrame:
    """The rows that a question is about, with its columns only."""
    asked = [domain_kwargs[name] for name in _ASKED if name in domain_kwargs]
    batch = engine.batch_manager.batch_data_cache.get(domain_kwargs.get("batch_id"))
    left_out = domain_kwargs.get("ignore_row_if", "neither" if len(asked) == 1 else "")
    if batch is None or domain_kwargs.get("row_condition") or left_out not in _LEFT_OUT:
        records: pd.DataFrame = _records_of_domain(engine, domain_kwargs)
        return records
    # Slices, not choices: choosing several columns at once looks each name up among all.
    places = [batch.dataframe.columns.get_loc(name) for name in asked]
    columns = [batch.dataframe.iloc[:, place : place + 1] for place in places]
    rows: pd.DataFrame = columns[0] if len(columns) == 1 else pd.concat(columns, axis=1)
    return rows if left_out == "neither" else rows.dropna()


def _keep_plain(data: Any) -> Any:
    """Arguments as the library's own conversion gives them; it is left out where it would change nothing."""
    return data if _is_plain(data) else _to_plain(data)


def _is_plain(data: Any) -> bool:
    kind = type(data)
    if kind in _PLAIN:
        return True
    if kind is dict:
        return all(map(_is_plain, data.values()))
    return kind in (list, tuple) and set(map(type, data)) <= _PLAIN
