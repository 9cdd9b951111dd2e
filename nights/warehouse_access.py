"""The warehouse of a home: the one that the settings name, else the embedded one, up to date and ready."""

from __future__ import annotations

import logging
from functools import cache

from sqlalchemy.engine import Engine

from contracts.contract_file import list_reporting
from contracts.errors import UsageWrong
from nights.settings import Settings
from warehouse.connections import engine
from warehouse.readers import find_reader, make_readers
from warehouse.server import ADMIN, ANALYST, LOADER, OWNER, EmbeddedServer
from warehouse.upgrade import upgrade

READER_SECONDS = 300
"""The longest that a reader's statement may take."""

progress = logging.getLogger("concord.progress")


@cache
def open_warehouse(settings: Settings) -> Engine:
    """The loader's engine; starts the embedded server and brings tables and readers up to date where needed.

    Raises:
        WarehouseUnavailable: it cannot be reached or started.
    """
    administrator = open_for_administrator(settings)
    upgrade(administrator)
    if lacking := prepare_readers(settings, administrator):
        # Records are loaded all the same; who reads as one of these hears it again.
        progress.warning("%d roles of readers are missing; concord grant says what an administrator runs", len(lacking))
    if settings.warehouse_url:
        return administrator
    administrator.dispose()
    return engine(EmbeddedServer(settings.home).url(LOADER))


def open_for_administrator(settings: Settings) -> Engine:
    """An engine for whoever may make roles: the embedded server's own administrator, else the settings' login.

    Raises:
        WarehouseUnavailable: the embedded server cannot be started.
    """
    if settings.warehouse_url:
        return engine(settings.warehouse_url)
    server = EmbeddedServer(settings.home)
    server.start()
    return engine(server.url(ADMIN))


def prepare_readers(settings: Settings, administrator: Engine) -> list[str]:
    """Make the roles of readers that are missing; returns statements for an administrator where the login may not."""
    slugs = list_reporting(settings.providers)
    with administrator.begin() as connection:
        return make_readers(connection, slugs)


def open_for_owner(settings: Settings) -> Engine:
    """An engine with the rights of the tables' owner, who alone may take rows out.

    Raises:
        WarehouseUnavailable: it cannot be reached or started, or the login may not act as the owner.
    """
    open_warehouse(settings)
    if settings.warehouse_url:
        return engine(settings.warehouse_url, role=OWNER)
    return engine(EmbeddedServer(settings.home).url(OWNER))


def open_for_analyst(settings: Settings) -> Engine:
    """An engine with an analyst's rights and no more, whoever's login the settings name.

    Raises:
        WarehouseUnavailable: it cannot be reached or started.
    """
    if settings.warehouse_url:
        return engine(settings.warehouse_url, statement_timeout_seconds=READER_SECONDS, role=ANALYST)
    open_warehouse(settings)
    return engine(EmbeddedServer(settings.home).url(ANALYST), statement_timeout_seconds=READER_SECONDS)


def open_for_reader(settings: Settings, kind: str, whose: str = "") -> Engine:
    """An engine with one reader's rights and no more, for what is rendered for that reader.

    Args:
        kind: provider, sponsor, analyst, jurisdiction or public.
        whose: slug of the provider, code of the office or of the jurisdiction; "" for analyst and public.

    Raises:
        UsageWrong: no such reader; or a steward, who reads with a login of their own, so that each look is logged.
        WarehouseUnavailable: the warehouse cannot be reached or started, or the reader's role is still to be made.
    """
    if kind == "steward":
        raise UsageWrong("a steward's every look is logged", mend="make a login: concord grant NAME --as steward")
    loader = open_warehouse(settings)
    with loader.connect() as connection:
        reader = find_reader(connection, kind, whose)
    url = loader.url.render_as_string(hide_password=False)
    return engine(url, statement_timeout_seconds=READER_SECONDS, role=reader.role)
