"""What makes a record another one, and what only tells the same again."""

from __future__ import annotations

import pandas as pd

from contracts.fields import FIELDS
from transforms.changes import content_digests


def digest(**values: object) -> object:
    record = dict.fromkeys(FIELDS, "x") | values
    return content_digests(pd.DataFrame([record]))[0]


def test_a_record_told_later_or_written_otherwise_is_the_same_record() -> None:
    assert digest(received_at="2026-03-02") == digest(received_at="2026-03-03")
    assert digest(source_values='{"Day": "24mar2025"}') == digest(source_values='{"date": "2025-03-24"}')


def test_any_other_field_makes_it_another_record() -> None:
    others = [name for name in FIELDS if name not in ("received_at", "source_values")]
    assert len({digest(**{name: "y"}) for name in others} | {digest()}) == len(others) + 1
