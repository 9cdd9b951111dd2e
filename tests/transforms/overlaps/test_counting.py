"""Reported − duplicates = counted; probable ones widen the range."""

from __future__ import annotations

from typing import Any

import pandas as pd

from transforms.overlaps.counting import count_activities, count_by_sponsor


def _pairs(*pairs: tuple[str, str, str]) -> pd.DataFrame:
    rows = [(a[0], a[1:], b[0], b[1:], disposition) for a, b, disposition in pairs]
    names = ["provider_id_a", "source_record_id_a", "provider_id_b", "source_record_id_b", "disposition"]
    return pd.DataFrame(rows, columns=names)


def _reports(make_records: Any, *keys: str, **said: Any) -> pd.DataFrame:
    records: pd.DataFrame = make_records(
        *({"provider_id": key[0], "source_record_id": key[1:], **said} for key in keys)
    )
    return records.assign(sponsor_office=[f"office {key[0]}" for key in keys])


def test_declared_joint_work_counts_once_and_probable_work_widens_the_range(make_records: Any) -> None:
    records = _reports(make_records, "a1", "b1", "c1", "a2", "b2", "c3")
    overlaps = _pairs(
        ("a1", "b1", "declared"), ("b1", "c1", "declared"), ("a2", "b2", "probable"),
        ("a2", "c3", "new"),
    )  # fmt: skip
    count = count_activities(records, overlaps)
    assert (count.reported, count.duplicates, count.counted) == (6, 2, 4)
    assert (count.probable, count.least) == (1, 3)


def test_a_probable_pair_within_a_declared_group_is_not_counted_again(make_records: Any) -> None:
    records = _reports(make_records, "a1", "b1", "c1")
    overlaps = _pairs(("a1", "b1", "declared"), ("b1", "c1", "declared"), ("a1", "c1", "probable"))
    assert count_activities(records, overlaps).probable == 0


def test_plans_and_engagements_are_no_delivered_activities(make_records: Any) -> None:
    for said in ({"lifecycle_status": "planned"}, {"record_kind": "engagement"}, {"record_state": "retracted"}):
        assert count_activities(_reports(make_records, "a1", **said), _pairs()).reported == 0


def test_each_sponsor_counts_its_own_in_full(make_records: Any) -> None:
    table = count_by_sponsor(_reports(make_records, "a1", "b1"), _pairs(("a1", "b1", "declared")))
    assert table.values.tolist() == [["office a", 1, 0, 1, 0], ["office b", 1, 0, 1, 0]]
