"""Readings of dates and moments: how exactly something was said is kept beside the first day of what was said.

- `iso`: 2026-03-12, 2026-03-12T09:30Z (any offset), 2026-03, 2026-Q1, 2026.
- `excel`: the serial number of a day in the 1900 system, with or without a fraction for the time.
- a `strptime` pattern: names of months in any letter case; without a day it gives a month, without a month a year.

A date keeps the day that was written, whatever its offset. A moment is turned to UTC; one without an offset is taken
to be UTC already.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from transforms.normalize.unread import Unread

FIRST_YEAR, LAST_YEAR = 1990, 2100
ISO = ("iso",)

_ISO_DAY = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?P<time>[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?"
    r" ?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?",
    re.IGNORECASE,
)
_PLAIN_ISO = (
    rf"^(?:199[0-9]|20[0-9]{{2}}|{LAST_YEAR})-[0-9]{{2}}-[0-9]{{2}}(?:[T ][0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}})?[zZ]?)?$"
)
_ISO_COARSE = re.compile(r"(?P<year>[0-9]{4})(-(?P<month>[0-9]{2})|-?Q(?P<quarter>[1-4]))?", re.IGNORECASE)
_GAP = re.compile(r" (?=Z|[+-])")
_SERIAL = re.compile(r"[0-9]{5}(\.[0-9]+)?")
# Day 1 is 1900-01-01, and the system counts a 29 February 1900 that never was; all days meant here lie after it.
_SERIAL_ZERO = datetime(1899, 12, 30, tzinfo=UTC)
_DAY_SIGNS = re.compile(r"%-?[djxcD]")
_MONTH_SIGNS = re.compile(r"%-?[mbBjxcD]")


class Moment(NamedTuple):
    """What a text says: when it begins, and whether it meant a day, month, quarter or year."""

    at: datetime
    precision: str


class _Misfit(Exception):
    """A text has a reading's shape, but says no day; the reason is for people."""


@lru_cache(maxsize=16_384)  # days recur from column to column and from provider to provider
def read_moment(text: str, readings: tuple[str, ...] = ISO) -> Moment | Unread:
    """The first reading that fits, or why none does. The moment keeps the offset that was written, or has UTC's."""
    reason = ""
    for reading in readings or ISO:
        try:
            moment = _read(text, reading)
        except _Misfit as misfit:
            reason = reason or str(misfit)
            continue
        if moment is not None:
            if FIRST_YEAR <= moment.at.year <= LAST_YEAR:
                return moment
            reason = reason or f"the year {moment.at.year} lies outside {FIRST_YEAR} to {LAST_YEAR}"
    if reason:
        return Unread(reason, "correct the date")
    shapes = " or ".join(_example(reading) for reading in readings or ISO)
    return Unread(f"this is no date of the shape {shapes}", f"write it as {shapes}")


def read_plain_iso(values: pa.Array, readings: Sequence[str] = ISO) -> tuple[pa.Array, pa.Array]:
    """Days and moments in the commonest shape, all at once: 2026-03-12, with a time in UTC or without an offset.

    Returns:
        UTC moments, missing where a value is not of that shape, and whether it is. Where one of them is no day of the
        calendar, all are left to be read one by one, so that the reason can be told; so are they where the readings
        do not begin with iso.
    """
    none = pa.nulls(len(values), pa.timestamp("us")), pa.repeat(pa.scalar(False), len(values))
    if (*readings, *ISO)[0] != "iso":
        return none
    shapely = pc.match_substring_regex(values, _PLAIN_ISO)
    texts = pc.if_else(shapely, pc.replace_substring_regex(values, "[zZ]$", ""), pa.scalar(None, pa.large_string()))
    try:
        return pc.cast(texts, pa.timestamp("us")), shapely
    except pa.ArrowInvalid:
        return none


def _read(text: str, reading: str) -> Moment | None:
    if reading == "iso":
        return _read_iso(text)
    if reading == "excel":
        return _read_serial(text)
    return _read_pattern(text, reading)


def _read_iso(text: str) -> Moment | None:
    if _ISO_DAY.fullmatch(text):
        try:
            return Moment(_with_offset(datetime.fromisoformat(_GAP.sub("", text.upper()))), "day")
        except ValueError:
            raise _Misfit(f"{text[:10]} is no day of the calendar, or its time is no time") from None
    match = _ISO_COARSE.fullmatch(text)
    if match is None:
        return None
    year, month, quarter = int(match["year"]), int(match["month"] or 1), int(match["quarter"] or 1)
    if not 1 <= month <= 12 or year == 0:
        raise _Misfit(f"{text} is no month of the calendar")
    precision = "quarter" if match["quarter"] else "month" if match["month"] else "year"
    return Moment(datetime(year, month if precision == "month" else 3 * quarter - 2, 1, tzinfo=UTC), precision)


def _read_serial(text: str) -> Moment | None:
    if not _SERIAL.fullmatch(text):
        return None
    moment = _SERIAL_ZERO + timedelta(days=float(text))
    return Moment((moment + timedelta(milliseconds=500)).replace(microsecond=0), "day")


def _read_pattern(text: str, pattern: str) -> Moment | None:
    try:
        moment = _with_offset(datetime.strptime(text, pattern))  # noqa: DTZ007 (the offset is added)
    except ValueError as error:
        said = str(error)
        if "does not match format" in said or "unconverted data" in said:
            return None
        raise _Misfit("this is no day of the calendar") from None
    except OverflowError:
        raise _Misfit("this is no day of the calendar") from None
    if not _MONTH_SIGNS.search(pattern):
        return Moment(moment, "year")
    return Moment(moment, "day" if _DAY_SIGNS.search(pattern) else "month")


def _with_offset(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _example(reading: str) -> str:
    if reading == "iso":
        return "2026-03-12"
    return "45000 (a spreadsheet's day)" if reading == "excel" else datetime(2026, 3, 12, tzinfo=UTC).strftime(reading)
