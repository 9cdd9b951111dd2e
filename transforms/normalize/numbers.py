"""Readings of numbers. A negative number is read as such: whether it may stand is for the rules that judge it."""

from __future__ import annotations

import re

from contracts.contract import NumberReading
from transforms.normalize.unread import Unread

MOST_DIGITS = 15
"""A decimal keeps this many digits exactly; more is no count of hours or people anyway."""

_PLAIN = r"(?P<sign>[+-]?)(?P<whole>[0-9]+)?(\.(?P<part>[0-9]+))?"
_GROUPED = r"(?P<whole>[0-9]{1,3}(,[0-9]{3})+|[0-9]+)?(\.(?P<part>[0-9]+))?"
_SHAPES: dict[NumberReading, tuple[re.Pattern[str], str]] = {
    "plain": (re.compile(_PLAIN), "1234.5"),
    "thousands": (re.compile(r"(?P<sign>[+-]?)" + _GROUPED), "1,234.5"),
    "us_currency": (
        re.compile(r"(?P<open>\()?(?P<sign>[+-]?)\$? ?" + _GROUPED + r"(?(open)\))"),
        "$1,234.50, or ($1,234.50) where it is negative",
    ),
    "decimal_comma": (
        re.compile(r"(?P<sign>[+-]?)(?P<whole>[0-9]{1,3}(\.[0-9]{3})+|[0-9]+)?(,(?P<part>[0-9]+))?"),
        "1.234,5",
    ),
}


def read_decimal(text: str, reading: NumberReading = "plain") -> float | Unread:
    """The number that a text says."""
    parts = _parts(text, reading)
    if isinstance(parts, Unread):
        return parts
    sign, whole, part = parts
    return float(f"{sign}{whole}.{part or 0}") + 0.0  # no negative zero: it would differ from zero in nothing but text


def read_integer(text: str, reading: NumberReading = "plain") -> int | Unread:
    """The whole number that a text says; 25.0 is whole, 25.5 is not."""
    parts = _parts(text, reading)
    if isinstance(parts, Unread):
        return parts
    sign, whole, part = parts
    if part.strip("0"):
        return Unread("this is no whole number", "write a whole number")
    return int(f"{sign}{whole}")


def _parts(text: str, reading: NumberReading) -> tuple[str, str, str] | Unread:
    """Sign, whole digits and digits of the fraction."""
    pattern, example = _SHAPES[reading]
    match = pattern.fullmatch(text)
    if match is None or not (match["whole"] or match["part"]):
        return Unread(
            f"this is no number of the shape {example}",
            f"write it as {example}, or leave the cell blank where nothing is known",
        )
    whole = (match["whole"] or "0").replace(",", "").replace(".", "")
    part = match["part"] or ""
    if len(whole.lstrip("0")) + len(part.rstrip("0")) > MOST_DIGITS:
        return Unread(f"this number has more than {MOST_DIGITS} digits", "correct the number")
    is_negative = match["sign"] == "-" or text.startswith("(")
    return "-" if is_negative else "", whole, part
