"""Bringing a warehouse up to date: tables by Alembic, then views, comments and rights."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from contracts.errors import WarehouseUnavailable
from warehouse.lock_holders import LockHolder, find_lock_holders
from warehouse.roles import prepare_roles
from warehouse.surface import apply_surface, surface_fingerprint
from warehouse.tables import CORE

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0010"
"""The newest version of the tables."""

LEAST_SERVER = 160_000
_UPGRADE_LOCK = 0x7570677261646500
_GAVE_WAY = ("55P03", "40P01")
"""SQLSTATE of a lock that was not to be had in time, and of two sessions that waited for each other."""

progress = logging.getLogger("concord.progress")


def upgrade(engine: Engine, *, wait_seconds: float = 5.0, tries: int = 6) -> bool:
    """Bring the warehouse to the newest version; in one transaction, and one at a time.

    Tables and views can change only while nobody else reads them. Each try waits a little for that and then gives way,
    so that others' queries do not queue behind it.

    Args:
        engine: for the owner's login, or an administrator's where roles are still to be made.
        wait_seconds: how long a try waits for a lock.
        tries: how many there are.

    Returns:
        True when something was changed; two queries are all that happens otherwise.

    Raises:
        WarehouseUnavailable: the server is older than PostgreSQL 16, the login may not do it, or other sessions kept
            the tables and views busy all the time; names them.
    """
    with engine.connect() as connection:
        if is_current(connection):
            return False
    for number in range(1, tries + 1):
        try:
            return _upgrade_once(engine, wait_seconds)
        except WarehouseUnavailable as error:
            if getattr(error.__cause__, "sqlstate", None) not in _GAVE_WAY:
                raise
            holders = _lock_holders(engine)
            if number == tries:
                raise _kept_away(holders, wait_seconds * tries) from error
        who = "; ".join(map(str, holders)) or "somebody who has left since"
        progress.warning("the warehouse waits to be brought up to date, try %d of %d: %s", number, tries, who)
    raise AssertionError("the last try returns or raises")


def _upgrade_once(engine: Engine, wait_seconds: float) -> bool:
    with engine.begin() as connection:
        connection.execute(sa.text("SELECT set_config('lock_timeout', :wait, true)"), {"wait": f"{wait_seconds}s"})
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
        if is_current(connection):
            return False
        _require_server(connection)
        prepare_roles(connection)
        connection.execute(sa.text(f"CREATE SCHEMA IF NOT EXISTS {CORE}"))
        _migrate(connection)
        apply_surface(connection)
    return True


def _lock_holders(engine: Engine) -> list[LockHolder]:
    with engine.connect() as connection:
        return find_lock_holders(connection, _UPGRADE_LOCK)


def _kept_away(holders: list[LockHolder], seconds: float) -> WarehouseUnavailable:
    ends = "; ".join(f"SELECT pg_terminate_backend({holder.pid})" for holder in holders)
    return WarehouseUnavailable(
        "The warehouse must be brought up to date, and others kept its tables or views busy for all of "
        f"{seconds:.0f} seconds; nothing was changed. {'; '.join(map(str, holders)) or 'Nobody does any more'}",
        mend=f"let them end, or end them as an administrator ({ends}); then run concord upgrade"
        if holders
        else "run concord upgrade",
    )


def is_current(connection: Connection) -> bool:
    """Whether tables, views, comments and rights are those of this code."""
    tables = sa.text(
        "SELECT to_regclass('core.alembic_version') IS NOT NULL AND to_regclass('core.surface') IS NOT NULL"
    )
    if not connection.execute(tables).scalar_one():
        return False
    state = sa.text(
        "SELECT (SELECT min(version_num) FROM core.alembic_version), (SELECT min(fingerprint) FROM core.surface)"
    )
    return tuple(connection.execute(state).one()) == (HEAD, surface_fingerprint())


def known_versions() -> list[str]:
    """Versions of the tables that this code can bring up to date, the oldest first."""
    return sorted(path.name.split("_", 1)[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _require_server(connection: Connection) -> None:
    version = int(connection.execute(sa.text("SELECT current_setting('server_version_num')")).scalar_one())
    if version < LEAST_SERVER:
        raise WarehouseUnavailable(
            f"The server is PostgreSQL {version // 10_000}; views that keep the reader's rights need 16 or later.",
            mend="use PostgreSQL 18, or the embedded server",
        )


def migrations_of(connection: Connection) -> Config:
    """What Alembic's commands take to bring the tables of a connection to a version; in its transaction."""
    # Imported here: an up-to-date warehouse needs no Alembic, and it takes a while.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _migrate(connection: Connection) -> None:
    from alembic import command

    command.upgrade(migrations_of(connection), HEAD)
