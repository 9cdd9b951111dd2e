"""What people answered on an invitation stays through every search."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd

from transforms.overlaps.detection import find_overlaps
from transforms.overlaps.judgements import CONTENT, LOG, standing_judgements
from transforms.overlaps.settings import OverlapSettings

TODAY = date(2026, 3, 4)
KEYS = ("a", "A1", "b", "B1")
A = {"provider_id": "a", "source_record_id": "A1", "title": "Cost modeling", "plan": "2026-04-10"}
B = {"provider_id": "b", "source_record_id": "B1", "title": "Parent leaders", "plan": "2026-05-04", "event_hours": 1.0,
     "sector": "health", "participants_total": 90}  # fmt: skip


def _standing(*words: tuple[str, str], until: date | None = None, changed: str = "", today: date = TODAY) -> Any:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    rows = [(*KEYS, word, until, party, party, "", at, b"1", b"2") for party, word in words]
    log = pd.DataFrame(rows, columns=list(LOG))
    content = pd.DataFrame([("a", "A1", b"1", changed)] if changed else [], columns=list(CONTENT))
    return standing_judgements(log, content, today)


def _found(make_records: Any, standing: Any, *others: dict[str, Any], top: int = 10, **more: Any) -> pd.DataFrame:
    records = make_records(A, {**B, **more}, *others)
    found = find_overlaps(records, today=TODAY, judgements=standing, settings=OverlapSettings(top=top)).overlaps
    return found[found["label"].eq("coordination_opportunity")]


def _disposition(make_records: Any, standing: Any) -> str:
    return str(_found(make_records, standing)["disposition"].item())


def test_an_invitation_that_nobody_answered_is_new(make_records: Any) -> None:
    found = _found(make_records, _standing(("a", "declined")), {**B, "provider_id": "c", "source_record_id": "C1"})
    told = {(row.provider_id_a, row.provider_id_b): row.disposition for row in found.itertuples()}
    assert told["a", "b"] == "declined"
    assert told["a", "c"] == "new"


def test_it_is_accepted_when_both_parties_accepted(make_records: Any) -> None:
    assert _disposition(make_records, _standing(("a", "accepted"))) == "acknowledged"
    assert _disposition(make_records, _standing(("a", "accepted"), ("b", "accepted"))) == "accepted"


def test_a_declined_one_stays_declined_until_the_records_own_content_changed(make_records: Any) -> None:
    later = _standing(("b", "declined"), today=TODAY + timedelta(days=400))
    assert _disposition(make_records, later) == "declined"
    again = _found(make_records, _standing(("b", "declined"), changed="title"))
    assert again["disposition"].tolist() == ["new"]
    assert json.loads(again["evidence"].item())["came_back_since_changed"] == "title"


def test_a_snoozed_one_comes_back_after_its_last_day(make_records: Any) -> None:
    last = TODAY + timedelta(days=7)
    assert _disposition(make_records, _standing(("a", "snoozed"), until=last, today=last)) == "snoozed"
    over = _standing(("a", "snoozed"), until=last, today=last + timedelta(days=1))
    assert _disposition(make_records, over) == "new"


def test_a_judgement_whether_it_is_one_activity_answers_no_invitation(make_records: Any) -> None:
    assert _disposition(make_records, _standing(("a", "different"))) == "new"


def test_answered_invitations_stay_and_give_their_room_to_new_ones(make_records: Any) -> None:
    others = [{**B, "source_record_id": f"B{i}"} for i in (2, 3)]
    found = _found(make_records, _standing(("a", "declined")), *others, top=1)
    assert found["source_record_id_b"].tolist() == ["B1", "B2"]


def test_an_answered_invitation_ends_with_its_work(make_records: Any) -> None:
    both = _standing(("a", "accepted"), ("b", "accepted"))
    days = {"actual_start": "2025-11-01", "actual_end": "2025-11-02"}
    over: dict[str, Any] = {"plan": None, **days, "lifecycle_status": "completed"}
    assert _found(make_records, both, **over).empty


def test_an_answer_on_a_record_that_is_gone_is_left_out(make_records: Any) -> None:
    found = find_overlaps(make_records(A), today=TODAY, judgements=_standing(("a", "declined")))
    assert found.overlaps.empty
