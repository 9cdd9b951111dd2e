"""A search for what changed, put in the place of what it replaces, equals a search of everything."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from transforms.overlaps.detection import KEY, OVERLAP_COLUMNS, find_overlaps
from transforms.overlaps.settings import OverlapSettings

TODAY = date(2026, 3, 4)
SETTINGS = OverlapSettings(top=2)


def _merged(stored: pd.DataFrame, found: Any) -> pd.DataFrame:
    kept = stored[~found.gives_way(stored)]
    merged: pd.DataFrame = pd.concat([kept, found.overlaps])
    return merged.sort_values(list(OVERLAP_COLUMNS[:4]), ignore_index=True)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("days_later", [0, 1, 12])
def test_the_increment_equals_the_whole(random_records: Any, seed: int, days_later: int) -> None:
    before, later = random_records(seed, 300), random_records(seed + 100, 300)
    moved = [*range(0, 300, 17)]
    after = pd.concat([before.drop(index=[*moved, 5, 50, 150]), later.loc[moved]]).sort_index()
    changed = pd.concat([before.loc[[*moved, 5, 50, 150]], later.loc[moved]])[KEY]
    today = TODAY + timedelta(days=days_later)
    stored = find_overlaps(before, today=TODAY, settings=SETTINGS).overlaps
    whole = find_overlaps(after, today=today, settings=SETTINGS).overlaps
    found = find_overlaps(after, today=today, changed=changed, settings=SETTINGS)
    assert set(whole["label"]) == {"declared_joint", "same_activity", "coordination_opportunity"}
    assert not whole.equals(stored)
    pd.testing.assert_frame_equal(_merged(stored, found), whole)


@pytest.mark.parametrize("changed", ["a", "b"])
@pytest.mark.parametrize("tie", [{"partner_source_ref": "B-9", "names": ["b"]}, {"joint_project_id": "JP-1"}])
def test_what_is_tied_to_a_changed_record_is_found_however_far_away(make_records: Any, changed: str, tie: Any) -> None:
    far = {"provider_id": "b", "source_record_id": "B-9", "jurisdiction": "TX", "record_kind": "engagement",
           "actual_start": "2024-11-04", "actual_end": "2024-11-05",
           "joint_project_id": tie.get("joint_project_id")}  # fmt: skip
    records = make_records(tie, far)
    whole = find_overlaps(records, today=TODAY)
    found = find_overlaps(records, today=TODAY, changed=records.loc[records["provider_id"] == changed, KEY])
    assert whole.overlaps["label"].tolist() == ["declared_joint"]
    pd.testing.assert_frame_equal(found.overlaps, whole.overlaps)


def test_the_order_of_the_records_changes_nothing(random_records: Any) -> None:
    records = random_records(3, 300)
    shuffled = records.sample(frac=1, random_state=1).reset_index(drop=True)
    one, other = (find_overlaps(r, today=TODAY, settings=SETTINGS).overlaps for r in (records, shuffled))
    pd.testing.assert_frame_equal(one, other)


def test_one_row_a_pair(random_records: Any) -> None:
    overlaps = find_overlaps(random_records(1, 300), today=TODAY).overlaps
    assert not overlaps.duplicated(list(OVERLAP_COLUMNS[:4])).any()


def test_pairs_in_pieces_are_the_pairs_in_one(random_records: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    records = random_records(2, 300)
    whole = find_overlaps(records, today=TODAY).overlaps
    monkeypatch.setattr("transforms.overlaps.sweep.AT_ONCE", 7)
    monkeypatch.setattr("transforms.overlaps.opportunity_lists.CELLS_AT_ONCE", 50)
    pd.testing.assert_frame_equal(find_overlaps(records, today=TODAY).overlaps, whole)
