"""What Airflow adds: the real night's DAG under LocalExecutor beside the same work in process."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg

from bench.night_files import write_deliveries, write_providers
from bench.night_rows import Scale
from bench.night_work import run_night, start_workers, warm_up
from bench.report import AirflowShare
from nights.data_docs import publish_data_docs
from nights.settings import Settings
from ops.airflow_processes import airflow_down, airflow_up
from warehouse.server import AIRFLOW, AIRFLOW_DATABASE, EmbeddedServer

PROVIDERS, ROWS = 20, 100
NIGHT_HOUR = 2
MOST_SECONDS = 900
_NEWEST_RUN = (
    "SELECT state, extract(epoch FROM end_date - start_date)::float FROM dag_run"
    " WHERE dag_id = 'concord_night' AND end_date IS NOT NULL ORDER BY logical_date DESC LIMIT 1"
)


def measure_airflow(workers: int, say: Callable[[str], None]) -> AirflowShare:
    """Seconds of one scheduled run of small providers, and of the same work by warm processes."""
    with _home() as home:
        settings, scale = _fill(home)
        say("the same night in process")
        work_seconds = _work(settings, scale, workers)
    with _home() as home:
        settings, scale = _fill(home)
        say("the night of small providers under LocalExecutor")
        more = {**settings.as_environment(), "CONCORD_FIRST_NIGHT": scale.night.isoformat()}
        try:
            airflow_up(home, more=more, say=say)
            run_seconds = _wait_for_run(EmbeddedServer(home))
        finally:
            airflow_down(home, say=say)
    return AirflowShare(PROVIDERS, run_seconds, work_seconds)


def _fill(home: Path) -> tuple[Settings, Scale]:
    settings, scale = Settings(home, home / "providers"), Scale(PROVIDERS, ROWS, _last_night())
    write_providers(scale, settings.providers)
    write_deliveries(scale, home)
    return settings, scale


def _last_night() -> date:
    """The day of the last scheduled run that is due: the only one that a schedule which begins there has missed."""
    now = datetime.now(UTC)
    return now.date() if now.hour >= NIGHT_HOUR else now.date() - timedelta(days=1)


def _work(settings: Settings, scale: Scale, workers: int) -> float:
    warm_up(scale.slugs[0], settings.home, settings.providers)
    with start_workers(settings, workers) as pool:
        started = time.perf_counter()
        run_night(pool, settings, scale.slugs, scale.night)
        publish_data_docs(settings, scale.night)
        return time.perf_counter() - started


def _wait_for_run(server: EmbeddedServer) -> float:
    deadline = time.monotonic() + MOST_SECONDS
    while time.monotonic() < deadline:
        with psycopg.connect(server.dsn(AIRFLOW, AIRFLOW_DATABASE)) as connection:
            row = connection.execute(_NEWEST_RUN).fetchone()
        if row is not None:
            if row[0] != "success":
                raise RuntimeError(f"the night under Airflow ended as {row[0]}")
            return float(row[1])
        time.sleep(1)
    raise RuntimeError(f"the night under Airflow did not end within {MOST_SECONDS} seconds")


@contextmanager
def _home() -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="concord-bench-", dir="/var/tmp"))
    home.chmod(0o711)
    try:
        yield home
    finally:
        EmbeddedServer(home).stop()
        shutil.rmtree(home, ignore_errors=True)
