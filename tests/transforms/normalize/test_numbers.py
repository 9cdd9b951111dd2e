"""Numbers: readings, whole numbers, and what is no number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Read = Callable[..., list[Any]]


@pytest.mark.parametrize(
    ("reading", "text", "value"),
    [
        ("plain", "2.5", 2.5),
        ("plain", "-3", -3.0),
        ("plain", ".5", 0.5),
        ("thousands", "1,234.50", 1234.5),
        ("thousands", "1234", 1234.0),
        ("us_currency", "-$596", -596.0),
        ("us_currency", "($596)", -596.0),
        ("us_currency", "$1,234", 1234.0),
        ("decimal_comma", "1.234,5", 1234.5),
    ],
)
def test_a_number_is_read_as_its_contract_says(read: Read, reading: str, text: str, value: float) -> None:
    assert read("event_hours", text, column={"number": reading}) == [value]


def test_a_negative_number_is_read_so_that_a_rule_can_judge_it(read: Read) -> None:
    assert read("participants_total", "-12") == [-12]


def test_unknown_is_not_zero(read: Read) -> None:
    assert read("participants_total", "", "0") == [None, 0]
    assert read("event_hours", " ", "0") == [None, 0.0]


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("participants_total", "2.5", "no whole number"),
        ("participants_total", "about 30", "no number"),
        ("event_hours", "NaN", "no number"),
        ("event_hours", "inf", "no number"),
        ("event_hours", "N/A", "no number"),
        ("event_hours", "-", "no number"),
        ("event_hours", "1,234", "no number"),
        ("event_hours", "9" * 16, "more than 15 digits"),
        ("event_hours", "٣", "no number"),
    ],
)
def test_what_is_no_number_is_unread(normalize: Callable[..., Any], field: str, text: str, reason: str) -> None:
    made = normalize({"N": [text]}, {"N": field})
    assert made.records[field].isna().all()
    assert reason in made.unread["reason"][0]
    assert made.unread["mend"][0]


def test_a_whole_number_may_be_written_with_a_fraction_of_zero(read: Read) -> None:
    assert read("participants_total", "25.0", "025") == [25, 25]


def test_two_values_in_a_cell_of_one_are_unread(normalize: Callable[..., Any]) -> None:
    made = normalize({"N": ["2\x1f3"]}, {"N": "event_hours"})
    assert "2 values" in made.unread["reason"][0]
