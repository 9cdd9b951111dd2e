"""Dates: what was said, how exactly, and what is no date."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

Normalize = Callable[..., Any]


def _read(normalize: Normalize, text: str, *readings: str, field: str = "planned_start") -> tuple[str, str]:
    made = normalize({"When": [text]}, {"When": {"to": field, "date": list(readings)}})
    value = made.records[field][0]
    assert made.unread.empty
    return f"{value:%Y-%m-%d}", made.records[f"{field}_precision"][0]


@pytest.mark.parametrize(
    ("text", "first_day", "precision"),
    [
        ("2026-03-12", "2026-03-12", "day"),
        (" 2026-03-12 ", "2026-03-12", "day"),
        ("2026-03", "2026-03-01", "month"),
        ("2026-Q1", "2026-01-01", "quarter"),
        ("2026-Q4", "2026-10-01", "quarter"),
        ("2026", "2026-01-01", "year"),
    ],
)
def test_a_date_is_the_first_day_of_what_was_said_with_its_precision(
    normalize: Normalize, text: str, first_day: str, precision: str
) -> None:
    assert _read(normalize, text) == (first_day, precision)


@pytest.mark.parametrize("text", ["2026-03-12T23:30:00-08:00", "2026-03-12T00:30Z", "2026-03-12 23:59:59 +05:30"])
def test_a_date_keeps_the_day_that_was_written_whatever_its_offset(normalize: Normalize, text: str) -> None:
    assert _read(normalize, text)[0] == "2026-03-12"


@pytest.mark.parametrize("text", ["12MAR2026", "12Mar2026", "12mar2026"])
def test_names_of_months_are_read_in_any_letter_case(normalize: Normalize, text: str) -> None:
    assert _read(normalize, text, "%d%b%Y") == ("2026-03-12", "day")


def test_a_pattern_without_a_day_gives_a_month_and_without_a_month_a_year(normalize: Normalize) -> None:
    assert _read(normalize, "March 2026", "%B %Y") == ("2026-03-01", "month")
    assert _read(normalize, "FY 2026", "FY %Y") == ("2026-01-01", "year")


def test_excel_days_are_counted_in_the_1900_system(normalize: Normalize) -> None:
    assert _read(normalize, "46093", "excel") == ("2026-03-12", "day")
    assert _read(normalize, "46093.5", "excel") == ("2026-03-12", "day")


def test_readings_are_tried_in_order(normalize: Normalize) -> None:
    assert _read(normalize, "03/04/2026", "%m/%d/%Y", "%d/%m/%Y")[0] == "2026-03-04"
    assert _read(normalize, "30/04/2026", "%m/%d/%Y", "%d/%m/%Y")[0] == "2026-04-30"
    assert _read(normalize, "2026", "excel", "iso") == ("2026-01-01", "year")


@pytest.mark.parametrize(
    ("text", "readings", "reason"),
    [
        ("31/02/2026", ["%d/%m/%Y"], "no day of the calendar"),
        ("2026-02-30", [], "no day of the calendar"),
        ("2026-13", [], "no month of the calendar"),
        ("1026-03-12", [], "1026 lies outside 1990 to 2100"),
        ("12/03/2206", ["%d/%m/%Y"], "2206 lies outside 1990 to 2100"),
        ("next spring", [], "of the shape 2026-03-12"),
        ("03/12/2026", [], "of the shape 2026-03-12"),
        ("45", ["excel"], "of the shape 45000"),
    ],
)
def test_what_is_no_date_is_unread_with_a_reason_and_a_mend(
    normalize: Normalize, text: str, readings: list[str], reason: str
) -> None:
    made = normalize({"When": ["", text]}, {"When": {"to": "planned_start", "date": readings}})
    assert made.records["planned_start"].isna().all()
    assert made.records["planned_start_precision"].isna().all()
    (cell,) = made.unread.to_dict("records")
    assert (cell["position"], cell["field"], cell["column"], cell["value"]) == (1, "planned_start", "When", text)
    assert reason in cell["reason"]
    assert cell["mend"]


def test_one_wrong_day_does_not_keep_others_from_being_read(normalize: Normalize) -> None:
    made = normalize({"When": ["2026-03-12", "2026-02-30", "2026-03-13T10:00:00Z"]}, {"When": "actual_end"})
    assert made.records["actual_end"].notna().tolist() == [True, False, True]
    assert made.unread["position"].tolist() == [1]


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-12T23:30:00-08:00", "2026-03-13 07:30:00+00:00"),
        ("2026-03-12T10:20:30.5Z", "2026-03-12 10:20:30.500000+00:00"),
        ("2026-03-12 10:20:30", "2026-03-12 10:20:30+00:00"),
        ("2026-03-12T10:20Z", "2026-03-12 10:20:00+00:00"),
    ],
)
def test_moments_are_kept_in_utc_and_one_without_an_offset_is_utc(normalize: Normalize, text: str, utc: str) -> None:
    made = normalize({"When": [text]}, {"When": "source_updated_at"})
    assert made.records["source_updated_at"][0] == pd.Timestamp(utc)


def test_the_first_of_several_columns_that_has_a_date_gives_it_with_its_precision(normalize: Normalize) -> None:
    made = normalize(
        {"Start": ["2026-03-12", ""], "About": ["2026", "2026-Q2"]},
        {"Start": "planned_start", "About": "planned_start"},
    )
    assert made.records["planned_start_precision"].tolist() == ["day", "quarter"]
    assert made.records["planned_start"].dt.strftime("%m-%d").tolist() == ["03-12", "04-01"]
