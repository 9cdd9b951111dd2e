"""The stretch of time that a delivery covers, counted from the night's day."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from contracts.contract import Period
from transforms.periods import fiscal_year, is_in_period, period_bounds


@pytest.mark.parametrize(
    ("day", "year"), [(date(2025, 9, 30), 2025), (date(2025, 10, 1), 2026), (date(2026, 1, 1), 2026)]
)
def test_the_federal_fiscal_year_begins_in_october(day: date, year: int) -> None:
    assert fiscal_year(day) == year


@pytest.mark.parametrize(
    ("covers", "night", "first", "last"),
    [
        ("month", date(2026, 2, 14), date(2026, 2, 1), date(2026, 2, 28)),
        ("month", date(2028, 2, 14), date(2028, 2, 1), date(2028, 2, 29)),
        ("month", date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
        ("quarter", date(2026, 5, 1), date(2026, 4, 1), date(2026, 6, 30)),
        ("quarter", date(2026, 12, 1), date(2026, 10, 1), date(2026, 12, 31)),
        ("fiscal_year", date(2026, 9, 30), date(2025, 10, 1), date(2026, 9, 30)),
        ("fiscal_year", date(2026, 10, 1), date(2026, 10, 1), date(2027, 9, 30)),
    ],
)
def test_a_period_is_the_whole_one_that_holds_the_night(covers: str, night: date, first: date, last: date) -> None:
    period = Period.model_validate({"field": "actual_start", "covers": covers})
    assert period_bounds(period, night) == (first, last)


def test_a_report_of_last_month_that_comes_on_the_first_is_of_last_month() -> None:
    period = Period(field="actual_start", covers="month", days_before=1)
    assert period_bounds(period, date(2026, 3, 1)) == (date(2026, 2, 1), date(2026, 2, 28))


def test_both_ends_belong_to_the_period_and_a_record_without_the_date_does_not() -> None:
    days = ["2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01", "NaT"]
    records = pd.DataFrame({"actual_start": pd.to_datetime(days)})
    period = Period(field="actual_start", covers="month")
    assert is_in_period(records, period, date(2026, 2, 10)).tolist() == [False, True, True, False, False]


def test_without_a_period_every_record_belongs() -> None:
    records = pd.DataFrame({"actual_start": pd.to_datetime(["1999-01-01", "NaT"])})
    assert is_in_period(records, None, date(2026, 2, 10)).all()
