"""What Airflow adds: the real night's DAG under LocalExecutor beside the same work in process.

The second night counts, in which every row of every provider changed: the first one pays for servers that have just
started, as the first night in process pays for its first connections.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg

from bench.night_files import write_deliveries, write_providers
from bench.night_rows import Scale
from bench.night_work import run_night, start_workers, warm_up
from bench.processors import Processors, postmaster_of, spent_by
from bench.report import AirflowShare
from nights.data_docs import publish_data_docs
from nights.settings import Settings
from ops.airflow_environment import read_password
from ops.airflow_processes import airflow_down, airflow_up, running_parts
from warehouse.server import AIRFLOW, AIRFLOW_DATABASE, EmbeddedServer

PROVIDERS, ROWS = 20, 100
NIGHT_HOUR = 2
MOST_SECONDS = 900
_RUNS = (
    "SELECT state, extract(epoch FROM end_date - start_date)::float FROM dag_run"
    " WHERE dag_id = 'concord_night' AND end_date IS NOT NULL ORDER BY end_date"
)


def measure_airflow(workers: int, say: Callable[[str], None]) -> AirflowShare:
    """Seconds of one run of small providers, and of the same work by warm processes."""
    with _home() as home:
        settings, scale = _fill(home)
        say("two nights of small providers in process")
        work_seconds, work_cpu = _work(settings, scale, workers)
    with _home() as home:
        settings, scale = _fill(home)
        say("the same under LocalExecutor")
        try:
            run_seconds, run_cpu = _run(settings, scale, say)
        finally:
            airflow_down(home, say=say)
    return AirflowShare(PROVIDERS, run_seconds, work_seconds, run_cpu, work_cpu)


def _fill(home: Path) -> tuple[Settings, Scale]:
    settings, scale = Settings(home, home / "providers"), Scale(PROVIDERS, ROWS, _last_night())
    write_providers(scale, settings.providers)
    write_deliveries(scale, home)
    return settings, scale


def _last_night() -> date:
    """The day of the last scheduled run that is due: the only one that a schedule which begins there has missed."""
    now = datetime.now(UTC)
    return now.date() if now.hour >= NIGHT_HOUR else now.date() - timedelta(days=1)


def _change_all(settings: Settings, scale: Scale) -> None:
    """Other reports under the same keys: every row has to be judged and loaded again."""
    write_deliveries(replace(scale, seed=scale.seed + 1), settings.home)


def _work(settings: Settings, scale: Scale, workers: int) -> tuple[float, float]:
    warm_up(scale.slugs[0], settings.home, settings.providers)
    with start_workers(settings, workers) as pool:
        run_night(pool, settings, scale.slugs, scale.night)
        _change_all(settings, scale)
        spent = Processors(postmaster_of(EmbeddedServer(settings.home)))
        run_night(pool, settings, scale.slugs, scale.night)
        publish_data_docs(settings, scale.night)
        return spent.since()


def _run(settings: Settings, scale: Scale, say: Callable[[str], None]) -> tuple[float, dict[str, float]]:
    more = {**settings.as_environment(), "CONCORD_FIRST_NIGHT": scale.night.isoformat()}
    address = airflow_up(settings.home, more=more, say=say)
    server = EmbeddedServer(settings.home)
    _wait_for_run(server, 1)
    _wait_for_reports(server)
    _change_all(settings, scale)
    parts = {"scheduler and tasks" if part == "scheduler" else part: pid
             for part, pid in running_parts(settings.home).items() if pid}  # fmt: skip
    parts["PostgreSQL"] = postmaster_of(server)
    before = spent_by(parts)
    signed_in = _ask(f"{address.url}/auth/token", {"username": address.user, "password": read_password(settings.home)})
    run = {"logical_date": datetime.now(UTC).isoformat()}
    _ask(f"{address.url}/api/v2/dags/concord_night/dagRuns", run, signed_in["access_token"])
    seconds = _wait_for_run(server, 2)
    return seconds, {part: spent - before[part] for part, spent in spent_by(parts).items()}


def _ask(url: str, body: dict[str, str], token: str = "") -> dict[str, str]:
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    request = urllib.request.Request(url, data=json.dumps(body).encode(), headers=headers)
    # Airflow is on this machine; a proxy has no business between.
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
        told: dict[str, str] = json.load(answer)
    return told


def _wait_for_run(server: EmbeddedServer, number: int) -> float:
    """Seconds that the run of this number, counted from 1, took."""
    deadline = time.monotonic() + MOST_SECONDS
    while time.monotonic() < deadline:
        with psycopg.connect(server.dsn(AIRFLOW, AIRFLOW_DATABASE)) as connection:
            ended = connection.execute(_RUNS).fetchall()
        if len(ended) >= number:
            state, seconds = ended[number - 1]
            if state != "success":
                raise RuntimeError(f"the night under Airflow ended as {state}")
            return float(seconds)
        time.sleep(1)
    raise RuntimeError(f"the night under Airflow did not end within {MOST_SECONDS} seconds")


def _wait_for_reports(server: EmbeddedServer) -> None:
    """Until the reports that wait for the first night are written, so that they do not run beside the second."""
    deadline = time.monotonic() + MOST_SECONDS
    while time.monotonic() < deadline:
        time.sleep(5)
        with psycopg.connect(server.dsn(AIRFLOW, AIRFLOW_DATABASE)) as connection:
            if connection.execute("SELECT 1 FROM dag_run WHERE end_date IS NULL").fetchone() is None:
                return
    raise RuntimeError(f"the reports were not written within {MOST_SECONDS} seconds")


@contextmanager
def _home() -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="concord-bench-", dir="/var/tmp"))
    home.chmod(0o711)
    try:
        yield home
    finally:
        EmbeddedServer(home).stop()
        shutil.rmtree(home, ignore_errors=True)
