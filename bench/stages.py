"""Where a night's seconds go: the stage functions are timed where they are called, for the time of a measurement."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any

# Stage, and the names under which its functions are called. Each is timed at that place only.
PLACES: tuple[tuple[str, str, str], ...] = (
    ("pull", "bench.night_work", "pull_report"),
    ("read", "nights.ingest", "parse_parts"),
    ("what is known", "nights.ingest", "read_known"),
    ("suites: arrived", "expectations.row_verdicts", "arrived_findings"),
    ("suites: across rows", "expectations.row_verdicts", "across_rows_findings"),
    ("suites: canonical", "expectations.row_verdicts", "canonical_findings"),
    ("normalize", "expectations.row_verdicts", "normalize_rows"),
    ("keys and digests", "expectations.row_verdicts", "source_keys"),
    ("keys and digests", "expectations.row_verdicts", "digest_rows"),
    ("changes", "expectations.row_verdicts", "content_digests"),
    ("changes", "expectations.row_verdicts", "RowVerdicts.changes"),
    ("load: wait for turn", "warehouse.delivery_load", "lock_loads"),
    ("load: write", "warehouse.delivery_load", "_write"),
    ("Data Docs kept", "nights.ingest", "keep_suites"),
)

spent: defaultdict[str, float] = defaultdict(float)
"""Seconds a stage in this process since the last `take_spent`."""


def time_stages() -> None:
    """Begin to time the stages in this process."""
    for stage, module, name in PLACES:
        owner: Any = import_module(module)
        *path, last = name.split(".")
        for part in path:
            owner = getattr(owner, part)
        function = getattr(owner, last)
        if not hasattr(function, "__wrapped__"):
            setattr(owner, last, _timed(stage, function))


def take_spent() -> dict[str, float]:
    """Seconds a stage since the last call."""
    taken = dict(spent)
    spent.clear()
    return taken


def _timed(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def timed(*arguments: Any, **named: Any) -> Any:
        started = time.perf_counter()
        try:
            return function(*arguments, **named)
        finally:
            spent[stage] += time.perf_counter() - started

    return timed
