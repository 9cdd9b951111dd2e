"""Which records a figure is about: a sponsor office, a period, what is open, what comes next."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from contracts.codes import NOT_YET_OVER
from contracts.fields import MULTI

PLAN_STATUSES = ("planned", "scheduled")
PLAN_KINDS = ("plan", "engagement", "activity")


def of_sponsor(records: pd.DataFrame, office: str | None) -> pd.DataFrame:
    """Records that an office pays for; all when no office is named."""
    return records if office is None else records[has_code(records["sponsor_office"], office)]


def offices_in(records: pd.DataFrame) -> set[str]:
    """Codes of the offices that pay for some record."""
    return set(records["sponsor_office"].dropna().str.split(MULTI).explode())


def has_code(cells: pd.Series, code: str) -> pd.Series:
    """Whether a cell of several codes holds a code."""
    cell = MULTI + cells.fillna("").astype("str") + MULTI
    return cell.str.contains(MULTI + code + MULTI, regex=False)


def first_days(records: pd.DataFrame) -> pd.Series:
    """First day of the work: as delivered, else as planned, else the day of the request."""
    return records["actual_start"].fillna(records["planned_start"]).fillna(records["requested_on"])


def in_period(records: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """Records whose work began in a period: each belongs to one period only, so periods add up."""
    return records[first_days(records).between(pd.Timestamp(first), pd.Timestamp(last))]


def open_requests(records: pd.DataFrame, today: date) -> pd.DataFrame:
    """Requests that are not closed, the oldest first, with `open_days`; missing where no day was said."""
    asked = records[records["record_kind"].eq("request") & records["lifecycle_status"].isin(NOT_YET_OVER)]
    days = (pd.Timestamp(today) - asked["requested_on"].fillna(first_days(asked))).dt.days.astype("Int64")
    return asked.assign(open_days=days).sort_values(
        ["open_days", "provider_id", "source_record_id"], ascending=[False, True, True]
    )


def plans_ahead(records: pd.DataFrame, today: date, days: int = 90) -> pd.DataFrame:
    """Work planned to begin from today through `days` days on, the next first."""
    planned = records[records["record_kind"].isin(PLAN_KINDS) & records["lifecycle_status"].isin(PLAN_STATUSES)]
    begins = planned["planned_start"].between(pd.Timestamp(today), pd.Timestamp(today + timedelta(days=days)))
    return planned[begins].sort_values(["planned_start", "provider_id", "source_record_id"])
