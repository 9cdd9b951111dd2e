"""A warehouse in which nothing can overlap: no records, or old ones only."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from transforms.overlaps.detection import find_overlaps
from transforms.overlaps.matched import COLUMNS

OLD_ACTIVITY = {
    "provider_id": "one_center",
    "source_record_id": "a-1",
    "record_kind": "activity",
    "lifecycle_status": "completed",
    "title_key": "fiscal mapping",
    "geographic_scope": "state",
    "jurisdiction": "OH",
    "sector": "early_care_education",
    "core_element": "financing",
    "sharing_level": "partners",
    "scope_class": "systems_building",
}
DAYS = ("planned_start", "planned_end", "actual_start", "actual_end", "requested_on")


def records_on(days: list[str]) -> pd.DataFrame:
    """One record a day: old enough activities of two providers, by turns."""
    rows = [
        OLD_ACTIVITY | {"provider_id": f"center_{number % 2}", "source_record_id": f"a-{number}", "actual_start": day}
        for number, day in enumerate(days)
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype("str")
    frame = frame.assign(**{day: pd.to_datetime(frame[day]).astype("datetime64[s]") for day in DAYS})
    return frame.assign(
        **{name: pd.Series(pd.NA, frame.index, "Int64") for name in ("event_hours", "participants_total")}
    )


@pytest.mark.parametrize("days", [[], ["2019-03-02", "2021-07-09"]])
def test_where_nothing_reaches_the_present_there_is_no_opportunity(days: list[str]) -> None:
    found = find_overlaps(records_on(days), today=date(2026, 11, 24))
    assert found.overlaps.empty
