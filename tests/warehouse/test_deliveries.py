"""Deliveries whose rows are not loaded, what people decide on them, and what a night came to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from contracts.errors import UsageWrong
from transforms.accounting import Counts
from warehouse.attempts import Attempt, Outcome, Stage, night_outcome, provider_status, record_attempt
from warehouse.deliveries import Decision, delivery_id
from warehouse.delivery_load import load_delivery
from warehouse.delivery_lookup import last_good_delivery, loaded_deliveries, refused_by_person
from warehouse.delivery_record import record_delivery, refuse_held

Query = Callable[..., list[tuple[Any, ...]]]
NIGHT = date(2026, 3, 1)
DECISION = Decision("Ann Lee", "the center closed its old projects", datetime(2026, 3, 2, 9, tzinfo=UTC))
HELD = {"verdict": "held", "reason": "6 of 10 would be withdrawn", "who": "concord", "mend": "accept or refuse"}


def attempt(
    provider: str, outcome: Outcome, *, minute: int = 0, stage: Stage = "pull", message: str = "", who: Any = None
) -> Attempt:
    start = datetime(2030, NIGHT.month, NIGHT.day, 2, minute, tzinfo=UTC)
    return Attempt(
        provider, NIGHT, "night", stage, minute + 1, start, start + timedelta(seconds=9), outcome,
        message=message, who=who,
    )  # fmt: skip


def test_a_deliverys_name_tells_night_provider_bytes_and_rules() -> None:
    assert delivery_id(NIGHT, "small_center", "ab" * 32, "0123456789") == "2026-03-01.small_center.abababababab.012345"


def test_an_unchanged_delivery_renews_the_age_of_the_last_good_report(story: Any, query: Query) -> None:
    story.deliver([{"source_record_id": "a"}])
    facts = story.facts(verdict="unchanged")
    number = record_delivery(story.connection, facts, Counts(delivered=1, accepted=1, unchanged=1))
    last = last_good_delivery(story.connection, "small_center")
    assert last is not None
    assert (number, last.received_at) == (2, facts.received_at)
    assert query("SELECT load_number, unchanged FROM mart.submission ORDER BY night") == [(1, 0), (None, 1)]


def test_a_refused_delivery_leaves_the_last_good_one_standing(story: Any, query: Query) -> None:
    story.deliver([{"source_record_id": "a"}])
    record_delivery(story.connection, story.facts(verdict="refused", reason="no bytes"), Counts())
    last = last_good_delivery(story.connection, "small_center")
    assert last is not None
    assert last.night == NIGHT
    assert query("SELECT count(*) FROM mart.record") == [(1,)]


def test_recording_the_same_delivery_again_changes_nothing(story: Any, query: Query) -> None:
    facts = story.facts(**HELD)
    first = record_delivery(story.connection, facts, Counts())
    assert record_delivery(story.connection, facts, Counts()) == first
    assert query("SELECT count(*) FROM core.load") == [(1,)]


def test_a_held_delivery_that_a_person_accepts_is_loaded_and_stays_held_in_the_past(story: Any, query: Query) -> None:
    facts, changes = story.facts(**HELD), story.changes([{"source_record_id": "a"}])
    record_delivery(story.connection, facts, changes.counts)
    number = load_delivery(story.connection, replace(facts, verdict="accepted", decision=DECISION), changes)
    history = query(
        "SELECT verdict, load_number, decided_by, known_from_load, known_to_load FROM core.delivery ORDER BY 4"
    )
    assert history == [("held", None, None, 1, 2), ("accepted", 2, "Ann Lee", 2, None)]
    assert query("SELECT kind FROM core.load ORDER BY load_number") == [("delivery",), ("decision",)]
    assert loaded_deliveries(story.connection, "small_center") == [facts.sha256]
    assert number == 2


def test_a_held_delivery_that_a_person_refuses_stays_refused(story: Any, query: Query) -> None:
    facts = story.facts(**HELD)
    record_delivery(story.connection, facts, Counts(delivered=1, rejected=1))
    refuse_held(story.connection, facts.delivery_id, DECISION, code_version="test")
    assert query("SELECT verdict, decided_why, rejected FROM mart.submission") == [("refused", DECISION.why, 1)]
    assert refused_by_person(story.connection, "small_center", facts.sha256) == DECISION
    record_delivery(story.connection, facts, Counts())
    assert query("SELECT verdict FROM mart.submission") == [("refused",)]
    with pytest.raises(UsageWrong, match="is refused"):
        refuse_held(story.connection, facts.delivery_id, DECISION, code_version="test")


def test_only_a_known_delivery_can_be_decided(story: Any) -> None:
    with pytest.raises(UsageWrong, match="is not known"):
        refuse_held(story.connection, "2026-03-01.nobody.abc.def", DECISION, code_version="test")


def test_a_night_is_one_row_a_provider_with_state_counts_age_and_whose_fault(tell: Callable[..., Any]) -> None:
    good, late, broken, silent = (tell(f"{name}_center") for name in ("good", "late", "broken", "silent"))
    for story in (good, late, broken):
        story.nights = -3
        story.deliver([{"source_record_id": "a"}])
        story.nights = 0
    connection = good.connection
    good.deliver([{"source_record_id": "b"}], unchanged=1, rejected=[{}])
    record_attempt(connection, attempt("good_center", "ok", minute=1))
    for minute in (1, 2, 3):
        record_attempt(connection, attempt("late_center", "failed", minute=minute, message="no answer", who="wait"))
    record_delivery(connection, broken.facts(verdict="refused", reason="no bytes", who="provider"), Counts())
    record_attempt(connection, attempt("broken_center", "refused", stage="ingest", message="no bytes", who="provider"))
    night = night_outcome(connection, NIGHT).set_index("provider_id")
    assert night["state"].to_dict() == {
        "broken_center": "refused", "good_center": "accepted", "late_center": "failed", "silent_center": "missing",
    }  # fmt: skip
    row = night.to_dict("index")["good_center"]
    sums = [row[name] for name in ("delivered", "accepted", "rejected", "new", "unchanged")]
    assert sums == [3, 2, 1, 1, 1]
    assert night["last_good_age_days"].fillna(-1).to_dict() == {
        "broken_center": 3, "good_center": 0, "late_center": 3, "silent_center": -1,
    }  # fmt: skip
    assert (night.loc["late_center", "who"], night.loc["late_center", "tries"]) == ("wait", 3)
    assert night.loc["broken_center", "message"] == "no bytes"
    assert silent.nights == 0


def test_a_report_that_came_after_a_broken_one_counts_for_the_night(story: Any) -> None:
    record_delivery(story.connection, story.facts(verdict="refused", sha256="f" * 64), Counts(delivered=5, rejected=5))
    story.deliver([{"source_record_id": "a"}])
    [row] = night_outcome(story.connection, NIGHT).to_dict("records")
    assert (row["state"], row["delivered"], row["new"]) == ("accepted", 1, 1)


def test_status_says_since_when_it_fails_and_how_often_it_was_tried(story: Any) -> None:
    connection = story.connection
    record_attempt(connection, attempt("small_center", "failed", minute=0, message="old trouble"))
    record_attempt(connection, attempt("small_center", "ok", minute=1, stage="ingest"))
    [well] = provider_status(connection, "small_center").to_dict("records")
    assert (well["tries"], well["message"]) == (0, None)
    for minute in (5, 6):
        record_attempt(connection, attempt("small_center", "failed", minute=minute, message="no answer", who="wait"))
    record_attempt(connection, attempt("small_center", "failed", minute=6, message="told twice"))
    [status] = provider_status(connection, "small_center").to_dict("records")
    assert (status["tries"], status["who"], status["message"]) == (2, "wait", "no answer")
    assert status["failing_since"] == datetime(2030, 3, 1, 2, 5, tzinfo=UTC)


def test_a_pull_that_went_well_does_not_hide_that_ingest_fails(story: Any) -> None:
    for minute in (1, 3):
        record_attempt(story.connection, attempt("small_center", "ok", minute=minute))
        record_attempt(story.connection, attempt("small_center", "refused", minute=minute + 1, stage="ingest"))
    assert provider_status(story.connection, "small_center")["tries"].tolist() == [2]


def test_a_last_good_report_stands_in_until_its_expiry(tell: Callable[..., Any]) -> None:
    now = datetime.now(UTC)
    for provider, age in (("fresh_center", 44), ("stale_center", 46)):
        story = tell(provider)
        facts = story.facts(received_at=now - timedelta(days=age))
        load_delivery(story.connection, facts, story.changes([{"source_record_id": "a"}]))
    status = provider_status(story.connection).set_index("provider_id")
    assert status["is_current"].to_dict() == {"fresh_center": True, "stale_center": False}
    assert status["last_good_age_days"].to_dict() == {"fresh_center": 44, "stale_center": 46}
