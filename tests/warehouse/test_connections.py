"""What a person hears when the database cannot be used."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from contracts.errors import WarehouseUnavailable
from warehouse.connections import engine
from warehouse.server import EmbeddedServer
from warehouse.server_ports import find_free_port


def hear(url: str, statement: str = "SELECT 1", **named: Any) -> WarehouseUnavailable:
    made = engine(url, **named)
    with pytest.raises(WarehouseUnavailable) as caught, made.connect() as connection:
        connection.execute(sa.text(statement))
    made.dispose()
    return caught.value


def test_a_server_that_is_away_is_said_with_its_place_and_without_the_password() -> None:
    error = hear(f"postgresql://concord:geheim@127.0.0.1:{find_free_port()}/concord")
    assert "cannot be reached" in error.message
    assert error.where == "127.0.0.1/concord"
    assert "concord doctor" in error.mend
    assert "geheim" not in str(error)
    assert error.retry


def test_a_wrong_password_is_said_as_such(warehouse_url: str) -> None:
    address = sa.make_url(warehouse_url).set(password="wrong")
    error = hear(address.render_as_string(hide_password=False))
    assert "password authentication failed" in str(error)


def test_a_query_that_takes_too_long_is_ended(warehouse_url: str) -> None:
    error = hear(warehouse_url, "SELECT pg_sleep(30)", statement_timeout_seconds=0.2)
    assert "longer than it may" in error.message


def test_a_database_without_tables_says_how_to_make_them(empty_database: Any) -> None:
    error = hear(empty_database.loader_url, "SELECT * FROM core.load")
    assert "up to date" in error.mend


def test_a_mistake_in_a_statement_is_not_called_an_outage(warehouse_url: str) -> None:
    made = engine(warehouse_url)
    with made.connect() as connection, pytest.raises(sa.exc.ProgrammingError):
        connection.execute(sa.text("SELEC 1"))
    made.dispose()


def test_moments_are_in_utc_whatever_the_servers_setting(warehouse_url: str) -> None:
    made = engine(warehouse_url)
    with made.connect() as connection:
        assert connection.execute(sa.text("SHOW timezone")).scalar_one() == "UTC"
    made.dispose()


def test_the_loader_of_the_embedded_server_may_copy_before_any_upgrade(server: EmbeddedServer) -> None:
    with psycopg.connect(server.dsn("concord_loader", "concord")) as connection:
        state = connection.execute("SELECT rolbypassrls, rolsuper FROM pg_roles WHERE rolname = 'concord_loader'")
        assert state.fetchone() == (True, False)
