"""Bringing a warehouse up to date: tables by Alembic, then views, comments and rights."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from contracts.errors import WarehouseUnavailable
from warehouse.roles import prepare_roles
from warehouse.surface import apply_surface, surface_fingerprint
from warehouse.tables import CORE

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0002"
"""The newest version of the tables."""

LEAST_SERVER = 160_000
_UPGRADE_LOCK = 0x7570677261646500


def upgrade(engine: Engine) -> bool:
    """Bring the warehouse to the newest version; in one transaction, and one at a time.

    Args:
        engine: for the owner's login, or an administrator's where roles are still to be made.

    Returns:
        True when something was changed; two queries are all that happens otherwise.

    Raises:
        WarehouseUnavailable: the server is older than PostgreSQL 16, or the login may not do it.
    """
    with engine.connect() as connection:
        if is_current(connection):
            return False
    with engine.begin() as connection:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
        if is_current(connection):
            return False
        _require_server(connection)
        prepare_roles(connection)
        connection.execute(sa.text(f"CREATE SCHEMA IF NOT EXISTS {CORE}"))
        _migrate(connection)
        apply_surface(connection)
    return True


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


def _require_server(connection: Connection) -> None:
    version = int(connection.execute(sa.text("SELECT current_setting('server_version_num')")).scalar_one())
    if version < LEAST_SERVER:
        raise WarehouseUnavailable(
            f"The server is PostgreSQL {version // 10_000}; views that keep the reader's rights need 16 or later.",
            mend="use PostgreSQL 18, or the embedded server",
        )


def _migrate(connection: Connection) -> None:
    # Imported here: an up-to-date warehouse needs no Alembic, and it takes a while.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
