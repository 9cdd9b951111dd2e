"""A home whose nights Airflow runs by its own schedule, and what Airflow's pages tell of them."""

from __future__ import annotations

import json
import time
import urllib.request
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from ops.airflow_environment import choose_port, read_password
from ops.airflow_metadata import prepare_airflow
from tests.night.running import run_concord
from tests.night.small_reports import as_csv, contract_of, records, write_contract
from warehouse.server import AIRFLOW, AIRFLOW_DATABASE, EmbeddedServer

GOOD = ("first_center", "second_center")
BROKEN = "third_center"
ENDED = ("success", "failed")
NIGHT_HOUR = timedelta(hours=2)


@dataclass(frozen=True)
class ScheduledWorld:
    """Two providers with a good report and one with an empty file, before their first night.

    Attributes:
        nights: the last three days whose hour has come, the earliest first.
    """

    home: Path
    nights: tuple[date, ...]

    @classmethod
    def make(cls, home: Path) -> ScheduledWorld:
        """Write contracts and reports."""
        for slug in (*GOOD, BROKEN):
            write_contract(home / "contracts", contract_of(slug))
            report = home / "inbox" / slug / "report.csv"
            report.parent.mkdir(parents=True)
            report.write_text("" if slug == BROKEN else as_csv(records()), encoding="utf-8")
        latest = (datetime.now(UTC) - NIGHT_HOUR).date()
        return cls(home, tuple(latest - timedelta(days=days) for days in (2, 1, 0)))

    @property
    def environment(self) -> dict[str, str]:
        """First night three days ago; the hour to be done by has passed for all nights but the last."""
        since = datetime.now(UTC) - datetime.combine(self.nights[-1], datetime.min.time(), UTC) - NIGHT_HOUR
        return {
            "CONCORD_HOME": str(self.home),
            "CONCORD_PROVIDERS": str(self.home / "contracts"),
            "CONCORD_FIRST_NIGHT": self.nights[0].isoformat(),
            "CONCORD_DONE_BY_HOURS": str(since / timedelta(hours=1) + 6),
            "CONCORD_RETRY_SECONDS": "1",
        }

    def narrow_pool(self) -> None:
        """Leave one slot of the pool for pulls, as an operator would before the first start."""
        prepare_airflow(self.home)
        with psycopg.connect(EmbeddedServer(self.home).dsn(AIRFLOW, AIRFLOW_DATABASE)) as connection:
            connection.execute("UPDATE slot_pool SET slots = 1 WHERE pool = 'concord_pull'")

    def concord(self, *arguments: str) -> Any:
        """Run one command on this home."""
        return run_concord(*arguments, environment=self.environment)


class Pages:
    """Airflow's own API, as an admin reads it."""

    def __init__(self, home: Path) -> None:
        self.url = f"http://127.0.0.1:{choose_port(home)}"
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        signed_in = self._ask("/auth/token", {"username": "admin", "password": read_password(home)})
        self._token = str(signed_in["access_token"])

    def get(self, path: str) -> Any:
        """What a page of the API answers."""
        return self._ask(f"/api/v2/{path}", None, self._token)

    def runs(self, dag: str) -> list[dict[str, Any]]:
        """All runs of a DAG, in the order in which they started."""
        return list(self.get(f"dags/{dag}/dagRuns?order_by=start_date&limit=100")["dag_runs"])

    def tasks(self, dag: str, run: str = "~") -> list[dict[str, Any]]:
        """All task instances of a run, or of all runs of a DAG."""
        found: list[dict[str, Any]] = []
        while True:
            page = self.get(f"dags/{dag}/dagRuns/{run}/taskInstances?limit=50&order_by=id&offset={len(found)}")
            found += page["task_instances"]
            if len(found) >= page["total_entries"]:
                return found

    def wait_for(self, dag: str, count: int, *, seconds: float = 420) -> list[dict[str, Any]]:
        """The first runs of a DAG, once so many have ended."""
        deadline = time.monotonic() + seconds
        while True:
            ended = [run for run in self.runs(dag) if run["state"] in ENDED]
            if len(ended) >= count:
                return ended[:count]
            if time.monotonic() > deadline:
                stuck = [(task["task_id"], task["state"]) for task in self.tasks(dag) if task["state"] not in ENDED]
                raise AssertionError(f"{len(ended)} of {count} runs of {dag} ended in {seconds} s; stuck at {stuck}")
            time.sleep(1)

    def _ask(self, path: str, body: object, token: str = "") -> Any:
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=content, headers=headers)
        with self._opener.open(request, timeout=60) as answer:
            return json.load(answer)
