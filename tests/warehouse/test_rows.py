"""What is written is what is read back: every kind of value, whatever characters people type."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.errors import SumsDisagree
from contracts.fields import MULTI
from warehouse.copy_in import copy_rows, text_lists, texts
from warehouse.copy_out import read_rows
from warehouse.known import read_known
from warehouse.record_tables import MOST_KEY_BYTES

Query = Callable[..., list[tuple[Any, ...]]]
AWKWARD = 'tab\there, line\nbreak,\r\n"quotes", back\\slash, \\N, \\., {brace}, é 漢 😀, \\x41'


def test_every_kind_of_value_is_kept_as_it_is(story: Any, query: Query) -> None:
    story.deliver([{
        "source_record_id": AWKWARD, "title": AWKWARD, "summary": "", "topic": MULTI.join([AWKWARD, "", "NULL"]),
        "event_hours": 1.5, "participants_total": 3_000_000_000, "planned_start": "1899-12-31",
        "source_updated_at": datetime(2026, 1, 5, 1, 2, 3, 456789, tzinfo=UTC),
        "partners": json.dumps([{"organisation": AWKWARD, "role": "lead"}]),
        "source_values": json.dumps({"T": AWKWARD}),
    }])  # fmt: skip
    [row] = query(
        "SELECT source_record_id, title, summary, topic, event_hours, participants_total, planned_start,"
        " source_updated_at, partners, source_values, award_number, program FROM core.record_version"
    )
    assert row == (
        AWKWARD, AWKWARD, "", [AWKWARD, "", "NULL"], Decimal("1.5"), 3_000_000_000, date(1899, 12, 31),
        datetime(2026, 1, 5, 1, 2, 3, 456789, tzinfo=UTC), [{"organisation": AWKWARD, "role": "lead"}], {"T": AWKWARD},
        None, None,
    )  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    cells=st.lists(
        st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))), min_size=1
    )
)
def test_any_text_comes_back_and_blank_is_not_missing(loader: sa.Connection, cells: list[str | None]) -> None:
    column = pd.Series(cells, dtype="str")
    keys = pd.Series([str(n) for n in range(len(cells))])
    constant = texts(pd.Series(["x"] * len(cells)))
    columns = {"provider_id": constant, "field": texts(column.fillna("missing")), "source_value": texts(keys)}
    whole = {**columns, "part": texts(column.fillna("missing")), "sheet": constant}
    numbers = {name: texts(pd.Series(["1"] * len(cells))) for name in ("row_number", "known_from_load")}
    copy_rows(loader, "unmapped_row", {**whole, **numbers})
    back = read_rows(loader, {"source_value": "text", "field": "text"}, "core.unmapped_row")
    loader.rollback()
    read = dict(zip(back["source_value"], back["field"], strict=True))
    assert [read[key] for key in keys] == list(column.fillna("missing"))


def test_missing_and_blank_stay_apart_on_the_way_back(story: Any) -> None:
    story.deliver([{"source_record_id": "a", "summary": ""}, {"source_record_id": "b"}])
    back = read_rows(story.connection, {"summary": "text", "topic": "list"}, "core.record_version ORDER BY title, 1")
    assert back["summary"].fillna("missing").tolist() == ["", "missing"]
    assert back["topic"].isna().all()


def test_the_one_character_that_the_server_refuses_is_replaced(story: Any, query: Query) -> None:
    story.deliver([{"source_record_id": "a", "title": "NUL\0here", "partners": '[{"organisation": "a\\u0000b"}]'}])
    [(title, partners)] = query("SELECT title, partners FROM core.record_version")
    assert (title, partners) == ("NUL\ufffdhere", [{"organisation": "a\ufffdb"}])


def test_a_list_of_nothing_is_empty_and_no_list_is_missing() -> None:
    assert text_lists(pd.Series(["", None, "a"], dtype="str")).to_pylist() == ["{}", None, '{"a"}']


def test_a_key_that_no_index_can_hold_is_refused_before_anything_is_written(story: Any, query: Query) -> None:
    with pytest.raises(SumsDisagree, match="identifier"):
        story.deliver([{"source_record_id": "é" * MOST_KEY_BYTES}])
    story.deliver([{"source_record_id": "a" * MOST_KEY_BYTES}])
    assert query("SELECT count(*) FROM core.record_version") == [(1,)]


def test_many_rows_arrive_in_their_order_with_their_place_in_the_delivery(story: Any, query: Query) -> None:
    story.deliver([{"source_record_id": f"{n:05}", "row": n + 7} for n in range(6_000)])
    assert query("SELECT count(*), min(row_number), max(row_number), bool_and(row_number = source_record_id::int + 7)"
                 " FROM core.record_version") == [(6_000, 7, 6_006, True)]  # fmt: skip


def test_what_is_known_of_a_provider_is_one_row_a_record_ever_seen(story: Any, tell: Callable[..., Any]) -> None:
    tell("other_center").deliver([{"source_record_id": "z"}])
    story.deliver([{"source_record_id": key, "actual_start": "2026-02-12"} for key in "abcd"], rejected=[{}])
    story.deliver([{"source_record_id": "b", "record_state": "retracted", "change": "retracted"}], absent=["c", "d"])
    story.deliver(
        [{"source_record_id": "d", "title": "Back", "change": "returned"}], unchanged=1, rejected=[{"rule": "x"}]
    )
    known = read_known(story.connection, "small_center")
    records = known.records.set_index("source_record_id").sort_index()
    assert records["is_believed"].to_dict() == {"a": True, "b": True, "c": False, "d": True}
    assert records["record_state"].to_dict() == {"a": "active", "b": "retracted", "c": "active", "d": "active"}
    assert records["actual_start"].eq(pd.Timestamp("2026-02-12")).all()
    assert records["row_hash"].map(len).eq(16).all()
    assert [json.loads(text)[0]["rule"] for text in known.rejected["findings"]] == ["x"]
    assert known.rejected["row_hash"].map(len).tolist() == [16]
    assert (known.delivered, known.columns) == (3, ("source_record_id", "title"))


def test_nothing_is_known_of_a_provider_before_its_first_delivery(story: Any) -> None:
    known = read_known(story.connection, "small_center")
    assert (len(known.records), len(known.rejected), known.delivered, known.columns) == (0, 0, 0, ())
    assert known.records["is_believed"].dtype == bool


def test_a_code_waits_while_it_touches_rows_and_not_when_they_are_read_anew(story: Any, query: Query) -> None:
    queue = "SELECT source_value, rows_touched, known_from_load FROM mart.unmapped_code ORDER BY 1"
    both = [("sector", "Fam", "a"), ("sector", "Fam", "b")]
    story.deliver([{"source_record_id": "a"}, {"source_record_id": "b"}], unmapped=both)
    story.deliver([{"source_record_id": "a", "title": "x", "change": "corrected"}], unchanged=1)
    assert query(queue) == [("Fam", 1, 1)]
    story.deliver([{"source_record_id": "b", "title": "y", "change": "corrected"}], unmapped=[("sector", "Fam", "b")])
    assert query(queue) == [("Fam", 1, 1)]
    assert query("SELECT count(*) FROM core.unmapped_row WHERE known_to_load IS NULL AND known_from_load = 1") == [(1,)]
    story.deliver(absent=["b"], unchanged=1)
    assert query(queue) == [], "it touches nothing more"


def test_a_value_of_two_million_characters_waits_in_the_queue_shortened(story: Any, query: Query) -> None:
    story.deliver([{"source_record_id": "a"}], unmapped=[("sector", "x" * 2_000_000, "a")])
    assert query("SELECT length(source_value) FROM mart.unmapped_code") == [(300,)]
