"""Judgements bind through every search, whatever scores say; a search for what changed finds what a full one does."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from nights.judgement_file import Line
from nights.judgements import take_judgements
from nights.overlaps import find_night_overlaps, read_standing
from nights.search_left import left_as_bytes, left_from_bytes
from nights.settings import Settings
from tests.conftest import Warehouse
from tests.warehouse.conftest import FIRST_NIGHT, Story
from transforms.overlaps.detection import find_overlaps
from transforms.overlaps.judgements import PAIR
from transforms.overlaps.settings import OverlapSettings
from warehouse.copy_out import read_rows
from warehouse.found_tables import FOUND_TABLES
from warehouse.overlaps import current_providers, read_left, read_matchable
from warehouse.providers import provider_names

A, B, C = "alpha_center", "beta_center", "gamma_center"
SESSION = {"source_record_id": "1", "title": "Fiscal mapping session with county leaders", "event_hours": 2.5}
OTHER = {"source_record_id": "2", "title": "Home visiting coaching circle", "event_hours": 6.0, "jurisdiction": "TX",
         "core_element": "governance", "sector": "child_welfare"}  # fmt: skip
Query = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def settings(tmp_path: Path, warehouse: Warehouse) -> Settings:
    return Settings(tmp_path, tmp_path / "contracts", warehouse_url=warehouse.loader_url)


@pytest.fixture
def two(settings: Settings, loader: sa.Connection) -> dict[str, Story]:
    """Two providers that report one session, and other work far from each other; the first night is over."""
    told = {name: Story(loader, name) for name in (A, B)}
    told[A].deliver([SESSION, OTHER])
    told[B].deliver([SESSION, {**OTHER, "jurisdiction": "ME", "title": "Rates"}])
    find_night_overlaps(settings, FIRST_NIGHT)
    return told


def judge(settings: Settings, judgement: str, by: str, record: str = "1", other: str | None = None) -> None:
    said = (A, record, B, other or record, judgement, by, "told")
    taken = take_judgements(settings, [Line(1, dict(zip((*PAIR, "judgement", "by", "why"), said, strict=True)))])
    assert not taken.mistakes


SHOWN = "SELECT source_record_id_a, label, disposition FROM mart.overlap ORDER BY 1, 2"


@pytest.mark.usefixtures("two")
def test_a_same_is_proposed_by_one_party_and_confirmed_by_the_other(settings: Settings, query: Query) -> None:
    assert query(SHOWN) == [("1", "same_activity", "probable")]
    judge(settings, "same", A)
    assert query(SHOWN) == [("1", "same_activity", "proposed")]
    judge(settings, "same", B)
    assert query(SHOWN) == [("1", "same_activity", "confirmed")]
    assert query("SELECT DISTINCT basis FROM mart.engagement") == [("confirmed",)]
    assert query("SELECT count(*) FILTER (WHERE is_counted) FROM mart.activity") == [(3,)]


@pytest.mark.usefixtures("two")
def test_a_confirmed_same_holds_records_together_that_no_rule_would_pair(settings: Settings, query: Query) -> None:
    judge(settings, "same", "Ada", record="2")
    assert ("2", "same_activity", "confirmed") in query(SHOWN)
    assert query("SELECT count(*) FROM mart.engagement WHERE source_record_id = '2'") == [(2,)]


def test_a_different_comes_back_only_when_a_records_own_content_changed_and_says_what(
    settings: Settings, two: dict[str, Story], query: Query
) -> None:
    judge(settings, "different", "Ada")
    assert query("SELECT count(*) FROM mart.overlap WHERE label = 'same_activity'") == [(0,)]
    assert query("SELECT count(*) FROM mart.overlap_review") == [(0,)]
    two[B].deliver([{**OTHER, "jurisdiction": "ME", "title": "Rate setting", "change": "corrected"}], unchanged=1)
    two[A].deliver([{**SESSION, "source_revision": 2, "change": "corrected"}], unchanged=1)
    find_night_overlaps(settings, FIRST_NIGHT + timedelta(days=1))
    assert query("SELECT count(*) FROM mart.overlap WHERE label = 'same_activity'") == [(0,)], (
        "nothing of theirs changed"
    )
    two[A].deliver([{**SESSION, "event_hours": 2.0, "change": "corrected"}], unchanged=1)
    find_night_overlaps(settings, FIRST_NIGHT + timedelta(days=2))
    [(evidence,)] = query("SELECT evidence FROM mart.overlap WHERE label = 'same_activity'")
    assert evidence["came_back_since_changed"] == "event_hours"


def test_what_partners_may_not_see_is_judged_and_found_nowhere(
    settings: Settings, two: dict[str, Story], query: Query
) -> None:
    judge(settings, "same", "Ada")
    two[B].deliver([{**SESSION, "sharing_level": "provider_only", "change": "corrected"}], unchanged=1)
    assert query("SELECT count(*) FROM mart.overlap") == [(0,)]
    find_night_overlaps(settings, FIRST_NIGHT + timedelta(days=1))
    for view in ("overlap", "overlap_review", "engagement", "judgement", "discrepancy", "repeated_report"):
        assert query(f"SELECT count(*) FROM mart.{view}") == [(0,)], view  # noqa: S608


def believed(connection: sa.Connection) -> dict[str, list[bytes]]:
    """What is believed of every kind of finding, by the digest of its rows."""
    return {
        name: sorted(read_rows(connection, {"content_hash": "bytes"}, f"core.{table.table} WHERE known_to_load IS NULL")
                     ["content_hash"])
        for name, table in FOUND_TABLES.items()
    }  # fmt: skip


def found_in_full(connection: sa.Connection, night: Any) -> dict[str, list[bytes]]:
    """What a search of all records finds, which knows nothing of earlier ones."""
    found = find_overlaps(
        read_matchable(connection), today=night, judgements=read_standing(connection, night),
        current=current_providers(connection, night), settings=OverlapSettings(names=provider_names(connection)),
    )  # fmt: skip
    return {
        name: sorted(table.digests(getattr(found, name)))
        for name, table in FOUND_TABLES.items()
        if name != "contradictions"
    }


TITLES = ("Fiscal mapping session", "Fiscal mapping session with county leaders", "Parent leaders' circle",
          "Home visiting data", "Rate setting for infant care")  # fmt: skip


def any_record(rng: random.Random, number: int) -> dict[str, Any]:
    day = FIRST_NIGHT - timedelta(days=rng.randint(-20, 20))
    return {
        "source_record_id": str(number), "title": rng.choice(TITLES), "jurisdiction": rng.choice(["OH", "TX"]),
        "event_hours": rng.choice([1.0, 2.5, None]), "actual_start": day.isoformat(),
        "lifecycle_status": rng.choice(["completed", "scheduled"]),
        "core_element": rng.choice(["financing", "governance"]),
        "sharing_level": rng.choice(["partners"] * 5 + ["provider_only"]),
        "joint_project_id": rng.choice([None] * 5 + ["JP-1"]),
    }  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_nights_that_look_only_at_what_changed_end_where_a_full_search_does(
    settings: Settings, loader: sa.Connection, seed: int
) -> None:
    rng = random.Random(seed)
    stories = {name: Story(loader, name) for name in (A, B, C)}
    for story in stories.values():
        story.deliver([any_record(rng, n) for n in range(12)])
    for night in range(4):
        today = FIRST_NIGHT + timedelta(days=night)
        find_night_overlaps(settings, today)
        loader.commit()
        full = found_in_full(loader, today)
        stored = believed(loader)
        assert {name: stored[name] for name in full} == full, (seed, night)
        loader.commit()
        changed = rng.sample(range(12), 2)
        story = stories[rng.choice([A, B, C])]
        story.deliver([{**any_record(rng, n), "change": "corrected"} for n in changed], unchanged=10)
        judge_any(settings, rng, loader)


def test_what_a_search_leaves_is_kept_for_the_next_one_and_understood(
    settings: Settings, two: dict[str, Story], loader: sa.Connection
) -> None:
    assert two
    content = read_left(loader)
    assert content is not None
    left = left_from_bytes(content)
    assert left is not None
    assert sorted(left.keys["source_record_id"]) == ["1", "1", "2", "2"]
    assert left_as_bytes(left) == content
    assert left_from_bytes(content[:-20]) is None
    changed = pd.DataFrame({"provider_id": [A], "source_record_id": ["1"]})
    found = find_overlaps(read_matchable(loader), today=FIRST_NIGHT, changed=changed, left=left)
    assert found.changed is not None, "it goes on from there"


def judge_any(settings: Settings, rng: random.Random, connection: sa.Connection) -> None:
    """Somebody decides on some pair of records that partners may see."""
    records = read_matchable(connection)
    connection.commit()
    sides = [records[records["provider_id"].eq(name)]["source_record_id"].tolist() for name in (A, B)]
    said = (A, rng.choice(sides[0]), B, rng.choice(sides[1]), rng.choice(["same", "different", "unsure"]),
            rng.choice([A, B, "Ada"]), "told")  # fmt: skip
    taken = take_judgements(settings, [Line(1, dict(zip((*PAIR, "judgement", "by", "why"), said, strict=True)))])
    assert not taken.mistakes
