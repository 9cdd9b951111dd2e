"""Invitations: different work on shared subjects, where and when partners could meet."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from transforms.overlaps.detection import find_overlaps
from transforms.overlaps.settings import OverlapSettings

TODAY = date(2026, 3, 4)
A = {"provider_id": "a", "title": "Cost modeling", "plan": "2026-04-10"}
B = {"provider_id": "b", "title": "Blended funds", "plan": "2026-04-20", "event_hours": 1.0}


def _labels(records: pd.DataFrame) -> list[str]:
    return [str(label) for label in find_overlaps(records, today=TODAY).overlaps["label"]]


def test_shared_subject_place_and_time_make_an_opportunity(make_records: Any) -> None:
    assert _labels(make_records(A, B)) == ["coordination_opportunity"]


@pytest.mark.parametrize(
    "unlike",
    [
        {"core_element": "standards", "sector": "health"},
        {"jurisdiction": "MI"},
        {"plan": "2026-06-01"},
        {"provider_id": "a", "source_record_id": "2"},
        {"record_kind": "lesson"},
    ],
)
def test_it_is_none_without_subject_place_time_or_another_provider(make_records: Any, unlike: Any) -> None:
    assert _labels(make_records(A, {**B, **unlike})) == []


def test_one_side_must_not_be_over_and_both_must_reach_the_recent_past(make_records: Any) -> None:
    over = {"provider_id": "b", "title": "Blended funds", "event_hours": 1.0}
    running = {"provider_id": "a", "title": "Cost modeling", "record_kind": "engagement",
               "lifecycle_status": "in_progress", "actual_start": "2025-11-01", "actual_end": None}  # fmt: skip
    assert _labels(make_records({**running, "lifecycle_status": "completed"}, {**over, "day": "2026-02-20"})) == []
    assert _labels(make_records(running, {**over, "day": "2026-02-20"})) == ["coordination_opportunity"]
    assert _labels(make_records(running, {**over, "day": "2026-02-01"})) == []


def test_an_open_request_waits_until_it_is_closed(make_records: Any) -> None:
    request = {"provider_id": "b", "record_kind": "request", "lifecycle_status": "requested", "actual_start": None,
               "actual_end": None, "requested_on": "2025-06-01", "title": "Help with rates"}  # fmt: skip
    assert _labels(make_records({**A, "plan": "2026-03-20"}, request)) == ["coordination_opportunity"]
    assert _labels(make_records({**A, "plan": "2026-03-20"}, {**request, "lifecycle_status": "declined"})) == []


def test_no_date_that_passes_ends_work_in_progress(make_records: Any) -> None:
    late = {"provider_id": "b", "record_kind": "engagement", "lifecycle_status": "in_progress", "title": "Rates",
            "actual_start": "2025-06-01", "actual_end": None, "planned_end": "2025-12-31"}  # fmt: skip
    assert _labels(make_records({**A, "plan": "2026-03-10"}, late)) == ["coordination_opportunity"]


PLACES = [
    ({"jurisdiction": ["OH", "MI"], "geographic_scope": "multi_state"}, {"jurisdiction": "MI"}, True),
    ({"jurisdiction": "TR-navajo", "geographic_scope": "tribal"}, {"jurisdiction": "AZ"}, False),
    ({"jurisdiction": ["TR-navajo", "AZ"], "geographic_scope": "tribal"}, {"jurisdiction": "AZ"}, True),
    ({"jurisdiction": "TR-navajo", "geographic_scope": "tribal"}, {"jurisdiction": "TR-navajo"}, True),
    ({"jurisdiction": None, "geographic_scope": "national"}, {"jurisdiction": "OH"}, False),
    ({"jurisdiction": None, "geographic_scope": "national"},
     {"jurisdiction": None, "geographic_scope": "national"}, True),
    ({"jurisdiction": None, "geographic_scope": "regional", "acf_region": 5}, {"jurisdiction": "OH"}, True),
    ({"jurisdiction": None, "geographic_scope": "regional", "acf_region": 5}, {"jurisdiction": "TX"}, False),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "meets"), PLACES)
def test_where_work_meets(make_records: Any, one: Any, other: Any, meets: bool) -> None:
    assert _labels(make_records({**A, **one}, {**B, **other})) == (["coordination_opportunity"] if meets else [])


def test_regional_work_meets_a_state_at_a_lower_rank(make_records: Any) -> None:
    regional = {"jurisdiction": None, "geographic_scope": "regional", "acf_region": 5}
    state = find_overlaps(make_records(A, B), today=TODAY).overlaps["score"][0]
    assert find_overlaps(make_records({**A, **regional}, B), today=TODAY).overlaps["score"][0] < state


def test_two_pieces_of_regional_work_do_not_meet_in_a_state(make_records: Any) -> None:
    regional = {"jurisdiction": None, "geographic_scope": "regional", "acf_region": 5}
    assert _labels(make_records({**A, **regional}, {**B, **regional})) == ["coordination_opportunity"]
    assert _labels(make_records({**A, **regional}, {**B, "geographic_scope": "regional", "jurisdiction": "OH"})) == []


def test_only_the_best_of_each_provider_and_place_are_kept(make_records: Any) -> None:
    many = [
        {**B, "source_record_id": f"B{i:02d}", "core_element": "financing" if i < 3 else "standards"} for i in range(9)
    ]
    found = find_overlaps(make_records(A, *many), today=TODAY, settings=OverlapSettings(top=3)).overlaps
    assert found["source_record_id_b"].tolist() == ["B00", "B01", "B02"]


def test_the_sentence_says_who_what_where_and_when(make_records: Any) -> None:
    settings = OverlapSettings(names={"a": "Center A", "b": "Center B"})
    others = {**B, "plan": "2026-04-10", "event_hours": 9.0, "participants_total": 95}
    overlap = find_overlaps(make_records(A, others), today=TODAY, settings=settings).overlaps.iloc[0]
    assert overlap["sentence"] == (
        "Center A plans work (April 10, 2026) and Center B plans work (April 10, 2026), both on financing in Ohio; "
        "their dates overlap."
    )
