"""What a row does to its record, told by what was known of it."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.expectations.conftest import build_records
from transforms.changes import absent_keys, classify, content_digests


@pytest.mark.parametrize(
    ("row", "known", "is_believed", "is_same", "change"),
    [
        ("active", None, False, False, "new"),
        ("active", "active", True, True, "unchanged"),
        ("active", "active", True, False, "corrected"),
        ("active", "active", False, False, "returned"),
        ("active", "active", False, True, "returned"),
        ("active", "retracted", True, False, "returned"),
        ("retracted", None, False, False, "retracted"),
        ("retracted", "active", True, False, "retracted"),
        ("retracted", "active", False, False, "retracted"),
        ("retracted", "retracted", True, True, "unchanged"),
        ("retracted", "retracted", True, False, "corrected"),
        ("corrected", "active", True, False, "corrected"),
    ],
)
def test_a_row_is_told_by_what_was_known_of_its_record(
    row: str, known: str | None, is_believed: bool, is_same: bool, change: str
) -> None:
    said = classify(
        pd.Series([row]), pd.Series([known], dtype="str"), pd.Series([is_believed]), pd.Series([is_same])
    )
    assert said.tolist() == [change]


def known_records(*rows: tuple[str, str, bool]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["source_record_id", "record_state", "is_believed"])


def test_only_what_stands_and_was_not_delivered_is_absent() -> None:
    known = known_records(
        ("here", "active", True), ("gone", "active", True), ("gone before", "active", False),
        ("retracted", "retracted", True),
    )  # fmt: skip
    absent = absent_keys(known, pd.Series(["here"]), lambda records: pd.Series(True, index=records.index))
    assert absent.tolist() == ["gone"]


def test_what_lies_outside_the_period_is_not_absent() -> None:
    known = known_records(("old", "active", True), ("gone", "active", True))
    absent = absent_keys(known, pd.Series(dtype="str"), lambda records: records["source_record_id"].ne("old"))
    assert absent.tolist() == ["gone"]


def test_the_moment_of_arrival_is_no_content_and_everything_that_is_told_is() -> None:
    same = build_records({}, {"received_at": pd.Timestamp("2026-07-01", tz="UTC")})
    assert len(set(content_digests(same))) == 1
    others: list[dict[str, object]] = [
        {"title": "Other"}, {"event_hours": 3.5}, {"actual_end": "2026-03-03"}, {"sector": "a\x1fb"},
    ]  # fmt: skip
    assert len(set(content_digests(build_records({}, *others)))) == 5


def test_an_unknown_number_is_not_nought() -> None:
    records = build_records({"event_hours": None}, {"event_hours": 0.0})
    assert len(set(content_digests(records))) == 2
