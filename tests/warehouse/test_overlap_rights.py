"""Whoever may not see a record sees nothing that was found or judged of it; what was believed can be asked later."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from contracts.errors import WarehouseUnavailable
from contracts.fields import MULTI
from warehouse.found_store import store_found
from warehouse.found_tables import FOUND_TABLES
from warehouse.judgements import Judgement, add_judgements
from warehouse.mart.views import VIEWS as VIEWS_OF_MART
from warehouse.overlaps import SearchFacts, last_load
from warehouse.rights import ASKED_BY_VIEWS

A, B, C = "a_center", "b_center", "c_center"
NIGHT = date(2026, 3, 1)
VIEWS = ("overlap", "overlap_review", "engagement", "repeated_report", "discrepancy", "judgement", "contradiction")
Query = Callable[..., list[tuple[Any, ...]]]


def pair(one: str, other: str, **told: Any) -> dict[str, Any]:
    (pa, ra), (pb, rb) = one.split("/"), other.split("/")
    return {"provider_id_a": pa, "source_record_id_a": ra, "provider_id_b": pb, "source_record_id_b": rb, **told}


def overlap(one: str, other: str, **told: Any) -> dict[str, Any]:
    plain = {"label": "same_activity", "score": 2.0, "probability": 0.9, "disposition": "probable", "day_gap": 0,
             "evidence": '{"contributions": []}', "sentence": "Both.", "rules_version": "m1"}  # fmt: skip
    return pair(one, other, **{**plain, **told})


def member(engagement: str, key: str, basis: str = "probable") -> dict[str, Any]:
    provider, record = key.split("/")
    return {"engagement_id": engagement, "provider_id": provider, "source_record_id": record, "basis": basis}


def repeat(provider: str, one: str, other: str) -> dict[str, Any]:
    return {"provider_id": provider, "source_record_id_a": one, "source_record_id_b": other, "score": 3.0,
            "evidence": "{}", "sentence": "Told twice."}  # fmt: skip


def discrepancy(one: str, other: str, kind: str = "hours_differ", **told: Any) -> dict[str, Any]:
    return pair(one, other, **{"kind": kind, "value_a": "2", "value_b": "3", "sentence": "Hours differ.",
                               "who": MULTI.join([A, B]), **told})  # fmt: skip


def store(connection: sa.Connection, keys: list[str] | None = None, **found: list[dict[str, Any]]) -> Any:
    frames = {
        name: pd.DataFrame(rows, columns=list(FOUND_TABLES[name].columns)).astype(
            {"day_gap": "Int64"} if name in ("overlaps", "reviews") else {}
        )
        for name, rows in found.items()
    }
    searched = None
    if keys is not None:
        searched = pd.DataFrame([key.split("/") for key in keys], columns=["provider_id", "source_record_id"])
    search = SearchFacts(last_load(connection), "m1", {})
    return store_found(connection, frames, search, night=NIGHT, code_version="test", keys=searched)


def judge(connection: sa.Connection, one: str, other: str, judgement: str = "same", by: str = "Ada") -> None:
    (pa, ra), (pb, rb) = one.split("/"), other.split("/")
    at = datetime(2026, 3, 2, tzinfo=UTC)
    told = Judgement(pa, ra, pb, rb, judgement, None, "", by, "told", at)
    add_judgements(connection, [told], night=NIGHT, code_version="test")


@pytest.fixture
def three(tell: Callable[..., Any]) -> dict[str, Any]:
    """Three providers with records 1 and 2 each."""
    stories = {name: tell(name) for name in (A, B, C)}
    for story in stories.values():
        story.deliver([{"source_record_id": "1"}, {"source_record_id": "2"}])
    return stories


@pytest.fixture
def everything(three: dict[str, Any]) -> dict[str, Any]:
    """Something found and judged of b_center/1 in every table, and nothing else."""
    connection = three[A].connection
    ab = (f"{A}/1", f"{B}/1")
    store(
        connection,
        overlaps=[overlap(*ab)],
        reviews=[overlap(f"{B}/1", f"{C}/1")],
        engagements=[member("x", key) for key in ab],
        repeats=[repeat(B, "1", "2")],
        discrepancies=[discrepancy(*ab)],
        contradictions=[pair(*ab, message="Ada says same, Grace says different")],
    )
    judge(connection, *ab, judgement="acknowledged")
    return three


def count(connection: sa.Connection, view: str) -> int:
    found = int(connection.execute(sa.text(f"SELECT count(*) FROM mart.{view}")).scalar_one())  # noqa: S608
    connection.rollback()
    return found


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("view", VIEWS)
def test_an_analyst_reads_what_was_found_of_shared_records(analyst: sa.Connection, view: str) -> None:
    assert count(analyst, view) == (2 if view in ("engagement", "overlap_review") else 1)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("closed", [{"sharing_level": "provider_only"}, {"sharing_level": "sponsor_only"},
                                    {"scope_class": "program_specific"}, {"record_state": "retracted"}])  # fmt: skip
def test_nobody_reads_what_was_found_of_a_record_that_was_closed_since(
    everything: dict[str, Any], loader: sa.Connection, analyst: sa.Connection, view: str, closed: dict[str, str]
) -> None:
    change = "retracted" if "record_state" in closed else "corrected"
    everything[B].deliver([{"source_record_id": "1", "change": change, **closed}], unchanged=1)
    assert (count(analyst, view), count(loader, view)) == (0, 0)


@pytest.mark.parametrize("name", VIEWS_OF_MART)
def test_a_view_that_decides_itself_what_a_reader_sees_lets_no_condition_run_before_its_own(name: str) -> None:
    view = VIEWS_OF_MART[name]
    assert view.is_barrier or not [table for table in ASKED_BY_VIEWS if re.search(rf"core\.{table}\b", view.query)]


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("view", ["overlap", "discrepancy", "judgement"])
def test_a_condition_of_a_readers_own_never_runs_on_a_hidden_row(
    everything: dict[str, Any], analyst: sa.Connection, view: str
) -> None:
    """A cast that fails quotes what it could not read; so would a function of the reader's own."""
    words = {"overlap": "sentence", "discrepancy": "sentence", "judgement": "judged_by"}[view]
    leaky = sa.text(f"SELECT count(*) FROM mart.{view} WHERE {words}::integer = 1")  # noqa: S608
    with pytest.raises(sa.exc.DBAPIError, match="invalid input syntax"):
        analyst.execute(leaky)
    analyst.rollback()
    everything[B].deliver(
        [{"source_record_id": "1", "change": "corrected", "sharing_level": "provider_only"}], unchanged=1
    )
    assert analyst.execute(leaky).scalar_one() == 0


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("role", ["loader_url", "owner_url"])
@pytest.mark.parametrize("attempt", ["UPDATE core.judgement SET judgement = 'same'", "DELETE FROM core.judgement",
                                     "TRUNCATE core.judgement"])  # fmt: skip
