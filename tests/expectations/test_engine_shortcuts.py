"""The shortcuts through the library's engine change nothing of what is asked or answered."""

from __future__ import annotations

import pandas as pd
import pytest
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine

from expectations import engine_shortcuts

FRAME = pd.DataFrame(
    {
        "start": [1.0, None, 3.0, None],
        "end": [2.0, 2.0, None, None],
        "title": pd.Series(["a", None, "c", "d"], dtype="str"),
    },
    index=[7, 3, 9, 1],
)


@pytest.fixture
def engine() -> PandasExecutionEngine:
    return PandasExecutionEngine(batch_data_dict={"one": FRAME})


def test_a_question_about_one_column_sees_every_row_of_it(engine: PandasExecutionEngine) -> None:
    seen = engine_shortcuts._asked_columns(engine, {"batch_id": "one", "column": "title"})
    pd.testing.assert_frame_equal(seen, FRAME[["title"]])


@pytest.mark.parametrize("left_out", ["neither", "either_value_is_missing", "both_values_are_missing"])
def test_a_question_about_a_pair_sees_the_rows_that_the_library_would_see(
    engine: PandasExecutionEngine, left_out: str
) -> None:
    asked = {"batch_id": "one", "column_A": "end", "column_B": "start", "ignore_row_if": left_out}
    seen = engine_shortcuts._asked_columns(engine, asked)
    whole = engine_shortcuts._records_of_domain(engine, asked)
    pd.testing.assert_frame_equal(seen[["end", "start"]], whole[["end", "start"]])


def test_a_question_about_the_table_is_left_to_the_library(engine: PandasExecutionEngine) -> None:
    pd.testing.assert_frame_equal(engine_shortcuts._asked_columns(engine, {"batch_id": "one"}), FRAME)


@pytest.mark.parametrize(
    "arguments",
    [
        {"column": "title", "batch_id": "one"},
        {"value_set": ("a", "b"), "min_value": 0, "strict": False, "regex": None},
        {"min_value": float("nan"), "value_set": [1.5, 2]},
        {"days": pd.Timestamp("2026-03-12").date()},
    ],
)
def test_metrics_are_named_as_the_library_names_them(arguments: dict[str, object]) -> None:
    assert as_lists(engine_shortcuts._keep_plain(arguments)) == as_lists(engine_shortcuts._to_plain(arguments))


def as_lists(arguments: dict[str, object]) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in arguments.items()}
