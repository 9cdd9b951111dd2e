"""One night through Airflow's own DAGs, in this process: what `concord night` runs, and what most tests run."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, TextIO

from contracts.contract_file import list_providers
from contracts.errors import NightHeld, WarehouseUnavailable
from nights.attempts import progress
from nights.home_lock import hold_home
from nights.settings import ROOT, Settings

NIGHT_HOUR = time(2, tzinfo=UTC)
FIRST_OF_ALL = "1970-01-01"
"""First night that may be run by hand: Airflow runs no task of a night before the first."""


def run_night(
    settings: Settings,
    night: date,
    *,
    retry_seconds: float = 2,
    wait_seconds: float = 0,
    environment: Mapping[str, str] | None = None,
) -> str:
    """Run the night's DAG and then, since assets fire only under a scheduler, the reports' DAG.

    Args:
        retry_seconds: wait before the second try of a source that is away; doubles with each further try.
        wait_seconds: how long to wait while another night holds the home.
        environment: further variables for the night, such as connections.

    Returns:
        State of the night's run: success, or failed when some provider's part failed.

    Raises:
        UsageWrong: there is no contract in the folder of contracts.
        NightHeld: another night works on this home, or Airflow does its nights.
        WarehouseUnavailable: Airflow's database or the warehouse cannot be used.
    """
    list_providers(settings.providers)
    with hold_home(settings.home, f"the night of {night:%Y-%m-%d}", wait_seconds=wait_seconds):
        _leave_to_scheduler(settings.home)
        _prepare(settings, retry_seconds, environment or {})
        log = settings.home / "logs" / f"night-{night:%Y-%m-%d}.log"
        with quiet(log):
            dags = _load_dags()
            run = dags["concord_night"].test(logical_date=datetime.combine(night, NIGHT_HOUR))
            reports = dags["concord_reports"].test(logical_date=None, run_conf={"night": night.isoformat()})
            if str(reports.state) != "success":
                progress.info("%-26s %-7s %-10s see %s", "reports", "publish", "failed", log)
    return str(run.state) if str(reports.state) == "success" else "failed"


def _leave_to_scheduler(home: Path) -> None:
    """A scheduler would take the tasks of this run for its own, and run them a second time."""
    from ops.airflow_processes import running_parts

    if any(running_parts(home).values()):
        raise NightHeld(
            "Airflow is up in this home and runs its nights",
            where=str(home),
            mend="start the night in Airflow, or concord down and try again",
        )


def _prepare(settings: Settings, retry_seconds: float, environment: Mapping[str, str]) -> None:
    """Everything that Airflow reads when it is first imported."""
    from nights.warehouse_access import open_warehouse
    from ops.airflow_metadata import prepare_airflow

    open_warehouse(settings)
    os.environ.update(prepare_airflow(settings.home))
    os.environ.update(settings.as_environment())
    os.environ.update(environment)
    os.environ["CONCORD_RETRY_SECONDS"] = str(retry_seconds)
    # Of this night only; what the DAG's next reader finds in the database must not start others.
    os.environ.update(CONCORD_SCHEDULE="", CONCORD_FIRST_NIGHT=FIRST_OF_ALL)


def _load_dags() -> dict[str, Any]:
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(ROOT / "dags")
    if bag.import_errors:
        raise WarehouseUnavailable(f"the DAGs cannot be read: {bag.import_errors}", where=str(ROOT / "dags"))
    return dict(bag.dags)


@contextmanager
def quiet(log: Path) -> Iterator[TextIO]:
    """Send what Airflow and its libraries print into a log file; progress alone stays on the screen."""
    log.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    kept = [os.dup(1), os.dup(2)]
    screen = os.fdopen(os.dup(2), "w", encoding="utf-8", buffering=1)
    handler = logging.StreamHandler(screen)
    handler.setFormatter(logging.Formatter("  %(asctime)s  %(message)s", datefmt="%H:%M:%S"))
    with log.open("a", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        progress.addHandler(handler)
        progress.setLevel(logging.INFO)
        progress.propagate = False
        try:
            yield screen
        finally:
            progress.removeHandler(handler)
            sys.stdout.flush()
            sys.stderr.flush()
            os.dup2(kept[0], 1)
            os.dup2(kept[1], 2)
            for descriptor in kept:
                os.close(descriptor)
            screen.close()
