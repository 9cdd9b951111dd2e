"""History: what was believed, from when to when, is never overwritten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from contracts.errors import SumsDisagree, UsageWrong
from transforms.accounting import Counts
from warehouse.delivery_load import load_delivery
from warehouse.loads import RecordedLoad, load_at, recorded_loads

Query = Callable[..., list[tuple[Any, ...]]]

VERSIONS = (
    "SELECT source_record_id, title, change, known_from_load, known_to_load, ended_by FROM core.record_version"
    " ORDER BY source_record_id, known_from_load"
)


def test_a_correction_ends_the_earlier_version_and_leaves_it_as_it_was(story: Any, query: Query) -> None:
    story.deliver([{"source_record_id": "a", "title": "First"}])
    story.deliver([{"source_record_id": "a", "title": "Second", "change": "corrected"}])
    assert query(VERSIONS) == [
        ("a", "First", "new", 1, 2, "superseded"),
        ("a", "Second", "corrected", 2, None, None),
    ]


def test_an_absent_record_is_no_longer_believed_and_may_return(story: Any, query: Query) -> None:
    story.deliver([{"source_record_id": "a", "title": "First"}])
    story.deliver(absent=["a"])
    assert query("SELECT count(*) FROM mart.record") == [(0,)]
    story.deliver([{"source_record_id": "a", "title": "Again", "change": "returned"}])
    assert query(VERSIONS) == [
        ("a", "First", "new", 1, 2, "absent"),
        ("a", "Again", "returned", 3, None, None),
    ]


def test_a_retracted_record_is_believed_to_be_retracted_and_stands_in_no_mart(story: Any, query: Query) -> None:
    story.deliver([{"source_record_id": "a"}, {"source_record_id": "b"}])
    story.deliver([{"source_record_id": "a", "record_state": "retracted", "change": "retracted"}], unchanged=1)
    assert query("SELECT source_record_id FROM mart.record") == [("b",)]
    assert query("SELECT standing_records FROM core.delivery ORDER BY known_from_load") == [(2,), (1,)]


def test_the_past_is_seen_as_it_was_believed(story: Any, query: Query) -> None:
    story.deliver([{"source_record_id": "a", "title": "First"}, {"source_record_id": "b", "title": "Other"}])
    [(moment,)] = query("SELECT clock_timestamp()")
    story.deliver([{"source_record_id": "a", "title": "Second", "change": "corrected"}], absent=["b"])
    then = "SELECT source_record_id, title FROM record ORDER BY 1"
    query("SELECT mart.as_of(:moment)", moment=moment)
    assert query(then) == [("a", "First"), ("b", "Other")]
    query("SELECT mart.as_of(:moment)", moment=moment + timedelta(days=1))
    assert query(then) == query("SELECT source_record_id, title FROM mart.record") == [("a", "Second")]
    query("SELECT mart.as_of(NULL)")
    assert query(then) == [("a", "Second")]


@pytest.mark.parametrize(
    ("moment", "told"),
    [("1999-01-01", "Nothing was known yet"), ("yesterday noon or so", "is no moment"), ("", "none is named")],
)
def test_a_moment_from_which_nothing_can_be_seen_is_said(story: Any, query: Query, moment: str, told: str) -> None:
    story.deliver([{"source_record_id": "a"}])
    query("SELECT set_config('concord.as_of', :moment, false)", moment=moment)
    with pytest.raises(sa.exc.DBAPIError, match=told):
        query("SELECT count(*) FROM past.record")


def test_load_at_is_the_last_load_committed_by_a_moment(story: Any) -> None:
    story.deliver([{"source_record_id": "a"}])
    story.deliver([{"source_record_id": "b"}])
    first, second = recorded_loads(story.connection)
    assert first.committed_at < second.committed_at
    assert load_at(story.connection, first.committed_at - timedelta(microseconds=1)) == 0
    assert load_at(story.connection, first.committed_at) == 1
    assert load_at(story.connection, second.committed_at - timedelta(microseconds=1)) == 1
    assert load_at(story.connection, second.committed_at) == 2


def test_the_same_delivery_loaded_twice_changes_nothing(story: Any, query: Query) -> None:
    facts, changes = story.facts(), story.changes([{"source_record_id": "a"}], rejected=[{}])
    everything = "SELECT (SELECT json_agg(v) FROM core.record_version v), (SELECT json_agg(d) FROM core.delivery d), (SELECT json_agg(l) FROM core.load l), (SELECT json_agg(r) FROM core.rejected_row r)"  # noqa: E501
    number = load_delivery(story.connection, facts, changes)
    before = query(everything)
    assert load_delivery(story.connection, facts, changes) == number
    assert query(everything) == before


def test_one_record_has_at_most_one_believed_version(story: Any, query: Query) -> None:
    with pytest.raises(SumsDisagree, match="two versions"):
        story.deliver([{"source_record_id": "a"}, {"source_record_id": "a", "title": "Twin"}])
    assert query(VERSIONS) == []


def test_loading_is_undone_when_the_database_holds_another_number_of_records(story: Any, query: Query) -> None:
    story.deliver([{"source_record_id": "a"}])
    before = query(VERSIONS)
    # A record that is new to the delivery but not to the warehouse: its state was read too early.
    with pytest.raises(SumsDisagree):
        story.deliver([{"source_record_id": "b", "change": "corrected"}])
    with pytest.raises(SumsDisagree, match="absent"):
        story.deliver(absent=["never seen"])
    with pytest.raises(SumsDisagree):
        story.deliver([{"source_record_id": "c"}], touched=[("never seen", b"x" * 16)])
    assert query(VERSIONS) == before
    assert query("SELECT max(load_number) FROM core.load") == [(1,)]


def test_loading_is_undone_when_the_standing_records_do_not_add_up(story: Any, query: Query) -> None:
    # Counted as new, but retracted from the start: one record fewer stands than the counts say.
    with pytest.raises(SumsDisagree, match="0 records stood"):
        story.deliver([{"source_record_id": "a", "record_state": "retracted", "change": "new"}])
    assert query(VERSIONS) == []


def test_counts_and_rows_of_a_delivery_must_agree(story: Any) -> None:
    changes = story.changes([{"source_record_id": "a"}])
    with pytest.raises(SumsDisagree, match="new: 1 rows, counted 2"):
        load_delivery(story.connection, story.facts(), replace(changes, counts=Counts(2, 2, new=2)))


def test_other_bytes_with_the_same_content_make_no_version(story: Any, query: Query) -> None:
    story.deliver([{"source_record_id": "a"}])
    story.deliver(unchanged=1, touched=[("a", b"y" * 16)])
    assert query("SELECT row_hash, known_from_load FROM core.record_version") == [(b"y" * 16, 1)]


def test_what_was_true_begins_with_the_providers_own_change_else_with_the_delivery(story: Any, query: Query) -> None:
    changed = datetime(2026, 1, 5, tzinfo=UTC)
    story.deliver([{"source_record_id": "a", "source_updated_at": changed}, {"source_record_id": "b"}])
    rows: dict[str, datetime] = dict(query("SELECT source_record_id, true_from FROM core.record_version"))
    assert rows == {"a": changed, "b": datetime(2026, 3, 1, 6, tzinfo=UTC)}


def test_a_replay_takes_the_recorded_numbers_and_moments(story: Any, query: Query) -> None:
    recorded = RecordedLoad(7, datetime(2026, 3, 1, 6, 30, tzinfo=UTC))
    changes = story.changes([{"source_record_id": "a"}])
    assert load_delivery(story.connection, story.facts(), changes, recorded=recorded) == 7
    assert recorded_loads(story.connection) == [recorded]
    story.nights += 1
    with pytest.raises(UsageWrong, match="recorded earlier"):
        load_delivery(story.connection, story.facts(), story.changes([{"source_record_id": "b"}]), recorded=recorded)
    assert query("SELECT known_from_load FROM core.record_version") == [(7,)]


def test_moments_grow_even_when_the_clock_goes_back(story: Any) -> None:
    ahead = RecordedLoad(1, datetime.now(UTC) + timedelta(days=30))
    load_delivery(story.connection, story.facts(), story.changes([{"source_record_id": "a"}]), recorded=ahead)
    story.nights += 1
    story.deliver([{"source_record_id": "b"}])
    first, second = recorded_loads(story.connection)
    assert second.committed_at > first.committed_at


def test_a_table_never_loses_a_row_to_the_loader(loader: sa.Connection, story: Any) -> None:
    story.deliver([{"source_record_id": "a"}])
    with pytest.raises(Exception, match="permission denied"):
        loader.execute(sa.text("DELETE FROM core.record_version"))
    loader.rollback()
