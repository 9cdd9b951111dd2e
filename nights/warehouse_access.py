"""The warehouse of a home: the one that the settings name, else the embedded one, up to date and ready."""

from __future__ import annotations

from functools import cache

from sqlalchemy.engine import Engine

from nights.settings import Settings
from warehouse.connections import engine
from warehouse.server import ADMIN, ANALYST, LOADER, EmbeddedServer
from warehouse.upgrade import upgrade


@cache
def open_warehouse(settings: Settings) -> Engine:
    """The loader's engine; starts the embedded server and brings the tables up to date where needed.

    Raises:
        WarehouseUnavailable: it cannot be reached or started.
    """
    if settings.warehouse_url:
        loader = engine(settings.warehouse_url)
        upgrade(loader)
        return loader
    server = EmbeddedServer(settings.home)
    server.start()
    # Roles are made by the server's administrator; the embedded server's own belongs to this home.
    administrator = engine(server.url(ADMIN))
    upgrade(administrator)
    administrator.dispose()
    return engine(server.url(LOADER))


def open_for_analyst(settings: Settings) -> Engine:
    """An engine with an analyst's rights and no more, whoever's login the settings name.

    Raises:
        WarehouseUnavailable: it cannot be reached or started.
    """
    if settings.warehouse_url:
        return engine(settings.warehouse_url, statement_timeout_seconds=300, role=ANALYST)
    open_warehouse(settings)
    return engine(EmbeddedServer(settings.home).url(ANALYST), statement_timeout_seconds=300)
