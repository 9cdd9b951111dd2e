"""What people told of overlaps outlives the warehouse: a replay gives it again, with its numbers and moments."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from nights.judgement_file import Line
from nights.judgements import take_judgements
from nights.load_journal import keep_loads, read_journal
from nights.overlaps import find_night_overlaps
from nights.replay import replay_nights
from nights.settings import Settings
from tests.conftest import Warehouse
from tests.warehouse.conftest import FIRST_NIGHT, Story
from transforms.overlaps.judgements import PAIR
from warehouse.connections import engine
from warehouse.delivery_load import load_delivery
from warehouse.loads import recorded_loads
from warehouse.overlap_models import TrainedModel, store_model
from warehouse.upgrade import upgrade

A, B = "alpha_center", "beta_center"
TABLES = ("load", "judgement", "overlap_version", "engagement_version", "repeat_version", "discrepancy_version",
          "contradiction_version", "overlap_model", "overlap_search")  # fmt: skip
MODEL = TrainedModel("mine-1", {"version": "mine-1"}, datetime(2026, 3, 2, tzinfo=UTC), {"old": {}, "new": {}}, "aside")


def judgement(word: str, by: str) -> Line:
    said = (A, "1", B, "1", word, by, "told")
    return Line(1, dict(zip((*PAIR, "judgement", "by", "why"), said, strict=True)))


def everything(connection: sa.Connection) -> dict[str, list[str]]:
    """Every row of what was told and found, as JSON."""
    queries = {name: f"SELECT CAST(to_jsonb(t) - 'code_version' AS text) FROM core.{name} t" for name in TABLES}  # noqa: S608
    return {name: sorted(connection.scalars(sa.text(query))) for name, query in queries.items()}


@pytest.fixture
def second(empty_database: Warehouse) -> Iterator[sa.Connection]:
    """An empty warehouse beside the one of `loader`."""
    admin = engine(empty_database.admin_url)
    upgrade(admin)
    admin.dispose()
    made = engine(empty_database.loader_url)
    with made.connect() as connection:
        yield connection
    made.dispose()


def test_judgements_models_and_searches_are_replayed_with_their_numbers_and_moments(
    tmp_path: Path, warehouse: Warehouse, loader: sa.Connection, second: sa.Connection, empty_database: Warehouse
) -> None:
    first = Settings(tmp_path / "first", tmp_path, warehouse_url=warehouse.loader_url)
    again = Settings(tmp_path / "again", tmp_path, warehouse_url=empty_database.loader_url)
    stories = [Story(loader, name) for name in (A, B)]
    deliveries: list[Any] = []
    for story in stories:
        deliveries.append((story.facts(), story.changes([{"source_record_id": "1"}])))
        story.deliver([{"source_record_id": "1"}])
    find_night_overlaps(first, FIRST_NIGHT)
    take_judgements(first, [judgement("same", A), judgement("different", B)])
    store_model(loader, MODEL, night=FIRST_NIGHT, code_version="test")
    take_judgements(first, [judgement("different", "Ada")])
    keep_loads(first, loader, None)

    shutil.copytree(tmp_path / "first" / "landing", tmp_path / "again" / "landing")
    for name, (facts, changes), recorded in zip((A, B), deliveries, recorded_loads(loader), strict=False):
        Story(second, name)
        load_delivery(second, facts, changes, recorded=recorded)
    said = list(replay_nights(again))
    assert [line.split(": ", 1)[1] for line in said] == [
        "names of codes",
        f"overlaps of {FIRST_NIGHT}", "2 judgements", f"overlaps of {FIRST_NIGHT}", "the model mine-1",
        "1 judgements", f"overlaps of {FIRST_NIGHT}",
    ]  # fmt: skip
    before, after = everything(loader), everything(second)
    assert after == before
    assert all(len(before[name]) for name in ("judgement", "contradiction_version", "overlap_model", "overlap_version"))
    assert [load.kind for load in read_journal(again)] == [
        "codes", "overlaps", "judgements", "overlaps", "model", "judgements", "overlaps",
    ]  # fmt: skip
    assert list(replay_nights(again)) == [], "what is there is left alone"
