"""A search finds joint work that records declare, whatever else they say, and tells it before all other labels."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pandas as pd

from transforms.overlaps.detection import find_overlaps
from transforms.overlaps.settings import OverlapSettings

TODAY = date(2026, 3, 4)
NAMES = OverlapSettings(names={"a": "Center A", "b": "Center B"}, most_in_project=100)


def _find(records: pd.DataFrame) -> Any:
    return find_overlaps(records, today=TODAY, settings=NAMES)


def test_declared_work_is_found_however_unlike_and_far_apart_it_is(make_records: Any) -> None:
    far = {"provider_id": "b", "source_record_id": "B-9", "jurisdiction": "TX", "record_kind": "engagement",
           "title": "Other", "core_element": "standards", "day": "2024-11-04"}  # fmt: skip
    for tie in ({"joint_project_id": "JP-1"}, {"partner_source_ref": "Center B: B-9"}):
        records = make_records(tie, {**far, "joint_project_id": tie.get("joint_project_id")})
        assert _find(records).overlaps["label"].tolist() == ["declared_joint"]


def test_declared_work_is_one_row_with_the_strongest_label(make_records: Any) -> None:
    records = make_records({"names": ["Center B"]}, {"provider_id": "b"})
    assert _find(make_records({}, {"provider_id": "b"})).overlaps["label"].tolist() == ["same_activity"]
    overlap = _find(records).overlaps.iloc[0]
    assert (len(_find(records).overlaps), overlap["label"]) == (1, "declared_joint")
    assert json.loads(overlap["evidence"])["declared_by"] == "a"
    assert overlap["sentence"].startswith("Center A names Center B as a partner in a joint session on financing")


def test_a_project_id_on_too_many_records_is_noted_and_links_nothing(make_records: Any) -> None:
    records = make_records(
        *({"provider_id": p, "source_record_id": str(i), "joint_project_id": "2026", "lifecycle_status": "cancelled",
           "jurisdiction": None, "title": ""} for p in "ab" for i in range(60))
    )  # fmt: skip
    found = _find(records)
    assert "declared_joint" not in found.overlaps["label"].tolist()
    assert found.notes.values.tolist() == [["2026", 120]]


def test_both_sides_are_reconciled(make_records: Any) -> None:
    joint = {"joint_project_id": "JP-1"}
    found = _find(make_records({**joint, "event_hours": 3.0}, {**joint, "provider_id": "b", "event_hours": 5.0}))
    assert found.discrepancies[["kind", "value_a", "value_b"]].values.tolist() == [["hours_differ", "3", "5"]]
