"""Airflow's own database on the embedded server: migrated once a server, then copied."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from contracts.errors import WarehouseUnavailable
from ops.airflow_dump import dump_database, kept_dump, restore_database
from ops.airflow_environment import airflow_environment, merge_environment
from ops.airflow_pools import ensure_pools
from warehouse.server import AIRFLOW, AIRFLOW_DATABASE, EmbeddedServer


def prepare_airflow(home: Path, *, dags: Path | None = None) -> dict[str, str]:
    """Start the embedded server, make Airflow's database ready, and give the environment to set before importing it.

    Takes some 10 seconds in a new home, a tenth of a second afterwards.

    Args:
        home: Concord's home.
        dags: another folder of DAGs than Concord's own.
    """
    server = EmbeddedServer(home)
    server.start()
    url = make_metadata(server)
    return airflow_environment(home, url, **({"dags": dags} if dags else {}))


def make_metadata(server: EmbeddedServer, name: str = AIRFLOW_DATABASE) -> str:
    """Airflow's database of that name, made or brought up to date, with its pools; its SQLAlchemy address.

    `airflow db migrate` takes 8 seconds, a copy of its result a tenth of one: so it runs once for each version of
    Airflow, on a template from which databases are copied, and its result is kept for the next home.
    """
    release = version("apache-airflow-core")
    stamp = server.home / "airflow" / f"{name}.version"
    exists = server.has_database(name)
    if not exists:
        server.create_database(name, AIRFLOW, template=_make_template(server, release))
    elif not stamp.exists() or stamp.read_text(encoding="utf-8") != release:
        _migrate(server, name)
    stamp.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    stamp.write_text(release, encoding="utf-8")
    url = server.url(AIRFLOW, name)
    ensure_pools(url)
    return url


def _make_template(server: EmbeddedServer, release: str) -> str:
    """A migrated database of this release; complete when its name has no `_draft`."""
    template = "airflow_template_" + release.replace(".", "_")
    if not server.has_database(template):
        draft = template + "_draft"
        server.drop_database(draft)
        server.create_database(draft, AIRFLOW)
        if not restore_database(server, draft, kept_dump(release)):
            _migrate(server, draft)
            dump_database(server, draft, kept_dump(release))
        server.rename_database(draft, template)
    return template


def _migrate(server: EmbeddedServer, name: str) -> None:
    environment = merge_environment(airflow_environment(server.home, server.url(AIRFLOW, name)))
    command = [sys.executable, "-m", "airflow", "db", "migrate"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        log = server.home / "logs" / "airflow-migrate.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(result.stdout + result.stderr, encoding="utf-8")
        raise WarehouseUnavailable("Airflow could not make its database.", where=name, mend=f"read {log}.")
