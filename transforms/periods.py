"""Stretches of time: months, calendar quarters and federal fiscal years (October to September)."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from contracts.contract import Period


def fiscal_year(day: date) -> int:
    """The federal fiscal year of a day: October 2025 to September 2026 is 2026."""
    return day.year + (day.month >= 10)


def period_bounds(period: Period, night: date) -> tuple[date, date]:
    """First and last day of the period that a delivery of a night covers."""
    day = night - timedelta(days=period.days_before)
    if period.covers == "month":
        first = day.replace(day=1)
        return first, _before(_add_months(first, 1))
    if period.covers == "quarter":
        first = day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
        return first, _before(_add_months(first, 3))
    year = fiscal_year(day)
    return date(year - 1, 10, 1), date(year, 9, 30)


def is_in_period(records: pd.DataFrame, period: Period | None, night: date) -> pd.Series:
    """Whether each record lies in the period that a delivery covers; all do where the contract names none."""
    if period is None:
        return pd.Series(True, index=records.index)
    first, last = period_bounds(period, night)
    days = pd.to_datetime(records[period.field])
    return days.between(pd.Timestamp(first), pd.Timestamp(last))


def _add_months(first: date, months: int) -> date:
    month = first.month - 1 + months
    return date(first.year + month // 12, month % 12 + 1, 1)


def _before(day: date) -> date:
    return day - timedelta(days=1)
