"""Facts and how records count follow from records and ties at every load: nothing of them is ever on its own."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from contracts.fields import MULTI
from contracts.states import MAYBE
from tests.conftest import Warehouse
from tests.warehouse.test_overlap_store import pair, store
from warehouse.connections import engine
from warehouse.facts import add_all, recount_all

PROVIDERS = ("a_center", "b_center", "c_center")
RECORDS = ("1", "2", "3")
TABLES = ("fact_version", "counted_version")


def told(dice: Random, record: str) -> dict[str, Any]:
    """A record as somebody might tell it."""
    day = f"2026-0{dice.randint(1, 9)}-1{dice.randint(0, 9)}"
    return {
        "source_record_id": record,
        "record_kind": dice.choice(["activity", "activity", "activity", "plan", "product"]),
        "sharing_level": dice.choice(["partners", "partners", "public", "sponsor_only"]),
        "lifecycle_status": dice.choice(["completed", "planned"]),
        "sector": dice.choice(["health", "family_support", MULTI.join(["health", "child_welfare"])]),
        dice.choice(["actual_start", "planned_start"]): day,
        "jurisdiction": dice.choice(["OH", MULTI.join(["OH", "TR-navajo-nation"])]),
    }


def live(dice: Random, stories: dict[str, Any], nights: int) -> None:
    """Nights in which reports change, leave and come back, and searches find what they find."""
    standing: dict[str, dict[str, bool]] = {name: {} for name in stories}
    connection = next(iter(stories.values())).connection
    for _ in range(nights):
        name, story = dice.choice(list(stories.items()))
        stands = standing[name]
        leaving = [record for record, is_there in stands.items() if is_there and dice.random() < 0.2]
        told_now = []
        for record in RECORDS:
            if record not in leaving and dice.random() < 0.5:
                change = {None: "new", True: "corrected", False: "returned"}[stands.get(record)]
                told_now.append({**told(dice, record), "change": change})
                stands[record] = True
        stands |= dict.fromkeys(leaving, False)
        story.deliver(told_now, absent=leaving)
        if dice.random() < 0.6:
            store(connection, pairs(dice))


def pairs(dice: Random) -> list[dict[str, Any]]:
    sides = [(a, b) for a in PROVIDERS for b in PROVIDERS if a < b]
    chosen = {
        (f"{a}/{dice.choice(RECORDS)}", f"{b}/{dice.choice(RECORDS)}")
        for a, b in sides for _ in range(2) if dice.random() < 0.6
    }  # fmt: skip
    return [pair(a, b, disposition=dice.choice([*MAYBE, "new"])) for a, b in sorted(chosen)]


def rows(connection: sa.Connection, table: str) -> list[str]:
    return sorted(connection.scalars(sa.text(f"SELECT f::text FROM core.{table} f")))  # noqa: S608


@pytest.fixture
def stories(tell: Callable[..., Any]) -> dict[str, Any]:
    return {name: tell(name) for name in PROVIDERS}


@pytest.mark.parametrize("seed", range(3))
def test_what_followed_load_by_load_is_what_all_of_history_gives(
    stories: dict[str, Any], warehouse: Warehouse, seed: int
) -> None:
    live(Random(seed), stories, 24)
    owner = engine(warehouse.owner_url)
    with owner.connect() as connection:
        followed = {name: rows(connection, name) for name in TABLES}
        for name in reversed(TABLES):
            connection.execute(sa.text(f"DELETE FROM core.{name}"))  # noqa: S608  (ours)
        add_all(connection)
        assert {name: rows(connection, name) for name in TABLES} == followed
    owner.dispose()
    assert len(followed["counted_version"]) > 10


def test_what_was_taken_out_counts_with_nothing(
    stories: dict[str, Any], warehouse: Warehouse
) -> None:
    for story in stories.values():
        story.deliver([{"source_record_id": "1"}])
    store(stories["a_center"].connection, [pair("a_center/1", "b_center/1"), pair("b_center/1", "c_center/1")])
    owner = engine(warehouse.owner_url)
    with owner.begin() as connection:
        for table in ("record_version", "fact_version"):
            connection.execute(sa.text(f"DELETE FROM core.{table} WHERE provider_id = 'a_center'"))  # noqa: S608
        recount_all(connection)
        counted = "SELECT provider_id, activity_id, providers FROM mart.activity ORDER BY 1"
        assert [tuple(row) for row in connection.execute(sa.text(counted))] == [
            ("b_center", "b_center/1", 2), ("c_center", "b_center/1", 2),
        ]  # fmt: skip
    owner.dispose()
