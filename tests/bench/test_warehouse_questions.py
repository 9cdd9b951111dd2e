"""What the bench compares are the same answers: of the marts, of plain tables and of DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from bench.processors import postmaster_of
from bench.warehouse.asking import Asker, Row
from bench.warehouse.history import Scale
from bench.warehouse.plain import measured_questions
from bench.warehouse.world import PARQUET, World, fill, middle_of
from tests.conftest import fresh_database
from warehouse.connections import engine
from warehouse.server import EmbeddedServer

QUESTIONS = measured_questions()


@pytest.fixture(scope="module")
def asker(server: EmbeddedServer, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    folder, scale = tmp_path_factory.mktemp("world"), Scale(3_000, datetime.now(UTC).date(), years=1)
    for made in fresh_database(server, template):
        analyst, owner = engine(made.analyst_url), engine(made.admin_url)
        fill(owner, folder, scale, print)
        world = World(analyst, owner, folder / PARQUET, middle_of(scale), postmaster_of(server))
        with Asker(world) as asker:
            yield asker
        analyst.dispose()
        owner.dispose()


def plain(rows: list[Row] | Any) -> list[Row]:
    """Rows in which numbers and moments are written in one way, whoever gave them."""
    return [tuple(_plain(value) for value in row) for row in rows]


def _plain(value: object) -> object:
    if isinstance(value, Decimal | float):
        return round(float(value), 4)
    return value.timestamp() if isinstance(value, datetime) else value


@pytest.mark.parametrize("number", QUESTIONS)
def test_a_question_has_one_answer_whether_asked_of_marts_plain_tables_or_duckdb(asker: Asker, number: int) -> None:
    seen = plain(asker.rows(QUESTIONS[number], "now"))
    assert seen, "a question without an answer compares nothing"
    assert seen == plain(asker.rows(QUESTIONS[number], "floor"))
    assert seen == plain(asker.rows(QUESTIONS[number], "duckdb"))
