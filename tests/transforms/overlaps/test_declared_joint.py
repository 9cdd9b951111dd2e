"""Joint work is what the records themselves declare; both sides are held against each other."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pandas as pd
import pytest

from transforms.overlaps.detection import find_overlaps
from transforms.overlaps.settings import OverlapSettings

TODAY = date(2026, 3, 4)
NAMES = OverlapSettings(names={"a": "Center A", "b": "Center B", "c": "Center C"})


def _find(records: pd.DataFrame) -> pd.DataFrame:
    return find_overlaps(records, today=TODAY, settings=NAMES).overlaps


def _fields(overlap: Any) -> dict[str, dict[str, Any]]:
    return {row["field"]: row for row in json.loads(overlap["evidence"])["fields"]}


def test_a_shared_joint_project_declares_joint_work_from_both_sides(make_records: Any) -> None:
    one = {"provider_id": "b", "joint_project_id": "JP-7", "title": "Braided funds", "day": "2026-02-02"}
    found = _find(make_records(one, {"joint_project_id": "JP-7"}))
    assert found[["provider_id_a", "provider_id_b", "label"]].values.tolist() == [["a", "b", "declared_joint"]]
    assert json.loads(found["evidence"][0])["declared_by"] == "both"


def test_differences_between_the_sides_are_evidence(make_records: Any) -> None:
    shared = {"joint_project_id": "JP-7"}
    other = {**shared, "provider_id": "b", "event_hours": 5.0, "participants_total": 31, "day": "2026-03-03"}
    overlap = _find(make_records(shared, other)).iloc[0]
    fields = _fields(overlap)
    assert (fields["event_hours"]["a"], fields["event_hours"]["b"]) == ("3", "5")
    assert (fields["participants_total"]["a"], fields["participants_total"]["b"]) == ("20", "31")
    assert (fields["first_day"]["a"], fields["first_day"]["b"]) == ("2026-03-02", "2026-03-03")
    assert fields["status"]["result"] == "agrees"
    assert "on March 2 and 3, 2026; hours and participants differ" in overlap["sentence"]


def test_placeholders_are_no_joint_project(make_records: Any) -> None:
    for text in ("N/A", "none", "-", "TBD"):
        far = {"provider_id": "b", "joint_project_id": text, "jurisdiction": "MI"}
        assert _find(make_records({"joint_project_id": text}, far)).empty


def test_a_project_id_on_too_many_records_names_no_project_and_is_noted(make_records: Any) -> None:
    records = make_records(
        *({"provider_id": p, "source_record_id": str(i), "joint_project_id": "2026", "lifecycle_status": "cancelled",
           "jurisdiction": None, "title": ""} for p in "ab" for i in range(60))
    )  # fmt: skip
    found = find_overlaps(records, today=TODAY, settings=OverlapSettings(most_in_project=100))
    assert found.overlaps.empty
    assert found.notes.values.tolist() == [["2026", 120]]


def test_sessions_months_apart_are_different_sessions_of_a_project(make_records: Any) -> None:
    first = {"joint_project_id": "JP-7", "day": "2025-11-03"}
    assert _find(make_records(first, {"joint_project_id": "JP-7", "provider_id": "b", "day": "2026-02-03"})).empty


def test_a_reference_counts_where_the_other_is_named_or_place_and_time_fit(make_records: Any) -> None:
    cited = {"provider_id": "b", "source_record_id": "B-9", "jurisdiction": "MI", "title": "Something else"}
    assert _find(make_records({"partner_source_ref": "B-9"}, cited)).empty
    assert len(_find(make_records({"partner_source_ref": "B-9"}, {**cited, "jurisdiction": "OH"}))) == 1
    assert len(_find(make_records({"partner_source_ref": "B-9", "names": ["Center B"]}, cited))) == 1


def test_one_sided_declarations_say_who_is_silent(make_records: Any) -> None:
    cited = {"provider_id": "b", "source_record_id": "B-9"}
    overlap = _find(make_records({"partner_source_ref": "B-9"}, cited)).iloc[0]
    assert json.loads(overlap["evidence"])["declared_by"] == "a"
    assert "Center B does not refer to Center A's" in overlap["sentence"]


@pytest.mark.parametrize("name", ["b", "Center B", "  center  b "])
def test_a_named_partner_is_known_by_slug_or_name(make_records: Any, name: str) -> None:
    found = _find(
        make_records({"names": [name]}, {"provider_id": "b", "title": "Mapping of funds", "event_hours": 1.0})
    )
    assert found["label"].tolist() == ["declared_joint"]


@pytest.mark.parametrize(
    "unlike", [{"jurisdiction": "MI"}, {"day": "2025-12-02"}, {"title": "Home visiting", "sector": "health"}]
)
def test_a_named_partners_other_work_is_not_joint(make_records: Any, unlike: Any) -> None:
    assert (
        "declared_joint" not in _find(make_records({"names": ["b"]}, {"provider_id": "b", **unlike}))["label"].tolist()
    )
