"""Which records matching may see, and how what it finds is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from contracts.errors import SumsDisagree
from contracts.fields import MULTI
from warehouse.found_store import SearchOvertaken, store_found
from warehouse.found_tables import OVERLAPS
from warehouse.overlaps import SearchFacts, changed_since, last_load, last_search, read_matchable

Query = Callable[..., list[tuple[Any, ...]]]


def pair(a: str, b: str, label: str = "declared_joint", **named: Any) -> dict[str, Any]:
    disposition = {"declared_joint": "declared", "same_activity": "probable"}.get(label, "new")
    plain = {
        "label": label, "score": 1.5, "probability": None, "disposition": disposition, "day_gap": 0,
        "evidence": '{"joint_project_id": "agrees"}',
        "sentence": "Both name one project.", "rules_version": "1",
    }  # fmt: skip
    (pa, ra), (pb, rb) = a.split("/"), b.split("/")
    return {
        **plain,
        "provider_id_a": pa,
        "source_record_id_a": ra,
        "provider_id_b": pb,
        "source_record_id_b": rb,
        **named,
    }


def store(
    connection: sa.Connection, pairs: list[dict[str, Any]], keys: list[str] | None = None
) -> tuple[Any, int, int]:
    found = pd.DataFrame(pairs, columns=list(OVERLAPS.columns)).astype({"day_gap": "Int64"})
    searched = None
    if keys is not None:
        searched = pd.DataFrame([key.split("/") for key in keys], columns=["provider_id", "source_record_id"])
    search = SearchFacts(last_load(connection), "1", {})
    told = {"overlaps": found}
    change = store_found(connection, told, search, night=date(2026, 3, 1), code_version="test", keys=searched)
    return change.load_number, change.added, change.ended


@pytest.fixture
def three(tell: Callable[..., Any]) -> dict[str, Any]:
    """Three providers, a, b and c, with two activities each; loads 1 to 3."""
    stories = {name: tell(f"{name}_center") for name in "abc"}
    for story in stories.values():
        story.deliver([{"source_record_id": "1"}, {"source_record_id": "2"}])
    return stories


def test_matching_sees_only_records_in_scope_that_are_shared_and_stand(story: Any) -> None:
    story.deliver([
        {"source_record_id": f"{scope}-{sharing}", "scope_class": scope, "sharing_level": sharing}
        for scope in ("systems_building", "cross_sector", "program_specific", "undetermined")
        for sharing in ("public", "partners", "sponsor_only", "provider_only")
    ])  # fmt: skip
    story.deliver([{"source_record_id": "gone"}])
    story.deliver([{"source_record_id": "gone", "record_state": "retracted", "change": "retracted"}],
                  absent=["cross_sector-public"])  # fmt: skip
    seen = read_matchable(story.connection)
    assert sorted(seen["source_record_id"]) == [
        "cross_sector-partners", "systems_building-partners", "systems_building-public",
    ]  # fmt: skip
    assert seen["sector"].unique().tolist() == [MULTI.join(["health", "family_support"])]
    assert "source_values" not in seen


def test_a_search_looks_again_at_what_changed_since_the_last_one(three: dict[str, Any]) -> None:
    connection = three["a"].connection
    assert last_search(connection) is None
    store(connection, [])
    last = last_search(connection)
    assert last is not None
    assert last.read_through == 3
    assert changed_since(connection, last.read_through).empty
    three["b"].deliver([{"source_record_id": "1", "title": "x", "change": "corrected"}], absent=["2"])
    changed = changed_since(connection, last.read_through)
    assert sorted(changed["provider_id"] + "/" + changed["source_record_id"]) == ["b_center/1", "b_center/2"]


def test_a_search_that_finds_the_same_writes_nothing(three: dict[str, Any], query: Query) -> None:
    connection = three["a"].connection
    pairs = [pair("a_center/1", "b_center/1"), pair("a_center/2", "c_center/1", "same_activity", probability=0.75)]
    assert store(connection, pairs) == (4, 2, 0)
    assert store(connection, pairs) == (None, 0, 0)
    assert query("SELECT count(*), max(known_from_load), count(known_to_load) FROM core.overlap_version") == [(2, 4, 0)]


def test_a_pair_told_anew_ends_the_old_word_and_keeps_it(three: dict[str, Any], query: Query) -> None:
    connection = three["a"].connection
    store(connection, [pair("a_center/1", "b_center/1", "coordination_opportunity")])
    assert store(connection, [pair("a_center/1", "b_center/1")]) == (5, 1, 1)
    history = query("SELECT label, known_from_load, known_to_load FROM core.overlap_version ORDER BY 2")
    assert history == [("coordination_opportunity", 4, 5), ("declared_joint", 5, None)]
    assert query("SELECT label FROM mart.overlap") == [("declared_joint",)]


def test_pairs_outside_the_search_stand(three: dict[str, Any], query: Query) -> None:
    connection = three["a"].connection
    store(connection, [pair("a_center/1", "b_center/1"), pair("a_center/2", "c_center/2")])
    assert store(connection, [], keys=["b_center/1"]) == (5, 0, 1)
    assert query("SELECT source_record_id_b FROM mart.overlap") == [("2",)]
    with pytest.raises(SumsDisagree, match="not searched"):
        store(connection, [pair("a_center/2", "c_center/1")], keys=["b_center/1"])


def test_a_pair_stands_once_with_its_smaller_key_first(three: dict[str, Any]) -> None:
    connection = three["a"].connection
    with pytest.raises(SumsDisagree):
        store(connection, [pair("b_center/1", "a_center/1")])
    with pytest.raises(SumsDisagree):
        store(connection, [pair("a_center/1", "b_center/1"), pair("a_center/1", "b_center/1", "same_activity")])


def test_a_pair_is_not_shown_once_one_of_its_records_is_no_longer_shared(three: dict[str, Any], query: Query) -> None:
    store(three["a"].connection, [pair("a_center/1", "b_center/1")])
    three["b"].deliver(
        [{"source_record_id": "1", "sharing_level": "provider_only", "change": "corrected"}], unchanged=1
    )
    assert query("SELECT count(*) FROM mart.overlap") == [(0,)]


def test_a_declared_joint_activity_counts_once(three: dict[str, Any], query: Query, analyst: sa.Connection) -> None:
    joint = [pair("a_center/1", "b_center/1"), pair("b_center/1", "c_center/1")]
    store(three["a"].connection, [*joint, pair("a_center/2", "b_center/2", "same_activity")])
    activity = {f"{p}/{r}": (group, counted) for p, r, group, counted in query(
        "SELECT provider_id, source_record_id, activity_id, is_counted FROM mart.activity")}
    assert {activity[f"{name}_center/1"] for name in "abc"} == {("a_center/1", True), ("a_center/1", False)}
    assert activity["b_center/2"] == ("b_center/2", True)
    count = sa.text("SELECT count(*), count(*) FILTER (WHERE is_counted) FROM mart.activity")
    assert tuple(analyst.execute(count).one()) == (6, 4)


def test_a_search_that_another_one_overtook_stores_nothing(three: dict[str, Any], query: Query) -> None:
    """It read the records before the other was stored: what it found may be older."""
    connection = three["a"].connection
    before = SearchFacts(last_load(connection), "1", {})
    store(connection, [pair("a_center/1", "b_center/1")])
    with pytest.raises(SearchOvertaken):
        store_found(connection, {}, before, night=date(2026, 3, 1), code_version="test")
    assert query("SELECT count(*) FROM mart.overlap") == [(1,)]


@pytest.mark.parametrize(
    ("rules", "names", "anew"),
    [
        ("1", {"a_center": "A"}, False),
        ("2", {"a_center": "A"}, True),
        ("1", {"a_center": "Another name"}, True),
        ("1", {"a_center": "A", "b_center": "B"}, False),
    ],
)
def test_everything_is_searched_anew_under_other_rules_or_names(rules: str, names: dict[str, str], anew: bool) -> None:
    last = SearchFacts(1, "1", {"a_center": "A"})
    assert SearchFacts(2, rules, names).searches_anew(last) is anew
    assert SearchFacts(2, rules, names).searches_anew(None)


def test_what_pairs_tie_together_is_kept_with_its_history(three: dict[str, Any], query: Query) -> None:
    connection = three["a"].connection
    store(connection, [pair("a_center/1", "b_center/1"), pair("b_center/1", "c_center/1", "same_activity")])
    held = "SELECT provider_id, sure_id, maybe_id FROM core.tie_version WHERE known_to_load IS NULL ORDER BY 1"
    assert query(held) == [
        ("a_center", "a_center/1", "a_center/1"), ("b_center", "a_center/1", "a_center/1"),
        ("c_center", None, "a_center/1"),
    ]  # fmt: skip
    [(moment,)] = query("SELECT clock_timestamp()")
    counted = "SELECT count(DISTINCT activity_id), count(DISTINCT least_id), count(*) FROM activity"
    query("SELECT set_config('search_path', 'mart', false)")
    assert query(counted) == [(5, 4, 6)]
    store(connection, [pair("b_center/1", "c_center/1", "same_activity")], keys=["a_center/1", "b_center/1"])
    assert query(held) == [("b_center", None, "b_center/1"), ("c_center", None, "b_center/1")]
    assert query(counted) == [(6, 5, 6)]
    query("SELECT mart.as_of(:moment)", moment=moment)
    assert query(counted) == [(5, 4, 6)], "as it was believed"
    query("SELECT mart.as_of(NULL)")


def test_a_record_that_was_withdrawn_since_ties_no_more(three: dict[str, Any], query: Query) -> None:
    store(three["a"].connection, [pair("a_center/1", "b_center/1")])
    three["b"].deliver(unchanged=1, absent=["1"])
    assert query("SELECT count(DISTINCT activity_id), count(*), max(providers) FROM mart.activity") == [(5, 5, 1)]
