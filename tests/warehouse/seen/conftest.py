"""One warehouse that knows of everything, and whoever may look into it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
import sqlalchemy as sa

from tests.conftest import fresh_database
from tests.warehouse.seen.beside import Beside, tell_beside
from tests.warehouse.seen.law import READERS
from tests.warehouse.seen.looking import MOMENTS, PAST_FIRST, Looking
from tests.warehouse.seen.world import World, tell_first, tell_later
from warehouse.connections import engine
from warehouse.readers import make_readers
from warehouse.server import EmbeddedServer

FAILED_TRIES = (
    "INSERT INTO core.attempt SELECT provider_id, now(), 'pull', 1, '2026-03-03', 'run', now(), 'failed', 'x',"
    " 'zq' || left(provider_id, 1) || '0attempt', 'provider', 'x' FROM core.provider"
)
PURGES = (
    "INSERT INTO core.purge SELECT 0 - ascii(provider_id), 'record', provider_id, word, NULL, word, word, now(), '{}'"
    " FROM core.provider, concat('zq', left(provider_id, 1), '0purged') word WHERE report_kind = 'record'"
)


@dataclass
class Built:
    """A warehouse that knows of everything, and a moment between what was told first and what was told later."""

    url: str
    world: World
    beside: list[Beside]
    first_moment: datetime


@pytest.fixture(scope="session")
def built(server: EmbeddedServer, template: str) -> Iterator[Built]:
    """One warehouse for all questions here: nobody changes it for good."""
    for warehouse in fresh_database(server, template):
        made = engine(warehouse.loader_url)
        with made.connect() as loader:
            world = tell_first(loader)
            beside = tell_beside(loader, world)
            moment = loader.execute(sa.text("SELECT clock_timestamp()")).scalar_one()
            loader.rollback()
            tell_later(world)
        made.dispose()
        admin = sa.create_engine(warehouse.admin_url)
        with admin.begin() as connection:
            assert make_readers(connection) == []
            connection.execute(sa.text("ANALYZE"))
            connection.execute(sa.text(FAILED_TRIES))
            connection.execute(sa.text(PURGES))
        admin.dispose()
        yield Built(warehouse.admin_url, world, beside, moment)


@pytest.fixture(scope="module", params=[f"{kind}/{whose}" for kind, whose in READERS])
def reader(request: pytest.FixtureRequest) -> tuple[str, str]:
    kind, whose = request.param.split("/", 1)
    return kind, whose


@pytest.fixture(scope="module", params=MOMENTS)
def looking(request: pytest.FixtureRequest, built: Built, reader: tuple[str, str]) -> Iterator[Looking]:
    made = sa.create_engine(built.url)
    with made.connect() as connection:
        moment = built.first_moment if request.param == PAST_FIRST else connection.scalar(sa.text("SELECT now()"))
        connection.execute(sa.text("SELECT mart.as_of(:moment)"), {"moment": moment})
        yield Looking(connection, built.world, built.beside, *reader, request.param)
        connection.rollback()
    made.dispose()
