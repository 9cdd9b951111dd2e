"""When the work of a record is: its first day as exactly as it was said, and the window that it fills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from contracts.codes import PRECISION
from transforms.overlaps.coding import Flags, Integers, code_against
from transforms.overlaps.settings import OverlapSettings

NO_DAY = np.int64(-(10**6))
"""Stands for a day that was not said."""

PRECISIONS = tuple(PRECISION)
_MONTHS = np.array([0, 1, 3, 12])


@dataclass(frozen=True)
class Windows:
    """Days since 1970-01-01, one entry a record; NO_DAY where the record names none.

    Attributes:
        first, first_latest: the first day lies between these two; they are one where it was said to the day.
        precision: how exactly the first day was said, a position in PRECISIONS.
        start, end: first and last day of the window, both within it.
        told_end: the same without reaching to today: what does not change with the date.
        is_end_assumed: the end is the expected length of this kind of record, or today for work that goes on.
    """

    first: Integers
    first_latest: Integers
    precision: Integers
    start: Integers
    end: Integers
    told_end: Integers
    is_end_assumed: Flags


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def find_windows(records: pd.DataFrame, is_open: Flags, today: date, settings: OverlapSettings) -> Windows:
    """Windows of records.

    A request's window opens on the day of the request and, while the request is open, reaches at least to today, as
    does work in progress: no date passing ends either. An end that was not said is the kind's expected length.

    Args:
        records: canonical dates with their precision, requested_on, record_kind, lifecycle_status.
        is_open: records that are not yet over.
    """
    is_request = (records["record_kind"] == "request").to_numpy(dtype=bool)
    actual, planned = _days(records, "actual_start"), _days(records, "planned_start")
    asked = _days(records, "requested_on")
    first = np.where(actual != NO_DAY, actual, planned)
    precision = np.where(actual != NO_DAY, _precision(records, "actual_start"), _precision(records, "planned_start"))
    asks = (is_request & (asked != NO_DAY)) | (first == NO_DAY)
    first, precision = np.where(asks, asked, first), np.where(asks, 0, precision)
    first_latest = _last_day(first, precision)
    end, is_assumed = _ends(records, first_latest, settings)
    goes_on = is_open & (is_request | (records["lifecycle_status"] == "in_progress").to_numpy(dtype=bool))
    reached = np.where(goes_on & (first != NO_DAY), np.maximum(end, day_number(today)), end)
    return Windows(first, first_latest, precision, first, reached, end, is_assumed | (reached > end))


def _ends(records: pd.DataFrame, first_latest: Integers, settings: OverlapSettings) -> tuple[Integers, Flags]:
    kinds = sorted(settings.expected_days)
    lengths = np.array([*(settings.expected_days[kind] for kind in kinds), 1], dtype=np.int64)
    expected = first_latest + lengths[code_against(records["record_kind"], kinds)] - 1
    actual = _last_day(_days(records, "actual_end"), _precision(records, "actual_end"))
    planned = _last_day(_days(records, "planned_end"), _precision(records, "planned_end"))
    said = np.where(actual != NO_DAY, actual, planned)
    is_assumed = said == NO_DAY
    end = np.where(is_assumed, expected, np.maximum(said, first_latest))
    return np.where(first_latest == NO_DAY, NO_DAY, end), is_assumed


def _days(records: pd.DataFrame, name: str) -> Integers:
    values: npt.NDArray[np.datetime64] = records[name].to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(values), NO_DAY, values.astype(np.int64))


def _precision(records: pd.DataFrame, name: str) -> Integers:
    return np.maximum(code_against(records[f"{name}_precision"], PRECISIONS), 0)


def _last_day(first: Integers, precision: Integers) -> Integers:
    """Last day of the month, quarter or year that begins on a day; the day itself where it was said to the day."""
    last = first.copy()
    wide = np.flatnonzero((precision > 0) & (first != NO_DAY))
    if len(wide):
        month = first[wide].astype("datetime64[D]").astype("datetime64[M]") + _MONTHS[precision[wide]]
        last[wide] = month.astype("datetime64[D]").astype(np.int64) - 1
    return last