def test_nobody_may_change_or_delete_a_judgement(warehouse: Any, role: str, attempt: str) -> None:
    from warehouse.connections import engine

    made = engine(getattr(warehouse, role))
    with made.connect() as connection, pytest.raises(WarehouseUnavailable, match="permission denied"):
        connection.execute(sa.text(attempt))
    made.dispose()


def test_possible_pairs_wait_in_the_queue_and_are_no_overlaps(three: dict[str, Any], query: Query) -> None:
    connection = three[A].connection
    invitation = overlap(f"{A}/1", f"{B}/1", label="coordination_opportunity", disposition="new")
    store(connection, overlaps=[invitation, overlap(f"{A}/2", f"{B}/2", score=1.0)],
          reviews=[overlap(f"{A}/1", f"{B}/1", score=0.4)])  # fmt: skip
    shown = query("SELECT source_record_id_a, label FROM mart.overlap ORDER BY 1")
    assert shown == [("1", "coordination_opportunity"), ("2", "same_activity")]
    waiting = query("SELECT source_record_id_a, disposition FROM mart.overlap_review ORDER BY 1")
    assert waiting == [("1", "possible"), ("2", "probable")]


def test_the_queue_puts_first_what_a_decision_is_worth(three: dict[str, Any], query: Query) -> None:
    """Near the score from which pairs are shown; in a large cluster; of providers on whom few decided."""
    connection = three[A].connection
    near, far = overlap(f"{A}/1", f"{B}/1", score=1.0), overlap(f"{A}/2", f"{B}/2", score=9.0)
    store(connection, overlaps=[near, far])
    assert query("SELECT source_record_id_a FROM mart.overlap_review") == [("1",), ("2",)]
    same = [overlap(f"{A}/1", f"{B}/1"), overlap(f"{A}/1", f"{C}/1"), overlap(f"{A}/2", f"{B}/2")]
    store(connection, overlaps=same, engagements=[member("x", f"{name}/1") for name in (A, B, C)])
    assert [row[0] for row in query("SELECT source_record_id_a FROM mart.overlap_review")] == ["1", "1", "2"]
    judge(connection, f"{A}/2", f"{C}/2", "different")
    assert query("SELECT provider_id_b FROM mart.overlap_review LIMIT 1") == [(B,)], "on a and c somebody decided"


def test_what_was_judged_leaves_the_queue_until_it_is_told_anew(three: dict[str, Any], query: Query) -> None:
    connection = three[A].connection
    store(connection, overlaps=[overlap(f"{A}/1", f"{B}/1")])
    judge(connection, f"{A}/1", f"{B}/1", "acknowledged")
    assert query("SELECT count(*) FROM mart.overlap_review") == [(1,)], "an answer to an invitation decides nothing"
    judge(connection, f"{A}/1", f"{B}/1", "unsure")
    assert query("SELECT count(*) FROM mart.overlap_review") == [(0,)]
    store(connection, overlaps=[overlap(f"{A}/1", f"{B}/1", score=3.0)])
    assert query("SELECT count(*) FROM mart.overlap_review") == [(1,)]


