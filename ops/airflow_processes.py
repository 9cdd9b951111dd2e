"""Airflow on the loopback: its four parts started one by one, watched until healthy, stopped by their own ids."""

from __future__ import annotations

import fcntl
import json
import os
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from contracts.errors import ConcordError
from ops.airflow_environment import USER, choose_port, merge_environment, passwords_path, record_port
from ops.airflow_metadata import prepare_airflow
from ops.processes import Recorded
from warehouse.server_ports import find_free_port, is_free

# Logs are files of this machine, which the pages read there: the parts' own log servers, which would listen on all
# addresses, stay off.
PARTS: dict[str, list[str]] = {
    "api-server": ["api-server"],
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
}
# Part names as the health page calls them.
HEALTH_NAMES = ("metadatabase", "scheduler", "dag_processor", "triggerer")
HEALTHY_SECONDS = 120.0
STOP_SECONDS = 20.0
Say = Callable[[str], None]


@dataclass(frozen=True)
class AirflowAddress:
    """Where Airflow's pages are, and how to sign in: a user, and the file that holds the password."""

    url: str
    user: str
    passwords: Path


def airflow_up(
    home: Path, *, dags: Path | None = None, more: dict[str, str] | None = None, say: Say = print
) -> AirflowAddress:
    """Start what does not run yet of Airflow in this home, its database included, and wait until all of it is healthy.

    Args:
        home: Concord's home.
        dags: another folder of DAGs than Concord's own.
        more: further variables for its processes: connections (AIRFLOW_CONN_…), settings.
        say: takes a line of progress.

    Raises:
        ConcordError: a part ended, or is not healthy after two minutes; says which log to read.
    """
    home = home.absolute()
    with _lock(home):
        say("starting PostgreSQL and Airflow's database")
        settings = {**_settle_port(home, dags), **(more or {})}
        environment = merge_environment(settings)
        for part, arguments in PARTS.items():
            recorded = recorded_part(home, part)
            if recorded.pid() is None:
                say(f"starting {part}")
                command = [sys.executable, "-m", "airflow", *arguments]
                recorded.start(command, environment=environment, cwd=home / "airflow", log=part_log(home, part))
        url = settings["AIRFLOW__API__BASE_URL"]
        _wait_healthy(home, url)
    return AirflowAddress(url, USER, passwords_path(home))


def airflow_down(home: Path, *, say: Say = print) -> list[str]:
    """Stop the parts of Airflow that were started from this home; PostgreSQL is left to `EmbeddedServer.stop`.

    Returns:
        The names of the parts that ran.
    """
    home = home.absolute()
    with _lock(home):
        # All are asked first, so that they end at the same time.
        stopped = [part for part in PARTS if recorded_part(home, part).ask_to_stop()]
        for part in PARTS:
            recorded_part(home, part).stop(STOP_SECONDS)
    for part in stopped:
        say(f"stopped {part}")
    return stopped


def running_parts(home: Path) -> dict[str, int | None]:
    """Part name to process id, None for one that does not run."""
    return {part: recorded_part(home.absolute(), part).pid() for part in PARTS}


def recorded_part(home: Path, part: str) -> Recorded:
    """The record of one part's process."""
    return Recorded(home / "run" / f"airflow-{part}.json")


def part_log(home: Path, part: str) -> Path:
    """The file that one part's own output goes to; the tasks' logs are in folders beside it."""
    return home / "logs" / "airflow" / f"{part}.log"


def read_health(url: str) -> dict[str, str]:
    """Part name to what Airflow's health page says of it; empty when the page does not answer."""
    told = _read_json(f"{url}/api/v2/monitor/health", seconds=5)
    return {name: str((told.get(name) or {}).get("status")) for name in HEALTH_NAMES} if told else {}


def _read_json(url: str, *, seconds: float) -> dict[str, dict[str, str]]:
    """What an address of ours answers, asked without a proxy; empty when it does not."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=seconds) as answer:
            told: dict[str, dict[str, str]] = json.load(answer)
    except (OSError, ValueError):
        return {}
    return told


def _settle_port(home: Path, dags: Path | None) -> dict[str, str]:
    """The settings, on another port when somebody else took ours since."""
    if recorded_part(home, "api-server").pid() is None and not is_free(choose_port(home)):
        record_port(home, find_free_port())
    return prepare_airflow(home, dags=dags)


def _wait_healthy(home: Path, url: str) -> None:
    deadline = time.monotonic() + HEALTHY_SECONDS
    is_warm = False
    while True:
        dead = [part for part, pid in running_parts(home).items() if pid is None]
        if dead:
            log = part_log(home, dead[0])
            raise ConcordError(f"Airflow's {dead[0]} ended by itself.", where=str(log), mend="its last lines say why.")
        health = read_health(url)
        if health and not is_warm:
            # The first request for the tasks' own interface takes it 6 seconds and more: better now than in a task.
            is_warm = bool(_read_json(f"{url}/execution/health", seconds=60))
        if is_warm and all(status == "healthy" for status in health.values()):
            return
        if time.monotonic() > deadline:
            sick = ", ".join(name for name in HEALTH_NAMES if health.get(name) != "healthy")
            logs = str(part_log(home, "").parent)
            raise ConcordError(f"Airflow does not get healthy: {sick}.", where=logs, mend="read the logs there.")
        time.sleep(0.5)


@contextmanager
def _lock(home: Path) -> Iterator[None]:
    """One `up` or `down` at a time in this home."""
    home.mkdir(mode=0o711, parents=True, exist_ok=True)
    descriptor = os.open(home / "airflow.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
