"""A copy of the private tables in one file, and a warehouse made from it again, by PostgreSQL's own programs.

Only schema `core` is copied: views, comments and rights hold no rows and are applied anew.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL, Engine, make_url

from contracts.errors import WarehouseUnavailable
from warehouse.roles import OWNER, prepare_roles
from warehouse.server_binaries import find_installation
from warehouse.tables import CORE, SURFACE


def dump_core(url: str, file: Path) -> None:
    """Write all rows of the private tables, as they stand at one moment, into a file.

    Args:
        url: SQLAlchemy address of a login that passes by row security.

    Raises:
        WarehouseUnavailable: the server cannot be reached, or does not let this login read everything.
    """
    _run("pg_dump", make_url(url), "--format=custom", f"--schema={CORE}", "--no-owner", "--no-acl", f"--file={file}")


def restore_core(engine: Engine, url: str, file: Path) -> None:
    """Fill a database that has no warehouse yet; all or nothing. Views and rights come with the next upgrade.

    Args:
        engine: for an administrator's or the owner's login, which makes roles that are missing; url: its address.

    Raises:
        WarehouseUnavailable: the database has a warehouse already, or the file cannot be read.
    """
    with engine.begin() as connection:
        if connection.execute(sa.text("SELECT to_regclass('core.load') IS NOT NULL")).scalar_one():
            raise WarehouseUnavailable(
                "There is a warehouse in this database already; a backup is restored into an empty one.",
                where=str(engine.url.database),
                mend="name another home or database",
            )
        prepare_roles(connection)
    _run(
        "pg_restore", make_url(url), "--single-transaction", "--exit-on-error", "--no-owner", "--no-acl",
        f"--role={OWNER}", str(file),
    )  # fmt: skip
    with engine.begin() as connection:
        # The rights were not in the file: with this the next upgrade applies them.
        connection.execute(sa.delete(SURFACE))


def _run(program: str, url: URL, *arguments: str) -> None:
    command = [str(find_installation() / "bin" / program), "--no-password", *arguments]
    address = {"PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password}
    environment = {**os.environ, **{name: str(value) for name, value in address.items() if value is not None}}
    command.insert(1, f"--dbname={url.database}")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().split("\n", 1)[0] or f"exit code {done.returncode}"
        raise WarehouseUnavailable(
            f"{program} did not succeed: {said}",
            where=f"{url.host}/{url.database}",
            mend="nothing was changed; look into the server's log, then run again",
        )
