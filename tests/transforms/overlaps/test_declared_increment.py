"""Going on from the last search gives what a whole one gives, also where a third record decides on a pair."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from transforms.overlaps.detection import KEY, find_overlaps
from transforms.overlaps.settings import OverlapSettings

TODAY = date(2026, 3, 4)
SETTINGS = OverlapSettings(names={"a": "Center A", "b": "Center B", "c": "Center C"}, most_in_project=2)

A = {"provider_id": "a", "joint_project_id": "JP-1", "jurisdiction": "OH"}
B = {"provider_id": "b", "joint_project_id": "JP-1", "jurisdiction": "TX", "title": "Budget clinic"}
C = {"provider_id": "c", "jurisdiction": "NV", "title": "Coaching", "day": "2025-01-07"}
NAMING = {"provider_id": "c", "names": ["Center A", "Center B"]}
FAR = {"day": "2025-01-07", "jurisdiction": "NV"}
STEPS: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]] = {
    "an identifier on one record too many": ([A, B, C], [A, B, {**C, "joint_project_id": "JP-1"}]),
    "a third one that names both": (
        [{"title": "Budget clinic", "event_hours": 9.0}, {"provider_id": "b", "day": "2026-03-03"}, {**NAMING, **FAR}],
        [{"title": "Budget clinic", "event_hours": 9.0}, {"provider_id": "b", "day": "2026-03-03"}, NAMING],
    ),
}  # fmt: skip
"""Records before and after; only the third one changes."""


@pytest.mark.parametrize("way", list(STEPS))
@pytest.mark.parametrize("back", [False, True])
def test_a_pair_comes_and_goes_with_a_third_record(make_records: Any, way: str, back: bool) -> None:
    steps = STEPS[way][::-1] if back else STEPS[way]
    before, after = (make_records(*rows) for rows in steps)
    last = find_overlaps(before, today=TODAY, settings=SETTINGS)
    whole = find_overlaps(after, today=TODAY, settings=SETTINGS)
    assert not last.engagements.equals(whole.engagements)
    found = find_overlaps(after, today=TODAY, settings=SETTINGS, changed=after.loc[[2], KEY], left=last.left)
    assert found.changed is not None
    stays = ~pd.MultiIndex.from_frame(last.engagements[KEY]).isin(pd.MultiIndex.from_frame(found.changed))
    merged = pd.concat([last.engagements[stays], found.engagements], ignore_index=True)
    pd.testing.assert_frame_equal(merged, whole.engagements, check_dtype=False)
    stored = pd.concat([last.overlaps[~found.gives_way(last.overlaps)], found.overlaps], ignore_index=True)
    pd.testing.assert_frame_equal(stored, whole.overlaps)
