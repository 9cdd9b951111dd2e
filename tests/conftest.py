"""What tests of several rooms share: a real PostgreSQL, and a fresh warehouse for each test."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from warehouse.connections import engine
from warehouse.server import ADMIN, ANALYST, ANSWERS, LOADER, OWNER, EmbeddedServer
from warehouse.upgrade import upgrade

TEMPLATE = "warehouse_template"
_numbers = itertools.count(1)
_OURS = pytest.StashKey[str]()


SHARED = "CONCORD_TEST_SHARED"
"""Variable that names a folder which all processes of a run have in common; one that is set stays for the next run."""


def pytest_configure(config: pytest.Config) -> None:
    """Before any worker starts: the folder that they share."""
    if not hasattr(config, "workerinput") and SHARED not in os.environ:
        config.stash[_OURS] = os.environ[SHARED] = tempfile.mkdtemp(prefix="concord-shared-")
        Path(os.environ[SHARED]).chmod(0o711)


def pytest_unconfigure(config: pytest.Config) -> None:
    """After all workers ended: stop the servers of the homes in the shared folder, and remove them."""
    if _OURS in config.stash:
        shared = Path(config.stash[_OURS])
        del os.environ[SHARED]
        for home in (path for path in shared.iterdir() if path.is_dir()):
            EmbeddedServer(home).stop()
        shutil.rmtree(shared, ignore_errors=True)


@dataclass(frozen=True)
class Warehouse:
    """Addresses of one fresh warehouse, one for each role."""

    admin_url: str
    owner_url: str
    loader_url: str
    analyst_url: str
    answers_url: str


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    """One embedded server for the whole run."""
    # Not pytest's tmp_path: the server's account may not pass through its parents.
    home = Path(tempfile.mkdtemp(prefix="concord-test-"))
    home.chmod(0o711)
    running = EmbeddedServer(home)
    running.start()
    _forget_safety(running)
    yield running
    running.stop()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def template(server: EmbeddedServer) -> str:
    """An up-to-date, empty warehouse to copy."""
    server.create_database(TEMPLATE, OWNER)
    admin = engine(server.url(ADMIN, TEMPLATE))
    upgrade(admin)
    admin.dispose()
    return TEMPLATE


@pytest.fixture
def empty_database(server: EmbeddedServer) -> Iterator[Warehouse]:
    """A database without any table."""
    yield from fresh_database(server, "")


@pytest.fixture
def warehouse(server: EmbeddedServer, template: str) -> Iterator[Warehouse]:
    """A fresh warehouse, up to date and empty."""
    yield from fresh_database(server, template)


@pytest.fixture
def warehouse_url(warehouse: Warehouse) -> str:
    """The loader's address of a fresh warehouse."""
    return warehouse.loader_url


@pytest.fixture
def loader(warehouse: Warehouse) -> Iterator[sa.Connection]:
    """The loader's connection to a fresh warehouse."""
    yield from _connection(warehouse.loader_url)


@pytest.fixture
def analyst(warehouse: Warehouse) -> Iterator[sa.Connection]:
    """An analyst's connection to the same warehouse as `loader`'s."""
    yield from _connection(warehouse.analyst_url)


@pytest.fixture
def query(loader: sa.Connection) -> Callable[..., list[tuple[Any, ...]]]:
    """Runs a query as the loader and gives its rows as tuples."""

    def run(statement: str, **values: Any) -> list[tuple[Any, ...]]:
        rows = [tuple(row) for row in loader.execute(sa.text(statement), values)]
        loader.commit()
        return rows

    return run


def _connection(url: str) -> Iterator[sa.Connection]:
    made = engine(url)
    with made.connect() as connection:
        yield connection
    made.dispose()


def fresh_database(server: EmbeddedServer, template: str) -> Iterator[Warehouse]:
    """A copy of a template, or an empty database where none is named; for as long as it is asked for."""
    name = f"warehouse_{next(_numbers)}"
    source = template or "template0"
    # A copied database does not bring its rights along.
    _as_admin(
        server,
        f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {source} STRATEGY WAL_LOG",
        f"REVOKE ALL ON DATABASE {name} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {name} TO {LOADER}, {ANALYST}, {ANSWERS}",
    )
    yield Warehouse(*(server.url(role, name) for role in (ADMIN, OWNER, LOADER, ANALYST, ANSWERS)))
    server.drop_database(name)


def _forget_safety(server: EmbeddedServer) -> None:
    # What a test wrote need not survive a power cut; processes may be killed all the same.
    settings = ("fsync", "full_page_writes", "synchronous_commit")
    _as_admin(server, *(f"ALTER SYSTEM SET {name} = off" for name in settings), "SELECT pg_reload_conf()")


def _as_admin(server: EmbeddedServer, *statements: str) -> None:
    with psycopg.connect(server.dsn(ADMIN, "postgres"), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