def test_an_engagements_values_are_the_leads_else_the_largest_and_never_the_sum(
    tell: Callable[..., Any], query: Query
) -> None:
    a, b, c = (tell(name) for name in (A, B, C))
    lead = '[{"organisation": "Small Center", "role": "contributor"}, {"organisation": "B_Center", "role": "lead"}]'
    a.deliver([{"source_record_id": "1", "title": "Of a", "event_hours": 9.0, "provider_hours": 1.0,
                "participants_total": 30, "partners": lead, "actual_start": "2026-02-11"}])  # fmt: skip
    b.deliver([{"source_record_id": "1", "title": "Of b", "event_hours": 2.0, "provider_hours": 2.0,
                "actual_end": "2026-02-14"}])  # fmt: skip
    c.deliver([{"source_record_id": "1", "title": "Of c", "event_hours": 5.0, "participants_total": 20}])
    store(c.connection, engagements=[member("x", f"{name}/1", "confirmed") for name in (A, B, C)])
    whole = query("SELECT DISTINCT members, title, first_day, last_day, event_hours, provider_hours_sum,"
                  " participants_total FROM mart.engagement")  # fmt: skip
    assert whole == [(3, "Of b", date(2026, 2, 11), date(2026, 2, 14), 2, 3, 30)]
    assert query("SELECT provider_id, basis FROM mart.engagement WHERE is_lead") == [(B, "confirmed")]
    b.deliver([{"source_record_id": "1", "sharing_level": "provider_only", "change": "corrected"}])
    without = query("SELECT DISTINCT members, title, event_hours, provider_hours_sum FROM mart.engagement")
    assert without == [(2, "Of a", 9, 1)], "worked out from what the reader may see"


def test_confirmed_duplicates_count_once_and_probable_ones_as_often_as_reported(
    three: dict[str, Any], query: Query
) -> None:
    store(three[A].connection, overlaps=[overlap(f"{A}/1", f"{B}/1", disposition="confirmed"),
                                         overlap(f"{A}/2", f"{B}/2")])  # fmt: skip
    assert query("SELECT count(*) FILTER (WHERE is_counted) FROM mart.activity") == [(5,)]


def test_what_stands_on_no_searched_record_stays_and_the_rest_gives_way(three: dict[str, Any], query: Query) -> None:
    connection = three[A].connection
    first: dict[str, Any] = {
        "engagements": [member("x", f"{name}/1") for name in (A, B)] + [member("y", f"{name}/2") for name in (A, C)],
        "repeats": [repeat(A, "1", "2"), repeat(C, "1", "2")],
        "discrepancies": [discrepancy(f"{A}/1", f"{B}/1"), discrepancy(f"{C}/1", f"{B}/2"),
                          {**discrepancy(f"{A}/1", f"{C}/1", "not_reported_back"), "source_record_id_b": None}],
        "contradictions": [pair(f"{A}/2", f"{C}/2", message="torn")],
    }  # fmt: skip
    store(connection, **first)
    assert store(connection, **first).load_number is None
    store(connection, keys=[f"{A}/1"], engagements=[member("z", f"{A}/1")], contradictions=first["contradictions"],
          discrepancies=first["discrepancies"][1:])  # fmt: skip
    engagements = query("SELECT engagement_id, provider_id FROM core.engagement_version WHERE known_to_load IS NULL")
    assert sorted(engagements) == [("x", B), ("y", A), ("y", C), ("z", A)]
    assert query("SELECT provider_id FROM mart.repeated_report") == [(C,)]
    assert query("SELECT provider_id_a, kind, who FROM mart.discrepancy ORDER BY 1") == [
        (A, "not_reported_back", [A, B]), (C, "hours_differ", [A, B]),
    ]  # fmt: skip
    assert query("SELECT message, known_from_load FROM mart.contradiction") == [("torn", 4)], "told once"


def test_the_overlaps_of_the_past_are_those_that_were_believed(three: dict[str, Any], query: Query) -> None:
    connection = three[A].connection
    store(connection, overlaps=[overlap(f"{A}/1", f"{B}/1")])
    [(moment,)] = query("SELECT clock_timestamp()")
    store(connection, overlaps=[overlap(f"{A}/1", f"{B}/1", disposition="confirmed")])
    three[B].deliver(unchanged=1, absent=["1"])
    query("SELECT mart.as_of(:moment)", moment=moment)
    assert query("SELECT source_record_id_a, disposition FROM overlap") == [("1", "probable")]
    assert query("SELECT count(*) FROM mart.overlap") == [(0,)]
