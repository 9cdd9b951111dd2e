"""Data Docs: each delivery's suite results are kept as it is judged, and one site is written when all are in."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from expectations.plan import SuiteRun
from nights.settings import Settings


def keep_suites(settings: Settings, night: date, provider: str, suites: Sequence[SuiteRun]) -> None:
    """Keep the results of one delivery's suites until the night's site is written; they hold no delivered value."""
    folder = settings.data_docs / "results" / night.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{provider}"
    unfinished.write_bytes(pickle.dumps(list(suites)))
    unfinished.replace(folder / f"{provider}.results")


def publish_data_docs(settings: Settings, night: date) -> None:
    """Write the site of a night from what its deliveries left; none is written when nothing was judged."""
    from expectations.data_docs import write_docs

    kept = sorted((settings.data_docs / "results" / night.isoformat()).glob("*.results"))
    # Our own files in a closed folder, written a moment ago by `keep_suites`.
    runs = [run for path in kept for run in pickle.loads(path.read_bytes())]
    if runs:
        write_docs(runs, settings.data_docs / night.isoformat(), datetime.combine(night, time(2), UTC))
