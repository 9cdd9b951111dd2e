"""Running a plan through Great Expectations. Import this only where a suite runs: the library takes seconds to load."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

from expectations.library import load_library

load_library()

import great_expectations as gx
import pandas as pd
from great_expectations.data_context.types.base import ProgressBarsConfig

from contracts.errors import ConcordError
from expectations import core_expectations
from expectations.engine_shortcuts import JudgedFrame, take_shortcuts
from expectations.plan import Broken, Check, Outcome, Setting, SuiteRun
from expectations.rules import RULES

take_shortcuts()

_COMPLETE = {"result_format": "COMPLETE", "return_unexpected_index_query": False}


def run_suite(provider: str, suite: str, frame: pd.DataFrame, checks: tuple[Check, ...]) -> Broken:
    """Judge a frame by all checks.

    A first pass asks only whether each holds; where one does not, a second pass asks which rows break it.

    Returns:
        Facts of the run and, for each check that failed, the index labels of the rows that break it (none for
        checks of the frame as a whole).

    Raises:
        ConcordError: a check could not be computed; that is a fault of the suite, never of the row.
    """
    batch = _batch_definition().get_batch({"dataframe": JudgedFrame.of(frame)})
    results = batch.validate(_suite(suite, checks), result_format="BOOLEAN_ONLY").results
    failed = tuple(checks[at] for at in sorted(_place(r) for r in results if not _holds(r)))
    labels: dict[Check, pd.Index] = {}
    if failed:
        for result in batch.validate(_suite(suite, failed), result_format=_COMPLETE).results:
            _holds(result)
            labels[failed[_place(result)]] = pd.Index(result.result.get("unexpected_index_list") or [])
    outcomes = tuple(
        Outcome(item.rule, item.kind, item.settings, item not in labels, len(frame), len(labels.get(item, ())))
        for item in checks
    )
    return Broken(SuiteRun(provider, suite, len(frame), outcomes), labels)


def new_context() -> Any:
    """A context that lives in memory and says nothing while it works."""
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def plain_settings(settings: tuple[tuple[str, Setting], ...]) -> dict[str, Any]:
    """A check's settings as the library takes them."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in settings}


@lru_cache(maxsize=1)
def _batch_definition() -> Any:
    """Where frames are handed over; one a process."""
    context = new_context()
    asset = context.data_sources.add_pandas("deliveries").add_dataframe_asset("rows")
    return asset.add_batch_definition_whole_dataframe("all")


@lru_cache(maxsize=512)
def _suite(name: str, checks: tuple[Check, ...]) -> gx.ExpectationSuite:
    """A suite is made once for equal checks, so once for equal contracts and rules."""
    return gx.ExpectationSuite(name=name, expectations=[_expectation(at, item) for at, item in enumerate(checks)])


def _expectation(place: int, item: Check) -> Any:
    kind = core_expectations.BY_KIND[item.kind]
    meta = {"rule": item.rule, "place": place}
    return kind(**plain_settings(item.settings), description=RULES[item.rule].demand, meta=meta)


def _place(result: Any) -> int:
    return int(result.expectation_config.meta["place"])


def _holds(result: Any) -> bool:
    """Whether a check holds; one that raised neither holds nor fails."""
    told = result.exception_info or {}
    errors = [told] if "raised_exception" in told else list(told.values())
    for error in errors:
        if error.get("raised_exception"):
            rule = result.expectation_config.meta["rule"]
            raise ConcordError(f"the rule {rule} could not be computed: {error['exception_message']}")
    return bool(result.success)
