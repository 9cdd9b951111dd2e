"""Only work in scope that partners share is ever compared."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from transforms.overlaps.detection import find_overlaps

TODAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    "hidden",
    [
        {"scope_class": "program_specific"},
        {"scope_class": "undetermined"},
        {"sharing_level": "sponsor_only"},
        {"sharing_level": "provider_only"},
        {"record_state": "retracted"},
    ],
)
def test_a_record_out_of_scope_or_not_shared_enters_no_overlap_even_when_passed(make_records: Any, hidden: Any) -> None:
    joint = {"joint_project_id": "JP-1", "day": "2026-03-02", "partner_source_ref": ["1", "2"]}
    seen = make_records({**joint, "provider_id": "a"}, {**joint, "provider_id": "b", "source_record_id": "2"})
    unseen = make_records(
        {**joint, "provider_id": "a"}, {**joint, "provider_id": "b", "source_record_id": "2", **hidden}
    )
    assert len(find_overlaps(seen, today=TODAY).overlaps) == 1
    assert find_overlaps(unseen, today=TODAY).overlaps.empty


def test_no_score_changes_because_of_a_hidden_record(make_records: Any) -> None:
    seen = [{"provider_id": "a", "plan": "2026-04-01"}, {"provider_id": "b", "plan": "2026-04-05"}]
    hidden = [{"provider_id": "c", "plan": "2026-04-01", "sharing_level": "provider_only", "source_record_id": str(i)}
              for i in range(30)]  # fmt: skip
    without = find_overlaps(make_records(*seen), today=TODAY).overlaps
    beside = find_overlaps(make_records(*seen, *hidden), today=TODAY).overlaps
    assert len(without) == 1
    assert beside.equals(without)


def test_a_providers_own_records_are_never_a_pair(make_records: Any) -> None:
    records = make_records(*({"source_record_id": str(i), "joint_project_id": "JP-1"} for i in range(3)))
    assert find_overlaps(records, today=TODAY).overlaps.empty


def test_nothing_gives_nothing(make_records: Any) -> None:
    found = find_overlaps(make_records(), today=TODAY)
    assert found.overlaps.empty
    assert found.overlaps["sentence"].dtype == "str"
