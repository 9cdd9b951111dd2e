"""The empty, migrated database of Airflow, kept beside the installed packages for the next home of this environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from warehouse.server import AIRFLOW, EmbeddedServer
from warehouse.server_binaries import find_installation


def kept_dump(release: str) -> Path:
    """Where the dump for a version of Airflow is kept: it goes with the environment that it was made in."""
    return Path(sys.prefix) / "share" / "concord" / f"airflow-{release}.dump"


def dump_database(server: EmbeddedServer, name: str, path: Path) -> None:
    """Keep an empty, migrated database; where the environment cannot be written, the next home migrates again."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--file={unfinished}")
    if _run("pg_dump", server, name, *options):
        unfinished.replace(path)
    else:
        unfinished.unlink(missing_ok=True)


def restore_database(server: EmbeddedServer, name: str, path: Path) -> bool:
    """Fill an empty database from a kept dump, in one transaction; False when there is none, or it does not fit."""
    options = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", str(path))
    return path.exists() and _run("pg_restore", server, name, *options)


def _run(program: str, server: EmbeddedServer, name: str, *options: str) -> bool:
    # The password goes by the environment: arguments can be read by everybody on the machine.
    environment = {**os.environ, "PGPASSWORD": server.secrets.read()[AIRFLOW]}
    address = ("--host=127.0.0.1", f"--port={server.port()}", f"--username={AIRFLOW}", f"--dbname={name}")
    binary = find_installation() / "bin" / program
    done = subprocess.run([str(binary), *address, *options], env=environment, capture_output=True, check=False)
    return done.returncode == 0
