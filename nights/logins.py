"""Logins of people who read the warehouse of a home."""

from __future__ import annotations

from contracts.errors import UsageWrong
from nights.settings import Settings
from nights.warehouse_access import open_for_administrator, open_warehouse
from warehouse.connection_lines import Place
from warehouse.logins import Login, grant_login, list_logins, require_partner, revoke_login
from warehouse.readers import find_reader

FOR_SOMEBODY = ("provider", "sponsor")
"""Kinds of login that read for one provider or office."""


def make_login(settings: Settings, name: str, kind: str, whose: str) -> tuple[Place, str]:
    """Make a login; returns where it connects, and its password, which is kept nowhere.

    Raises:
        UsageWrong: no such kind, provider or office; the name is taken or cannot be one.
        WarehouseUnavailable: the settings' login may not make roles.
    """
    require_partner(kind)
    if whose and kind not in FOR_SOMEBODY:
        raise UsageWrong(f"a login as {kind} reads for nobody in particular", mend=f"leave out {whose}")
    open_warehouse(settings)
    administrator = open_for_administrator(settings)
    with administrator.begin() as connection:
        reader = find_reader(connection, kind, whose)
        password = grant_login(connection, name, reader)
    place = Place.of(administrator.url, name)
    administrator.dispose()
    return place, password


def end_login(settings: Settings, name: str) -> Login:
    """End a login and its open sessions.

    Raises:
        UsageWrong: no login of that name reads the warehouse.
        WarehouseUnavailable: the settings' login may not do it.
    """
    open_warehouse(settings)
    administrator = open_for_administrator(settings)
    try:
        return revoke_login(administrator, name)
    finally:
        administrator.dispose()


def read_logins(settings: Settings) -> list[Login]:
    """People's logins, by name."""
    with open_warehouse(settings).connect() as connection:
        return list_logins(connection)
