"""The version with readers: providers that stand get their offices; the way back keeps every row and no rights."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from tests.conftest import Warehouse
from warehouse.connections import engine
from warehouse.roles import prepare_roles
from warehouse.upgrade import migrations_of, upgrade

OFFICES = [{"office": "CDC", "since": None, "until": "2020-01-01"}, {"office": "ACF/OHS", "since": None, "until": None}]


def migrate(connection: sa.Connection, step: Any, version: str) -> None:
    step(migrations_of(connection), version)


@pytest.fixture
def before(template: str, empty_database: Warehouse) -> Iterator[sa.Engine]:
    """A warehouse of the version before, with a provider and two versions of its contract."""
    admin = engine(empty_database.admin_url)
    with admin.begin() as connection:
        prepare_roles(connection)
        connection.execute(sa.text("CREATE SCHEMA core"))
        migrate(connection, command.upgrade, "0004")
        connection.execute(
            sa.text("INSERT INTO core.provider VALUES"
                    " ('a_center', 'A', 'x', 'full', 1, 2, true, now(), 'record', 'a_center'),"
                    " ('b_center', 'B', 'x', 'full', 1, 2, true, now(), 'record', 'b_center')")
        )  # fmt: skip
        for day, offices in ((1, [{"office": "ACF/OCC"}]), (2, OFFICES)):
            connection.execute(
                sa.text("INSERT INTO core.contract_version VALUES ('a_center', :day, 'f', :contract, :at)"),
                {"day": str(day), "contract": json.dumps({"sponsor_offices": offices}), "at": f"2026-03-0{day}"},
            )
    yield admin
    admin.dispose()


def offices(connection: sa.Connection) -> list[Any]:
    query = sa.text("SELECT provider_id, sponsor_offices FROM core.provider ORDER BY 1")
    return [tuple(row) for row in connection.execute(query)]


def test_a_provider_that_stands_gets_the_offices_that_its_last_contract_names_for_now(before: sa.Engine) -> None:
    assert upgrade(before)
    with before.connect() as connection:
        assert offices(connection) == [("a_center", ["ACF/OHS"]), ("b_center", [])]


def test_the_way_back_keeps_the_rows_and_the_way_forth_finds_them_again(before: sa.Engine) -> None:
    upgrade(before)
    with before.begin() as connection:
        migrate(connection, command.downgrade, "0004")
        assert connection.scalar(sa.text("SELECT count(*) FROM core.provider")) == 2
        left = connection.scalar(sa.text("SELECT count(*) FROM pg_policies WHERE qual LIKE '%reading%'"))
        assert left == 0
    assert upgrade(before)
    with before.connect() as connection:
        assert offices(connection) == [("a_center", ["ACF/OHS"]), ("b_center", [])]
