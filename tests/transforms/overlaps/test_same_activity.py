"""Reports of one activity are alike in place, days and subjects, and in words or numbers."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from transforms.overlaps.detection import find_overlaps

TODAY = date(2026, 3, 4)


def _labels(records: Any) -> list[str]:
    return [str(label) for label in find_overlaps(records, today=TODAY).overlaps["label"]]


def test_the_same_title_day_and_place_is_one_activity(make_records: Any) -> None:
    assert _labels(make_records({}, {"provider_id": "b"})) == ["same_activity"]


def test_work_in_another_state_is_never_the_same(make_records: Any) -> None:
    assert "same_activity" not in _labels(make_records({}, {"provider_id": "b", "jurisdiction": "MI"}))


def test_several_things_together_speak_against_it(make_records: Any) -> None:
    other = {"provider_id": "b", "title": "Nutrition standards", "event_hours": 1.0, "participants_total": 95,
             "core_element": "standards", "sector": "health", "day": "2026-03-12"}  # fmt: skip
    assert "same_activity" not in _labels(make_records({}, other))


@pytest.mark.parametrize(
    ("field", "unlike"),
    [
        ("first_day", {"day": "2026-03-12"}),
        ("numbers", {"title": "Fiscal mapping workshop, part 3"}),
        ("event_hours", {"event_hours": 9.0}),
        ("participants_total", {"participants_total": 95}),
        ("sector", {"sector": "health"}),
        ("core_element", {"core_element": "standards"}),
    ],
)
def test_each_thing_that_differs_gives_less(make_records: Any, field: str, unlike: Any) -> None:
    usual = {"title": "Fiscal mapping workshop, part 2"} if field == "numbers" else {}
    both: tuple[dict[str, Any], ...] = ({}, unlike)
    alike, other = (_gave(make_records(usual, {**usual, "provider_id": "b", **one}), field) for one in both)
    assert other < alike


def _gave(records: Any, field: str) -> float:
    found = find_overlaps(records, today=TODAY)
    told = [json.loads(text) for text in (*found.overlaps["evidence"], *found.reviews["evidence"])]
    [evidence] = [one for one in told if one["label"] == "same_activity"]
    return next(float(row["gave"]) for row in evidence["contributions"] if row["field"] == field)


def test_a_day_within_the_others_month_agrees(make_records: Any) -> None:
    month = {
        "provider_id": "b",
        "day": "2026-03-01",
        "actual_start_precision": "month",
        "actual_end_precision": "month",
    }
    assert _labels(make_records({"day": "2026-03-29"}, month)) == ["same_activity"]


def test_other_words_need_all_codes_and_numbers_to_agree(make_records: Any) -> None:
    reworded = {"provider_id": "b", "title": "Tracing dollars"}
    assert _labels(make_records({}, reworded)) == ["same_activity"]
    assert _labels(make_records({}, {**reworded, "participants_total": 90})) == []


def test_the_score_is_the_sum_of_what_the_fields_gave(make_records: Any) -> None:
    overlap = find_overlaps(make_records({}, {"provider_id": "b"}), today=TODAY).overlaps.iloc[0]
    evidence = json.loads(overlap["evidence"])
    assert round(sum(row["gave"] for row in evidence["contributions"]), 2) == overlap["score"] == evidence["score"]


def test_the_smaller_key_is_side_a(make_records: Any) -> None:
    overlap = find_overlaps(make_records({"provider_id": "z"}, {"provider_id": "b"}), today=TODAY).overlaps.iloc[0]
    assert (overlap["provider_id_a"], overlap["provider_id_b"]) == ("b", "z")


def test_declared_joint_wins_over_same_activity(make_records: Any) -> None:
    assert _labels(make_records({"joint_project_id": "JP-1"}, {"provider_id": "b", "joint_project_id": "JP-1"})) == [
        "declared_joint"
    ]


def test_no_words_of_a_title_leave_with_evidence_or_sentence(make_records: Any) -> None:
    title = "Fiscal mapping with Zebulon Quux"
    for declared in (None, "JP-1"):
        same = {"title": title, "joint_project_id": declared}
        overlap = find_overlaps(make_records(same, {"provider_id": "b", **same}), today=TODAY).overlaps.iloc[0]
        assert not {"zebulon", "quux"} & set(f"{overlap['evidence']} {overlap['sentence']}".lower().split())
